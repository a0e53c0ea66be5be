// Removes secrets from the bytes of a link or file: finds them first in the heads and in the text messages, then
// overwrites them piece by piece.

import { decodeText } from '../decoder/bytes/utf8.ts';
import { type Sender, senders } from '../decoder/model/basics.ts';
import { advance, type OffsetRange, type StreamOffset, streamOffset } from '../decoder/model/coordinates.ts';
import { isControl, opcode as opcodes } from '../decoder/model/opcode.ts';
import {
  filler,
  overwrite,
  type Secret,
  secretsInHead,
  secretsInText,
} from '../decoder/redaction/secrets.ts';
import { unmaskCopy } from '../decoder/websocket/mask.ts';
import type { OpenConnection } from './capture.ts';
import type { RemovedSecret } from './protocol.ts';

/** Bytes of a direction that are read at once. A longer message is not searched. */
export const windowBytes = 1 << 22;
/** Texts of secrets that are kept. */
const maxValues = 10_000;

/** A secret at its place in the stream of its sender. */
interface PlacedSecret {
  readonly start: StreamOffset;
  readonly end: StreamOffset;
  /** The masking key of its frame, and where the payload begins; `null` in a head. */
  readonly mask: { readonly key: number; readonly payloadStart: StreamOffset } | null;
}

/** What is removed from the directions of a connection. */
export class Redaction {
  readonly #open: OpenConnection;
  readonly #placed: Record<Sender, PlacedSecret[]> = { client: [], server: [] };
  readonly removed: RemovedSecret[] = [];
  /** The texts of the secrets, so that sentences that quote one do not hold it. */
  readonly values = new Set<string>();
  /** Messages whose content was not searched: compressed, fragmented, binary or too long. */
  unsearchedCount = 0;

  private constructor(open: OpenConnection) {
    this.#open = open;
  }

  /** Finds the secrets in `ranges`; in messages only when these are not blanked. */
  static async find(
    open: OpenConnection,
    ranges: Record<Sender, OffsetRange<StreamOffset>>,
    areMessagesBlank: boolean,
  ): Promise<Redaction> {
    const redaction = new Redaction(open);
    for (const sender of senders) {
      await redaction.#searchHeads(sender, ranges[sender]);
      if (!areMessagesBlank) await redaction.#searchMessages(sender, ranges[sender]);
    }
    return redaction;
  }

  /** Overwrites the secrets in `bytes`, which begin at `start`. */
  apply(sender: Sender, bytes: Uint8Array, start: StreamOffset): void {
    const placed = this.#placed[sender];
    const end = start + bytes.length;
    for (let i = this.#firstAfter(placed, start); i < placed.length && placed[i].start < end; i++) {
      const { mask } = placed[i];
      const from = Math.max(placed[i].start, start);
      const part = bytes.subarray(from - start, Math.min(placed[i].end, end) - start);
      if (mask === null) overwrite(part, from, [placed[i]]);
      else part.set(unmaskCopy(new Uint8Array(part.length).fill(filler), mask.key, from - mask.payloadStart));
    }
  }

  /** The index of the first secret that ends after `start`. */
  #firstAfter(placed: readonly PlacedSecret[], start: StreamOffset): number {
    let low = 0;
    let high = placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placed[middle].end <= start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #add(
    sender: Sender,
    frame: number | null,
    from: StreamOffset,
    secret: Secret,
    mask: PlacedSecret['mask'],
    searched: Uint8Array,
  ): void {
    if (this.values.size < maxValues)
      this.values.add(decodeText(searched.subarray(secret.start, secret.end)));
    this.#placed[sender].push({ start: advance(from, secret.start), end: advance(from, secret.end), mask });
    this.removed.push({ what: secret.what, sender, frame, bytes: secret.end - secret.start });
  }

  async #searchHeads(sender: Sender, range: OffsetRange<StreamOffset>): Promise<void> {
    const { heads, map } = this.#open.connection.directions[sender];
    for (const { head, start } of heads) {
      const end = Math.min(advance(start, head.byteLength), map.length);
      if (start < range.start || end > range.end) continue;
      const bytes = await map.read(start, streamOffset(end));
      for (const secret of secretsInHead(bytes)) this.#add(sender, null, start, secret, null, bytes);
    }
  }

  async #searchMessages(sender: Sender, range: OffsetRange<StreamOffset>): Promise<void> {
    const { frames, locator, directions } = this.#open.connection;
    let window = new Uint8Array(0);
    let windowStart = range.start;
    for (let row = 0; row < frames.length; row++) {
      if (frames.sender(row) !== sender || isControl(frames.opcode(row))) continue;
      const payload = locator.payloadRange(row);
      if (payload.start < range.start || payload.end > range.end) continue;
      if (!this.#isSearchable(row)) {
        if (frames.fin(row)) this.unsearchedCount++;
        continue;
      }
      if (payload.end > windowStart + window.length || payload.start < windowStart) {
        windowStart = payload.start;
        const end = Math.min(windowStart + windowBytes, range.end);
        window = (await directions[sender].map.read(windowStart, streamOffset(end))) as typeof window;
      }
      const key = frames.maskingKey(row);
      const bytes = window.subarray(payload.start - windowStart, payload.end - windowStart);
      const mask = { key, payloadStart: payload.start };
      const text = unmaskCopy(bytes, key);
      for (const secret of secretsInText(text)) this.#add(sender, row, payload.start, secret, mask, text);
    }
  }

  /** A text message in one frame, as it was written. */
  #isSearchable(row: number): boolean {
    const { frames } = this.#open.connection;
    return (
      frames.opcode(row) === opcodes.text &&
      frames.fin(row) &&
      frames.rsv(row) === 0 &&
      frames.complete(row) &&
      frames.confidence(row) !== 'guessed' &&
      frames.payloadLength(row) <= windowBytes
    );
  }
}
