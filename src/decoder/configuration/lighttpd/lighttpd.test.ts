import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';
import { parseLighttpd } from './parse.ts';

const head = 'server.document-root = "/var/www"\nserver.port = 80\nserver.modules = ( "mod_proxy" )\n';
const backend = '(( "host" => "127.0.0.1", "port" => 3000 ))';

describe('syntax', () => {
  test('a list goes over several lines, with a comma at its end', () => {
    const { statements, fault } = parseLighttpd('a.b = (\n  "x" => 1, # one\n  "y" => ( "z" ),\n)\n');
    expect(fault).toBeNull();
    expect(statements).toMatchObject([
      { kind: 'assignment', name: 'a.b', operator: '=', value: { kind: 'list', entries: [{}, {}] } },
    ]);
  });

  test('a chain of else is one choice', () => {
    const { statements } = parseLighttpd(
      '$HTTP["host"] == "a" { x.y = 1 }\nelse $HTTP["host"] =~ "b" { x.y = 2 }\nelse { x.y = 3 }\n',
    );
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatchObject({
      branches: [{ condition: { field: 'HTTP["host"]', operator: '==' } }, {}, { condition: null }],
    });
  });

  test.each([
    ['server.port = 80;\n', 'found ;'],
    ['server.port 80\n', 'Expected = after server.port'],
    ['$HTTP["url"] =~ "^/ws" {\n', 'found the end of the text'],
    ['a.b = ( "x" => \'y\' )\n', "found '"],
  ])('%j is refused with what was expected and found', (text, words) => {
    expect(parseLighttpd(text).fault?.text).toContain(words);
  });

  test('deep nesting is refused, and does not overflow', () => {
    expect(parseLighttpd(`a.b = ${'('.repeat(50_000)}`).fault?.text).toContain('nested deeper');
    expect(parseLighttpd('$HTTP["a"] == "b" {\n'.repeat(50_000)).fault?.text).toContain('nested deeper');
  });
});

describe('without a URL', () => {
  test('the list of headers that is in force gets the entry', () => {
    const text = `${head}proxy.header = ( "https-remap" => "enable" )\nproxy.server = ( "" => ${backend} )\n`;
    const report = checkConfiguration(text);
    expect(report.routes.map(({ verdict }) => verdict)).toEqual(['fails']);
    expect(report.corrected).toContain('proxy.header = ( "upgrade" => "enable", "https-remap" => "enable" )');
  });

  test('a place without a list gets one, in its own block', () => {
    const text = `${head}$HTTP["url"] =~ "^/ws" {\n    proxy.server = ( "" => ${backend} )\n}\n`;
    expect(checkConfiguration(text).corrected).toContain('    proxy.header = ( "upgrade" => "enable" )\n');
  });

  test('what another condition may replace is not called a pass', () => {
    const text = `${head}proxy.header = ( "upgrade" => "enable" )\nproxy.server = ( "" => ${backend} )\n$HTTP["url"] =~ "^/x" {\n  proxy.header = ( "upgrade" => "disable" )\n}\n`;
    expect(checkConfiguration(text).routes.map(({ verdict }) => verdict)).toEqual(['cannot judge']);
    expect(checkUrl(text, 'ws://a.example/ws')?.verdict).toBe('passes');
    expect(checkUrl(text, 'ws://a.example/x')?.verdict).toBe('fails');
  });

  test('a branch that no request comes to is not called a pass', () => {
    const on = 'proxy.header = ( "upgrade" => "enable" )';
    const text = `${head}$HTTP["url"] =~ "^/" {\n  server.max-read-idle = 300\n}\nelse {\n  ${on}\n  proxy.server = ( "/x" => ${backend} )\n}\n`;
    expect(checkConfiguration(text).routes.map(({ verdict }) => verdict)).toEqual(['fails']);
  });

  test('a silent connection ends after the limit that is over first', () => {
    const text = `${head}proxy.header = ( "upgrade" => "enable" )\nproxy.server = ( "" => ${backend} )\n`;
    expect(checkUrl(text, 'ws://a.example/')?.silence).toMatchObject({
      seconds: 60,
      setting: 'server.max-read-idle, which is not set',
    });
  });
});
