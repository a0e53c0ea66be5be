// Columns that grow without copying: a list of equal chunks, so that a table of millions of rows never needs twice its memory.

const chunkBits = 14;
/** Rows in one chunk of a column. */
export const chunkRows = 1 << chunkBits;
const chunkMask = chunkRows - 1;

type NumberArray = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** A growable column of numbers of one width. Reading past the end gives `undefined` as typed arrays do. */
export class Column<T extends NumberArray = NumberArray> {
  readonly chunks: T[] = [];
  length = 0;
  readonly #make: (rows: number) => T;

  constructor(make: (rows: number) => T) {
    this.#make = make;
  }

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0) this.chunks.push(this.#make(chunkRows));
    this.chunks[this.chunks.length - 1][row] = value;
    this.length++;
  }

  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }

  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }

  /** Bytes of memory held. */
  get byteLength(): number {
    return this.chunks.length * (this.chunks[0]?.byteLength ?? 0);
  }
}

/** A column of bytes. */
export const u8Column = () => new Column((rows) => new Uint8Array(rows));
/** A column of 16-bit numbers. */
export const u16Column = () => new Column((rows) => new Uint16Array(rows));
/** A column of unsigned 32-bit numbers. */
export const u32Column = () => new Column((rows) => new Uint32Array(rows));
/** A column of signed 32-bit numbers. */
export const i32Column = () => new Column((rows) => new Int32Array(rows));
/** A column of doubles: offsets and lengths, exact up to 2^53. */
export const f64Column = () => new Column((rows) => new Float64Array(rows));
