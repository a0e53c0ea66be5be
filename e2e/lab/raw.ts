// Raw bytes of RFC 6455, built by hand: an independent witness of what the decoder under test should find.
// Nothing here checks or forbids anything: every field can be given a wrong value on purpose.
import { createHash } from 'node:crypto';

/** Opcodes of RFC 6455 5.2. */
export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** What one raw frame should look like; every default gives a legal, unmasked, final text frame. */
export interface FrameSpec {
  payload?: Buffer | string;
  opcode?: number;
  fin?: boolean;
  rsv1?: boolean;
  rsv2?: boolean;
  rsv3?: boolean;
  /** Masking key; when given, the MASK bit is set, the key written and the payload masked. */
  mask?: Buffer | null;
  /** Length written in the header instead of the payload's own length. */
  declaredLength?: number;
  /** Width of the length field: 7, 16 or 64 bits; default the shortest that fits. */
  lengthBits?: 7 | 16 | 64;
}

/** The masking key of the examples in RFC 6455 5.7. */
export const exampleKey: Buffer = Buffer.from('37fa213d', 'hex');

/** The payload XORed with the four key bytes (RFC 6455 5.3). */
export function maskBytes(payload: Buffer, key: Buffer): Buffer {
  const out = Buffer.alloc(payload.length);
  for (let i = 0; i < payload.length; i++) out[i] = payload[i] ^ key[i & 3];
  return out;
}

/** The bytes of one frame, header and payload. */
export function frame(spec: FrameSpec = {}): Buffer {
  const payload =
    typeof spec.payload === 'string' ? Buffer.from(spec.payload) : (spec.payload ?? Buffer.alloc(0));
  const length = spec.declaredLength ?? payload.length;
  const bits = spec.lengthBits ?? (length < 126 ? 7 : length < 65536 ? 16 : 64);
  const first =
    (spec.fin === false ? 0 : 0x80) |
    (spec.rsv1 ? 0x40 : 0) |
    (spec.rsv2 ? 0x20 : 0) |
    (spec.rsv3 ? 0x10 : 0) |
    (spec.opcode ?? Opcode.text);
  const maskBit = spec.mask ? 0x80 : 0;
  let head: Buffer;
  if (bits === 7) {
    head = Buffer.from([first, maskBit | length]);
  } else if (bits === 16) {
    head = Buffer.from([first, maskBit | 126, 0, 0]);
    head.writeUInt16BE(length, 2);
  } else {
    head = Buffer.from([first, maskBit | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return spec.mask
    ? Buffer.concat([head, spec.mask, maskBytes(payload, spec.mask)])
    : Buffer.concat([head, payload]);
}

/** A text frame; pass a key to send it as a client. */
export function text(payload: string, mask?: Buffer | null): Buffer {
  return frame({ payload, mask });
}

/** A Close frame with a status code and a reason (RFC 6455 5.5.1). */
export function close(code = 1000, reason = '', mask?: Buffer | null): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2);
  return frame({ opcode: Opcode.close, payload, mask });
}

/** The Sec-WebSocket-Key of the example in RFC 6455 1.3. */
export const exampleHandshakeKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/** Sec-WebSocket-Accept for a key: base64(SHA-1(key + GUID)), RFC 6455 4.2.2. */
export function acceptFor(key: string, guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'): string {
  return createHash('sha1')
    .update(key + guid)
    .digest('base64');
}

/** Header lines as written on the wire; a value of null leaves the line out. */
export type Headers = Record<string, string | null>;

function lines(headers: Headers): string {
  return Object.entries(headers)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

/** An upgrade request with its blank line; `headers` adds, replaces or (null) drops lines. */
export function upgradeRequest(key = exampleHandshakeKey, path = '/', headers: Headers = {}): Buffer {
  const all: Headers = {
    Host: '127.0.0.1',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': '13',
    ...headers,
  };
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines(all)}\r\n`, 'latin1');
}

/** The 101 answer to a key with its blank line; `headers` adds, replaces or (null) drops lines. */
export function upgradeResponse(key: string, headers: Headers = {}): Buffer {
  const all: Headers = {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': acceptFor(key),
    ...headers,
  };
  return Buffer.from(`HTTP/1.1 101 Switching Protocols\r\n${lines(all)}\r\n`, 'latin1');
}
