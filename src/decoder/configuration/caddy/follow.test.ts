import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../../testing/cpu-time.ts';
import { checkUrl } from '../check.ts';

/** The verdict for a path of a site with these lines, and the path that the backend is asked for. */
function followed(lines: string, path: string, global = ''): string {
  const text = `${global}http://a.example {\n${lines}\n}\n`;
  const report = checkUrl(text, `ws://a.example${path}`, undefined, 'caddy');
  return report?.verdict === 'passes' ? `passes as ${report.backendPath}` : String(report?.verdict);
}

describe('a request goes through a site in the order of Caddy', () => {
  test.each([
    [
      'handle_path takes its prefix',
      'handle_path /api/* {\nreverse_proxy a:1\n}',
      '/api/ws',
      'passes as /ws',
    ],
    [
      'rewrite with a placeholder',
      'rewrite /old/* /new{path}\nreverse_proxy a:1',
      '/old/ws',
      'passes as /new/old/ws',
    ],
    ['uri replace', 'uri replace /v1/ /v2/\nreverse_proxy a:1', '/v1/ws', 'passes as /v2/ws'],
    ['uri strip_suffix', 'uri strip_suffix /end\nreverse_proxy a:1', '/ws/end', 'passes as /ws'],
    [
      'captures of an expression',
      '@v path_regexp v ^/v(\\d+)/(.*)$\nrewrite @v /{re.v.2}/{re.v.1}\nreverse_proxy a:1',
      '/v3/ws',
      'passes as /ws/3',
    ],
    [
      'the first handle alone',
      'handle /ws* {\n}\nhandle {\nrespond x\n}\nreverse_proxy a:1',
      '/ws',
      'passes as /ws',
    ],
    ['a handle that answers nothing', 'handle /ws* {\n}\nhandle {\nreverse_proxy a:1\n}', '/ws', 'fails'],
    ['respond before reverse_proxy', 'reverse_proxy a:1\nrespond /ws 403', '/ws', 'fails'],
    ['the order of a route', 'route {\nreverse_proxy a:1\nrespond 403\n}', '/ws', 'passes as /ws'],
    [
      'the shorter of two paths with a star',
      'respond /ws 403\nreverse_proxy /ws* a:1',
      '/ws/1',
      'passes as /ws/1',
    ],
    ['map chooses the backend', 'map {path} {up} {\n/ws a:1\n}\nreverse_proxy {up}', '/other', 'fails'],
    [
      'an error page that is a proxy',
      'handle_errors {\nreverse_proxy a:1\n}\nerror 404',
      '/ws',
      'passes as /ws',
    ],
    [
      'try_files goes to its last file',
      'try_files {path} /index.html\nreverse_proxy /ws a:1',
      '/ws',
      'fails',
    ],
    ['an expression', '@w expression `{path}.endsWith("ws")`\nreverse_proxy @w a:1', '/ws', 'passes as /ws'],
  ])('%s', (_, lines, path, expected) => {
    expect(followed(lines, path)).toBe(expected);
  });

  test('an order line of the global options changes it', () => {
    const global = '{\norder respond after reverse_proxy\n}\n';
    expect(followed('respond 403\nreverse_proxy a:1', '/ws', global)).toBe('passes as /ws');
  });
});

test('a text of many sites is followed in little time', () => {
  const sites = Array.from(
    { length: 4000 },
    (_, index) => `http://h${index}.example {\nreverse_proxy a:1\n}\n`,
  );
  const before = cpuTime();
  expect(checkUrl(sites.join(''), 'ws://h3999.example/', undefined, 'caddy')?.verdict).toBe('passes');
  expect(cpuTime() - before).toBeLessThan(8000);
});
