// Fills the blanks of an error text from the frame.

import { checkUtf8, type Utf8Progress, utf8Start } from '../bytes/utf8.ts';
import { formatCount } from '../model/words.ts';
import { limitOf } from './conditions.ts';
import type { FaultFacts, Implementation, Role } from './implementation.ts';

const controlNames: Record<number, string> = { 8: 'Close', 9: 'Ping', 10: 'Pong' };
/** Takes the place of a value that the bytes do not contain. */
export const unknown = '…';

/** The unmasked payload, where the read holds all of it. */
export function payloadOf(facts: FaultFacts): Uint8Array | null {
  const { restOfRead: rest, lengthForm, payloadLength } = facts;
  if (rest === undefined) return null;
  const start = 2 + (lengthForm === 7 ? 0 : lengthForm / 8) + (facts.masked ? 4 : 0);
  if (rest.length < start + payloadLength) return null;
  const payload = rest.slice(start, start + payloadLength);
  if (facts.masked) {
    const key = rest.subarray(start - 4, start);
    for (let i = 0; i < payload.length; i++) payload[i] ^= key[i & 3];
  }
  return payload;
}

/** Python's words for the first fault of its UTF-8 decoder: reason, byte and position. `null` when it is sound. */
export function pythonUtf8(bytes: Uint8Array): { reason: string; byte: number; at: number } | null {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at];
    const size =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : (lead & 0xf0) === 0xe0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    if (size === 0) return { reason: 'invalid start byte', byte: lead, at };
    const progress: Utf8Progress = { state: utf8Start, badAt: -1 };
    const end = Math.min(at + size, bytes.length);
    checkUtf8(bytes, at, end, progress);
    if (progress.badAt >= 0) return { reason: 'invalid continuation byte', byte: lead, at };
    if (end < at + size) return { reason: 'unexpected end of data', byte: lead, at };
    at += size;
  }
  return null;
}

function utf8Words(facts: FaultFacts): Record<string, string> {
  const payload = facts.opcode === 1 || facts.opcode === 8 ? payloadOf(facts) : null;
  const fault = payload && facts.fin ? pythonUtf8(facts.opcode === 8 ? payload.subarray(2) : payload) : null;
  if (fault === null)
    return { reason: unknown, at: unknown, byte: unknown, codec: `'utf-8' codec can't decode ${unknown}` };
  const byte = `0x${fault.byte.toString(16).padStart(2, '0')}`;
  const several = fault.reason === 'unexpected end of data' && payload !== null;
  const length =
    (facts.opcode === 8 ? (payload as Uint8Array).length - 2 : (payload as Uint8Array).length) - fault.at;
  const where =
    several && length > 1
      ? `bytes in position ${fault.at}-${fault.at + length - 1}`
      : `byte ${byte} in position ${fault.at}`;
  return {
    reason: fault.reason,
    at: String(fault.at),
    byte,
    codec: `'utf-8' codec can't decode ${where}: ${fault.reason}`,
  };
}

/** zlib's words for a first block that is no deflate data; of faults further on the bytes alone do not tell. */
function zlibWords(facts: FaultFacts): string {
  const payload = payloadOf(facts);
  if (payload === null || payload.length === 0) return 'zlib error';
  const kind = (payload[0] >> 1) & 3;
  if (kind === 3) return 'invalid block type';
  const stored =
    payload.length >= 5 && ((payload[1] ^ payload[3]) !== 255 || (payload[2] ^ payload[4]) !== 255);
  return kind === 0 && stored ? 'invalid stored block lengths' : 'zlib error';
}

/** `text` with every `{blank}` filled from the frame; what the bytes do not tell becomes an ellipsis. */
export function fill(text: string, facts: FaultFacts, implementation: Implementation, role: Role): string {
  if (!text.includes('{')) return text;
  const bit = (mask: number) => (facts.rsv & mask ? 1 : 0);
  const limit = limitOf(implementation, role);
  const words: Record<string, string> = {
    n: String(facts.opcode),
    hex: facts.opcode.toString(16),
    len: Number.isSafeInteger(facts.payloadLength) ? String(facts.payloadLength) : unknown,
    len7: String(facts.lengthForm === 7 ? facts.payloadLength : facts.lengthForm === 16 ? 126 : 127),
    code: String(facts.closeCode ?? unknown),
    rsv: String(facts.rsv),
    r1: String(bit(4)),
    r2: String(bit(2)),
    r3: String(bit(1)),
    b1: String(bit(4) === 1),
    b2: String(bit(2) === 1),
    b3: String(bit(1) === 1),
    max: Number.isFinite(limit) ? String(limit) : unknown,
    limit1: Number.isFinite(limit) ? String(limit + 1) : unknown,
    kind: facts.opcode === 2 ? 'BINARY' : 'TEXT',
    Kind: facts.opcode < 3 ? 'Data frame' : (controlNames[facts.opcode] ?? 'Unknown frame type'),
    Control: controlNames[facts.opcode] ?? unknown,
    CONTROL: (controlNames[facts.opcode] ?? unknown).toUpperCase(),
    kindLower: facts.opcode === 2 ? 'binary' : 'text',
    messageKind: facts.opcode === 2 ? 'Binary' : 'Text',
    grouped: formatCount(facts.payloadLength),
    fin: facts.fin ? '1' : '0',
    peer: facts.sender,
    zlib: zlibWords(facts),
    url: unknown,
    ...(/\{(reason|at|byte|codec)\}/.test(text) ? utf8Words(facts) : {}),
  };
  return text.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? unknown);
}
