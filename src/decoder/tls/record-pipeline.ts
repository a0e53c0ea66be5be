// Records whose decryption was begun ahead, and those that wait for their turn after them. The platform decrypts
// long records four times as fast as JavaScript, and answers later: many are under way at the same time.

/** Records and bytes under way after which the reader waits. */
const maxRecords = 256;
const maxBytes = 2 << 20;

/** The text of a record, `null` when it was not opened ahead. */
type Opened = Uint8Array | null;

interface Waiting {
  readonly opened: Promise<Opened> | null;
  readonly take: (opened: Opened) => void;
}

export class RecordPipeline {
  #waiting: Waiting[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get isFull(): boolean {
    return this.#waiting.length >= maxRecords || this.#bytes >= maxBytes;
  }

  /** Calls `take` in its turn. What it uses must stay as it is until then. */
  push(opened: Promise<Opened> | null, length: number, take: (opened: Opened) => void): void {
    this.#waiting.push({ opened, take });
    this.#bytes += length;
  }

  /** Takes all that waits, in its order. Nothing may be pushed meanwhile. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    for (const { opened, take } of waiting) take(opened === null ? null : await opened);
    this.#waiting = [];
    this.#bytes = 0;
  }
}
