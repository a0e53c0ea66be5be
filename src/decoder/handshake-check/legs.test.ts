import { describe, expect, test } from 'vitest';
import type { HttpHead } from '../model/http.ts';
import { compareLegs } from './legs.ts';
import { parseHandshake } from './parse.ts';

const heads = (text: string): { request: HttpHead | null; response: HttpHead | null } => {
  const exchange = parseHandshake(text).exchanges[0];
  return { request: exchange?.request?.head ?? null, response: exchange?.response?.head ?? null };
};

const client = `GET /ws HTTP/1.1
Host: app.example
Connection: keep-alive, Upgrade
Upgrade: websocket
Origin: https://app.example
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Extensions: permessage-deflate

`;
const response101 = `HTTP/1.1 101 Switching Protocols
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
Sec-WebSocket-Extensions: permessage-deflate

`;

describe('compareLegs', () => {
  test('nginx without the upgrade lines', () => {
    // What nginx 1.22 sent to its backend.
    const server = `GET /ws HTTP/1.0
Host: 127.0.0.1:8080
Connection: close
Origin: https://app.example
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Extensions: permessage-deflate

`;
    const { request } = compareLegs({ outer: heads(client), inner: heads(server) });
    const errors = request.filter((one) => one.severity === 'error').map((one) => [one.name, one.change]);
    expect(errors).toEqual(
      expect.arrayContaining([
        ['(version)', 'changed'],
        ['Upgrade', 'dropped'],
        ['Connection', 'changed'],
      ]),
    );
    expect(request.find((one) => one.name === 'Host')?.severity).toBe('warning');
    expect(request.find((one) => one.name === 'Sec-WebSocket-Key')?.change).toBe('same');
  });

  test('a sound proxy', () => {
    const server = client
      .replace('keep-alive, Upgrade', 'upgrade')
      .replace('\n\n', '\nX-Forwarded-For: 192.0.2.1\n\n');
    const compared = compareLegs({ outer: heads(client + response101), inner: heads(server + response101) });
    expect([...compared.request, ...compared.response].filter((one) => one.severity === 'error')).toEqual([]);
    expect(compared.verdict).toBe('The proxy left everything that the upgrade needs as it was.');
    expect(compared.request.find((one) => one.name === 'X-Forwarded-For')?.change).toBe('added');
  });

  test('extensions dropped from the response alone', () => {
    const outer = heads(client + response101.replace('Sec-WebSocket-Extensions: permessage-deflate\n', ''));
    const { response } = compareLegs({ outer, inner: heads(client + response101) });
    expect(response[0]).toMatchObject({
      name: 'Sec-WebSocket-Extensions',
      change: 'dropped',
      severity: 'error',
      cause: 'compression-not-negotiated',
    });
  });

  test('another key with the Accept passed on', () => {
    const inner = heads(client.replace('dGhlIHNhbXBsZSBub25jZQ==', 'AAAAAAAAAAAAAAAAAAAAAA==') + response101);
    const { request } = compareLegs({ outer: heads(client + response101), inner });
    expect(request[0]).toMatchObject({ name: 'Sec-WebSocket-Key', severity: 'error' });
  });

  test('Content-Length put on the 101, and another status', () => {
    const inner = heads(client + response101);
    expect(
      compareLegs({ outer: heads(client + response101.replace('\n\n', '\nContent-Length: 0\n\n')), inner })
        .response[0].cause,
    ).toBe('chunked-on-websocket');
    expect(
      compareLegs({ outer: heads('HTTP/1.1 502 Bad Gateway\nServer: nginx\n\n'), inner }).response[0].name,
    ).toBe('(status)');
  });

  test('a missing leg', () => {
    expect(compareLegs({ outer: heads(client), inner: { request: null, response: null } }).verdict).toContain(
      'missing',
    );
  });
});
