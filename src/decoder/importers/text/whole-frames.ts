// Whether bytes read as whole frames from the first byte to the last. Digits of another kind rarely do.

import { decodeLatin1, firstNotUtf8 } from '../../bytes/utf8.ts';
import { isControl, isReservedOpcode, opcode } from '../../model/opcode.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';

/** What is accepted of bytes that are read as frames. */
export interface FrameDemands {
  /** Reserved opcodes and bits are accepted, and any text: only the lengths have to fit. */
  readonly lengthsAlone?: boolean;
  /** The last frame may be truncated after so many whole frames; without it, all have to be whole. */
  readonly truncatedAfter?: number;
}

const httpHead = /^(?:[A-Z]{3,8} \S+ HTTP\/1\.[01]|HTTP\/1\.[01] \d{3})/;
/** Characters that no text message has. */
const controlCharacter = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const [firstCapital, lastCapital] = [0x41, 0x5a];

/**
 * Whether these can be the bytes of a header: opcode and reserved bits as the RFC has them, a length in its
 * shortest form.
 */
export function isPlausibleHeader({ fin, rsv, opcode, payloadLength, lengthForm }: Header): boolean {
  const isShort = !isControl(opcode) || (fin && payloadLength < 126);
  const isShortestForm =
    lengthForm === 7 || (lengthForm === 16 ? payloadLength > 125 : payloadLength > 65535);
  return !isReservedOpcode(opcode) && isShort && isShortestForm && (rsv === 0 || (rsv === 4 && opcode < 3));
}

/** A payload as the sender meant it. */
export function plainPayload({ masked, maskingKey }: Header, wire: Uint8Array): Uint8Array {
  return masked ? unmaskCopy(wire, maskingKey) : wire;
}

/** Whether bytes hold a character that no text message has. */
export function hasControls(bytes: Uint8Array): boolean {
  return controlCharacter.test(decodeLatin1(bytes));
}

function isText(bytes: Uint8Array, start: number, header: Header): boolean {
  const plain = plainPayload(header, bytes.subarray(start, start + header.payloadLength));
  return firstNotUtf8(plain) < 0 && !hasControls(plain);
}

/** Whether bytes begin with the start line of an HTTP message. */
export function startsWithHttpHead(bytes: Uint8Array): boolean {
  // Most bytes are no head: one look at the first of them tells.
  return (
    bytes[0] >= firstCapital && bytes[0] <= lastCapital && httpHead.test(decodeLatin1(bytes.subarray(0, 400)))
  );
}

/** Whether bytes begin with an HTTP head, or are whole frames. */
export function readsAsFrames(bytes: Uint8Array, demands: FrameDemands = {}): boolean {
  if (startsWithHttpHead(bytes)) return true;
  let isOpen = false;
  let frameCount = 0;
  for (let at = 0; at < bytes.length; ) {
    const header = readHeader(bytes, at);
    const isTruncated = header === null || at + header.headerLength + header.payloadLength > bytes.length;
    if (isTruncated) return demands.truncatedAfter !== undefined && frameCount >= demands.truncatedAfter;
    if (demands.lengthsAlone !== true) {
      const isData = !isControl(header.opcode);
      if (!isPlausibleHeader(header)) return false;
      if (isData && isOpen !== (header.opcode === opcode.continuation)) return false;
      const isWholeText = header.opcode === opcode.text && header.fin && header.rsv === 0;
      if (isWholeText && !isText(bytes, at + header.headerLength, header)) return false;
      if (isData) isOpen = !header.fin;
    }
    frameCount++;
    at += header.headerLength + header.payloadLength;
  }
  return frameCount > 0;
}
