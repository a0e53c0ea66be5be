import { expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const line = 'map ws://app.example.com/ws ws://127.0.0.1:3000/ws\n';
const url = 'ws://app.example.com/ws';

const check = (of: string, asked = url) => checkUrl(of, asked, undefined, 'trafficserver');
const verdict = (of: string, asked = url) => check(of, asked)?.verdict;
const ports = (value: string) => `CONFIG proxy.config.http.server_ports STRING ${value}\n`;

test('an upgrade is looked for among the lines of its own scheme', () => {
  const plain = 'map http://app.example.com/ http://127.0.0.1:3000/\n';
  expect(checkConfiguration(line).kind).toBe('trafficserver');
  expect(verdict(line)).toBe('passes');
  expect(verdict(plain)).toBe('fails');
  expect(verdict(line, 'wss://app.example.com/ws')).toBe('fails');
  expect(verdict(line.replace('ws://app', 'wss://app'), 'wss://app.example.com/ws')).toBe('passes');
  expect(verdict('map /ws http://127.0.0.1:3000/ws\n')).toBe('passes');
  expect(checkConfiguration(plain).corrected).toBe(
    `${plain}map ws://app.example.com/ ws://127.0.0.1:3000/\n`,
  );
});

test('the first line that fits takes a request; one for every host comes last', () => {
  const path = (of: string, asked = url) => check(of, asked)?.backendPath;
  expect(path(`${line}map ws://app.example.com/ws/x ws://127.0.0.1:3001/y\n`, `${url}/x`)).toBe('/ws/x');
  expect(path(`map / http://127.0.0.1:3001/all/\n${line}`)).toBe('/ws');
  expect(path(line.replace('3000/ws', '3000/socket/'), `${url}/x`)).toBe('/socket/x');
  expect(path(line.replace('3000/ws', '3000'), `${url}/x`)).toBe('/x');
  expect(verdict(line.replace('com/ws', 'com/ws/'))).toBe('fails');
});

test('the port of the line is the port of the URL', () => {
  expect(verdict(ports('8080') + line, 'ws://app.example.com:8080/ws')).toBe('fails');
  const own = line.replace('.com', '.com:8080');
  expect(verdict(ports('8080') + own, 'ws://app.example.com:8080/ws')).toBe('passes');
  const tls = line.replace('ws://app', 'wss://app');
  expect(verdict(ports('443:ssl') + tls, 'wss://app.example.com/ws')).toBe('passes');
  expect(verdict(ports('443') + tls, 'wss://app.example.com/ws')).toBe('fails');
});

test('records.yaml says what records.config says', () => {
  const yaml = 'records:\n  http:\n    server_ports: 81\n  websocket:\n    no_activity_timeout: 5\n';
  const text = `# configuration file records.yaml:\n${yaml}\n# configuration file remap.config:\n${line.replace('.com', '.com:81')}`;
  const report = check(text, 'ws://app.example.com:81/ws');
  expect(report?.verdict).toBe('passes');
  expect(report?.silence?.seconds).toBe(5);
  expect(check(line)?.silence?.seconds).toBe(120);
});

test('filters by address name both outcomes', () => {
  const text = line.replace('\n', ' @action=allow @src_ip=10.0.0.0-10.0.255.255\n');
  expect(check(text)?.outcomes.map((one) => one.verdict)).toEqual(['passes', 'fails']);
  expect(verdict(line.replace('\n', ' @action=deny @method=get\n'))).toBe('fails');
});

test.each([
  ['a plugin', line.replace('\n', ' @plugin=header_rewrite.so @pparam=a.config\n')],
  ['a strategy', line.replace('\n', ' @strategy=pool\n')],
  ['settings alone', ports('80')],
  ['a PROXY header', ports('80:pp') + line],
  [
    'requests without a line',
    `CONFIG proxy.config.url_remap.remap_required INT 0\n${line.replace('app', 'other')}`,
  ],
])('%s: no verdict', (_, open) => {
  expect(verdict(open)).toBe('cannot judge');
});

test.each([
  ['a map of ws that leads to http', line.replace('ws://127', 'http://127'), line],
  ['a slip in the first word', line.replace('map', 'mapp'), line],
  ['the same line twice', line + line, line],
])('%s: Traffic Server does not start, and the correction mends it', (_, faulty, mended) => {
  expect(verdict(faulty)).toBe('fails');
  expect(checkConfiguration(faulty, undefined, 'trafficserver').corrected).toBe(mended);
});

test.each([
  ['one URL', 'map ws://app.example.com/ws\n'],
  ['no host', line.replace('app.example.com', '')],
  ['quotes', line.replace(/(ws:\S+) (ws:\S+)/, '"$1" "$2"')],
  ['another scheme', line.replace('ws://127', 'tcp://127')],
])('%s: Traffic Server does not start', (_, faulty) => {
  expect(verdict(faulty)).toBe('fails');
});
