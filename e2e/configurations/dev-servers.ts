// Starts the development servers of JavaScript with a configuration as it is written.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Running, start } from '../fixes/harness/process.ts';
import type { CorpusProgram } from './corpus.ts';

const ownPackages = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Starts Vite as `vite` does. */
export function startVite(text: string, folder: string): Running {
  symlinkSync(ownPackages, path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(folder, 'vite.config.ts'), text);
  const command = path.join(ownPackages, 'vite/bin/vite.js');
  return start(process.execPath, [command], { cwd: folder });
}

/**
 * Packages that the project does not depend on, by a name of theirs; `record.ts` installs each set in a folder before
 * it leaves the network.
 */
export const packageSets = {
  WEBPACK_4: ['webpack@5', 'webpack-dev-server@4'],
  WEBPACK_5: ['webpack@5', 'webpack-dev-server@5'],
  MIDDLEWARE_2: ['express@4', 'http-proxy-middleware@2', 'ws@8'],
  MIDDLEWARE_3: ['express@5', 'http-proxy-middleware@3', 'ws@8'],
  ANGULAR: [
    ...['build', 'cli', 'core', 'common', 'compiler', 'compiler-cli', 'platform-browser'].map(
      (name) => `@angular/${name}@20`,
    ),
    'rxjs@7',
    'tslib@2',
    'typescript@5.8',
  ],
} as const;

/** The sets that texts of a program run with. */
export const setsOf: Partial<Record<CorpusProgram, readonly (keyof typeof packageSets)[]>> = {
  webpack: ['WEBPACK_4', 'WEBPACK_5'],
  'node-proxy': ['WEBPACK_4', 'MIDDLEWARE_2', 'MIDDLEWARE_3'],
  angular: ['ANGULAR'],
};

/** Gives a folder the packages of a set. */
function givePackages(set: keyof typeof packageSets, folder: string): void {
  symlinkSync(
    path.join(process.env[`FRAMESCOPE_${set}`] ?? '', 'node_modules'),
    path.join(folder, 'node_modules'),
  );
}

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

/** Starts serve.cjs in a folder with a page and these files. */
function serveWithWebpack(folder: string, own: Readonly<Record<string, string>>): Running {
  mkdirSync(path.join(folder, 'src'));
  mkdirSync(path.join(folder, 'public'));
  const page = {
    'src/index.js': 'console.log(1);\n',
    'public/index.html': '<!doctype html><title>page</title>',
  };
  for (const [name, content] of Object.entries({ ...page, ...own }))
    writeFileSync(path.join(folder, name), content);
  return start(process.execPath, ['serve.cjs'], { cwd: folder });
}

/** A table of paths is the form of version 4; every other text runs in version 5. */
export function startWebpack(text: string, folder: string): Running {
  givePackages(/\bproxy: \{/.test(text) ? 'WEBPACK_4' : 'WEBPACK_5', folder);
  return serveWithWebpack(folder, { 'webpack.config.cjs': text, 'serve.cjs': webpackServe });
}

/** What Create React App does with its setupProxy.js. */
const reactAppServe = `
const webpack = require('webpack');
const Server = require('webpack-dev-server');
const config = {
  mode: 'development',
  devServer: { port: 8080, onBeforeSetupMiddleware: ({ app }) => require('./src/setupProxy.js')(app) },
};
new Server(config.devServer, webpack(config)).start();
`;

/**
 * Starts a program of http-proxy or http-proxy-middleware. A path as the first argument is the form of version 2 of
 * the latter; every other text runs with version 3. A function of an app alone is the setupProxy.js of Create React
 * App.
 */
export function startNodeProxy(text: string, folder: string): Running {
  if (/^module\.exports = (?:function\s*)?\(app\)/m.test(text)) {
    givePackages('WEBPACK_4', folder);
    return serveWithWebpack(folder, { 'src/setupProxy.js': text, 'serve.cjs': reactAppServe });
  }
  givePackages(
    /\bcreateProxyMiddleware\(\s*(?:['"`[]|\w+,)/.test(text) ? 'MIDDLEWARE_2' : 'MIDDLEWARE_3',
    folder,
  );
  const name = /^import\s/m.test(text) ? 'server.mjs' : 'server.cjs';
  writeFileSync(path.join(folder, name), text);
  return start(process.execPath, [name], { cwd: folder });
}

const angularProject = {
  projectType: 'application',
  root: '',
  sourceRoot: 'src',
  architect: {
    build: {
      builder: '@angular/build:application',
      options: {
        browser: 'src/main.ts',
        index: 'src/index.html',
        tsConfig: 'tsconfig.json',
        outputPath: 'dist',
      },
    },
    serve: { builder: '@angular/build:dev-server', options: { buildTarget: 'app:build' } },
  },
};

/** Starts `ng serve` with a proxy's file: JSON, or a module when the text is JavaScript. */
export function startAngular(text: string, folder: string): Running {
  givePackages('ANGULAR', folder);
  mkdirSync(path.join(folder, 'src'));
  const isModule = /^\s*(?:export default|const|module\.exports)\b/m.test(text);
  const name = isModule ? `proxy.conf.${/^export default/m.test(text) ? 'mjs' : 'cjs'}` : 'proxy.conf.json';
  const workspace = { version: 1, projects: { app: angularProject }, cli: { analytics: false } };
  const files = {
    [name]: text,
    'angular.json': JSON.stringify(workspace),
    'tsconfig.json':
      '{ "compilerOptions": { "target": "ES2022", "module": "preserve" }, "files": ["src/main.ts"] }',
    'src/index.html': '<!doctype html><title>page</title>',
    'src/main.ts': 'console.log(1);',
  };
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, file), content);
  const command = path.join(folder, 'node_modules/@angular/cli/bin/ng.js');
  const env = { NG_CLI_ANALYTICS: 'false', NG_BUILD_MAX_WORKERS: '1' };
  return start(process.execPath, [command, 'serve', '--no-open', '--proxy-config', name], {
    cwd: folder,
    env,
  });
}
