// The last frame that parsed, or the one at the break, read with its length understood in another way. A wrong length is
// noticed one frame late: the header after it is where a reader stumbles.

import { concat } from '../../bytes/concat.ts';
import { u16, u16le, u32, u32le, u64le } from '../../bytes/integers.ts';
import type { CauseId } from '../../model/cause-id.ts';
import type { StackId } from '../../model/stack-id.ts';
import { doubtfulHeader, violation } from '../../model/violation.ts';
import { capital, count, the } from '../../model/words.ts';
import { chainWeight } from '../../websocket/chain.ts';
import { encodeHeader } from '../../websocket/encode.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from '../evidence/break-window.ts';
import { chainScore, follow, framesFollow } from '../evidence/chain-score.ts';
import { isJson, readsAsText } from '../evidence/text-shape.ts';
import type { CauseHypothesis } from '../ranking.ts';

type Reader = (bytes: Uint8Array, offset: number, end: number) => Header | null;

interface Reading {
  readonly cause: CauseId;
  readonly name: string;
  /** What the peer does wrong, to go after "the server". */
  readonly does: string;
  /** Bits to start from: how easily this comes up by chance, and how common it is. */
  readonly prior: number;
  readonly read: Reader;
  readonly stacks?: readonly StackId[];
}

/** A header with another length, and maybe another form. */
function relength(
  header: Header,
  payloadLength: number,
  lengthBytes?: number,
  bytes?: Uint8Array,
  offset = 0,
): Header {
  if (lengthBytes === undefined || bytes === undefined) return { ...header, payloadLength };
  const headerLength = 2 + lengthBytes + (header.masked ? 4 : 0);
  const maskingKey = header.masked ? u32(bytes, offset + 2 + lengthBytes) : 0;
  return { ...header, payloadLength, headerLength, maskingKey };
}

/** A reader that changes the headers for which `change` gives another, and reads the rest as they are. */
function reader(change: (header: Header, bytes: Uint8Array, offset: number) => Header | null): Reader {
  return (bytes, offset, end) => {
    const header = readHeader(bytes, offset, end);
    if (header === null) return null;
    const changed = change(header, bytes, offset);
    return changed === null ? header : offset + changed.headerLength > end ? null : changed;
  };
}

const order: CauseId = 'length-wrong-byte-order';
const width: CauseId = 'length-wrong-width';

const readings: readonly Reading[] = [
  {
    cause: order,
    name: '16-bit length written little-endian',
    does: 'writes the 16-bit length with its low byte first',
    prior: 4,
    read: reader((header, bytes, at) =>
      header.lengthForm === 16 ? relength(header, u16le(bytes, at + 2)) : null,
    ),
  },
  {
    cause: order,
    name: '64-bit length written little-endian',
    does: 'writes the 64-bit length with its low byte first',
    prior: 4,
    read: reader((header, bytes, at) =>
      header.lengthForm === 64 ? relength(header, u64le(bytes, at + 2)) : null,
    ),
  },
  {
    cause: order,
    name: '16-bit and 64-bit lengths written little-endian',
    does: 'writes lengths with the low byte first',
    prior: 2,
    read: reader((header, bytes, at) =>
      header.lengthForm === 16
        ? relength(header, u16le(bytes, at + 2))
        : header.lengthForm === 64
          ? relength(header, u64le(bytes, at + 2))
          : null,
    ),
  },
  {
    cause: order,
    name: '64-bit length with its halves swapped',
    does: 'writes the two halves of the 64-bit length the wrong way round',
    prior: 2,
    read: reader((header, bytes, at) =>
      header.lengthForm === 64 ? relength(header, u32(bytes, at + 2)) : null,
    ),
  },
  {
    cause: width,
    name: '4 length bytes after 127',
    does: 'writes 4 bytes of length after 127, where 8 are due',
    prior: 4,
    read: reader((header, bytes, at) =>
      header.lengthForm === 64 ? relength(header, u32(bytes, at + 2), 4, bytes, at) : null,
    ),
  },
  {
    cause: width,
    name: '4 little-endian length bytes after 127',
    does: 'writes 4 bytes of length after 127, low byte first, where 8 are due',
    prior: 1,
    read: reader((header, bytes, at) =>
      header.lengthForm === 64 ? relength(header, u32le(bytes, at + 2), 4, bytes, at) : null,
    ),
  },
  {
    cause: width,
    name: '2 length bytes after 127',
    does: 'writes 2 bytes of length after 127, where 8 are due',
    prior: 2,
    read: reader((header, bytes, at) =>
      header.lengthForm === 64 ? relength(header, u16(bytes, at + 2), 2, bytes, at) : null,
    ),
  },
  {
    cause: width,
    name: '4 length bytes after 126',
    does: 'writes 4 bytes of length after 126, where 2 are due',
    prior: 2,
    read: reader((header, bytes, at) =>
      header.lengthForm === 16 ? relength(header, u32(bytes, at + 2), 4, bytes, at) : null,
    ),
  },
  {
    cause: width,
    name: '4 little-endian length bytes after 126',
    does: 'writes 4 bytes of length after 126, low byte first, where 2 are due',
    prior: 0,
    read: reader((header, bytes, at) =>
      header.lengthForm === 16 ? relength(header, u32le(bytes, at + 2), 4, bytes, at) : null,
    ),
  },
  {
    cause: width,
    name: '8 length bytes after 126',
    does: 'writes 8 bytes of length after 126, where 2 are due',
    prior: 2,
    read: reader((header, bytes, at) =>
      header.lengthForm === 16 && at + 10 <= bytes.length
        ? relength(header, u32(bytes, at + 2) * 2 ** 32 + u32(bytes, at + 6), 8, bytes, at)
        : null,
    ),
  },
  {
    cause: width,
    name: '126 meant as the length itself',
    does: 'writes a length of 126 into the 7-bit field, where it means that 2 more bytes follow',
    prior: 3,
    read: reader((header, bytes, at) =>
      header.lengthForm === 16 ? relength(header, 126, 0, bytes, at) : null,
    ),
  },
  {
    cause: width,
    name: '127 meant as the length itself',
    does: 'writes a length of 127 into the 7-bit field, where it means that 8 more bytes follow',
    prior: 3,
    read: reader((header, bytes, at) =>
      header.lengthForm === 64 ? relength(header, 127, 0, bytes, at) : null,
    ),
  },
  {
    cause: width,
    name: 'length written into the whole second byte',
    does: 'writes a length of 128 to 255 into the second byte, where its top bit is MASK',
    prior: 1,
    read: reader((header, bytes, at) => {
      if (!header.masked) return null;
      return { ...header, masked: false, maskingKey: 0, payloadLength: bytes[at + 1], headerLength: 2 };
    }),
  },
  ...Array.from({ length: 16 }, (_, i) => ({
    cause: width,
    name: `16-bit length that lost ${i + 1} times 65536`,
    does: 'cuts a length above 65535 down to 16 bits',
    prior: 2 - Math.log2(i + 1),
    read: reader((header) =>
      header.lengthForm === 16 ? relength(header, header.payloadLength + 65536 * (i + 1)) : null,
    ),
  })),
  ...[1, 2, 3, 4, 5, 6, 7].map((times) => ({
    cause: width,
    name: `7-bit length that lost ${times} times 128`,
    does: 'cuts the length down to 7 bits',
    prior: -1 - Math.log2(times),
    read: reader((header) =>
      header.lengthForm === 7 ? relength(header, header.payloadLength + 128 * times) : null,
    ),
  })),
];

/** Byte length of the first `characters` characters of UTF-8 from `from` on, or -1. `utf16`: as JavaScript counts. */
function bytesOfCharacters(bytes: Uint8Array, from: number, characters: number, utf16: boolean): number {
  let at = from;
  let left = characters;
  while (left > 0) {
    if (at >= bytes.length) return -1;
    const byte = bytes[at];
    const size = byte < 0x80 ? 1 : byte < 0xc0 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (size === 0) return -1;
    at += size;
    left -= utf16 && size === 4 ? 2 : 1;
  }
  // A surrogate pair that was counted as two, the second of which is not due any more.
  return left < 0 ? -1 : at - from;
}

function characterReader(window: BreakWindow, utf16: boolean): Reader {
  return reader((header, bytes, at) => {
    const isText = header.opcode === 1 || header.opcode === 0;
    if (!isText || header.payloadLength > 1 << 20) return null;
    let source = bytes;
    let from = at + header.headerLength;
    if (header.masked) {
      const most = Math.min(bytes.length - from, header.payloadLength * 4);
      source = payloadAt(window, at, header, most);
      from = 0;
    }
    const length = bytesOfCharacters(source, from, header.payloadLength, utf16);
    return length < 0 || length === header.payloadLength ? null : relength(header, length);
  });
}

/** Candidates for the frame whose length is wrong: the one at the break, and the two before it. */
export function suspects(window: BreakWindow): number[] {
  const list = window.framesBefore.slice(-2).reverse();
  // A header that breaks rules of its own is no frame whose length could be asked, except where the length is the matter.
  const aboutLength = violation.lengthNotMinimal | violation.lengthMsbSet | violation.maskedServerFrame;
  const doubtful = (window.firstBreak.violations & doubtfulHeader & ~aboutLength) !== 0;
  return [...(doubtful ? [] : [window.breakAt]), ...list].filter(
    (offset) => headerAt(window, offset) !== null,
  );
}

function judge(
  window: BreakWindow,
  offset: number,
  reading: Reading,
  everywhere: boolean,
): CauseHypothesis | null {
  const strict = headerAt(window, offset);
  const header = reading.read(window.bytes, offset, window.bytes.length);
  if (strict === null || header === null) return null;
  if (header.payloadLength === strict.payloadLength && header.headerLength === strict.headerLength)
    return null;
  const end = offset + header.headerLength + header.payloadLength;
  if (header.payloadLength < 0 || end > window.bytes.length) return null;
  const first = follow(window, offset, { read: reading.read, most: 1 });
  if (first.frames.length === 0) return null;
  const rest = follow(window, end, everywhere ? { read: reading.read } : {});
  let score = reading.prior + chainScore(rest, window) - swallowed(window, offset, end);
  const payload = payloadAt(window, offset, header);
  const isText = header.opcode === 1 && (header.rsv & 4) === 0;
  if (isText && readsAsText(payload)) {
    score += 5;
    if (isJson(new TextDecoder().decode(payload))) score += 9;
  } else if (isText) score -= 12;
  if (rest.frames.length === 0 && rest.at !== window.bytes.length) return null;
  const place = placeIn(window, offset + 1, strict.headerLength - 1 - (strict.masked ? 4 : 0));
  const who = the(window.sender);
  return {
    cause: reading.cause,
    name: reading.name,
    score,
    frames: rest.frames.length,
    toEnd: rest.stop === 'end',
    claim: `${capital(who)} ${reading.does}: the frame declares ${count(strict.payloadLength, 'byte')}, but ${count(header.payloadLength, 'byte')} fit.`,
    evidence: [
      { text: `The header declares a payload of ${count(strict.payloadLength, 'byte')}.`, place },
      {
        text: `Read as ${reading.name}, the payload is ${count(header.payloadLength, 'byte')} and ends where a sound frame begins; ${framesFollow(rest)}.`,
        place: placeIn(window, end, 2),
      },
    ],
    repair: repairOf(window, offset, reading.name, reading.read, everywhere),
    ...(reading.stacks ? { stacks: reading.stacks } : {}),
  };
}

/** Bits of the frames between a suspect and the break that the reading takes for payload: they would all be chance. */
function swallowed(window: BreakWindow, offset: number, end: number): number {
  const frames = window.framesBefore.filter((at) => at > offset && at < end);
  let bits = 0;
  for (const at of frames) bits += chainWeight({ ...follow(window, at, { most: 1 }), stop: 'most' });
  return bits;
}

/** The stream from `offset` on with each length as the reading has it, in its proper form. */
function repairOf(window: BreakWindow, offset: number, text: string, read: Reader, everywhere: boolean) {
  const parts: Uint8Array[] = [];
  let at = offset;
  for (let i = 0; i < 64 && at < window.bytes.length; i++) {
    const header = (i === 0 || everywhere ? read : readHeader)(window.bytes, at, window.bytes.length);
    if (header === null) break;
    const end = Math.min(window.bytes.length, at + header.headerLength + header.payloadLength);
    parts.push(encodeHeader(header), window.bytes.subarray(at + header.headerLength, end));
    at = end;
  }
  return { from: window.start + offset, bytes: concat(parts), text };
}

const constants = [
  1, -1, 2, -2, 4, -4, 3, -3, 6, -6, 8, -8, 5, -5, 7, -7, 10, -10, 12, -12, 14, -14, 16, -16,
];

function constantReadings(window: BreakWindow, offset: number): Reading[] {
  const header = headerAt(window, offset);
  if (header === null) return [];
  return constants.map((extra) => {
    const less = Math.abs(extra);
    const why =
      extra === -header.headerLength
        ? `counts its header of ${less} bytes as payload`
        : extra === -4 && header.masked
          ? 'counts the 4 bytes of the masking key as payload'
          : extra < 0
            ? `declares ${count(less, 'byte')} more than it writes`
            : `declares ${count(less, 'byte')} fewer than it writes`;
    const natural = extra === -header.headerLength || (extra === -4 && header.masked) || less <= 2;
    return {
      cause: 'length-off-by-constant',
      name: extra > 0 ? `${less} more than declared` : `${less} fewer than declared`,
      does: why,
      prior: natural ? 0 : less >= 8 && (less & (less - 1)) === 0 ? -9 : -4,
      read: reader((found) => {
        const length = found.payloadLength + (extra === -header.headerLength ? -found.headerLength : extra);
        return length < 0 || (found.opcode & 8) !== 0 ? null : relength(found, length);
      }),
    };
  });
}

/** Every other way to understand a length that makes the stream go on. */
export function lengthHypotheses(window: BreakWindow): CauseHypothesis[] {
  const found: CauseHypothesis[] = [];
  const add = (hypothesis: CauseHypothesis | null): void => {
    if (hypothesis !== null && hypothesis.score > 4) found.push(hypothesis);
  };
  for (const offset of suspects(window)) {
    for (const reading of readings) {
      add(judge(window, offset, reading, true));
      add(judge(window, offset, { ...reading, prior: reading.prior - 2 }, false));
    }
    for (const utf16 of [true, false]) {
      const name = utf16 ? 'UTF-16 units counted, not bytes' : 'characters counted, not bytes';
      add(
        judge(
          window,
          offset,
          {
            cause: 'length-counts-characters',
            name,
            does: utf16
              ? "declares the text's length in UTF-16 units, not in bytes"
              : "declares the text's length in characters, not in bytes",
            prior: utf16 ? 10 : 9.5,
            read: characterReader(window, utf16),
          },
          true,
        ),
      );
    }
    for (const reading of constantReadings(window, offset)) {
      add(judge(window, offset, { ...reading, prior: reading.prior + 3 }, true));
      add(judge(window, offset, { ...reading, prior: reading.prior - 1 }, false));
    }
  }
  return found;
}
