// Searches the payloads of frames for texts, one frame after the other. Streams are read in large blocks,
// since a frame may be a few bytes and there may be millions.

import { decodeText, encodeText } from '../decoder/bytes/utf8.ts';
import type { Needle } from '../decoder/frame-filter/expression.ts';
import type { Sender } from '../decoder/model/basics.ts';
import { advance, type OffsetRange, type StreamOffset } from '../decoder/model/coordinates.ts';
import { missing, type StreamMap } from '../decoder/model/stream-map.ts';
import { violation } from '../decoder/model/violation.ts';
import { unmaskInto } from '../decoder/websocket/mask.ts';
import type { OpenConnection } from './capture.ts';

const blockSize = 1 << 20;
const inflateCap = 1 << 22;

const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Whether `bytes[start..end)` holds `needle`, which is lower-case ASCII, in any case. */
export function holdsAscii(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  const first = needle[0];
  const last = end - needle.length;
  for (let i = start; i <= last; i++) {
    if (folded[bytes[i]] !== first) continue;
    let j = 1;
    while (j < needle.length && folded[bytes[i + j]] === needle[j]) j++;
    if (j === needle.length) return true;
  }
  return false;
}

/** Whether `bytes[start..end)` holds `needle` as it is. */
function holdsBytes(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  const last = end - needle.length;
  for (let i = bytes.indexOf(needle[0], start); i >= 0 && i <= last; i = bytes.indexOf(needle[0], i + 1)) {
    let j = 1;
    while (j < needle.length && bytes[i + j] === needle[j]) j++;
    if (j === needle.length) return true;
  }
  return false;
}

/** Whether a run of bytes holds a needle; `text` gives the run decoded, in lower case. */
type Finder = (bytes: Uint8Array, start: number, end: number, text: () => string) => boolean;

function finderOf(needle: Needle): Finder {
  if ('bytes' in needle) return (bytes, start, end) => holdsBytes(bytes, start, end, needle.bytes);
  if (!/^[\0-\x7f]*$/.test(needle.text)) return (_, __, ___, text) => text().includes(needle.text);
  const ascii = encodeText(needle.text);
  return (bytes, start, end) => ascii.length === 0 || holdsAscii(bytes, start, end, ascii);
}

/** Bytes that a needle takes at most: a character takes up to four. */
const lengthOf = (needle: Needle) => ('bytes' in needle ? needle.bytes.length : needle.text.length * 4);

/** The captured runs of `[start, end)`: ranges without a gap. */
function* runsOf(
  map: StreamMap,
  start: StreamOffset,
  end: StreamOffset,
): Generator<OffsetRange<StreamOffset>> {
  let run = null as OffsetRange<StreamOffset> | null;
  for (const extent of map.extents(start, end)) {
    if (extent.at !== missing) {
      run = { start: run?.start ?? extent.start, end: extent.end };
    } else if (run !== null) {
      yield run;
      run = null;
    }
  }
  if (run !== null) yield run;
}

/** Tests frames in rising order for payloads that hold the needles. */
export class TextSearch {
  readonly #open: OpenConnection;
  readonly #finders: readonly Finder[];
  readonly #accepts: (frame: number, found: readonly boolean[]) => boolean;
  readonly #overlap: number;
  readonly #held: Record<Sender, { start: number; bytes: Uint8Array }> = {
    client: { start: 0, bytes: new Uint8Array(0) },
    server: { start: 0, bytes: new Uint8Array(0) },
  };
  readonly #unmasked = new Uint8Array(blockSize);
  /** Bytes that were read so far: what the search has cost. */
  readBytes = 0;

  /** `accepts`: whether a frame matches when its payload holds these of the needles. */
  constructor(
    open: OpenConnection,
    needles: readonly Needle[],
    accepts: (frame: number, found: readonly boolean[]) => boolean,
  ) {
    this.#open = open;
    this.#finders = needles.map(finderOf);
    this.#accepts = accepts;
    this.#overlap = Math.max(...needles.map(lengthOf));
  }

  /**
   * The answer, or a promise of it: most frames are in the block that was read last, and a promise for each
   * would take longer.
   */
  matches(frame: number): boolean | Promise<boolean> {
    const { frames, messages, locator, fidelity } = this.#open.connection;
    const message = frames.message(frame);
    if (message >= 0 && messages.compressed(message)) {
      return messages.firstFrame(message) === frame
        ? this.#inflated(message, frame)
        : this.#accepts(frame, this.#none());
    }
    if (fidelity === 'frames') return this.#accepts(frame, this.#none());
    const sender = frames.sender(frame);
    const start = locator.payloadStart(frame);
    const length = locator.payloadReach(frame);
    const hasGap = (frames.violations(frame) & violation.payloadGap) !== 0;
    if (hasGap || length > blockSize - this.#overlap) return this.#inRuns(frame, start, length);
    const held = this.#held[sender];
    if (start >= held.start && start + length <= held.start + held.bytes.length) {
      return this.#accepts(frame, this.#look(held.bytes, start - held.start, length, frame, 0, this.#none()));
    }
    return this.#fetch(sender, start).then(() => this.matches(frame));
  }

  #none(): boolean[] {
    return this.#finders.map(() => false);
  }

  /** Reads a block, up to the first gap: a gap may be far longer than the file. */
  async #fetch(sender: Sender, start: StreamOffset): Promise<void> {
    const { map } = this.#open.connection.directions[sender];
    const [run] = runsOf(map, start, advance(start, blockSize));
    const bytes = run?.start === start ? await map.read(start, run.end) : new Uint8Array(0);
    this.readBytes += bytes.length;
    this.#held[sender] = { start, bytes };
  }

  /** Searches a payload of any length, without its gaps. */
  async #inRuns(frame: number, start: StreamOffset, length: number): Promise<boolean> {
    const { frames, directions } = this.#open.connection;
    const sender = frames.sender(frame);
    let found = this.#none();
    for (const run of runsOf(directions[sender].map, start, advance(start, length))) {
      for (let at = run.start; at < run.end; at = advance(at, blockSize - this.#overlap)) {
        await this.#fetch(sender, at);
        const count = Math.min(blockSize, run.end - at);
        found = this.#look(this.#held[sender].bytes, 0, count, frame, at - start, found);
      }
    }
    return this.#accepts(frame, found);
  }

  async #inflated(message: number, frame: number): Promise<boolean> {
    const { bytes } = await this.#open.messages.read(message, inflateCap);
    return this.#accepts(frame, this.#present(bytes, 0, bytes.length, this.#none()));
  }

  /** Searches `length` bytes of a payload as captured; `done` of its bytes came before. */
  #look(
    bytes: Uint8Array,
    at: number,
    length: number,
    frame: number,
    done: number,
    found: boolean[],
  ): boolean[] {
    const key = this.#open.connection.frames.maskingKey(frame);
    const count = Math.max(0, Math.min(length, bytes.length - at));
    if (key === 0) return this.#present(bytes, at, at + count, found);
    unmaskInto(bytes, at, at + count, key, done, this.#unmasked, 0);
    return this.#present(this.#unmasked, 0, count, found);
  }

  #present(bytes: Uint8Array, start: number, end: number, found: boolean[]): boolean[] {
    let decoded: string | null = null;
    const text = () => {
      decoded ??= decodeText(bytes.subarray(start, end)).toLowerCase();
      return decoded;
    };
    for (let i = 0; i < found.length; i++) found[i] ||= this.#finders[i](bytes, start, end, text);
    return found;
  }
}
