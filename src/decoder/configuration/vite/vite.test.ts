import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const config = (server: string) =>
  `import { defineConfig } from 'vite'\nexport default defineConfig({\n  server: {\n${server}\n  },\n})\n`;
const proxy = (entries: string) => config(`    proxy: {\n${entries}\n    },`);

describe('what is read', () => {
  test.each([
    ['a file', proxy("      '/ws': 'http://localhost:3000',")],
    ['the server alone', "server: {\n  proxy: {\n    '/ws': 'http://localhost:3000',\n  },\n},\n"],
    [
      'with what is left out',
      "export default defineConfig({\n  plugins: [...],\n  server: {\n    proxy: {\n      '/ws': { target: 'http://localhost:3000' },\n    }\n  }\n})\n",
    ],
  ])('%s', (_, text) => {
    const { kind, routes, corrected } = checkConfiguration(text);
    expect(kind).toBe('vite');
    expect(routes.map(({ verdict }) => verdict)).toEqual(['fails']);
    expect(corrected).toContain('ws: true');
    expect(checkConfiguration(corrected ?? '').routes.map(({ verdict }) => verdict)).toEqual(['passes']);
  });

  test.each([
    [
      'an application',
      "const express = require('express');\nconst app = express();\napp.use('/api', proxy);\nconst server = { proxy: true };\napp.listen(3000);\n",
    ],
    [
      'a configuration of Rollup',
      "import resolve from '@rollup/plugin-node-resolve';\nexport default { input: 'src/main.js', output: { file: 'out.js', format: 'es' }, plugins: [resolve()] };\n",
    ],
    [
      'one of ESLint',
      "import { defineConfig } from 'eslint/config';\nexport default defineConfig([{ files: ['**/*.js'], rules: { semi: 'error' } }]);\n",
    ],
    [
      'one of Playwright',
      "import { defineConfig } from '@playwright/test';\nexport default defineConfig({ use: { proxy: { server: 'http://a:3128' } }, webServer: { command: 'npm start' } });\n",
    ],
    ['a JSON file', '{ "name": "x", "server": { "port": 1 }, "scripts": { "dev": "vite" } }\n'],
    [
      'a server that embeds Vite',
      "import { createServer } from 'vite';\nconst vite = await createServer({ server: { middlewareMode: true } });\napp.use(vite.middlewares);\n",
    ],
  ])('%s is no configuration of Vite', (_, text) => {
    expect(checkConfiguration(text).kind).toBeNull();
  });
});

describe('hot reload', () => {
  const warnings = (text: string) =>
    checkConfiguration(text).routes.map(({ findings }) =>
      findings.filter(({ severity }) => severity === 'warning').map(({ id }) => id),
    );

  test.each([
    ["      '/': { target: 'http://localhost:3000', ws: true },", ['hot-reload-taken']],
    ["      '^/(?!@vite)': { target: 'ws://localhost:3000' },", ['hot-reload-taken']],
    ["      '^/$': { target: 'ws://localhost:3000' },", []],
    ["      '/ws': { target: 'ws://localhost:3000' },", []],
  ])('%s', (entries, ids) => {
    expect(warnings(proxy(entries))).toEqual([ids]);
  });

  test('on a port of its own it is left alone', () => {
    const root = "proxy: { '/': { target: 'http://localhost:3000', ws: true } },";
    expect(warnings(config(`hmr: { port: 24678 }, ${root}`))).toEqual([[]]);
    expect(warnings(config(`hmr: false, ${root}`))).toEqual([[]]);
    expect(
      warnings(config(`hmr: { path: '/hmr' }, proxy: { '/hmr': { target: 'ws://localhost:3000' } },`)),
    ).toEqual([['hot-reload-taken']]);
  });

  test('no correction takes its connection', () => {
    const { routes, corrected } = checkConfiguration(proxy("      '/': 'http://localhost:3000',"));
    expect(routes[0]).toMatchObject({ verdict: 'fails' });
    expect(corrected).toBeNull();
  });
});

describe('what the text leaves open', () => {
  test.each([
    ["...(process.env.A ? { '/ws': { target: 'http://localhost:3000', ws: true } } : {}),", 'cannot judge'],
    ["...entries(), '/ws': { target: 'http://localhost:3000', ws: true },", 'cannot judge'],
    ["...entries(), '/ws': { target: 'http://localhost:3000' },", 'cannot judge'],
    ["'/ws': entry(),", 'cannot judge'],
    ["'/ws': { ...options(), target: 'http://localhost:3000' },", 'cannot judge'],
    ["'/ws': { target: 'http://localhost:3000', ws: true, ...options() },", 'cannot judge'],
    ["'/ws': { ...options(), target: 'http://localhost:3000', ws: true },", 'passes'],
    [
      "'/ws': { target: 'http://localhost:3000', ws: true, bypass: (req) => req.url.includes('x') ? '/x' : null },",
      'cannot judge',
    ],
    [
      "'/ws': { target: 'http://localhost:3000', ws: true, bypass: (req) => { console.log(req.url) } },",
      'passes',
    ],
  ])('%s', (entries, verdict) => {
    expect(checkUrl(proxy(entries), 'ws://localhost:5173/ws')?.verdict).toBe(verdict);
  });
});

test('no correction lets a key take the WebSockets of another', () => {
  const on = "      '/api/ws': { target: 'http://localhost:3001', ws: true },";
  const off = "      '/api': { target: 'http://localhost:3000' },";
  expect(checkConfiguration(proxy(`${off}\n${on}`)).corrected).toBeNull();
  const { corrected } = checkConfiguration(proxy(`${off}\n${on.replace(', ws: true', '')}`));
  expect(corrected).toBe(proxy(`${off}\n${on}`));
});

test.each([
  ["method: 'POST'", 'fails'],
  ["method: 'GET'", 'passes'],
  ["headers: { Upgrade: 'h2c' }", 'fails'],
  ["headers: { 'X-Forwarded-Proto': 'https' }", 'passes'],
])('an option that changes the request: %s', (option, verdict) => {
  const text = proxy(`      '/ws': { target: 'ws://localhost:3000', ${option} },`);
  expect(checkUrl(text, 'ws://localhost:5173/ws')?.verdict).toBe(verdict);
});
