// Lengths with their bytes in the wrong order: the byte order of the machine, copied to the wire.

import { u16le, u32, u64le } from '../../../bytes/integers.ts';
import type { Cause } from '../../cause.ts';
import {
  type LengthReading,
  lengthHypotheses,
  readerWith,
  withPayloadLength,
} from '../../evidence/length-reading.ts';

/** Prior, in bits, of the usual mistake: the length is copied from memory on a little-endian machine. */
const usual = 4;
/** Prior of the rarer ones, and of those that explain any length of two forms, which fit by chance more easily. */
const rare = 2;
/** A program has one way to write a length: for one frame alone to have it so is less likely by so many bits. */
const oneFrame = -2;

const both = (prior: number) => ({ priorOfAll: prior, priorOfOne: prior + oneFrame });

const readings: readonly LengthReading[] = [
  {
    name: '16-bit length written little-endian',
    does: 'writes the 16-bit length with its low byte first',
    isWritten: true,
    ...both(usual),
    read: readerWith((header, bytes, at) =>
      header.lengthForm === 16 ? withPayloadLength(header, u16le(bytes, at + 2)) : null,
    ),
  },
  {
    name: '64-bit length written little-endian',
    does: 'writes the 64-bit length with its low byte first',
    isWritten: true,
    ...both(usual),
    read: readerWith((header, bytes, at) =>
      header.lengthForm === 64 ? withPayloadLength(header, u64le(bytes, at + 2)) : null,
    ),
  },
  {
    name: '16-bit and 64-bit lengths written little-endian',
    does: 'writes lengths with the low byte first',
    isWritten: true,
    ...both(rare),
    read: readerWith((header, bytes, at) => {
      if (header.lengthForm === 7) return null;
      return withPayloadLength(
        header,
        header.lengthForm === 16 ? u16le(bytes, at + 2) : u64le(bytes, at + 2),
      );
    }),
  },
  {
    name: '64-bit length with its halves swapped',
    does: 'writes the two halves of the 64-bit length the wrong way round',
    isWritten: true,
    ...both(rare),
    // A length below 4 GiB has only zeros in its upper half, which then come last.
    read: readerWith((header, bytes, at) =>
      header.lengthForm === 64 ? withPayloadLength(header, u32(bytes, at + 2)) : null,
    ),
  },
];

/** The length is in the wrong byte order. */
export const lengthWrongByteOrder: Cause<'length-wrong-byte-order'> = {
  id: 'length-wrong-byte-order',
  group: 'length',
  title: 'The length is in the wrong byte order',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php'],
  reports: { 'length-top-bit': 0.2 },
  confirm: 'Send 126 bytes: the header must read 7e 00 7e.',
  hypotheses: (window) => lengthHypotheses(window, () => readings),
};
