// A refusal whose fault is in the request: the headline says the same as the check of the request.

import { expect, test } from 'vitest';
import { checkHandshake } from './check.ts';
import { headlineOfHandshake } from './headline.ts';

const exchange = (method: string, version: string, ...response: string[]): string =>
  [
    `${method} /ws HTTP/1.1`,
    'Host: a.example',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Sec-WebSocket-Version: ${version}`,
    '',
    ...response,
    'Content-Length: 0',
    '',
    '',
  ].join('\n');
const headlineOf = (text: string) => headlineOfHandshake(checkHandshake(text));

test.each([
  ['426', ['HTTP/1.1 426 Upgrade Required', 'Sec-WebSocket-Version: 13']],
  ['426 with Upgrade', ['HTTP/1.1 426 Upgrade Required', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']],
  ['400', ['HTTP/1.1 400 Bad Request', 'Sec-WebSocket-Version: 13, 8']],
  ['400 without versions', ['HTTP/1.1 400 Bad Request']],
])('another version, refused with %s', (_, response) => {
  const { title, text, next } = headlineOf(exchange('GET', '14', ...response));
  expect(title).toContain('does not take version 14');
  expect(text).toContain('The request asks for version 14');
  expect(next).toBe('Let the client send Sec-WebSocket-Version: 13.');
});

test('426 to a request of version 13 is still a lost upgrade', () => {
  const { title, text } = headlineOf(
    exchange('GET', '13', 'HTTP/1.1 426 Upgrade Required', 'Sec-WebSocket-Version: 13'),
  );
  expect(`${title} ${text}`).not.toContain('does not take version');
  expect(text).toContain('without an upgrade');
});

test('a POST where the server takes GET', () => {
  const { title, text } = headlineOf(exchange('POST', '13', 'HTTP/1.1 405 Method Not Allowed', 'Allow: GET'));
  expect(title).toContain('The request is not a GET');
  expect(text).toContain('The request came as POST, and the server takes GET at this path');
});

test('a GET where the server takes POST alone', () => {
  const { text } = headlineOf(exchange('GET', '13', 'HTTP/1.1 405 Method Not Allowed', 'Allow: POST'));
  expect(text).toContain('If that was GET, it is not the path of the WebSocket.');
});
