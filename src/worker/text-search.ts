// Searches the payloads of frames for texts, one frame after the other. Streams are read in large blocks,
// since a frame may be a few bytes and there may be millions.

import { decodeText, encodeText } from '../decoder/bytes/utf8.ts';
import { holdsJson, type JsonTest } from '../decoder/frame-filter/json-path.ts';
import type { Sender } from '../decoder/model/basics.ts';
import { advance, type OffsetRange, type StreamOffset } from '../decoder/model/coordinates.ts';
import { missing, type StreamMap } from '../decoder/model/stream-map.ts';
import { violation } from '../decoder/model/violation.ts';
import { unmaskInto } from '../decoder/websocket/mask.ts';
import type { OpenConnection } from './capture.ts';
import type { Pattern } from './pattern.ts';

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

/** What is searched for. A pattern and a value of JSON are looked for in whole messages. */
export type Search =
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  | { readonly pattern: Pattern }
  | { readonly json: JsonTest };

interface Finder {
  /** It needs the whole message. */
  readonly whole: boolean;
  /** Whether a run of bytes holds what is searched for; `text` gives the run decoded. */
  find(bytes: Uint8Array, start: number, end: number, text: () => string): boolean;
}

function finderOf(search: Search): Finder {
  if ('pattern' in search) return { whole: true, find: (_, __, ___, text) => search.pattern.matches(text()) };
  if ('json' in search) return { whole: true, find: (_, __, ___, text) => holdsJson(text(), search.json) };
  if ('bytes' in search)
    return { whole: false, find: (bytes, start, end) => holdsBytes(bytes, start, end, search.bytes) };
  if (!/^[\0-\x7f]*$/.test(search.text))
    return { whole: false, find: (_, __, ___, text) => text().toLowerCase().includes(search.text) };
  const ascii = encodeText(search.text);
  return {
    whole: false,
    find: (bytes, start, end) => ascii.length === 0 || holdsAscii(bytes, start, end, ascii),
  };
}

/** Bytes that may lie in one block and continue in the next: a character takes up to four. */
function lengthOf(search: Search): number {
  if ('bytes' in search) return search.bytes.length;
  return 'text' in search ? search.text.length * 4 : 0;
}

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
  readonly #needsWhole: boolean;
  readonly #overlap: number;
  readonly #held: Record<Sender, { start: number; bytes: Uint8Array }> = {
    client: { start: 0, bytes: new Uint8Array(0) },
    server: { start: 0, bytes: new Uint8Array(0) },
  };
  readonly #unmasked = new Uint8Array(blockSize);
  /** Messages that are longer than what is searched of them. */
  shortened = 0;
  /** Bytes that were read so far: what the search has cost. */
  readBytes = 0;

  /** `accepts`: whether a frame matches when its payload, or the message that it begins, holds these. */
  constructor(
    open: OpenConnection,
    searches: readonly Search[],
    accepts: (frame: number, found: readonly boolean[]) => boolean,
  ) {
    this.#open = open;
    this.#finders = searches.map(finderOf);
    this.#needsWhole = this.#finders.some(({ whole }) => whole);
    this.#accepts = accepts;
    this.#overlap = Math.max(...searches.map(lengthOf));
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
    // A message without an end is searched frame by frame: where it ends is not known.
    const isWhole =
      message < 0 ||
      !messages.complete(message) ||
      (messages.firstFrame(message) === frame && messages.lastFrame(message) === frame);
    if (this.#needsWhole && (!isWhole || length > blockSize - this.#overlap))
      return this.#withMessage(message, frame, start, length);
    const hasGap = (frames.violations(frame) & violation.payloadGap) !== 0;
    if (hasGap || length > blockSize - this.#overlap)
      return this.#inRuns(frame, start, length, this.#none(), !hasGap);
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

  /** Searches a frame of a message that is longer than its payload, or than a block. */
  async #withMessage(message: number, frame: number, start: StreamOffset, length: number): Promise<boolean> {
    const { messages } = this.#open.connection;
    let found = this.#none();
    if (message >= 0 && messages.firstFrame(message) === frame) {
      const { bytes } = await this.#beginning(message);
      found = this.#present(bytes, 0, bytes.length, found);
    }
    return this.#inRuns(frame, start, length, found, false);
  }

  /** Searches a payload of any length, without its gaps. `isWhole`: it is a whole message. */
  async #inRuns(
    frame: number,
    start: StreamOffset,
    length: number,
    before = this.#none(),
    isWhole = true,
  ): Promise<boolean> {
    const { frames, directions } = this.#open.connection;
    const sender = frames.sender(frame);
    let found = before;
    for (const run of runsOf(directions[sender].map, start, advance(start, length))) {
      for (let at = run.start; at < run.end; at = advance(at, blockSize - this.#overlap)) {
        await this.#fetch(sender, at);
        const count = Math.min(blockSize, run.end - at);
        found = this.#look(this.#held[sender].bytes, 0, count, frame, at - start, found, isWhole);
      }
    }
    return this.#accepts(frame, found);
  }

  async #beginning(message: number): Promise<{ readonly bytes: Uint8Array }> {
    const { bytes } = await this.#open.messages.read(message, inflateCap + 1);
    if (bytes.length > inflateCap) this.shortened++;
    return { bytes: bytes.subarray(0, inflateCap) };
  }

  async #inflated(message: number, frame: number): Promise<boolean> {
    const { bytes } = await this.#beginning(message);
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
    isWhole = true,
  ): boolean[] {
    const key = this.#open.connection.frames.maskingKey(frame);
    const count = Math.max(0, Math.min(length, bytes.length - at));
    if (key === 0) return this.#present(bytes, at, at + count, found, isWhole);
    unmaskInto(bytes, at, at + count, key, done, this.#unmasked, 0);
    return this.#present(this.#unmasked, 0, count, found, isWhole);
  }

  /** `isWhole`: the run is a whole message. */
  #present(bytes: Uint8Array, start: number, end: number, found: boolean[], isWhole = true): boolean[] {
    let decoded: string | null = null;
    const text = () => {
      decoded ??= decodeText(bytes.subarray(start, end));
      return decoded;
    };
    for (const [i, { whole, find }] of this.#finders.entries())
      found[i] ||= (isWhole || !whole) && find(bytes, start, end, text);
    return found;
  }
}
