// A frame built from its fields as a person gives them.

import { formatHex, parseHex } from '../decoder/bytes/hex.ts';
import { encodeText } from '../decoder/bytes/utf8.ts';
import { formatCount } from '../decoder/model/words.ts';
import { encodeFrame } from '../decoder/websocket/encode.ts';
import type { BuiltFrame, FrameFields } from './payload-protocol.ts';

/** A link holds at most this many bytes of payload. */
const maxPayload = 4096;

/** The payload in bytes, or what is wrong with it. */
function payloadOf({ payload, payloadIs }: FrameFields): Uint8Array | string {
  const bytes = payloadIs === 'text' ? encodeText(payload) : parseHex(payload);
  if (bytes === null) return 'Expected pairs of hex digits as payload, such as 48 65 6c 6c 6f.';
  if (bytes.length > maxPayload)
    return `Expected a payload of at most ${formatCount(maxPayload)} bytes, found ${formatCount(bytes.length)}.`;
  return bytes;
}

/** The bytes of a frame as hex, or what is wrong with a field. */
export function buildFrame(fields: FrameFields): BuiltFrame {
  const payload = payloadOf(fields);
  if (typeof payload === 'string') return { hex: null, problem: payload };
  const key = fields.key === null ? undefined : parseHex(fields.key);
  if (key === null || (key !== undefined && key.length !== 4))
    return { hex: null, problem: 'Expected a masking key of 4 bytes in hex, such as 37 fa 21 3d.' };
  const { fin, rsv, opcode, lengthForm } = fields;
  if (lengthForm === 7 && payload.length > 125)
    return { hex: null, problem: `Expected at most 125 bytes for a 7-bit length, found ${payload.length}.` };
  const bytes = encodeFrame({
    fin,
    rsv,
    opcode,
    payload,
    ...(key === undefined ? {} : { key }),
    ...(lengthForm === null ? {} : { lengthForm }),
  });
  return { hex: formatHex(bytes, ' '), problem: null };
}
