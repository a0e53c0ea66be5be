// Starts the development servers of JavaScript with a configuration as it is written.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Running, start } from '../fixes/harness/process.ts';

const ownPackages = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Starts Vite as `vite` does. */
export function startVite(text: string, folder: string): Running {
  symlinkSync(ownPackages, path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(folder, 'vite.config.ts'), text);
  const command = path.join(ownPackages, 'vite/bin/vite.js');
  return start(process.execPath, [command], { cwd: folder });
}

/** Folders with webpack and a version of its dev server; `record.ts` installs them before it leaves the network. */
export const webpackPackages: Readonly<Record<'4' | '5', readonly string[]>> = {
  4: ['webpack@5', 'webpack-dev-server@4'],
  5: ['webpack@5', 'webpack-dev-server@5'],
};

/** What webpack-cli does for `webpack serve`, without its prompts. */
const webpackServe = `
const webpack = require('webpack');
const Server = require('webpack-dev-server');
const exported = require('./webpack.config.cjs');
const config = typeof exported === 'function' ? exported({ WEBPACK_SERVE: true }, { mode: 'development' }) : exported;
// A search for a free port opens the port for a moment.
const options = { port: 8080, ...config.devServer };
new Server(options, webpack(config)).start().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
`;

/** A table of paths is the form of version 4; every other text runs in version 5. */
export function startWebpack(text: string, folder: string): Running {
  const version = /\bproxy: \{/.test(text) ? '4' : '5';
  const packages = path.join(process.env[`FRAMESCOPE_WEBPACK_${version}`] ?? '', 'node_modules');
  symlinkSync(packages, path.join(folder, 'node_modules'));
  mkdirSync(path.join(folder, 'src'));
  mkdirSync(path.join(folder, 'public'));
  writeFileSync(path.join(folder, 'src/index.js'), 'console.log(1);\n');
  writeFileSync(path.join(folder, 'public/index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(folder, 'webpack.config.cjs'), text);
  writeFileSync(path.join(folder, 'serve.cjs'), webpackServe);
  return start(process.execPath, ['serve.cjs'], { cwd: folder });
}
