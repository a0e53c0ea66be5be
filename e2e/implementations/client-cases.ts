// What a client may wrongly send after the 101: the faults of `cases.ts` that make sense in its direction, masked.

import type { Case } from './cases.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const key = hex('37fa213d');

/** A masked frame; `form` forces a length form. */
function masked(byte0: number, payload: Buffer, form: 7 | 16 | 64 = payload.length < 126 ? 7 : 16): Buffer {
  const length =
    form === 7
      ? Buffer.from([0x80 | payload.length])
      : form === 16
        ? Buffer.from([0xfe, payload.length >> 8, payload.length & 255])
        : Buffer.concat([Buffer.from([0xff]), hex(payload.length.toString(16).padStart(16, '0'))]);
  return Buffer.concat([Buffer.from([byte0]), length, key, payload.map((byte, i) => byte ^ key[i & 3])]);
}
const text = (value: string): Buffer => Buffer.from(value);
const of = (name: string, ...parts: Buffer[]): Case => ({ name, bytes: Buffer.concat(parts) });

export const clientCases: readonly Case[] = [
  of('no mask', hex('8105 48656c6c6f')),
  of('ping without mask', hex('8900')),
  of('RSV1', masked(0xc1, text('Hello'))),
  of('RSV2', masked(0xa1, text('Hello'))),
  of('RSV3', masked(0x91, text('Hello'))),
  of('opcode 3', masked(0x83, text('Hello'))),
  of('opcode B', masked(0x8b, text(''))),
  of('ping without FIN', masked(0x09, text(''))),
  of('ping of 126 bytes', masked(0x89, Buffer.alloc(126, 97))),
  of('ping of 5 bytes in the 16-bit form', masked(0x89, text('Hello'), 16)),
  of('16-bit length 5', masked(0x81, text('Hello'), 16)),
  of('64-bit length 5', masked(0x81, text('Hello'), 64)),
  of('64-bit length, top bit set', hex('81ff8000000000000005 37fa213d')),
  of('64-bit length, 4 GiB', hex('81ff0000000100000000 37fa213d')),
  of('continuation first', masked(0x80, text('Hello'))),
  of('text inside a fragmented message', masked(0x01, text('Hel')), masked(0x81, text('lo'))),
  of('bad UTF-8', masked(0x81, hex('c328'))),
  of('close with 1 byte', masked(0x88, hex('03'))),
  of('close 1005', masked(0x88, hex('03ed'))),
  of('close 1006', masked(0x88, hex('03ee'))),
  of('close 999', masked(0x88, hex('03e7'))),
  of('close 1004', masked(0x88, hex('03ec'))),
  of('close 2000', masked(0x88, hex('07d0'))),
  of('close reason not UTF-8', masked(0x88, hex('03e8c328'))),
  of('data after close', masked(0x88, hex('03e8')), masked(0x81, text('Hello'))),
  of(
    'HTTP request',
    text(
      'GET /health HTTP/1.1\r\nHost: app\r\nUser-Agent: probe/1.0\r\nAccept: */*\r\nConnection: close\r\n\r\n',
    ),
  ),
  of('TLS ClientHello', hex('16030100b3010000af0303'), Buffer.alloc(173, 0x5a)),
  of('payload not masked', hex('8185 37fa213d 48656c6c6f')),
];
