// Whether a reading of a text as bytes explains the text: it covers much of it, or what it gives is clearly a
// connection's.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { type Note, type Sender, senders } from '../../model/basics.ts';
import type { CaptureSink, ConnectionSink, Opening } from '../../model/capture-sink.ts';
import type { TextMark } from '../../model/importer.ts';
import { announcesBytes, beginsStream, isSourceCode, isStream } from './evidence.ts';
import { isSurrounding } from './lines.ts';
import { refusesDump } from './lossy.ts';

/** Bytes of each direction that are kept to look at. */
const keptBytes = 4096;

/** Keeps the first bytes of each direction and forgets the rest. */
export class TrialSink implements CaptureSink {
  readonly #kept = { client: new ByteBuilder(), server: new ByteBuilder() };
  byteCount = 0;
  /** The importer refused the dump: it does not show every byte, or its bytes are those of something else. */
  isLossy = false;
  /** The bytes were those of packets. */
  hasPackets = false;

  connection({ transport }: Opening): ConnectionSink {
    this.hasPackets ||= transport !== 'bytes';
    return {
      data: (sender: Sender, bytes: Uint8Array) => {
        this.byteCount += bytes.length;
        const kept = this.#kept[sender];
        if (kept.length < keptBytes) kept.append(bytes.subarray(0, keptBytes));
      },
      gap() {},
      end() {},
      event() {},
      handshake() {},
      frameHeader() {},
      message() {},
      symptom() {},
    };
  }

  note({ id }: Note): void {
    this.isLossy ||= refusesDump(id);
  }
  describe(): void {}
  progress(): void {}

  /** The first bytes of each direction that has any. */
  streams(): Uint8Array[] {
    return senders.map((sender) => this.#kept[sender].take()).filter((bytes) => bytes.length > 0);
  }
}

/** From this share of the characters on, a reading explains a text by what it covers. */
const enoughShare = 0.5;
/**
 * The source of a program holds literals of its own: such a share must be bytes of a connection for it to be
 * read for them.
 */
const codeShare = 0.25;
/** Fewer bytes than this among other words prove nothing. */
const leastBytes = 4;

function inkOf(text: string): number {
  return text.replace(/\s+/g, '').length;
}

/**
 * The share of a text's characters that a reading took for something, from 0 to 1; a prompt and a fence do
 * not count.
 */
export function coveredShare(text: string, lines: readonly string[], marks: readonly TextMark[]): number {
  let total = 0;
  for (const line of lines) if (!isSurrounding(line)) total += inkOf(line);
  let covered = 0;
  for (const { start, end, as } of marks)
    if (as !== 'ignored' && as !== 'direction') covered += inkOf(text.slice(start, end));
  return total === 0 ? 0 : Math.min(1, covered / total);
}

/** What stands before a mark in its line. */
function labelBefore(text: string, { start }: TextMark): string {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  return text.slice(Math.max(from, start - 120), start);
}

/**
 * Whether what a reading took from a text, marked in it, explains the text. `streams`: the first bytes of
 * each direction.
 */
export function explainsText(
  text: string,
  lines: readonly string[],
  marks: readonly TextMark[],
  streams: readonly Uint8Array[],
): boolean {
  const share = coveredShare(text, lines, marks);
  const isWhole = streams.some(isStream);
  if (isSourceCode(lines)) return isWhole && share >= codeShare;
  if (isWhole || share >= enoughShare) return true;
  const length = streams.reduce((sum, bytes) => sum + bytes.length, 0);
  if (length < leastBytes) return false;
  const taken = marks.filter(({ as }) => as === 'bytes');
  const announced = taken.filter((mark) => announcesBytes(labelBefore(text, mark))).length;
  return announced * 2 > taken.length || streams.some(beginsStream);
}
