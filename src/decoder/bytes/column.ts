// Columns that grow without copying: a list of equal chunks, so that a table of millions of rows never needs
// twice its memory.
//
// There is one class for each width, although they differ only in the array. V8 compiles an access that meets
// up to four kinds of typed array for those kinds; one that meets more takes a generic path. Measured with
// Node 20 on four million rows: one class for seven kinds pushes 5 to 12 times slower (780 ms against 66 to
// 150 ms), one for four kinds equally fast. The decoder meets more than four kinds, so each width keeps a
// class of its own.

const chunkBits = 14;
/** Rows in one chunk of a column. */
export const chunkRows = 1 << chunkBits;
const chunkMask = chunkRows - 1;
// Shared by all columns without rows: a capture may have hundreds of thousands of columns.
const noUint8s = new Uint8Array(0);
const noUint16s = new Uint16Array(0);
const noUint32s = new Uint32Array(0);
const noFloat64s = new Float64Array(0);
/**
 * A column begins with this many rows and doubles its first chunk: most connections of a capture are short.
 */
const firstRows = 4;
/** Fewer rows are pushed one by one, which is faster than a view of the array they come in. */
const fewRows = 8;

/** The size to which a first chunk of `rows` rows grows: twice as large, up to a full chunk. */
function nextRows(rows: number): number {
  return rows === 0 ? firstRows : Math.min(chunkRows, rows * 2);
}

/** A growable column of bytes. Reading past the end throws or gives `undefined`. */
export class U8Column {
  readonly chunks: Uint8Array[] = [];
  length = 0;
  #last: Uint8Array = noUint8s;

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0 || row === this.#last.length) this.#grow();
    this.#last[row] = value;
    this.length++;
  }
  /** Adds the first `count` of `values`. */
  append(values: Uint8Array, count: number): void {
    if (count < fewRows) {
      for (let i = 0; i < count; i++) this.push(values[i]);
      return;
    }
    for (let done = 0; done < count; ) {
      const row = this.length & chunkMask;
      if (row === 0 || row === this.#last.length) this.#grow();
      const last = this.#last;
      const take = Math.min(count - done, last.length - row);
      last.set(values.subarray(done, done + take), row);
      this.length += take;
      done += take;
    }
  }
  #grow(): void {
    const before = this.#last;
    this.#last = new Uint8Array(nextRows(before.length));
    if (this.#last.length > before.length) {
      this.#last.set(before);
      this.chunks.pop();
    }
    this.chunks.push(this.#last);
  }
  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }
}

/** A growable column of 16-bit numbers. */
export class U16Column {
  readonly chunks: Uint16Array[] = [];
  length = 0;
  #last: Uint16Array = noUint16s;

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0 || row === this.#last.length) this.#grow();
    this.#last[row] = value;
    this.length++;
  }
  /** Adds the first `count` of `values`. */
  append(values: Uint16Array, count: number): void {
    if (count < fewRows) {
      for (let i = 0; i < count; i++) this.push(values[i]);
      return;
    }
    for (let done = 0; done < count; ) {
      const row = this.length & chunkMask;
      if (row === 0 || row === this.#last.length) this.#grow();
      const last = this.#last;
      const take = Math.min(count - done, last.length - row);
      last.set(values.subarray(done, done + take), row);
      this.length += take;
      done += take;
    }
  }
  #grow(): void {
    const before = this.#last;
    this.#last = new Uint16Array(nextRows(before.length));
    if (this.#last.length > before.length) {
      this.#last.set(before);
      this.chunks.pop();
    }
    this.chunks.push(this.#last);
  }
  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }
}

/** A growable column of unsigned 32-bit numbers. */
export class U32Column {
  readonly chunks: Uint32Array[] = [];
  length = 0;
  #last: Uint32Array = noUint32s;

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0 || row === this.#last.length) this.#grow();
    this.#last[row] = value;
    this.length++;
  }
  /** Adds the first `count` of `values`. */
  append(values: Uint32Array, count: number): void {
    if (count < fewRows) {
      for (let i = 0; i < count; i++) this.push(values[i]);
      return;
    }
    for (let done = 0; done < count; ) {
      const row = this.length & chunkMask;
      if (row === 0 || row === this.#last.length) this.#grow();
      const last = this.#last;
      const take = Math.min(count - done, last.length - row);
      last.set(values.subarray(done, done + take), row);
      this.length += take;
      done += take;
    }
  }
  #grow(): void {
    const before = this.#last;
    this.#last = new Uint32Array(nextRows(before.length));
    if (this.#last.length > before.length) {
      this.#last.set(before);
      this.chunks.pop();
    }
    this.chunks.push(this.#last);
  }
  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }
}

const zeros = new Uint32Array(chunkRows);
const noRows = new Uint32Array(0);

/**
 * A growable column of unsigned 32-bit numbers, most of them 0: a chunk of zeros takes no memory of its own.
 */
export class SparseU32Column {
  /** The rows, chunk by chunk. A chunk of zeros has an empty array. */
  readonly chunks: Uint32Array[] = [];
  length = 0;
  readonly #rows: Uint32Array[] = [];

  push(value: number): void {
    const index = this.length++;
    if ((index & chunkMask) === 0) this.#grow();
    if (value !== 0) this.set(index, value);
  }
  /** Adds the first `count` of `values`. */
  append(values: Uint32Array, count: number): void {
    let first = 0;
    while (first < count && values[first] === 0) first++;
    if (first === count) {
      this.appendZeros(count);
      return;
    }
    for (let done = 0; done < count; ) {
      const row = this.length & chunkMask;
      if (row === 0) this.#grow();
      const take = Math.min(count - done, chunkRows - row);
      const last = this.#own(this.length >>> chunkBits, row + take);
      last.set(values.subarray(done, done + take), row);
      this.length += take;
      done += take;
    }
  }
  appendZeros(count: number): void {
    this.length += count;
    while (this.#rows.length << chunkBits < this.length) this.#grow();
  }
  #grow(): void {
    this.#rows.push(zeros);
    this.chunks.push(noRows);
  }
  /** The memory of a chunk, with space for at least `rows` rows. */
  #own(chunk: number, rows: number): Uint32Array {
    const held = this.chunks[chunk];
    if (held.length >= rows) return held;
    let size = chunk === 0 ? firstRows : chunkRows;
    while (size < rows) size *= 2;
    const own = new Uint32Array(size);
    own.set(held);
    this.#rows[chunk] = own;
    this.chunks[chunk] = own;
    return own;
  }
  get(index: number): number {
    return this.#rows[index >>> chunkBits][index & chunkMask] ?? 0;
  }
  set(index: number, value: number): void {
    const chunk = index >>> chunkBits;
    const row = index & chunkMask;
    if (value === 0 && row >= this.chunks[chunk].length) return;
    this.#own(chunk, row + 1)[row] = value;
  }
}

/** A growable column of doubles: offsets and lengths, exact up to 2^53. */
export class F64Column {
  readonly chunks: Float64Array[] = [];
  length = 0;
  #last: Float64Array = noFloat64s;

  push(value: number): void {
    const row = this.length & chunkMask;
    if (row === 0 || row === this.#last.length) this.#grow();
    this.#last[row] = value;
    this.length++;
  }
  #grow(): void {
    const before = this.#last;
    this.#last = new Float64Array(nextRows(before.length));
    if (this.#last.length > before.length) {
      this.#last.set(before);
      this.chunks.pop();
    }
    this.chunks.push(this.#last);
  }
  get(index: number): number {
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }
  set(index: number, value: number): void {
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }
  /** Index of the last row that is at most `value`, in a column that grows: 0 where all are larger, -1 without rows. */
  lastUpTo(value: number): number {
    let low = 0;
    let high = this.length - 1;
    if (high < 0) return -1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.get(middle) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const large = 0xffffffff;

/**
 * A growable column of lengths: 32 bits each, no memory for a chunk of zeros, and a map for the few lengths
 * that need more bits.
 */
export class LengthColumn {
  readonly #small = new SparseU32Column();
  /** `null` until a length needs it: a capture may have hundreds of thousands of columns. */
  #large: Map<number, number> | null = null;

  get length(): number {
    return this.#small.length;
  }
  push(value: number): void {
    if (value < large) this.#small.push(value);
    else {
      this.#setLarge(this.#small.length, value);
      this.#small.push(large);
    }
  }
  /** Adds the first `count` of `values`, all below 2^32 - 1. */
  append(values: Uint32Array, count: number): void {
    this.#small.append(values, count);
  }
  appendZeros(count: number): void {
    this.#small.appendZeros(count);
  }
  get(index: number): number {
    const value = this.#small.get(index);
    return value === large ? (this.#large?.get(index) ?? value) : value;
  }
  set(index: number, value: number): void {
    if (value >= large) this.#setLarge(index, value);
    this.#small.set(index, Math.min(value, large));
  }
  #setLarge(index: number, value: number): void {
    this.#large ??= new Map();
    this.#large.set(index, value);
  }
}

/** A growable column of doubles that mostly repeat the one before: only a change takes memory. */
export class RunColumn {
  length = 0;
  #starts = new U32Column();
  #values = new F64Column();
  #last = Number.NaN;
  // The run that was read last: its number, its rows and its value.
  #run = 0;
  #from = 0;
  #end = 0;
  #value = Number.NaN;

  push(value: number): void {
    this.appendSame(value, 1);
  }
  /** Adds `value` `count` times. */
  appendSame(value: number, count: number): void {
    if (this.length === 0 || !Object.is(value, this.#last)) {
      this.#starts.push(this.length);
      this.#values.push(value);
      this.#last = value;
    }
    this.length += count;
  }
  /** Adds the first `count` of `values`. */
  append(values: Float64Array, count: number): void {
    for (let i = 0; i < count; ) {
      const value = values[i];
      let end = i + 1;
      while (end < count && values[end] === value) end++;
      this.appendSame(value, end - i);
      i = end;
    }
  }
  get(index: number): number {
    if (index < this.#from || index >= this.#end) this.#find(index);
    return this.#value;
  }
  #find(index: number): void {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 1;
    // Rows are mostly read in order.
    if (index >= this.#end && this.#run < high) {
      low = this.#run;
      if (low + 1 <= high && starts.get(low + 1) <= index) low++;
      if (low === high || starts.get(low + 1) > index) high = low;
    }
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts.get(middle) <= index) low = middle;
      else high = middle - 1;
    }
    this.#run = low;
    this.#from = starts.get(low);
    this.#end = low + 1 < starts.length ? starts.get(low + 1) : this.length;
    this.#value = this.#values.get(low);
  }
  /** Replaces all values. */
  replace(values: Float64Array): void {
    this.#starts = new U32Column();
    this.#values = new F64Column();
    this.length = 0;
    this.#end = 0;
    this.#run = 0;
    for (const value of values) this.push(value);
  }
}

/**
 * A growable column of numbers that mostly are one more than the one before: only an exception takes memory.
 */
export class CountingColumn {
  /** Each number minus its row. */
  readonly #runs = new RunColumn();

  get length(): number {
    return this.#runs.length;
  }
  push(value: number): void {
    this.#runs.push(value - this.#runs.length);
  }
  /** Adds `from`, `from + 1` and so on, `count` numbers. */
  appendCounting(from: number, count: number): void {
    this.#runs.appendSame(from - this.#runs.length, count);
  }
  get(index: number): number {
    return this.#runs.get(index) + index;
  }
  /** Replaces all values. */
  replace(values: Float64Array): void {
    this.#runs.replace(values.map((value, i) => value - i));
  }
}

/** The unit of the upper part of an offset. */
export const word = 2 ** 32;

/**
 * A growable column of offsets, exact up to 2^53: the low 32 bits of each, and the upper part once for a run
 * of rows.
 */
export class OffsetColumn {
  #lows = new U32Column();
  readonly #highs = new RunColumn();

  get length(): number {
    return this.#lows.length;
  }
  push(value: number): void {
    this.#lows.push(value >>> 0);
    this.#highs.push(Math.floor(value / word));
  }
  /** Adds `count` offsets: `lows` holds their low 32 bits, `high` the upper part of all. */
  appendLows(lows: Uint32Array, count: number, high: number): void {
    this.#lows.append(lows, count);
    this.#highs.appendSame(high, count);
  }
  get(index: number): number {
    return this.#highs.get(index) * word + this.#lows.get(index);
  }
  /** Replaces all values. */
  replace(values: Float64Array): void {
    this.#lows = new U32Column();
    for (const value of values) this.#lows.push(value >>> 0);
    this.#highs.replace(values.map((value) => Math.floor(value / word)));
  }
}
