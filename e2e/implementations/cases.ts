// What a server may wrongly send after its 101, as bytes. One list for the unit test of the predictions and
// for the live comparison with the real programs.

import { deflateRawSync } from 'node:zlib';

export interface Case {
  readonly name: string;
  /** Everything after the blank line of the 101. */
  readonly bytes: Uint8Array;
  /** permessage-deflate is agreed. */
  readonly deflate?: boolean;
  /** The server ends the connection after the bytes. */
  readonly ended?: boolean;
}

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const join = (...parts: Buffer[]): Buffer => Buffer.concat(parts);
const hello = hex('8105 48656c6c6f');
const of = (name: string, bytes: Buffer, more: Partial<Case> = {}): Case => ({ name, bytes, ...more });
/** A compressed payload without the tail that RFC 7692 takes off. */
const squeezed = (text: string): Buffer => {
  const out = deflateRawSync(text, { finishFlush: 2 });
  return out.subarray(0, out.length - 4);
};
const frame = (byte0: number, payload: Buffer): Buffer => join(Buffer.from([byte0, payload.length]), payload);
const status400 = ascii(
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\nBad Request',
);

export const cases: readonly Case[] = [
  of('masked frame', hex('8185 37fa213d 7f9f4d5158')),
  of('RSV1, nothing agreed', hex('c105 48656c6c6f')),
  of('RSV2', hex('a105 48656c6c6f')),
  of('RSV3', hex('9105 48656c6c6f')),
  of('all RSV bits', hex('f105 48656c6c6f')),
  of('opcode 3', hex('8300')),
  of('opcode 7 with payload', hex('8702 6869')),
  of('opcode B', hex('8b00')),
  of('opcode B without FIN', hex('0b00')),
  of('ping without FIN', hex('0900')),
  of('close without FIN', hex('0802 03e8')),
  of('ping of 126 bytes', join(hex('897e007e'), Buffer.alloc(126, 97))),
  of('ping of 5 bytes in the 16-bit form', hex('897e0005 48656c6c6f')),
  of('16-bit length 5', hex('817e0005 48656c6c6f')),
  of('64-bit length 5', hex('817f0000000000000005 48656c6c6f')),
  of('64-bit length, top bit set', hex('817f8000000000000005 48656c6c6f')),
  of('64-bit length, 4 GiB', hex('817f0000000100000000 48656c6c6f')),
  of('64-bit length, 2^53', hex('817f0020000000000000 48656c6c6f')),
  of('continuation first', hex('8005 48656c6c6f')),
  of('text inside a fragmented message', hex('0103 48656c 8102 6c6f')),
  of('first fragment inside a fragmented message', hex('0103 48656c 0102 6c6f')),
  of('text with bad UTF-8', hex('8102 c328')),
  of('text cut inside a character', hex('8102 41c3')),
  of('close with 1 byte', hex('8801 03')),
  of('close 1005', hex('8802 03ed')),
  of('close 1006', hex('8802 03ee')),
  of('close 999', hex('8802 03e7')),
  of('close 1004', hex('8802 03ec')),
  of('close 2000', hex('8802 07d0')),
  of('close reason not UTF-8', hex('8804 03e8 c328')),
  of('data after close', join(hex('8802 03e8'), hello)),
  of('HTTP 400 in the socket', status400),
  of('second 101', ascii('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')),
  of('HTML', ascii('<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>')),
  of('TLS alert', hex('15 0303 0002 0246')),
  of('chunk of 7', join(ascii('7\r\n'), hello, ascii('\r\n'))),
  of('unframed text', ascii('Hello world, this is no frame')),
  of('unframed JSON object', ascii('{"type":"welcome","sid":"c1a2","heartbeat":25000}')),
  of('unframed JSON array', ascii('["welcome",{"sid":"c1a2","heartbeat":25000,"more":"text"}]')),
  of('unframed Engine.IO', ascii('42["msg",{"hello":"world"}]')),
  of('gzip', hex('1f8b0800000000000003cb48cdc9c957285f')),
  of('CR LF before the frame', join(hex('0d0a'), hello)),
  of('PHP warning', ascii('PHP Warning:  Undefined variable $x in /srv/ws.php on line 3\n')),
  of('UTF-8 BOM before the frame', join(hex('efbbbf'), hello)),
  of('Hixie-76 frame', join(hex('00'), ascii('Hello'), hex('ff'))),
  of('HTTP/2 SETTINGS', hex('000012 04 00 00000000 000300000064 000400100000 000600004000')),
  of('length 3, payload of 5', join(hex('8103 48656c6c6f'), hello)),
  of('length counts characters', join(hex('8105'), Buffer.from('Hellö'), hello)),
  of('end inside the header', hex('817e'), { ended: true }),
  of('end inside the payload', hex('8105 4865'), { ended: true }),
  of('deflate: invalid block type', hex('c105 ffffffffff'), { deflate: true }),
  of('deflate: plain text with RSV1', hex('c105 48656c6c6f'), { deflate: true }),
  of('deflate: stored block with wrong lengths', hex('c106 000500000048'), { deflate: true }),
  of('deflate: compressed, RSV1 clear', frame(0x81, squeezed('Hello Hello Hello')), { deflate: true }),
  of(
    'deflate: RSV1 on a continuation',
    (() => {
      const all = squeezed('Hello Hello Hello');
      return join(frame(0x41, all.subarray(0, 4)), frame(0xc0, all.subarray(4)));
    })(),
    { deflate: true },
  ),
  of('deflate: RSV1 on a ping', hex('c900'), { deflate: true }),
  of('deflate: RSV2', hex('a105 48656c6c6f'), { deflate: true }),
];

/** Looks a case up by its name. */
export function caseNamed(name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`No case "${name}"`);
  return found;
}
