// The first faulty frame of some bytes, read by the plainest strict reader there is. Tests and the live comparison use it;
// the app has its own reader.

import { constants, inflateRawSync } from 'node:zlib';
import { firstNotUtf8 } from '../../src/decoder/bytes/utf8.ts';
import type { FaultFacts } from '../../src/decoder/implementations/implementation.ts';
import type { Sender } from '../../src/decoder/model/basics.ts';
import { violation } from '../../src/decoder/model/violation.ts';

export interface Reading {
  readonly sender: Sender;
  /** permessage-deflate was agreed, with context takeover unless `noContext`. */
  readonly deflate?: boolean;
  readonly noContext?: boolean;
  readonly ended?: boolean;
  /** The bytes came in one socket read. */
  readonly oneRead?: boolean;
}

const legalCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

/** Facts of the first frame that breaks a rule or is cut short, or `null` when all frames are sound. */
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
    let length = length7;
    if (extra > 0) {
      length = 0;
      for (let i = 0; i < extra; i++) length = length * 256 + (rest[2 + i] ?? 0);
    }
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
    set(violation.lengthNotMinimal, extra === 2 ? length < 126 : extra === 8 && length < 65536);
    set(violation.lengthMsbSet, extra === 8 && rest[2] >= 128);
    set(violation.orphanContinuation, opcode === 0 && open === null);
    set(violation.interleavedMessage, (opcode === 1 || opcode === 2) && open !== null);
    set(violation.dataAfterClose, closed);
    set(violation.headerCut, !headerComplete);
    set(violation.payloadCut, headerComplete && !payloadComplete);
    const payload = rest.slice(header, header + length);
    if (masked) for (let i = 0; i < payload.length; i++) payload[i] ^= rest[header - 4 + (i & 3)];
    const closeCode = opcode === 8 && payload.length >= 2 ? payload[0] * 256 + payload[1] : null;
    const before = open;
    if (bits === 0 && opcode === 8) {
      set(violation.closePayloadOneByte, payload.length === 1);
      set(violation.closeCodeInvalid, closeCode !== null && !legalCode(closeCode));
      set(violation.closeReasonNotUtf8, firstNotUtf8(payload.subarray(2)) >= 0);
      closed = true;
    }
    if (bits === 0 && opcode < 3) {
      open ??= { kind: opcode === 2 ? 'binary' : 'text', compressed: rsv >= 4, parts: [] };
      open.parts.push(payload);
      if (fin) {
        let whole: Uint8Array = Buffer.concat(open.parts);
        if (open.compressed) {
          try {
            const options = { finishFlush: constants.Z_SYNC_FLUSH, dictionary: Buffer.from(history) };
            const tail = Buffer.concat([whole, Buffer.from([0, 0, 255, 255])]);
            whole = inflateRawSync(
              tail,
              history.length > 0 ? options : { finishFlush: constants.Z_SYNC_FLUSH },
            );
            if (!reading.noContext)
              history = new Uint8Array(Buffer.concat([history, whole]).subarray(-32768));
          } catch {
            bits |= violation.deflateFailed;
          }
        }
        if (bits === 0) set(violation.textNotUtf8, open.kind === 'text' && firstNotUtf8(whole) >= 0);
        if (bits === 0) open = null;
      }
    }
    if (bits !== 0) {
      return {
        sender: reading.sender,
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
        ...(reading.oneRead === false ? {} : { restOfRead: rest }),
      };
    }
    at += header + length;
  }
  return null;
}
