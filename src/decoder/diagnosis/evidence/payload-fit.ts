// How well a payload is what its opcode says, in bits: the test of a masking key, and of a payload that was not masked.

import { isControl, opcode as opcodes } from '../../model/opcode.ts';
import { violation } from '../../model/violation.ts';
import { mayBeSent } from '../../websocket/close-codes.ts';
import type { Header } from '../../websocket/header.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, placeIn } from './break-window.ts';
import { type DeclaredFrame, declaredFrame } from './declared-frame.ts';
import { isJson, readsAsText } from './text-shape.ts';

/** A Close needs a code of two bytes. */
const scoreOfShortClose = -8;
/** About one of 20 values of the two bytes may be sent, and the defined ones are one in 4000. */
const scoreOfIllegalCode = -12;
const scoreOfDefinedCode = 8;
const scoreOfOtherCode = 2;
const lastDefinedCode = 1014;
/** A reason that reads as text, and a bit more for each byte of it, up to a maximum. */
const scoreOfReason = 4;
const maxReasonBytes = 10;
const scoreOfBadReason = -12;
/** Control payloads below this are often arbitrary bytes: they say nothing. */
const minControlPayload = 8;
/** Text: a base, and 0.8 bits a byte, which is what UTF-8 without control characters is rarer than noise. */
const scoreOfText = 2;
const scoreOfTextByte = 0.8;
const maxTextScore = 20;
const scoreOfJson = 10;
/** The opcode says text and the payload is not text; a binary payload need not be text. */
const scoreOfBadText = -14;
const scoreOfBinary = -2;

/** MASK is set by the wrong sender, or missing, in an otherwise legal header: a frequent mistake. In bits. */
export const priorOfWrongSide = 8;
/**
 * A payload that does not fit its opcode counts against the masking no more than this: it may be wrong for
 * another reason.
 */
export const minFitCounted = -8;

function closeFit(payload: Uint8Array): number {
  if (payload.length < 2) return scoreOfShortClose;
  const code = (payload[0] << 8) | payload[1];
  if (!mayBeSent(code)) return scoreOfIllegalCode;
  const reason = payload.subarray(2);
  const codeScore = code <= lastDefinedCode ? scoreOfDefinedCode : scoreOfOtherCode;
  if (reason.length === 0) return codeScore;
  const isText = readsAsText(reason);
  return codeScore + (isText ? scoreOfReason + Math.min(maxReasonBytes, reason.length) : scoreOfBadReason);
}

/** Bits by which a payload is what its opcode says; negative when it is something else. */
export function payloadFit(header: Header, payload: Uint8Array): number {
  if (payload.length === 0) return 0;
  if (header.opcode === opcodes.close) return closeFit(payload);
  if (isControl(header.opcode) && payload.length < minControlPayload) return 0;
  if (readsAsText(payload)) {
    const json = isJson(new TextDecoder().decode(payload)) ? scoreOfJson : 0;
    return Math.min(maxTextScore, scoreOfText + payload.length * scoreOfTextByte) + json;
  }
  if (header.opcode === opcodes.text && (header.rsv & 4) === 0) return scoreOfBadText;
  return isControl(header.opcode) ? 0 : scoreOfBinary;
}

/** The payload of the frame at the break, as on the wire and unmasked. */
export interface MaskedPayload {
  readonly frame: DeclaredFrame;
  /** How well the bytes on the wire are what the opcode says, in bits. */
  readonly fitOnWire: number;
  /** How well the unmasked bytes are. */
  readonly fitUnmasked: number;
}

const masking = violation.maskedServerFrame | violation.unmaskedClientFrame;
const content =
  violation.textNotUtf8 | violation.closeCodeInvalid | violation.closeReasonNotUtf8 | violation.deflateFailed;

/** The frame at the break where its masking may be what is wrong, else `null`. */
export const doubtfulMasking = oncePer((window: BreakWindow): MaskedPayload | null => {
  const { overrun, violations } = window.firstBreak;
  const frame = overrun || (violations & (masking | content)) === 0 ? null : declaredFrame(window);
  if (frame === null) return null;
  return {
    frame,
    fitOnWire: payloadFit(frame.header, frame.wire),
    fitUnmasked: payloadFit(frame.header, frame.payload),
  };
});

/** The place of the byte with MASK. */
export function maskBytePlace(window: BreakWindow) {
  return placeIn(window, window.breakAt + 1, 1);
}

/** The place of the payload of the frame at the break. */
export function payloadPlace({ window, payloadAt, header }: DeclaredFrame) {
  return placeIn(window, payloadAt, header.payloadLength);
}

/** A masking key in hex. */
export function hexKey(key: number): string {
  return (key >>> 0).toString(16).padStart(8, '0');
}
