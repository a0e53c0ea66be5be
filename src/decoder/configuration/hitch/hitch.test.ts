import { expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const text = 'frontend = "[*]:443"\nbackend = "[127.0.0.1]:3000"\npem-file = "/etc/hitch/app.pem"\n';
const url = 'wss://app.example.com/ws';

const verdict = (of: string, asked = url) => checkUrl(of, asked)?.verdict;

test('hitch ends TLS on its frontends and passes the rest on', () => {
  expect(checkConfiguration(text).kind).toBe('hitch');
  expect(verdict(text)).toBe('passes');
  expect(verdict(text, 'ws://app.example.com:443/ws')).toBe('fails');
  expect(verdict(text, 'wss://app.example.com:8443/ws')).toBe('fails');
  const block = text.replace('"[*]:443"', '{\n  host = "*"\n  port = "8443"\n}');
  expect(verdict(block, 'wss://app.example.com:8443/ws')).toBe('passes');
});

test.each([
  ['a PROXY header', 'write-proxy-v2 = on\n'],
  ['a certificate of the client', 'client-verify = required\n'],
  ['a PROXY header of the client', 'proxy-proxy = on\n'],
  ['an option that is not known', 'websocket = on\n'],
])('%s: no verdict without more', (_, line) => {
  expect(verdict(text + line)).toBe('cannot judge');
});

test('HTTP/2 in alpn-protos is a note: a browser does not offer it for a WebSocket', () => {
  const { routes } = checkConfiguration(`${text}alpn-protos = "h2, http/1.1"\n`);
  expect(routes[0].verdict).toBe('passes');
  expect(routes[0].findings.map(({ id, severity }) => [id, severity])).toContainEqual(['alpn-h2', 'note']);
});

test('an address without brackets gets them', () => {
  const faulty = text.replaceAll(/\[(.*?)\]/g, '$1');
  expect(faulty).toContain('"127.0.0.1:3000"');
  expect(checkConfiguration(faulty).corrected).toBe(text);
});

test.each([
  ['no certificate', text.replace(/^pem-file.*\n/m, '')],
  ['an address without brackets', text.replace('"[127.0.0.1]:3000"', '"127.0.0.1:3000"')],
  ['values without quotes', text.replaceAll('"', '')],
  ['a number in quotes', `${text}workers = "4"\n`],
  ['two kinds of PROXY header', `${text}write-proxy-v2 = on\nwrite-ip = on\n`],
  ['a block without its end', `${text}frontend = {\n  port = "444"\n`],
])('%s: hitch does not start', (_, faulty) => {
  expect(checkUrl(faulty, url, undefined, 'hitch')?.verdict).toBe('fails');
});
