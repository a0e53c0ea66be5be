// The first faulty frame of some bytes, read by a simple strict reader that shares no code with the app's
// own. Tests and the live comparison use it as a witness.

import { constants, inflateRawSync } from 'node:zlib';
import type { Sender } from '../../src/decoder/model/basics.ts';
import { violation } from '../../src/decoder/model/violation.ts';

/** The first faulty frame of a stream, as a strict reader sees it. */
export interface FaultFacts {
  /** Who wrote the frame. */
  readonly sender: Sender;
  /** Frame offset of its first byte. */
  readonly start: number;
  /** Bits of `model/violation.ts`. */
  readonly violations: number;
  readonly opcode: number;
  readonly fin: boolean;
  /** 0-7; RSV1 is 4. */
  readonly rsv: number;
  readonly masked: boolean;
  readonly lengthForm: 7 | 16 | 64;
  readonly payloadLength: number;
  readonly headerComplete: boolean;
  readonly payloadComplete: boolean;
  readonly deflateAgreed: boolean;
  /** Of a Close frame, whether it may be sent or not. */
  readonly closeCode: number | null;
  /** A fragmented message was unfinished before this frame. */
  readonly messageOpen: boolean;
  /** The kind of that message. */
  readonly messageKind: 'text' | 'binary' | null;
  readonly streamEnded: boolean;
}

export interface Reading {
  readonly sender: Sender;
  /** permessage-deflate was agreed, with context takeover unless `noContext`. */
  readonly deflate?: boolean;
  readonly noContext?: boolean;
  readonly ended?: boolean;
}

const legalCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

/** Whether bytes are UTF-8, or the beginning of a text that is. */
function isUtf8(bytes: Uint8Array, isWhole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

/** A message, or its beginning, inflated with the messages before it as its window; `null` when it does not inflate. */
function inflateAfter(history: Uint8Array, packed: Uint8Array, isWhole: boolean): Uint8Array | null {
  const finishFlush = constants.Z_SYNC_FLUSH;
  const options = history.length > 0 ? { finishFlush, dictionary: Buffer.from(history) } : { finishFlush };
  try {
    return inflateRawSync(isWhole ? Buffer.concat([packed, Buffer.from([0, 0, 255, 255])]) : packed, options);
  } catch {
    return null;
  }
}

/** The declared payload length: `count` bytes from `at`, zeros where they are missing. */
function lengthAt(bytes: Uint8Array, at: number, count: number): number {
  let length = 0n;
  for (let i = 0; i < count; i++) length = length * 256n + BigInt(bytes[at + i] ?? 0);
  return Number(length);
}

/** Facts of the first frame that breaks a rule or is truncated, or `null` when all frames are sound. */
export function firstFault(bytes: Uint8Array, reading: Reading): FaultFacts | null {
  let at = 0;
  let open: { kind: 'text' | 'binary'; compressed: boolean; parts: Uint8Array[] } | null = null;
  let closed = false;
  let history = new Uint8Array(0);
  while (at < bytes.length) {
    const rest = bytes.subarray(at);
    const byte0 = rest[0];
    const byte1 = rest[1] ?? 0;
    const length7 = byte1 & 127;
    const extra = length7 === 126 ? 2 : length7 === 127 ? 8 : 0;
    const masked = byte1 >= 128;
    const header = 2 + extra + (masked ? 4 : 0);
    const length = extra === 0 ? length7 : lengthAt(rest, 2, extra);
    const opcode = byte0 & 15;
    const fin = byte0 >= 128;
    const rsv = (byte0 >> 4) & 7;
    const control = opcode >= 8;
    const headerComplete = rest.length >= header;
    const payloadComplete = headerComplete && rest.length >= header + length;
    let bits = 0;
    const set = (bit: number, when: boolean) => {
      if (when) bits |= bit;
    };
    set(violation.maskedServerFrame, reading.sender === 'server' && masked);
    set(violation.unmaskedClientFrame, reading.sender === 'client' && !masked);
    set(violation.rsv1OnControl, rsv >= 4 && control);
    set(violation.rsv1OnContinuation, rsv >= 4 && opcode === 0);
    set(violation.rsv1NotAgreed, rsv >= 4 && !reading.deflate && !control && opcode !== 0);
    set(violation.rsv2, (rsv & 2) !== 0);
    set(violation.rsv3, (rsv & 1) !== 0);
    set(violation.reservedDataOpcode, opcode > 2 && opcode < 8);
    set(violation.reservedControlOpcode, opcode > 10);
    set(violation.fragmentedControl, control && !fin);
    set(violation.controlTooLong, control && length7 > 125);
    const fitsShorter = extra === 2 ? length < 126 : extra === 8 && length < 65536;
    set(violation.lengthNotMinimal, rest.length >= 2 + extra && fitsShorter);
    set(violation.lengthMsbSet, extra === 8 && rest[2] >= 128);
    set(violation.orphanContinuation, opcode === 0 && open === null);
    set(violation.interleavedMessage, (opcode === 1 || opcode === 2) && open !== null);
    set(violation.dataAfterClose, closed && (!control || opcode === 8));
    set(violation.headerCut, !headerComplete);
    set(violation.payloadCut, headerComplete && !payloadComplete);
    // A copy: `slice` of a Buffer shares its bytes, and unmasking them would change what was received.
    const payload = Uint8Array.from(rest.subarray(header, header + length));
    if (masked) for (let i = 0; i < payload.length; i++) payload[i] ^= rest[header - 4 + (i & 3)];
    const closeCode = opcode === 8 && payload.length >= 2 ? payload[0] * 256 + payload[1] : null;
    const before = open;
    if (bits === 0 && opcode === 8) {
      set(violation.closePayloadOneByte, payload.length === 1);
      set(violation.closeCodeInvalid, closeCode !== null && !legalCode(closeCode));
      set(violation.closeReasonNotUtf8, !isUtf8(payload.subarray(2), true));
      closed = true;
    }
    if ((bits & ~violation.payloadCut) === 0 && opcode < 3) {
      open ??= { kind: opcode === 2 ? 'binary' : 'text', compressed: rsv >= 4, parts: [] };
      open.parts.push(payload);
      const ended = fin && payloadComplete;
      let whole: Uint8Array | null = Buffer.concat(open.parts);
      if (open.compressed) {
        const inflated = inflateAfter(history, whole, ended);
        if (inflated === null) bits |= violation.deflateFailed;
        whole = ended ? inflated : null;
        if (whole !== null && !reading.noContext) {
          history = new Uint8Array(Buffer.concat([history, whole]).subarray(-32768));
        }
      }
      if (whole !== null) set(violation.textNotUtf8, open.kind === 'text' && !isUtf8(whole, ended));
      if (ended && bits === 0) open = null;
    }
    if (bits !== 0) {
      return {
        sender: reading.sender,
        start: at,
        violations: bits,
        opcode,
        fin,
        rsv,
        masked,
        lengthForm: extra === 0 ? 7 : extra === 2 ? 16 : 64,
        payloadLength: length,
        headerComplete,
        payloadComplete,
        deflateAgreed: reading.deflate ?? false,
        closeCode,
        messageOpen: before !== null,
        messageKind: before?.kind ?? null,
        streamEnded: reading.ended ?? false,
      };
    }
    at += header + length;
  }
  return null;
}
