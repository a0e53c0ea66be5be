// Reads values of unknown type from parsed JSON.

/** A JSON object, or an empty one for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A JSON array, or an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string, or ''. Numbers are written out. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A finite number, also from a string of digits, or NaN. JSON may write an infinite one: `1e999`. */
export function numberOf(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : Number.NaN;
}

/** Largest number of bytes that a log may name: far above any, and exact in sums of offsets. */
const maxByteCount = 2 ** 48;

/** A number of bytes as a log names it: 0 or more, or NaN. */
export function byteCountOf(value: unknown): number {
  return Math.min(maxByteCount, Math.max(0, Math.floor(numberOf(value))));
}
