import { expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const text = 'cert = /etc/stunnel/stunnel.pem\n\n[wss]\naccept = 443\nconnect = 127.0.0.1:3000\n';
const url = 'wss://app.example.com/ws';

const verdict = (of: string, asked = url) => checkUrl(of, asked)?.verdict;

test('a service ends TLS on its port and passes the rest on', () => {
  expect(checkConfiguration(text).kind).toBe('stunnel');
  expect(verdict(text)).toBe('passes');
  expect(verdict(text, 'ws://app.example.com:443/ws')).toBe('fails');
  expect(verdict(text, 'wss://app.example.com:8443/ws')).toBe('fails');
});

test('client = yes on a port of browsers is the wrong side, and the correction turns it', () => {
  const wrong = `client = yes\n${text}`;
  const { routes, corrected } = checkConfiguration(wrong);
  expect(routes[0].findings.map(({ id }) => id)).toContain('wrong-side');
  expect(corrected).toBe(`client = no\n${text}`);
  expect(verdict(wrong)).toBe('fails');
});

test('client = yes towards a server of TLS takes plain connections', () => {
  const client = '[out]\nclient = yes\naccept = 127.0.0.1:8080\nconnect = 127.0.0.1:8443\n';
  expect(verdict(client, 'ws://localhost:8080/ws')).toBe('passes');
  expect(verdict(client, 'wss://localhost:8080/ws')).toBe('fails');
  expect(verdict(client.replace('8443', '7000'), 'ws://localhost:8080/ws')).toBe('cannot judge');
});

test.each([
  ['a PROXY header', 'protocol = proxy\n'],
  ['a certificate of the client', 'verify = 2\n'],
  ['another protocol before TLS', 'protocol = smtp\n'],
  ['an option that is not known', 'websocket = yes\n'],
])('%s: no verdict without more', (_, line) => {
  expect(verdict(text + line)).toBe('cannot judge');
});

test.each([
  ['no certificate', text.replace(/^cert.*\n/, '')],
  ['no connect', text.replace(/^connect.*\n/m, '')],
  ['no section', text.replace('[wss]\n', '')],
  ['a port in quotes', text.replace('443', '"443"')],
  ['two services on one port', `${text}[two]\naccept = 443\nconnect = 3001\n`],
])('%s: stunnel does not start', (_, faulty) => {
  expect(checkUrl(faulty, url, undefined, 'stunnel')?.verdict).toBe('fails');
});

test('TIMEOUTidle ends a silent connection', () => {
  expect(checkUrl(`${text}TIMEOUTidle = 30\n`, url)?.silence?.seconds).toBe(30);
  expect(checkUrl(text, url)?.silence?.seconds).toBe(43_200);
});
