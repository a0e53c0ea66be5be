// npm run build:package: everything that the published package holds, in `package/`: the command, the library with its
// types, the page, and the licences of the packages that are part of them.

import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { asciiCode, commonChunks } from './command-chunks.ts';
import { writeDeclarations } from './declarations.ts';
import { BundledPackages, licenceFile } from './licences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'package');

/** The packages of command, library and page. */
const packages = new BundledPackages();

/** What the bundles of command and library share. All packages go into them: the published one depends on none. */
const common: InlineConfig = {
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [packages.plugin()],
  ssr: { noExternal: true },
  define: { FRAMESCOPE_BUILT_URL: JSON.stringify(process.env.FRAMESCOPE_URL ?? '') },
};

/** The command. Chunks lie beside the entries: `src/cli/installation.ts` counts on the depth. */
async function buildCommand(): Promise<void> {
  await build({
    ...common,
    plugins: [packages.plugin(), asciiCode()],
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: join(target, 'cli'),
      emptyOutDir: true,
      minify: true,
      rolldownOptions: {
        input: {
          framescope: join(root, 'src/cli/framescope.ts'),
          'tap-thread': join(root, 'src/cli/tap/diagnosis-thread.ts'),
          'scan-thread': join(root, 'src/cli/scan/thread-body.ts'),
        },
        output: {
          entryFileNames: ({ name }) => (name.endsWith('-thread') ? '[name].mjs' : '[name].js'),
          chunkFileNames: '[name]-[hash].js',
          codeSplitting: { includeDependenciesRecursively: false, groups: [commonChunks(root)] },
        },
        checks: { pluginTimings: false },
      },
    },
  });
  chmodSync(join(target, 'cli/framescope.js'), 0o755);
}

/** The library: no names of Node or a browser in it but those that both have. */
async function buildLibrary(): Promise<void> {
  await build({
    ...common,
    build: {
      target: 'es2023',
      outDir: join(target, 'decoder'),
      emptyOutDir: true,
      minify: true,
      lib: { entry: join(root, 'src/library/index.ts'), formats: ['es'], fileName: 'index' },
      rolldownOptions: { output: { minify: true, codeSplitting: false }, checks: { pluginTimings: false } },
    },
  });
  writeDeclarations(root, join(target, 'decoder'));
}

async function buildPage(): Promise<void> {
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    plugins: [packages.plugin()],
    worker: { plugins: () => [packages.plugin()] },
    build: { outDir: join(target, 'page'), emptyOutDir: true },
  });
  // Other sites show these pictures beside links to a public page. A page on this machine has no such links.
  rmSync(join(target, 'page/pictures'), { recursive: true, force: true });
  // The text beside the package holds these too.
  rmSync(join(target, 'page', licenceFile), { force: true });
}

rmSync(target, { recursive: true, force: true });
const only = process.argv.slice(2);
const steps = { command: buildCommand, library: buildLibrary, page: buildPage };
for (const [name, step] of Object.entries(steps)) if (only.length === 0 || only.includes(name)) await step();
writeFileSync(join(target, 'THIRD-PARTY-LICENSES'), packages.text());
