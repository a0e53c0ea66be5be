import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../../testing/bytes.ts';
import { converse, request } from '../../../testing/frames.ts';
import { buildContext } from '../context.ts';
import { bodyOf, readableBody } from './response-body.ts';

/** `{"error":"no"}` as gzip: header without a name, one fixed block, CRC and size. */
const zipped = hex(
  '1f 8b 08 00 00 00 00 00 00 03 ab 56 4a 2d 2a ca 2f 52 b2 52 ca cb 57 aa 05 00 44 5f 45 9e 0e 00 00 00',
);

async function bodyAfter(lines: string, body: Uint8Array): Promise<string> {
  const head = utf8(`HTTP/1.1 503 Service Unavailable\r\n${lines}\r\n\r\n`);
  const { connection } = converse([
    ['client', request],
    ['server', concat([head, body])],
  ]);
  return bodyOf(await buildContext(connection, []), connection.handshake?.response ?? null);
}

describe('the body of a response', () => {
  it('is inflated', async () => {
    expect(await bodyAfter(`Content-Encoding: gzip\r\nContent-Length: ${zipped.length}`, zipped)).toBe(
      '{"error":"no"}',
    );
  });

  it('is taken out of its chunks', async () => {
    const chunks = utf8('5\r\nHello\r\n7;x=1\r\n, world\r\n0\r\n\r\n');
    expect(await bodyAfter('Transfer-Encoding: chunked', chunks)).toBe('Hello, world');
  });

  it('is left out where its encoding is not read', async () => {
    expect(await bodyAfter('Content-Encoding: br\r\nContent-Length: 3', hex('0b 01 80'))).toBe('');
  });

  it('of a page is its title and text', () => {
    const page =
      '<!DOCTYPE html><html><head><title>403</title><style>a{}</style></head><body><h1>No</h1> entry</body></html>';
    expect(readableBody(page)).toBe('403 No entry');
  });
});
