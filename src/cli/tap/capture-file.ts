// Writes a pcapng file (draft-ietf-opsawg-pcapng) that can be opened at any time while it grows.

import { constants, type FileHandle, open } from 'node:fs/promises';

/** Bytes that may wait for the disk; above it the connections are paused. */
const maxWaiting = 8 << 20;
const fewWaiting = 2 << 20;
const maxChunks = 512;

/** Where blocks lie in the file, half-open. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

function option(code: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + ((value.length + 3) & ~3));
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt16LE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

function block(type: number, body: Buffer): Buffer {
  const length = 12 + body.length;
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(length, 4);
  body.copy(bytes, 8);
  bytes.writeUInt32LE(length, length - 4);
  return bytes;
}

const endOfOptions = Buffer.alloc(4);

/** Section header and one interface: Ethernet, no snapshot length, microseconds. */
export function fileHeader(program: string): Buffer {
  const section = Buffer.alloc(16);
  section.writeUInt32LE(0x1a2b3c4d, 0);
  section.writeUInt16LE(1, 4);
  section.fill(0xff, 8);
  const network = Buffer.alloc(8);
  network.writeUInt16LE(1, 0);
  return Buffer.concat([
    block(0x0a0d0d0a, Buffer.concat([section, option(4, Buffer.from(program)), endOfOptions])),
    block(
      1,
      Buffer.concat([network, option(2, Buffer.from('tap')), option(9, Buffer.from([6])), endOfOptions]),
    ),
  ]);
}

/** Writes blocks in order, many with one call, and says when they are on disk. */
export class CaptureFile {
  readonly path: string;
  readonly headerRange: FileRange;
  readonly #handle: FileHandle;
  #waiting: Uint8Array[];
  #waitingBytes = 0;
  #writing: Promise<void> | null = null;
  #end: number;
  #failure: Error | null = null;
  #written = 0;
  #onRelief: (() => void)[] = [];
  /** Called once when the disk refuses: nothing more is recorded. */
  onFailure: (error: Error) => void = () => {};

  private constructor(path: string, handle: FileHandle, header: Buffer) {
    this.path = path;
    this.#handle = handle;
    this.#waiting = [header];
    this.#waitingBytes = header.length;
    this.#end = header.length;
    this.headerRange = { start: 0, end: header.length };
  }

  /**
   * Creates `path`, for its owner alone, because it will hold private data. `replace`: a file of that name may be
   * overwritten; a link is never followed.
   */
  static async create(path: string, replace: boolean): Promise<CaptureFile> {
    const { O_CREAT, O_EXCL, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
    const handle = await open(
      path,
      O_WRONLY | O_CREAT | (replace ? O_TRUNC | (O_NOFOLLOW ?? 0) : O_EXCL),
      0o600,
    );
    // An old file may have been open to others.
    if (replace) await handle.chmod(0o600);
    const file = new CaptureFile(path, handle, fileHeader('Framescope tap'));
    file.#start();
    return file;
  }

  /** Bytes of the file once all is written. */
  get size(): number {
    return this.#end;
  }

  /** Bytes that are in the file. */
  get written(): number {
    return this.#written;
  }

  get failed(): boolean {
    return this.#failure !== null;
  }

  /** Whether more bytes wait for the disk than allowed. */
  get isBacklogged(): boolean {
    return this.#waitingBytes > maxWaiting;
  }

  /** Resolves when the waiting bytes are written. */
  relief(): Promise<void> {
    return this.isBacklogged ? new Promise((resolve) => this.#onRelief.push(resolve)) : Promise.resolve();
  }

  /**
   * Adds a packet that was seen at `microseconds` since 1970. `data` is kept until it is written: it must not
   * change.
   */
  packet(
    microseconds: number,
    header: Uint8Array,
    data: Uint8Array | null,
    comment: string | null,
  ): FileRange {
    const length = header.length + (data?.length ?? 0);
    const padding = -length & 3;
    const note = comment === null ? null : Buffer.concat([option(1, Buffer.from(comment)), endOfOptions]);
    const total = 32 + length + padding + (note?.length ?? 0);
    const head = Buffer.allocUnsafe(28 + header.length);
    head.writeUInt32LE(6, 0);
    head.writeUInt32LE(total, 4);
    head.writeUInt32LE(0, 8);
    head.writeUInt32LE(Math.floor(microseconds / 4294967296), 12);
    head.writeUInt32LE(microseconds % 4294967296, 16);
    head.writeUInt32LE(length, 20);
    head.writeUInt32LE(length, 24);
    head.set(header, 28);
    const tail = Buffer.alloc(padding + (note?.length ?? 0) + 4);
    if (note) tail.set(note, padding);
    tail.writeUInt32LE(total, tail.length - 4);
    const start = this.#end;
    if (this.#failure !== null) return { start, end: start };
    this.#end += total;
    this.#waitingBytes += total;
    if (data === null || data.length === 0) this.#waiting.push(head, tail);
    else this.#waiting.push(head, data, tail);
    this.#start();
    return { start, end: this.#end };
  }

  #start(): void {
    this.#writing ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // Packets of the same turn of the event loop are written with one call.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0 && this.#failure === null) {
      const chunks = this.#waiting.splice(0, maxChunks);
      const bytes = chunks.reduce((total, chunk) => total + chunk.length, 0);
      try {
        await this.#writeAll(chunks, bytes);
      } catch (error) {
        this.#failure = error as Error;
        this.#waiting = [];
        this.#waitingBytes = 0;
        this.onFailure(error as Error);
      }
      this.#waitingBytes = Math.max(0, this.#waitingBytes - bytes);
      if (this.#waitingBytes < fewWaiting) {
        for (const relieved of this.#onRelief.splice(0)) relieved();
      }
    }
    this.#writing = null;
  }

  async #writeAll(chunks: readonly Uint8Array[], bytes: number): Promise<void> {
    const { bytesWritten } = await this.#handle.writev(chunks);
    this.#written += bytesWritten;
    if (bytesWritten === bytes) return;
    // After a short write, write the rest at once.
    const rest = Buffer.concat(chunks).subarray(bytesWritten);
    for (let at = 0; at < rest.length; ) {
      const { bytesWritten: more } = await this.#handle.write(rest, at);
      this.#written += more;
      at += more;
    }
  }

  /** Resolves when all that was added so far is in the file. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#handle.close();
  }
}
