/** A half-open run of bytes, `[start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The span of `length` bytes that begins at `start`. */
export function spanOf(start: number, length: number): Span {
  return { start, end: start + length };
}
