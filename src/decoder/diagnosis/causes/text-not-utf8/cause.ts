import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { explains } from '../../evidence/chain-score.ts';
import { cesu8, decodeCesu8, guessCharset } from '../../evidence/charset.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import { type BadText, badTextAtBreak, maxSample } from '../../evidence/text-at-break.ts';
import { isJson } from '../../evidence/text-shape.ts';
import type { Hypothesis } from '../../hypothesis.ts';

/** A text frame with bad UTF-8 and nothing else wrong, in bits. */
const prior = 8;
/** Mostly printable bytes speak for text, others against it. */
const scoreOfPrintable = 8;
const scoreOfUnprintable = -6;
/** The bytes are a known binary format. */
const scoreOfBinary = -12;
/** Read as Latin-1 it is JSON. */
const scoreOfJson = 6;
const minPrintableShare = 0.5;
/** Text has at most one control character in so many bytes. */
const bytesPerControl = 40;
/** So many bytes without a control character are hardly binary data. */
const minWithoutControls = 16;
/** Charsets whose text has few bytes of ASCII. */
const eastAsian = ['Shift_JIS', 'GBK', 'euc-kr', 'big5', cesu8];

/** Names that `TextDecoder` knows the charsets by. */
const labels: Readonly<Record<string, string>> = {
  Shift_JIS: 'shift_jis',
  GBK: 'gbk',
  'Windows-1252': 'windows-1252',
  'ISO-8859-1 (Latin-1)': 'windows-1252',
};
const maxDecodedBytes = 80;
const maxQuoted = 48;
/** The letters of Latin-1 begin here; as UTF-8, bytes that begin a character. */
const firstLatin1Letter = 0xc0;

function decodeAs(bytes: Uint8Array, charset: string): string {
  if (charset === cesu8) return (decodeCesu8(bytes) ?? '').slice(0, maxQuoted);
  const decoder = new TextDecoder(labels[charset] ?? charset);
  return decoder.decode(bytes.subarray(0, maxDecodedBytes)).slice(0, maxQuoted);
}

function looksLikeText({ bytes, printable, controlCount }: BadText, charset: string | null): boolean {
  const isPrintable =
    printable > minPrintableShare ||
    (charset !== null && eastAsian.includes(charset)) ||
    (controlCount === 0 && bytes.length >= minWithoutControls);
  return isPrintable && controlCount * bytesPerControl <= Math.min(bytes.length, maxSample);
}

/** Whether the last byte alone is not ASCII: it begins a character that was cut, or is a whole one of Latin-1. */
function endsInOneOddByte(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  return last > 0 && bytes[last] >= firstLatin1Letter && bytes.findIndex((byte) => byte >= 0x80) === last;
}

/** What the sender did, as far as the bytes tell one reading from another. */
function claimOf({ frame, bytes, isCutCharacter, badByte }: BadText, charset: string | null): string {
  const { sender, offset } = senderAndOffset(frame.window);
  if (!isCutCharacter || badByte !== null)
    return `${sender} sent a text message at ${offset} that is not UTF-8${charset === null ? '' : `; its bytes fit ${charset}`}.`;
  if (!endsInOneOddByte(bytes))
    return `${sender} cut a text message at ${offset} in the middle of a character.`;
  const tail = decodeAs(bytes.subarray(-maxQuoted), 'ISO-8859-1 (Latin-1)');
  return `${sender} cut a text message at ${offset} in the middle of a character, or sent it in Latin-1, where it ends with “${tail}”.`;
}

function inOtherCharset(text: BadText): Hypothesis {
  const { frame, bytes, isCutCharacter, looksBinary, binary } = text;
  const { window } = frame;
  const charset = text.isBeyond ? null : guessCharset(bytes);
  const isLatin1Json = isJson(new TextDecoder('latin1').decode(bytes));
  return {
    ...explains(frame.chain),
    name: isCutCharacter
      ? 'text cut inside a character'
      : `text in ${charset ?? 'an encoding that is not UTF-8'}`,
    score:
      text.fit +
      prior +
      (looksLikeText(text, charset) ? scoreOfPrintable : scoreOfUnprintable) +
      (looksBinary && binary !== null ? scoreOfBinary : 0) +
      (isLatin1Json ? scoreOfJson : 0),
    claim: claimOf(text, charset),
    evidence: [
      text.evidence,
      ...(charset === null || isCutCharacter
        ? []
        : [
            {
              text: `Read as ${charset} it says “${decodeAs(bytes, charset)}”.`,
              place: placeIn(window, frame.payloadAt, frame.header.payloadLength),
            },
          ]),
    ],
  };
}

/**
 * The text of a message is in another charset, or was cut inside a character: it was never encoded as UTF-8
 * as a whole.
 */
export const textNotUtf8: Cause<'text-not-utf8'> = {
  id: 'text-not-utf8',
  group: 'content',
  title: 'Text is not UTF-8',
  section: 'RFC 6455 8.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['python-websockets', 'java', 'esp32'],
  reports: { 'text-encoding': 0.4 },
  confirm: 'Encode the text as UTF-8 before sending, or send it as binary.',
  hypotheses(window) {
    const text = badTextAtBreak(window);
    return text === null ? [] : [inOtherCharset(text)];
  },
};
