import { expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const text = 'frontend=*,80;no-tls\nbackend=127.0.0.1,3000\n';
const url = 'ws://app.example.com/ws';

const verdict = (of: string, asked = url) => checkUrl(of, asked, undefined, 'nghttpx')?.verdict;

test('nghttpx passes upgrades to a backend with HTTP/1.1', () => {
  expect(checkConfiguration(text).kind).toBe('nghttpx');
  expect(verdict(text)).toBe('passes');
  expect(verdict(text, 'wss://app.example.com:80/ws')).toBe('fails');
  expect(verdict(text, 'ws://app.example.com:8080/ws')).toBe('fails');
});

test('the pattern that fits best takes a request, whatever the order of the lines', () => {
  const other = (pattern: string) =>
    `${text.replace('3000', '3000;/;redirect-if-not-tls')}backend=127.0.0.1,3001;${pattern}\n`;
  const passes = (pattern: string, path: string) =>
    verdict(other(pattern), `ws://app.example.com${path}`) === 'passes';
  expect(passes('/ws', '/ws')).toBe(true);
  expect(passes('/ws', '/ws/chat')).toBe(false);
  expect(passes('/ws/', '/ws')).toBe(true);
  expect(passes('/ws/', '/ws/chat')).toBe(true);
  expect(passes('/ws/', '/wsx')).toBe(false);
  expect(passes('/ws*', '/ws')).toBe(false);
  expect(passes('/ws*', '/wsx')).toBe(true);
  expect(passes('*.example.com/', '/')).toBe(true);
  expect(passes('*.app.example.com/', '/')).toBe(false);
  expect(passes('APP.example.com', '/')).toBe(true);
  expect(passes('/ws', '/%77s')).toBe(true);
});

test('a silent WebSocket ends with backend-read-timeout, which a pattern can have of its own', () => {
  const seconds = (of: string) => checkUrl(of, url)?.silence?.seconds;
  expect(seconds(text)).toBe(60);
  expect(seconds(`${text}backend-read-timeout=5m\nfrontend-read-timeout=5s\n`)).toBe(300);
  expect(seconds(`${text}backend=127.0.0.1,3000;/ws;read-timeout=500ms\n`)).toBe(0.5);
});

test.each([
  ['HTTP/2 to the backend', text.replace('3000', '3000;;proto=h2')],
  ['TLS to the backend', text.replace('3000', '8443;;tls')],
  ['a PROXY header of the client', text.replace('no-tls', 'no-tls;proxyproto')],
  ['a proxy that clients are set to', `${text}http2-proxy=yes\n`],
  ['an option of another version', `${text}brotli=yes\n`],
  ['another file', `${text}include=/etc/more.conf\n`],
])('%s: both outcomes are named', (_, open) => {
  const report = checkUrl(open, url, undefined, 'nghttpx');
  expect(report?.verdict).toBe('cannot judge');
  expect(report?.outcomes).toHaveLength(2);
});

test.each([
  ['TLS without a certificate', text.replace(';no-tls', ''), text],
  ['a colon before the port', text.replace('127.0.0.1,', '127.0.0.1:'), text],
  ['blanks around the sign', text.replaceAll('=', ' = '), text],
  ['a blank after a value', text.replace('no-tls', 'no-tls '), text],
  [
    'a parameter where the pattern stands',
    text.replace('3000', '3000;fall=3'),
    text.replace('3000', '3000;;fall=3'),
  ],
  ['no backend for other requests', text.replace('3000', '3000;/ws'), text.replace('3000', '3000;/ws:/')],
  ['a slip in the name of an option', text.replace('backend', 'backnd'), text],
])('%s: nghttpx does not start, and the correction mends it', (_, faulty, mended) => {
  expect(verdict(faulty)).toBe('fails');
  expect(checkConfiguration(faulty, undefined, 'nghttpx').corrected).toBe(mended);
});

test.each([
  ['a comment after a value', `${text}workers=2 # two\n`],
  ['a line without a sign', `${text}daemon\n`],
  ['a parameter that does not exist', text.replace('3000', '3000;/;websocket')],
  ['a time that is not read', `${text}backend-read-timeout=1 hour\n`],
  ['a cookie without a name', text.replace('3000', '3000;/;affinity=cookie')],
  ['an option of old versions', `${text}http2-bridge=yes\n`],
])('%s: nghttpx does not start', (_, faulty) => {
  expect(verdict(faulty)).toBe('fails');
});
