// Columns that grow without copying: a list of equal chunks, so that a table of millions of rows never needs twice its memory.
// One class a width, although they are the same but for the array: code that meets arrays of several kinds in one place is
// ten times slower than code that meets one.

const chunkBits = 14;
/** Rows in one chunk of a column. */
export const chunkRows = 1 << chunkBits;
const chunkMask = chunkRows - 1;

/** A growable column of bytes. Reading past the end throws or gives `undefined`. */
export class U8Column {
  readonly chunks: Uint8Array[] = [];
  length = 0;
  #last = new Uint8Array(0);

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0) {
      this.#last = new Uint8Array(chunkRows);
      this.chunks.push(this.#last);
    }
    this.#last[row] = value;
    this.length++;
  }
  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }
  get byteLength(): number {
    return this.chunks.length * chunkRows;
  }
}

/** A growable column of 16-bit numbers. */
export class U16Column {
  readonly chunks: Uint16Array[] = [];
  length = 0;
  #last = new Uint16Array(0);

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0) {
      this.#last = new Uint16Array(chunkRows);
      this.chunks.push(this.#last);
    }
    this.#last[row] = value;
    this.length++;
  }
  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }
  get byteLength(): number {
    return this.chunks.length * chunkRows * 2;
  }
}

/** A growable column of unsigned 32-bit numbers. */
export class U32Column {
  readonly chunks: Uint32Array[] = [];
  length = 0;
  #last = new Uint32Array(0);

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0) {
      this.#last = new Uint32Array(chunkRows);
      this.chunks.push(this.#last);
    }
    this.#last[row] = value;
    this.length++;
  }
  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }
  get byteLength(): number {
    return this.chunks.length * chunkRows * 4;
  }
}

const zeros = new Uint32Array(chunkRows);
const noRows = new Uint32Array(0);

/** A growable column of unsigned 32-bit numbers, most of them 0: a chunk of zeros takes no memory of its own. */
export class SparseU32Column {
  /** The rows chunk by chunk; a chunk of zeros is empty here. */
  readonly chunks: Uint32Array[] = [];
  length = 0;
  readonly #rows: Uint32Array[] = [];

  push(value: number): void {
    const index = this.length++;
    if ((index & chunkMask) === 0) {
      this.#rows.push(zeros);
      this.chunks.push(noRows);
    }
    if (value !== 0) this.set(index, value);
  }
  get(index: number): number {
    return this.#rows[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    const chunk = index >>> chunkBits;
    if (this.#rows[chunk] === zeros) {
      if (value === 0) return;
      this.#rows[chunk] = new Uint32Array(chunkRows);
      this.chunks[chunk] = this.#rows[chunk];
    }
    this.#rows[chunk][index & chunkMask] = value;
  }
  get byteLength(): number {
    return this.#rows.filter((rows) => rows !== zeros).length * chunkRows * 4;
  }
}

/** A growable column of doubles: offsets and lengths, exact up to 2^53. */
export class F64Column {
  readonly chunks: Float64Array[] = [];
  length = 0;
  #last = new Float64Array(0);

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0) {
      this.#last = new Float64Array(chunkRows);
      this.chunks.push(this.#last);
    }
    this.#last[row] = value;
    this.length++;
  }
  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }
  get byteLength(): number {
    return this.chunks.length * chunkRows * 8;
  }
}

const large = 0xffffffff;

/** A growable column of lengths: 32 bits each, and the few that need more kept beside them. Exact up to 2^53. */
export class LengthColumn {
  readonly #small = new U32Column();
  readonly #large = new Map<number, number>();

  get length(): number {
    return this.#small.length;
  }
  push(value: number): void {
    if (value < large) this.#small.push(value);
    else {
      this.#large.set(this.#small.length, value);
      this.#small.push(large);
    }
  }
  get(index: number): number {
    const value = this.#small.get(index);
    return value === large ? (this.#large.get(index) ?? value) : value;
  }
  set(index: number, value: number): void {
    if (value >= large) this.#large.set(index, value);
    this.#small.set(index, value < large ? value : large);
  }
  get byteLength(): number {
    return this.#small.byteLength + this.#large.size * 32;
  }
}
