import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const config = (entries: string, more = '') =>
  `module.exports = {\n  devServer: {\n    ${more}proxy: [\n${entries}\n    ],\n  },\n};\n`;
const off = (path: string) => `      { context: ['${path}'], target: 'http://localhost:3000' },`;
const on = (path: string) => `      { context: ['${path}'], target: 'http://localhost:3000', ws: true },`;
const verdict = (text: string, url = 'ws://localhost:8080/live') => checkUrl(text, url)?.verdict;

describe('what is read', () => {
  test.each([
    ['a file', config(off('/live'))],
    ['the dev server alone', `devServer: {\n  proxy: [\n${off('/live')}\n  ],\n},\n`],
    [
      'one of several',
      `module.exports = [{ entry: './a.js' }, { devServer: { proxy: [\n${off('/live')}\n] } }];\n`,
    ],
  ])('%s', (_, text) => {
    const { kind, routes, corrected } = checkConfiguration(text);
    expect(kind).toBe('webpack');
    expect(routes.map((route) => route.verdict)).toEqual(['fails']);
    expect(checkConfiguration(corrected ?? '').routes.map((route) => route.verdict)).toEqual(['passes']);
  });

  test('a file of Vue CLI, which sets ws by itself, is another kind', () => {
    const text = `const { defineConfig } = require('@vue/cli-service');\nmodule.exports = defineConfig({\n  devServer: {\n    proxy: { '/live': { target: 'http://localhost:3000' } },\n  },\n});\n`;
    expect(checkConfiguration(text)).toMatchObject({
      kind: null,
      recognised: expect.stringContaining('Vue CLI'),
    });
  });
});

describe('two entries for one path', () => {
  test('both answer', () => {
    expect(verdict(config(`${on('/live')}\n${on('/')}`))).toBe('fails');
    expect(verdict(config(`${on('/live')}\n${off('/')}`))).toBe('passes');
    expect(verdict(config(`${on('/live')}\n${on('/chat')}`))).toBe('passes');
  });

  test.each([
    ['one passes', `${off('/')}\n${on('/live')}`, null],
    [
      'the nearer one is mended',
      `${off('/')}\n${off('/live')}`,
      `${off('/')}\n${on('/live').replace(', ws: true },', ', ws: true },')}`,
    ],
  ])('no correction makes a second answer: %s', (_, entries, corrected) => {
    expect(checkConfiguration(config(entries)).corrected).toBe(corrected === null ? null : config(corrected));
  });
});

describe('what the text leaves open', () => {
  test.each([
    ['...entries(),', 'cannot judge'],
    [`...entries(),\n${on('/live')}`, 'cannot judge'],
    ['entry(),', 'cannot judge'],
    ["{ context: paths(), target: 'http://localhost:3000', ws: true },", 'cannot judge'],
    ["{ context: ['/@(live|chat)'], target: 'http://localhost:3000', ws: true },", 'cannot judge'],
    ["{ context: (path) => path === '/live', target: 'http://localhost:3000', ws: true },", 'passes'],
    ["{ context: (path) => path === '/x', target: 'http://localhost:3000', ws: true },", 'fails'],
    ["process.env.A && { context: ['/live'], target: 'http://localhost:3000', ws: true },", 'cannot judge'],
  ])('%s', (entries, expected) => {
    expect(verdict(config(entries))).toBe(expected);
  });

  test('which path hot reload has', () => {
    expect(verdict(config(on('/live'), 'webSocketServer: server(), '))).toBe('cannot judge');
    expect(verdict(config(on('/ws')), 'ws://localhost:8080/ws')).toBe('fails');
    expect(verdict(config(on('/ws')), 'ws://localhost:8080/ws/1')).toBe('passes');
    expect(verdict(config(on('/ws'), 'webSocketServer: false, '), 'ws://localhost:8080/ws')).toBe('passes');
  });
});
