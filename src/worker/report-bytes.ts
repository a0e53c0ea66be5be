// The bytes and sentences of a report without secrets. Sentences were made from the whole bytes: where one quotes a
// secret, the secret is replaced there too.

import { decodeLatin1, decodeText, encodeText } from '../decoder/bytes/utf8.ts';
import { type Sender, senders } from '../decoder/model/basics.ts';
import { advance, streamOffset } from '../decoder/model/coordinates.ts';
import type { Place } from '../decoder/model/finding.ts';
import { visibleLine } from '../decoder/model/visible-text.ts';
import { overwrite, secretsInText } from '../decoder/redaction/secrets.ts';
import { unmaskCopy } from '../decoder/websocket/mask.ts';
import type { OpenConnection } from './capture.ts';
import { frameAt } from './frame-at.ts';
import type { LeavingOut } from './handed-facts.ts';
import { redactedRange } from './shared-bytes.ts';

/** A shorter text is not searched for in sentences: it would be found in words that have nothing to do with it. */
const minSecret = 4;
/** Bytes of each head and of each payload that are learned. */
const maxLearned = 65_536;
/** Places whose frames are learned. */
const maxPlaces = 40;

/** Reads bytes for a report. */
export class ReportBytes {
  readonly #open: OpenConnection;
  readonly #leaving: LeavingOut;
  /** Texts that no sentence may hold, the longest first. */
  #secrets: string[] = [];
  /** Payloads that are blanked: what a sentence quotes of them is blanked too. */
  #payloads: string[] = [];

  constructor(open: OpenConnection, leaving: LeavingOut) {
    this.#open = open;
    this.#leaving = leaving;
  }

  /** Finds the secrets of the heads, and of the frames at `places`. Call it before anything else. */
  async learn(places: readonly Place[]): Promise<void> {
    const found = new Set<string>();
    const { directions, frames, locator } = this.#open.connection;
    const learn = async (sender: Sender, start: number, end: number) => {
      const range = { start: streamOffset(start), end: streamOffset(Math.min(end, start + maxLearned)) };
      const { redaction } = await redactedRange(this.#open, sender, range, this.#leaving);
      for (const value of redaction?.values ?? []) found.add(value);
    };
    for (const sender of senders)
      if (directions[sender].base > 0) await learn(sender, 0, directions[sender].base);
    const rows = new Set<number>();
    for (const { sender, offset } of places.slice(0, maxPlaces)) {
      const row = offset < 0 ? null : frameAt(frames, sender, offset);
      if (row !== null) rows.add(row);
    }
    if (this.#open.connection.fidelity !== 'frames') {
      for (const row of rows) {
        const { start, end } = locator.payloadRange(row);
        await learn(frames.sender(row), start, end);
        const payload = await this.#open.messages.payload(row, 0, maxLearned);
        this.#payloads.push(visibleLine(decodeText(payload)), decodeLatin1(payload));
      }
    }
    this.#secrets = [...found]
      .flatMap((value) => [value, visibleLine(value)])
      .filter((value) => value.length >= minSecret)
      .sort((a, b) => b.length - a.length);
  }

  /** The sentence without secrets, and without quotes from payloads where these are blanked. */
  clean(text: string): string {
    let result = text;
    if (this.#leaving.redact) {
      for (const secret of this.#secrets) result = result.replaceAll(secret, 'x'.repeat(secret.length));
      const bytes = encodeText(result);
      const secrets = secretsInText(bytes);
      if (secrets.length > 0) {
        overwrite(bytes, 0, secrets);
        result = decodeText(bytes);
      }
    }
    if (!this.#leaving.blank) return result;
    return result.replace(/"([^"]{2,})"|“([^”]{2,})”/g, (quote, straight?: string, curly?: string) => {
      const quoted = (straight ?? curly ?? '').replace(/(?:…|\.\.\.)$/, '');
      const isPayload = this.#payloads.some((payload) => payload.includes(quoted));
      return isPayload ? quote.replace(quoted, 'x'.repeat(quoted.length)) : quote;
    });
  }

  /** At most `max` bytes of a place, or `null` where the input does not hold bytes. */
  async at({ sender, offset, length }: Place, max: number): Promise<Uint8Array | null> {
    const { locator, fidelity, directions } = this.#open.connection;
    if (fidelity !== 'bytes' || length === 0) return null;
    const start = locator.streamOffset(sender, offset);
    if (start < 0 || start >= directions[sender].map.length) return null;
    const range = { start, end: advance(start, Math.min(length, max)) };
    // Zeros of a gap are not bytes.
    if (locator.missingRanges(sender, range).length > 0) return null;
    return (await redactedRange(this.#open, sender, range, this.#leaving)).bytes;
  }

  /** At most `max` bytes of a payload, unmasked; `null` where there are none or they are blanked. */
  async payload(row: number, max: number): Promise<Uint8Array | null> {
    const { frames, locator, fidelity } = this.#open.connection;
    if (fidelity !== 'bytes' || this.#leaving.blank || frames.payloadLength(row) === 0) return null;
    const { start, end } = locator.payloadRange(row);
    const range = { start, end: streamOffset(Math.min(end, start + max)) };
    if (locator.missingRanges(frames.sender(row), range).length > 0) return null;
    const { bytes } = await redactedRange(this.#open, frames.sender(row), range, this.#leaving);
    return bytes.length === 0 ? null : unmaskCopy(bytes, frames.maskingKey(row));
  }
}
