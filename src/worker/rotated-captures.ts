// Capture files of one recording that was cut in pieces: `tcpdump -C`, `-G` and `-W`, `dumpcap -b`. A connection goes
// on from one file to the next, so they are read as one.

import { u32, u32le } from '../decoder/bytes/integers.ts';
import {
  fileHeader,
  magicMicroseconds,
  magicNanoseconds,
  maxCaptured,
} from '../decoder/importers/capture-files/pcap-header.ts';
import {
  blockInterface,
  blockPacket,
  blockSection,
  byteOrderMagic,
  type InterfaceTimes,
  interfaceTimes,
} from '../decoder/importers/capture-files/pcapng-blocks.ts';
import type { Note } from '../decoder/model/basics.ts';
import { PartsBlob } from './parts-blob.ts';
import type { NamedFile } from './protocol.ts';

const pcapRecordLength = 16;
/** Bytes of a file's end in which its last record is searched. */
const tailLength = 1 << 19;
/** Records that must follow each other up to the end of the file before they are believed. */
const minChain = 3;
/** Records that are looked at in search of the last one: damage does not cost more. */
const maxSteps = 1 << 20;
/** A recording goes on for so long at most, and is silent for so long between two pieces, in seconds. */
const maxDuration = 86400 * 31;
const maxSilence = 60;
const microseconds = 1e6;
const nanoseconds = 1e9;

type Read32 = (bytes: Uint8Array, at: number) => number;

/** What tells a piece of a recording from others, and when it was recorded. Times in seconds since the epoch. */
interface Piece {
  readonly file: NamedFile;
  /** The headers that all pieces of a recording have in common. */
  readonly kind: string;
  /** Bytes of these headers, which the pieces after the first leave out. */
  readonly headerLength: number;
  readonly first: number;
  readonly last: number;
}

async function bytesOf(file: Blob, start: number, end: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(Math.max(0, start), end).arrayBuffer());
}

interface PcapLayout {
  readonly read32: Read32;
  readonly second: number;
}

/** The byte order and unit of time of a pcap file as tcpdump writes it; `null` for any other file. */
function pcapLayout(head: Uint8Array): PcapLayout | null {
  for (const read32 of [u32le, u32]) {
    const magic = read32(head, 0);
    if (magic === magicMicroseconds) return { read32, second: microseconds };
    if (magic === magicNanoseconds) return { read32, second: nanoseconds };
  }
  return null;
}

/** The records that follow each other from `start` to the end of `tail`. */
interface Chain {
  /** Of the last record; `null` when something else stands between. */
  readonly time: number | null;
  readonly count: number;
}

function chainFrom(tail: Uint8Array, start: number, first: number, layout: PcapLayout): Chain {
  const { read32, second } = layout;
  let time: number | null = null;
  let count = 0;
  let at = start;
  while (at + pcapRecordLength <= tail.length) {
    count++;
    const captured = read32(tail, at + 8);
    const seconds = read32(tail, at) + read32(tail, at + 4) / second;
    const isRecord =
      captured <= maxCaptured &&
      captured <= read32(tail, at + 12) &&
      read32(tail, at + 4) < second &&
      seconds >= first - 1 &&
      seconds < first + maxDuration;
    if (!isRecord) return { time: null, count };
    at += pcapRecordLength + captured;
    // The last record may be cut.
    if (at > tail.length) break;
    time = seconds;
  }
  return { time, count };
}

async function pcapPiece(file: NamedFile): Promise<Piece | null> {
  const head = await bytesOf(file.file, 0, fileHeader + pcapRecordLength);
  if (head.length < fileHeader + pcapRecordLength) return null;
  const layout = pcapLayout(head);
  if (layout === null) return null;
  const { read32, second } = layout;
  const first = read32(head, fileHeader) + read32(head, fileHeader + 4) / second;
  const from = Math.max(0, file.file.size - tailLength);
  const tail = await bytesOf(file.file, from, file.file.size);
  const kind = `pcap ${head.subarray(0, 4).join()} ${head.subarray(20, 24).join()}`;
  // A small file is read from its first record on, a large one from a place where records begin.
  const [start, end] = from === 0 ? [fileHeader, fileHeader + 1] : [0, maxCaptured];
  let steps = 0;
  for (let at = start; at < end && steps < maxSteps; at++) {
    const { time, count } = chainFrom(tail, at, first, layout);
    if (time !== null && (from === 0 || count >= minChain))
      return { file, kind, headerLength: fileHeader, first, last: time };
    steps += count;
  }
  return null;
}

/** The time of the Enhanced Packet Block at `at`, in seconds since the epoch. */
function blockTime(
  bytes: Uint8Array,
  at: number,
  read32: Read32,
  { divisor, offset }: InterfaceTimes,
): number {
  return (read32(bytes, at + 12) * 2 ** 32 + read32(bytes, at + 16)) / divisor + offset;
}

async function pcapngPiece(file: NamedFile): Promise<Piece | null> {
  const start = await bytesOf(file.file, 0, 12);
  if (start.length < 12 || u32(start, 0) !== blockSection) return null;
  const head = await bytesOf(file.file, 0, tailLength);
  const isLittleEndian = u32le(head, 8) === byteOrderMagic;
  const read32 = isLittleEndian ? u32le : u32;
  let times: InterfaceTimes = { divisor: microseconds, offset: 0 };
  let first = Number.NaN;
  let interfaces = '';
  for (let at = 0; at + 12 <= head.length && Number.isNaN(first); ) {
    const [type, length] = [read32(head, at), read32(head, at + 4)];
    if (length < 12 || length > maxCaptured) return null;
    if (type === blockInterface) {
      times = interfaceTimes(head, at, length, isLittleEndian);
      interfaces += ` ${head.subarray(at + 8, at + 10).join()}`;
    } else if (type === blockPacket) first = blockTime(head, at, read32, times);
    at += length;
  }
  const tail = await bytesOf(file.file, file.file.size - tailLength, file.file.size);
  // Each block ends with its length.
  for (let end = tail.length; end >= 12; ) {
    const length = read32(tail, end - 4);
    const at = end - length;
    if (length < 12 || at < 0 || read32(tail, at + 4) !== length) return null;
    if (read32(tail, at) === blockPacket) {
      const last = blockTime(tail, at, read32, times);
      // Sections may follow each other in one file: nothing is left out.
      return Number.isNaN(first) ? null : { file, kind: `pcapng${interfaces}`, headerLength: 0, first, last };
    }
    end = at;
  }
  return null;
}

/** The name of a file without its numbers, which tell the pieces of a recording apart. */
const stemOf = ({ name }: NamedFile) =>
  name
    .replace(/\d+/g, '')
    .replace(/[-_.]+/g, '.')
    .replace(/\.$/, '');

/** Names that are written out. */
const maxNames = 3;

function joined(pieces: readonly Piece[]): NamedFile {
  const [{ file: first }] = pieces;
  const blobs = pieces.map(({ file, headerLength }, i) =>
    i === 0 ? file.file : file.file.slice(headerLength),
  );
  const names = pieces.map(({ file }) => file.name);
  const name = names.length <= maxNames ? names.join(' + ') : `${first.name} + ${names.length - 1} files`;
  return { file: new PartsBlob(blobs), name };
}

/**
 * Files with the pieces of one recording put together. Pieces have the same headers and the same name but for its
 * numbers, and follow each other in time. Reads the beginnings and the ends of the files alone.
 */
export async function joinRotated(
  files: readonly NamedFile[],
): Promise<{ files: NamedFile[]; notes: Note[] }> {
  const groups = new Map<string, Piece[]>();
  for (const file of files) {
    const piece = (await pcapPiece(file)) ?? (await pcapngPiece(file));
    if (piece === null) continue;
    const key = `${piece.kind} ${stemOf(file)}`;
    groups.set(key, [...(groups.get(key) ?? []), piece]);
  }
  let result = [...files];
  const notes: Note[] = [];
  for (const pieces of groups.values()) {
    pieces.sort((a, b) => a.first - b.first);
    const follow = pieces.every((piece, i) => {
      const silence = i === 0 ? 0 : piece.first - pieces[i - 1].last;
      return silence >= 0 && silence <= maxSilence;
    });
    if (pieces.length < 2 || !follow) continue;
    const one = joined(pieces);
    const parts = new Set(pieces.map(({ file }) => file));
    result = result.flatMap((file) => (file === pieces[0].file ? [one] : parts.has(file) ? [] : [file]));
    const text = `${pieces.length} files are the pieces of one recording, in the order of their time: ${one.name}. They were read as one, and offsets count through them.`;
    notes.push({ level: 'info', id: 'rotated-captures', text });
  }
  return { files: result, notes };
}
