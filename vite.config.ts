import { existsSync, readFileSync } from 'node:fs';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { BundledPackages, licences } from './.scripts/licences.ts';
import { serviceWorker } from './.scripts/offline.ts';
import { files, inlinedWorker, oneFile } from './.scripts/one-file.ts';
import directives from './src/cli/serve/security-policy.json' with { type: 'json' };
import { captureGuides } from './src/decoder/guides/capture/guides.ts';
import { guides } from './src/decoder/guides/registry.ts';
import { readCausePages } from './src/pages/markdown.ts';
import { pictureFonts } from './src/pages/picture-fonts.ts';
import { staticPages } from './src/pages/vite-plugin.ts';

/** What the built page may do: run its own script, style itself, ask its own origin. Nothing else. */
const policy = directives.join('; ');

/** Puts the policy into the built page. The dev server injects inline scripts, so it goes without. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}

/** The list of samples, read when the page is built, so that the empty screen needs no second look. */
function samples(): Plugin {
  const id = 'virtual:samples';
  /** On its own, because few ask for it. */
  const statusId = 'virtual:status-samples';
  const read = (name: string, empty: string): string => {
    const file = `public/samples/${name}.json`;
    return existsSync(file) ? readFileSync(file, 'utf8') : empty;
  };
  return {
    name: 'samples',
    resolveId: (source) => (source === id || source === statusId ? `\0${source}` : null),
    load(source) {
      if (source === `\0${statusId}`) return `export const samplesByStatus = ${read('by-status', '{}')};`;
      if (source !== `\0${id}`) return null;
      return `export const samples = ${read('samples', '[]')};\nexport const samplesByCause = ${read('by-cause', '{}')};`;
    },
  };
}

/**
 * Text that no script needs: a JSON file beside the scripts, fetched when the page is idle. `virtual:NAME` exports its address
 * as `url`. `isInlined`: the address holds the content.
 */
function jsonFile(name: string, make: () => unknown, isInlined: boolean): Plugin {
  const id = `virtual:${name}`;
  const served = `/@${name}.json`;
  let serving = false;
  return {
    name: `json-${name}`,
    configResolved: (config) => {
      serving = config.command === 'serve';
    },
    configureServer: (server) => {
      server.middlewares.use(served, (_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(make()));
      });
    },
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      if (serving) return `export const url = ${JSON.stringify(served)};`;
      if (isInlined) {
        const content = Buffer.from(JSON.stringify(make())).toString('base64');
        return `export const url = 'data:application/json;base64,${content}';`;
      }
      const reference = this.emitFile({
        type: 'asset',
        name: `${name}.json`,
        source: JSON.stringify(make()),
      });
      return `export const url = import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}

export default defineConfig(({ mode }) => {
  const isOneFile = mode === 'one-file';
  const packages = new BundledPackages();
  return {
    plugins: [
      react(),
      packages.plugin(),
      tailwind(),
      samples(),
      files({ isInlined: isOneFile }),
      jsonFile('cause-pages', readCausePages, isOneFile),
      jsonFile('capture-guides', () => captureGuides, isOneFile),
      jsonFile('guides', () => Object.values(guides), isOneFile),
      staticPages({ isWritten: !isOneFile }),
      ...(isOneFile
        ? [inlinedWorker(packages), oneFile(packages)]
        : [
            contentSecurityPolicy(),
            licences(packages, [...new Set(pictureFonts.map(([name]) => name))]),
            serviceWorker(),
          ]),
    ],
    // relative addresses: the built folder works below any path of any host
    base: './',
    // one file: what it loads late elsewhere must not fail on a page that lost its network
    worker: {
      format: 'es',
      plugins: () => [packages.plugin()],
      rolldownOptions: { output: { codeSplitting: false } },
    },
    build: {
      outDir: isOneFile ? 'dist-one' : 'dist',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: isOneFile ? 5000 : 700,
      assetsInlineLimit: 0,
      rolldownOptions: {
        checks: { pluginTimings: false },
        ...(isOneFile ? { output: { codeSplitting: false } } : {}),
      },
    },
    // generous: a busy machine must not fail a law that tries every byte
    test: { include: ['{src,e2e,bench}/**/*.test.{ts,tsx}'], testTimeout: 30_000 },
  };
});
