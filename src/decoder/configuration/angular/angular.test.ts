import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const entry = (more: string, target = 'http://localhost:8000') => `{ "target": "${target}"${more} }`;
const verdict = (text: string, url = 'ws://localhost:4200/ws') => checkUrl(text, url)?.verdict;

describe('what is read', () => {
  test.each([
    ['a table', `{ "/ws": ${entry(', "ws": true')} }`],
    ['a table after a comment', `// the proxy\n{ "/ws": ${entry(', "ws": true')} }`],
    ['a list', `[{ "context": ["/a", "/ws"], "target": "http://localhost:8000", "ws": true }]`],
    ['a module', `module.exports = { '/ws': ${entry(', ws: true')} };`],
    [
      'a constant',
      `const PROXY_CONFIG = [{ context: ['/ws'], target: 'http://a:1', ws: true }];\nmodule.exports = PROXY_CONFIG;`,
    ],
  ])('%s', (_, text) => {
    expect(checkConfiguration(text).kind).toBe('angular');
    expect(verdict(text)).toBe('passes');
  });
});

test('the correction writes ws as JSON', () => {
  const { corrected } = checkConfiguration('{\n  "/ws": {\n    "target": "http://localhost:8000"\n  }\n}\n');
  expect(corrected).toBe('{\n  "/ws": {\n    "target": "http://localhost:8000",\n    "ws": true\n  }\n}\n');
});

test.each([
  ['/api/*', '/api/live', 'passes'],
  ['/api/*', '/api/live/1', 'fails'],
  ['/api/**', '/api/live/1', 'passes'],
  ['/api/{a,b}', '/api/a', 'cannot judge'],
  ['^/v[0-9]+/ws', '/v2/ws', 'passes'],
])('the key %s and %s', (key, path, expected) => {
  expect(verdict(`{ "${key}": ${entry(', "ws": true')} }`, `ws://localhost:4200${path}`)).toBe(expected);
});

test('pathRewrite changes the path of the backend', () => {
  const text = `{ "/ws": ${entry(', "ws": true, "pathRewrite": { "^/ws": "/v1" }')} }`;
  expect(checkUrl(text, 'ws://localhost:4200/ws/a')?.backendPath).toBe('/v1/a');
});

test('a target of ws:// depends on the builder', () => {
  expect(verdict(`{ "/ws": ${entry('', 'ws://localhost:8000')} }`)).toBe('cannot judge');
});

test('a missing comma is named where it is missing', () => {
  const text = '{\n  "/ws": {\n    "target": "http://a:1"\n    "ws": true\n  }\n}\n';
  const [fault] = checkConfiguration(text).unresolved;
  expect(fault.place.line).toBe(4);
  expect(verdict(text)).toBe('fails');
});
