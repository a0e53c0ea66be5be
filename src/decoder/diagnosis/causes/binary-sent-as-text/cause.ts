import { frameOffset } from '../../../model/coordinates.ts';
import { capital, hexOffset, the } from '../../../model/words.ts';
import { readHeader } from '../../../websocket/header.ts';
import { unmaskCopy } from '../../../websocket/mask.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { explains } from '../../evidence/chain-score.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import { badTextAtBreak } from '../../evidence/text-at-break.ts';

/** A text frame whose payload looks binary, in bits. */
const prior = 10;
/** A known format fits: two or more bytes of it, or all of the payload. */
const scoreOfFormat = 16;
/** What a compressed message inflates to is noise where a byte of it was changed, and so is text under a wrong key. */
const scoreOfDamage = -10;
/** Control characters that no text has. */
const scoreOfControls = 6;
const manyControls = 4;
/** Each byte that is no control character, where there is none: one of eight values is. */
const scoreOfNoControl = -0.19;
const maxNoControl = 64;

/** Text in UTF-16 that is ASCII is valid UTF-8 with a NUL beside each character: legal, and never meant. */
const confidenceOfUtf16 = 0.93;
/** Characters of a message that are enough to tell. */
const minUnits = 5;
const maxUnits = 512;

/** The byte order of a payload in which each second byte is NUL and the others are printable, or `null`. */
function utf16Order(payload: Uint8Array): 'big' | 'little' | null {
  const units = Math.min(maxUnits, payload.length >> 1);
  if (units < minUnits || payload.length % 2 !== 0) return null;
  const isNul = payload[0] === 0 ? 0 : 1;
  for (let i = 0; i < units * 2; i++) {
    const isAscii = payload[i] >= 32 && payload[i] < 127;
    if (i % 2 === isNul ? payload[i] !== 0 : !isAscii) return null;
  }
  return isNul === 0 ? 'big' : 'little';
}

/** The first text message that is UTF-16. */
function utf16Message({ client, server, connection }: DiagnosisContext): CauseMatch | null {
  const { frames } = connection;
  for (const { sender, bytes, start, rows } of [client, server]) {
    for (const row of rows) {
      const at = frames.offset(row) - start;
      const header = readHeader(bytes, at);
      if (header === null || header.opcode !== 1 || (header.rsv & 4) !== 0) continue;
      const from = at + header.headerLength;
      const payload = unmaskCopy(bytes.subarray(from, from + header.payloadLength), header.maskingKey);
      const order = utf16Order(payload);
      if (order === null) continue;
      const text = new TextDecoder(`utf-16${order === 'big' ? 'be' : 'le'}`).decode(payload.subarray(0, 96));
      return {
        confidence: confidenceOfUtf16,
        title: 'Text was sent in UTF-16',
        claim: `${capital(the(sender))} sent a text message in UTF-16 (${order}-endian) at ${hexOffset(frames.offset(row))}; text must be UTF-8. A NUL stands beside each character.`,
        evidence: [
          {
            text: `As UTF-16 it reads “${text}”.`,
            place: { sender, offset: frameOffset(start + from), length: Math.max(1, payload.length) },
          },
        ],
        against: 'These bytes are valid UTF-8 as well, so a receiver takes them and shows NULs.',
      };
    }
  }
  return null;
}

/**
 * Bytes that are no text in a message with opcode 1: a Buffer or byte array was passed to the function that
 * sends strings.
 */
export const binarySentAsText: Cause<'binary-sent-as-text'> = {
  id: 'binary-sent-as-text',
  group: 'content',
  title: 'Binary data was sent as text',
  section: 'RFC 6455 5.6',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'python-websockets'],
  reports: { 'text-encoding': 0.35 },
  confirm: 'Send it with opcode 2: a Buffer or bytes object, not a string.',
  match: (context, reading) => reading ?? (context.first === null ? utf16Message(context) : null),
  hypotheses(window) {
    const text = badTextAtBreak(window);
    if (text === null || !text.looksBinary) return [];
    const { frame, binary, controlCount } = text;
    if (text.isCutCharacter && binary === null) return [];
    const { sender, offset } = senderAndOffset(window);
    const looks =
      binary === null
        ? `Only ${Math.round(text.printable * 100)} % of the bytes are printable.`
        : `The payload begins as ${binary} does.`;
    return [
      {
        ...explains(frame.chain),
        name: `${binary ?? 'binary data'} in a text frame`,
        score:
          text.fit +
          prior +
          (binary === null ? (text.isCompressed || frame.header.masked ? scoreOfDamage : 0) : scoreOfFormat) +
          (controlCount >= manyControls ? scoreOfControls : 0) +
          (controlCount === 0 ? scoreOfNoControl * Math.min(maxNoControl, text.bytes.length) : 0),
        claim: `${sender} sent ${binary ?? 'binary data'} in a text message at ${offset}; text must be UTF-8.`,
        evidence: [
          { text: 'The opcode says text.', place: placeIn(window, window.breakAt, 1) },
          { text: looks, place: placeIn(window, frame.payloadAt, frame.header.payloadLength) },
          text.evidence,
        ],
      },
    ];
  },
};
