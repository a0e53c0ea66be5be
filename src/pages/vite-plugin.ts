// Writes the static pages when the app is built, and tells the app whether they are there.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { siteOf } from './address.ts';

const id = 'virtual:pages';

/** Runs a script in a Node of its own: the pages need the whole decoder, which no configuration should load. */
function runScript(path: string, args: readonly string[], root: string): Promise<void> {
  const script = [join(root, 'node_modules/tsx/dist/cli.mjs'), path, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, script, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`Expected ${path} to succeed, it ended with ${status}.`)),
    );
  });
}

/** What the head of the app says to search engines and to those who show a link to it. */
function headTags(): HtmlTagDescriptor[] {
  const { url } = siteOf(process.env.FRAMESCOPE_URL);
  const picture = `${url ?? ''}pictures/framescope.png`;
  const meta = (property: string, content: string): HtmlTagDescriptor => ({
    tag: 'meta',
    attrs: { property, content },
    injectTo: 'head',
  });
  return [
    meta('og:type', 'website'),
    meta('og:site_name', 'Framescope'),
    meta('og:title', 'Framescope: see what broke a WebSocket'),
    meta(
      'og:description',
      'Paste bytes, an error text or a capture: see the bits, the cause and the fix. Nothing is uploaded.',
    ),
    meta('og:image', picture),
    { tag: 'meta', attrs: { name: 'twitter:card', content: 'summary_large_image' }, injectTo: 'head' },
    ...(url === null
      ? []
      : [
          meta('og:url', url),
          { tag: 'link', attrs: { rel: 'canonical', href: url }, injectTo: 'head' } as const,
        ]),
  ];
}

/** `virtual:pages` exports `hasPages`. The dev server has none, and a build in one file has none. */
export function staticPages({ isWritten }: { readonly isWritten: boolean }): Plugin {
  let root = '';
  let out = '';
  let isBuild = false;
  return {
    name: 'static-pages',
    configResolved: (config) => {
      root = config.root;
      out = config.build.outDir;
      isBuild = config.command === 'build';
    },
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (source) => (source === `\0${id}` ? `export const hasPages = ${isBuild && isWritten};` : null),
    transformIndexHtml: { order: 'post', handler: () => (isBuild && isWritten ? headTags() : []) },
    closeBundle: async () => {
      if (isBuild && isWritten) await runScript('src/pages/build.ts', [out], root);
    },
  };
}
