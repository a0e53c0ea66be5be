// Builds the service worker that keeps the page for use without a network: src/service-worker.ts with the names
// of the built files.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Files of `public` that the first screen and its samples need. */
function publicFiles(): string[] {
  const samples = existsSync('public/samples/samples.json')
    ? (JSON.parse(readFileSync('public/samples/samples.json', 'utf8')) as { file: string }[])
    : [];
  return ['theme.js', 'icon.svg', 'manifest.webmanifest', ...samples.map(({ file }) => `samples/${file}`)];
}

export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'src/service-worker.ts', fileName: 'service-worker.js' });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const hash = createHash('sha256');
        const ofBundle = Object.values(bundle).filter(({ fileName }) => fileName.startsWith('assets/'));
        const page = bundle['index.html'];
        if (page?.type !== 'asset') throw new Error('Expected index.html among the built files.');
        hash.update(page.source);
        for (const { fileName } of ofBundle) hash.update(fileName);
        for (const path of publicFiles()) hash.update(readFileSync(`public/${path}`));
        const chunk = bundle['service-worker.js'];
        if (chunk?.type !== 'chunk') throw new Error('Expected service-worker.js among the built files.');
        const files = ['./', ...ofBundle.map(({ fileName }) => fileName), ...publicFiles()];
        chunk.code = chunk.code
          .replace('OFFLINE_VERSION', hash.digest('hex').slice(0, 16))
          .replace('OFFLINE_FILES', files.join(' '));
      },
    },
  };
}
