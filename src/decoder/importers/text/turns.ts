// Who sent each of several runs of bytes that say nothing of it themselves, such as `tshark -T fields -e
// tcp.payload`. Only tried when a request and an answer are among them, or each is whole frames; everything else
// would be a guess.

import { decodeLatin1 } from '../../bytes/utf8.ts';
import { type Sender, senders } from '../../model/basics.ts';
import { areWholeFrames } from '../json/frame-run.ts';

/** How far one side is in what it writes. */
class Side {
  #head = true;
  #tail = '';
  #left = 0;
  #broken = false;

  /** It is inside a head or a frame, so that its next bytes may look like anything. */
  get inside(): boolean {
    return !this.#broken && (this.#left > 0 || (this.#head && this.#tail !== ''));
  }

  take(bytes: Uint8Array): void {
    let at = 0;
    // Without a handshake the first bytes are a frame.
    if (this.#tail === '' && bytes[0] >= 128) this.#head = false;
    if (this.#head) {
      const text = this.#tail + decodeLatin1(bytes);
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#tail = text.slice(-16384);
        return;
      }
      at = end + 4 - this.#tail.length;
      this.#head = false;
    }
    for (;;) {
      const skip = Math.min(this.#left, bytes.length - at);
      at += skip;
      this.#left -= skip;
      if (at >= bytes.length || this.#broken) return;
      if (at + 2 > bytes.length) {
        this.#broken = true;
        return;
      }
      const seven = bytes[at + 1] & 127;
      let length = seven;
      let header = 2;
      if (seven === 126) {
        length = (bytes[at + 2] << 8) | bytes[at + 3];
        header = 4;
      } else if (seven === 127) {
        length = 0;
        for (let i = 2; i < 10; i++) length = length * 256 + (bytes[at + i] ?? 0);
        header = 10;
      }
      if (bytes[at + 1] & 128) header += 4;
      this.#left = length + header;
    }
  }
}

const isRequest = (text: string) => /^(?:GET|POST|CONNECT) /.test(text);
const isAnswer = (text: string) => /^HTTP\/1\.[01] \d/.test(text);
const startOf = (run: Uint8Array) => decodeLatin1(run.subarray(0, 16));

/** Widest row of a dump, in bytes: the shortest upgrade request is longer. Tools print multiples of four. */
const maxRowWidth = 128;
const rowUnit = 4;

/** Whether runs are the rows of one dump: all as long as the first, the last one perhaps shorter. */
function areRows(runs: readonly Uint8Array[]): boolean {
  const width = runs[0].length;
  const last = runs[runs.length - 1];
  return (
    width <= maxRowWidth &&
    width % rowUnit === 0 &&
    last.length <= width &&
    runs.slice(0, -1).every((run) => run.length === width)
  );
}

/**
 * Whether `Turns` can tell whose each of some records is: a request and an answer are among them, or each is whole
 * frames, some masked and some not.
 */
export function areTurns(records: readonly Uint8Array[]): boolean {
  if (records.length < 2) return false;
  const starts = records.map(startOf);
  if (starts.some(isRequest) && starts.some(isAnswer)) return true;
  const wholeOf = senders.map((sender) => records.filter((run) => areWholeFrames(run, sender)).length);
  return wholeOf.every((count) => count > 0) && wholeOf[0] + wholeOf[1] === records.length;
}

/** The same for lines, which may as well be the rows of one dump. */
export function haveTurns(lines: readonly Uint8Array[]): boolean {
  return lines.length > 1 && !areRows(lines) && areTurns(lines);
}

/** Gives each run to a sender. Ask in order. */
export class Turns {
  readonly #sides = { client: new Side(), server: new Side() };

  senderOf(run: Uint8Array): Sender {
    const start = startOf(run);
    const inside = senders.filter((side) => this.#sides[side].inside);
    let sender: Sender;
    if (isRequest(start)) sender = 'client';
    else if (isAnswer(start)) sender = 'server';
    else if (inside.length === 1) sender = inside[0];
    else sender = run.length > 1 && run[1] & 128 ? 'client' : 'server';
    this.#sides[sender].take(run);
    return sender;
  }
}

/** Says that the bytes told who sent what. `what`: lines, or what else the runs stand in. */
export function directionInferred(what: string): string {
  return `The ${what} do not say who sent them. A request, an answer and the masks do: each was given to one side.`;
}
