// Lengths written in a field of the wrong size, or cut down to the size of the field.

import { u16, u32, u32le, u64 } from '../../../bytes/integers.ts';
import type { Header } from '../../../websocket/header.ts';
import type { Cause } from '../../cause.ts';
import {
  type LengthReading,
  lengthHypotheses,
  readerWith,
  withLengthField,
  withPayloadLength,
} from '../../evidence/length-reading.ts';

// Priors in bits, set by hand on the recorded captures: how common the mistake is, less how easily it fits by chance.

/** A 32-bit integer written where 64 bits are due: the most common of these mistakes. */
const usual = 4;
/** The forms 126 and 127 not known at all: common in first attempts, and fixed soon. */
const noLengthForms = 3;
/** Seen now and then. */
const rare = 2;
/** Two mistakes at once, or a field that hardly ever changes the length. */
const unlikely = 1;
/** Two mistakes at once, in a field that holds small lengths. */
const hardlyEver = 0;
/** A program has one way to write a length: for one frame alone to have it so is less likely by so many bits. */
const oneFrame = -2;

const both = (prior: number) => ({ priorOfAll: prior, priorOfOne: prior + oneFrame });

/** Reads headers of one length form with another length field: its size in bytes, and the length in it. */
function fieldReader(
  form: Header['lengthForm'],
  fieldLength: number,
  lengthIn: (bytes: Uint8Array, fieldOffset: number) => number,
) {
  return readerWith((header, bytes, offset) =>
    header.lengthForm === form
      ? withLengthField({ header, bytes, offset }, fieldLength, lengthIn(bytes, offset + 2))
      : null,
  );
}

/** The low byte of a 16-bit length whose high byte only repeats its sign, or `null`. */
function signedByte(header: Header, bytes: Uint8Array, offset: number): Header | null {
  const isSigned = header.lengthForm === 16 && bytes[offset + 2] === 0xff && bytes[offset + 3] >= 0x80;
  return isSigned ? withPayloadLength(header, bytes[offset + 3]) : null;
}

const fieldReadings: readonly LengthReading[] = [
  {
    name: 'a signed byte written into the 16-bit length',
    does: 'keeps the length in a signed byte, so that its high byte is ff',
    ...both(usual),
    isWritten: true,
    read: readerWith(signedByte),
  },
  {
    name: '4 length bytes after 127',
    does: 'writes 4 bytes of length after 127, where 8 are due',
    ...both(usual),
    read: fieldReader(64, 4, u32),
  },
  {
    name: '4 little-endian length bytes after 127',
    does: 'writes 4 bytes of length after 127, low byte first, where 8 are due',
    ...both(unlikely),
    read: fieldReader(64, 4, u32le),
  },
  {
    name: '2 length bytes after 127',
    does: 'writes 2 bytes of length after 127, where 8 are due',
    ...both(rare),
    read: fieldReader(64, 2, u16),
  },
  {
    name: '4 length bytes after 126',
    does: 'writes 4 bytes of length after 126, where 2 are due',
    ...both(rare),
    read: fieldReader(16, 4, u32),
  },
  {
    name: '4 little-endian length bytes after 126',
    does: 'writes 4 bytes of length after 126, low byte first, where 2 are due',
    ...both(hardlyEver),
    read: fieldReader(16, 4, u32le),
  },
  {
    name: '8 length bytes after 126',
    does: 'writes 8 bytes of length after 126, where 2 are due',
    ...both(rare),
    read: fieldReader(16, 8, u64),
  },
  {
    name: '126 meant as the length itself',
    does: 'writes a length of 126 into the 7-bit field, where it means that 2 more bytes follow',
    ...both(noLengthForms),
    read: fieldReader(16, 0, () => 126),
  },
  {
    name: '127 meant as the length itself',
    does: 'writes a length of 127 into the 7-bit field, where it means that 8 more bytes follow',
    ...both(noLengthForms),
    read: fieldReader(64, 0, () => 127),
  },
  {
    name: 'length written into the whole second byte',
    does: 'writes a length of 128 to 255 into the second byte, where its top bit is MASK',
    ...both(unlikely),
    read: readerWith((header, bytes, at) =>
      header.masked
        ? { ...header, masked: false, maskingKey: 0, payloadLength: bytes[at + 1], headerLength: 2 }
        : null,
    ),
  },
];

/** Multiples of 65536 and of 128 that a length is tried to have lost. */
const maxLost16 = 16;
const maxLost7 = 7;
/**
 * Prior, in bits, of a length cut down to 7 bits: without the two longer forms nothing above 125 bytes
 * would ever have worked.
 */
const cutTo7 = -1;

/** Lengths cut down to the lower bits of their field. Each multiple costs the bits to choose it. */
const cutReadings: readonly LengthReading[] = [
  ...Array.from({ length: maxLost16 }, (_, i) => i + 1).map((times) => ({
    name: `16-bit length that lost ${times} times 65536`,
    does: 'cuts a length above 65535 down to 16 bits',
    ...both(rare - Math.log2(times)),
    read: readerWith((header) =>
      header.lengthForm === 16 ? withPayloadLength(header, header.payloadLength + 65536 * times) : null,
    ),
  })),
  ...Array.from({ length: maxLost7 }, (_, i) => i + 1).map((times) => ({
    name: `7-bit length that lost ${times} times 128`,
    does: 'cuts the length down to 7 bits',
    ...both(cutTo7 - Math.log2(times)),
    read: readerWith((header) =>
      header.lengthForm === 7 ? withPayloadLength(header, header.payloadLength + 128 * times) : null,
    ),
  })),
];

const readings = [...fieldReadings, ...cutReadings];

/** The length has the wrong width. */
export const lengthWrongWidth: Cause<'length-wrong-width'> = {
  id: 'length-wrong-width',
  group: 'length',
  title: 'The length has the wrong width',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['message-too-large', 'abnormal-close'],
  stacks: ['php'],
  reports: { 'length-form': 0.15 },
  confirm: 'Send 126, 127, 65535 and 65536 bytes and compare the headers with RFC 6455 5.2.',
  hypotheses: (window) => lengthHypotheses(window, () => readings),
};
