import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../testing/cpu-time.ts';
import { filler, overwrite, redactedUrl, type Secret, secretsInHead, secretsInText } from './secrets.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function redacted(text: string, find: (bytes: Uint8Array) => Secret[]): string {
  const bytes = bytesOf(text);
  overwrite(bytes, 0, find(bytes));
  return textOf(bytes);
}

const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlLW9mLWl0';
const x = (length: number) => String.fromCharCode(filler).repeat(length);

describe('secrets of an HTTP head', () => {
  it.each([
    ['cookies, names kept', 'Cookie: theme=dark; sid=abc123', 'Cookie: theme=xxxx; sid=xxxxxx'],
    [
      'a new cookie, attributes kept',
      'Set-Cookie: sid=abc; Path=/; Secure',
      'Set-Cookie: sid=xxx; Path=/; Secure',
    ],
    ['credentials, scheme kept', 'Authorization: Basic dXNlcjpwdw==', 'Authorization: Basic xxxxxxxxxxxx'],
    ['a header of an API key', 'X-Api-Key: k-1', 'X-Api-Key: xxx'],
    ['a token in a subprotocol', `Sec-WebSocket-Protocol: graphql-ws, ${token}`, null],
    [
      'a bearer token of Kubernetes',
      'Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.c2VjcmV0MTIzNDU2',
      null,
    ],
    [
      'a token in the referring page',
      'Referer: https://example.com/room?access_token=abc&tab=2',
      'Referer: https://example.com/room?access_token=xxx&tab=2',
    ],
  ])('%s', (_, line, expected) => {
    const result = redacted(head('GET /chat HTTP/1.1', 'Host: example.com', line), secretsInHead);
    if (expected !== null) expect(result).toContain(expected);
    expect(result).not.toMatch(/abc|dXNlc|eyJhb|k-1|c2VjcmV0/);
    expect(result).toMatch(/^GET \/chat HTTP\/1\.1\r\nHost: example\.com\r\n/);
    expect(result.length).toBe(head('GET /chat HTTP/1.1', 'Host: example.com', line).length);
  });

  it.each([
    ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ['Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
    ['Sec-WebSocket-Protocol: v5.channel.k8s.io, graphql-transport-ws, base64.binary.k8s.io'],
    ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=15'],
    ['WWW-Authenticate: Bearer realm="chat"'],
    ['Origin: https://chat.example.com'],
    ['User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'],
  ])('keeps %s', (line) => {
    const whole = head('GET /chat?v=13&transport=websocket&EIO=4 HTTP/1.1', line);
    expect(redacted(whole, secretsInHead)).toBe(whole);
  });

  it('keeps the line ends of a folded header', () => {
    const whole = head('GET / HTTP/1.1', 'Authorization: Custom abc,', ' def');
    expect(redacted(whole, secretsInHead)).toBe(head('GET / HTTP/1.1', 'Authorization: Custom xxxx', 'xxxx'));
  });
});

describe('secrets of a URL', () => {
  it.each([
    ['wss://user:pw@example.com/ws', `wss://${x(7)}@example.com/ws`],
    ['/socket.io/?EIO=4&transport=websocket&sid=Bk3x', '/socket.io/?EIO=4&transport=websocket&sid=xxxx'],
    ['/ws?key=1&room=2', '/ws?key=x&room=2'],
    ['/ws?c=4f9c1d2e8b7a6c5d4e3f2a1b', `/ws?c=${x(24)}`],
    ['/live/4f9c1d2e8b7a6c5d4e3f2a1b/events', `/live/${x(24)}/events`],
    ['/assets/index-4f9c1d2e8b7a6c5d.js', '/assets/index-4f9c1d2e8b7a6c5d.js'],
  ])('%s', (url, expected) => {
    expect(redactedUrl(url)).toBe(expected);
  });
});

describe('secrets of a text message', () => {
  it.each([
    ['{"user":"ann","password":"päss","n":1}', '{"user":"ann","password":"xxxxx","n":1}'],
    ['{"accessToken": "a\\"b", "keyboard":"qwerty"}', '{"accessToken": "xxxx", "keyboard":"qwerty"}'],
    ['user=ann&password=hello&x=1', 'user=ann&password=xxxxx&x=1'],
    ['CONNECT\npasscode:1', 'CONNECT\npasscode:1'],
    [`40{"auth":{"jwt":"${token}"}}`, `40{"auth":{"jwt":"${x(token.length)}"}}`],
    [
      '{"author":"ann","session_count":3,"tokenizer":"bpe"}',
      '{"author":"ann","session_count":3,"tokenizer":"bpe"}',
    ],
  ])('%s', (text, expected) => {
    expect(redacted(text, secretsInText)).toBe(expected);
  });

  it.each([
    ['names', '"a":"'.repeat(200_000)],
    ['word characters', 'a'.repeat(1_000_000)],
    ['beginnings of tokens', 'eyJ'.repeat(300_000)],
    ['parameters', 'token=1&'.repeat(120_000)],
  ])('are found in a megabyte of %s within 2 s', (_, text) => {
    const bytes = bytesOf(text);
    const started = cpuTime();
    secretsInText(bytes);
    expect(cpuTime() - started).toBeLessThan(2000);
  });
});
