// Text lengths counted in characters, where bytes are due. For ASCII text the two are the same.

import {
  lengthOfCharacters,
  maxBytesPerCharacter,
  type TextUnit,
} from '../../../websocket/counted-characters.ts';
import type { Cause } from '../../cause.ts';
import { type BreakWindow, payloadAt } from '../../evidence/break-window.ts';
import {
  type HeaderReader,
  type LengthReading,
  lengthHypotheses,
  readerWith,
  withPayloadLength,
} from '../../evidence/length-reading.ts';

/** Prior, in bits: a common mistake, and one that fits by chance only where a character boundary meets a header. */
const utf16Prior = 10;
/** Where both counts fit, UTF-16 units are more likely: they are what `length` gives in JavaScript, Java and C#. */
const codePointPrior = 9.5;

/** Longer texts are not tried: their characters are counted one by one. */
const maxCharacters = 1 << 20;
function characterReader(window: BreakWindow, unit: TextUnit): HeaderReader {
  return readerWith((header, bytes, at) => {
    const isText = header.opcode === 1 || header.opcode === 0;
    const declared = header.payloadLength;
    if (!isText || declared > maxCharacters) return null;
    const length = header.masked
      ? lengthOfCharacters(payloadAt(window, at, header, declared * maxBytesPerCharacter), 0, declared, unit)
      : lengthOfCharacters(bytes, at + header.headerLength, declared, unit);
    return length < 0 || length === declared ? null : withPayloadLength(header, length);
  });
}

function readings(window: BreakWindow): readonly LengthReading[] {
  return [
    {
      name: 'UTF-16 units counted, not bytes',
      does: "declares the text's length in UTF-16 units, not in bytes",
      priorOfAll: utf16Prior,
      priorOfOne: null,
      read: characterReader(window, 'UTF-16 unit'),
    },
    {
      name: 'characters counted, not bytes',
      does: "declares the text's length in characters, not in bytes",
      priorOfAll: codePointPrior,
      priorOfOne: null,
      read: characterReader(window, 'code point'),
    },
  ];
}

/** The length counts characters, not bytes. */
export const lengthCountsCharacters: Cause<'length-counts-characters'> = {
  id: 'length-counts-characters',
  group: 'length',
  title: 'The length counts characters, not bytes',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'java', 'node-ws'],
  reports: { 'text-encoding': 0.1 },
  confirm:
    'Send one message with an accented letter: the declared length must grow by one more than the text.',
  hypotheses(window) {
    const list = readings(window);
    return lengthHypotheses(window, () => list);
  },
};
