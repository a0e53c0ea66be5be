// The build of the app in one file: npm run build:one-file writes dist-one/framescope.html, which works from
// file:// and without a network. Script, style, worker, samples, cause pages and guides are inside.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import directives from '../src/cli/serve/security-policy.json' with { type: 'json' };
import type { BundledPackages } from './licences.ts';

/** The built file. */
const target = 'framescope.html';

const types: Readonly<Record<string, string>> = {
  json: 'application/json',
  mjs: 'text/javascript',
  py: 'text/x-python',
  svg: 'image/svg+xml',
};

/** The content of a file as an address. */
function dataUrl(path: string): string {
  const type = types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return `data:${type};base64,${readFileSync(path).toString('base64')}`;
}

/** Files of `public` that the app fetches or offers. */
function publicFiles(): string[] {
  return ['samples', 'taps'].flatMap((folder) =>
    readdirSync(join('public', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:pcap|pcapng|mjs|py)$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
}

/** `virtual:files` exports `fileUrl`: the address of a file of `public`, or in one file its content. */
export function files({ isInlined }: { readonly isInlined: boolean }): Plugin {
  const id = 'virtual:files';
  return {
    name: 'public-files',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      if (!isInlined) return 'export const fileUrl = (path) => path;';
      const all = Object.fromEntries(publicFiles().map((path) => [path, dataUrl(join('public', path))]));
      return `const all = ${JSON.stringify(all)};\nexport const fileUrl = (path) => all[path] ?? path;`;
    },
  };
}

/** The worker as text, built for itself alone. */
async function workerText(entry: string, packages: BundledPackages): Promise<string> {
  const built = await build({
    configFile: false,
    plugins: [packages.plugin()],
    logLevel: 'warn',
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      // A library has no code that loads parts for a page: all parts are in the one file.
      lib: { entry, formats: ['iife'], name: 'worker' },
      rolldownOptions: {
        output: { codeSplitting: false },
        checks: { pluginTimings: false },
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!('output' in output) || output.output.length !== 1) throw new Error(`Expected one file of ${entry}.`);
  const [chunk] = output.output;
  return chunk.code;
}

/** The address of the worker is that of its text in memory. */
export function inlinedWorker(packages: BundledPackages): Plugin {
  return {
    name: 'inlined-worker',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith('worker.ts?worker&url')) return null;
      return `\0inlined:${join(importer ?? '', '..', source.replace(/\?.*$/, ''))}`;
    },
    async load(id) {
      if (!id.startsWith('\0inlined:')) return null;
      const text = await workerText(id.slice('\0inlined:'.length), packages);
      return `export default URL.createObjectURL(new Blob([${JSON.stringify(text)}], { type: 'text/javascript' }));`;
    },
  };
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The policy of the file: its own script and style by their hashes, its own data, and nothing from anywhere. */
function policyOf(scripts: readonly string[], styles: readonly string[]): string {
  const replaced: Readonly<Record<string, string>> = {
    'script-src': `${scripts.map(hashOf).join(' ')} 'wasm-unsafe-eval'`,
    'worker-src': 'blob:',
    'style-src': styles.map(hashOf).join(' '),
    'img-src': 'data:',
    'connect-src': 'data:',
    'manifest-src': "'none'",
  };
  return directives
    .map((directive) => {
      const [name] = directive.split(' ');
      return replaced[name] === undefined ? directive : `${name} ${replaced[name]}`;
    })
    .join('; ');
}

/** A text that ends no element around it. */
const insideScript = (text: string): string =>
  text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');

/** Puts what the built page links to into the page, and leaves that file alone in the folder. */
export function oneFile(packages: BundledPackages): Plugin {
  let out = '';
  return {
    name: 'one-file',
    configResolved: (config) => {
      out = config.build.outDir;
    },
    closeBundle() {
      const read = (path: string) => readFileSync(join(out, path.replace(/^\.\//, '')), 'utf8');
      const scripts: string[] = [];
      const styles: string[] = [];
      let main = '';
      const html = read('index.html')
        .replace(/<script type="module"[^>]* src="([^"]+)"><\/script>/, (_tag, path: string) => {
          main = insideScript(read(path));
          return '';
        })
        .replace(/<script src="([^"]+)"><\/script>/g, (_tag, path: string) => {
          const text = insideScript(read(path));
          scripts.push(text);
          return `<script>${text}</script>`;
        })
        .replace(/<link rel="stylesheet"[^>]* href="([^"]+)">/g, (_tag, path: string) => {
          const text = read(path);
          styles.push(text);
          return `<style>${text}</style>`;
        })
        .replace(/<link rel="manifest"[^>]*>/, '')
        .replace(
          /(<link rel="icon" href=")[^"]+"/,
          (_tag, start: string) => `${start}${dataUrl('public/icon.svg')}"`,
        )
        .replace(/\s*The\s+<a href="reference.html">[\s\S]*?needs none\./, '')
        // a function: the text of the script may hold patterns of a replacement
        .replace('</body>', () => `<script type="module">${main}</script>\n</body>`);
      scripts.push(main);
      const policy = policyOf(scripts, styles);
      const whole = html.replace(
        '<head>',
        () => `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`,
      );
      rmSync(out, { recursive: true });
      writeOnly(out, `${whole.trimEnd()}\n${asComment(packages.text())}`);
    },
  };
}

/** A text as a comment of HTML, which two hyphens could end. */
const asComment = (text: string): string => `<!--\n${text.replaceAll('--', '- -')}-->\n`;

function writeOnly(folder: string, html: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, target), html);
  console.log(`${join(folder, target)}: ${(html.length / 1e6).toFixed(1)} MB`);
}
