// Records whose decryption was begun ahead, and those that wait for their turn after them. The platform decrypts
// long records four times as fast as JavaScript, and answers later: many are under way at the same time.

/** Records and bytes under way after which the reader waits. */
const maxRecords = 256;
const maxBytes = 2 << 20;

/** The text of a record, `null` when it was not opened ahead. */
type Opened = Uint8Array | null;

interface Waiting {
  readonly opened: Promise<Opened> | null;
  readonly length: number;
  readonly take: (opened: Opened) => void;
}

export class RecordPipeline {
  #waiting: Waiting[] = [];
  /** Those before it were taken. */
  #next = 0;
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count >= maxRecords || this.#bytes >= maxBytes;
  }

  get #count(): number {
    return this.#waiting.length - this.#next;
  }

  /** Calls `take` in its turn. What it uses must stay as it is until then. */
  push(opened: Promise<Opened> | null, length: number, take: (opened: Opened) => void): void {
    this.#waiting.push({ opened, length, take });
    this.#bytes += length;
  }

  /**
   * Takes the older half of what waits; the platform works on the rest meanwhile. Nothing may be pushed before it is
   * done.
   */
  makeRoom(): Promise<void> {
    return this.#takeUntil(maxRecords / 2, maxBytes / 2);
  }

  /** Takes all that waits, in its order. Nothing may be pushed before it is done. */
  flush(): Promise<void> {
    return this.#takeUntil(0, 0);
  }

  async #takeUntil(records: number, bytes: number): Promise<void> {
    while (this.#count > records || this.#bytes > bytes) {
      const { opened, length, take } = this.#waiting[this.#next];
      take(opened === null ? null : await opened);
      this.#next++;
      this.#bytes -= length;
    }
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
  }
}
