// The wire format of Protocol Buffers: varints, and fields by number and wire type.

const maxVarintBytes = 10;

/** A varint as an exact number, or `null`; `next` is the place after it. */
export function varintAt(bytes: Uint8Array, at: number, end: number): { value: bigint; next: number } | null {
  let value = 0n;
  for (let i = 0; i < maxVarintBytes && at + i < end; i++) {
    const byte = bytes[at + i];
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value: BigInt.asUintN(64, value), next: at + i + 1 };
  }
  return null;
}

/** One field before it is shown: its number, wire type, and the range of its value. */
export interface ProtoValue {
  readonly number: number;
  readonly wire: number;
  readonly start: number;
  readonly value: bigint;
  readonly from: number;
  readonly end: number;
}

/** The field at a place; `null` where there is none. Groups (wire types 3 and 4) are not read. */
export function fieldAt(bytes: Uint8Array, start: number, end: number): ProtoValue | null {
  const tag = varintAt(bytes, start, end);
  if (tag === null || tag.value > 0xffffffffn) return null;
  const number = Number(tag.value >> 3n);
  const wire = Number(tag.value & 7n);
  if (number === 0) return null;
  const from = tag.next;
  const upTo = (length: number): ProtoValue | null =>
    from + length > end ? null : { number, wire, start, value: 0n, from, end: from + length };
  if (wire === 0) {
    const varint = varintAt(bytes, from, end);
    return varint && { number, wire, start, value: varint.value, from, end: varint.next };
  }
  if (wire === 1) return upTo(8);
  if (wire === 5) return upTo(4);
  if (wire !== 2) return null;
  const length = varintAt(bytes, from, end);
  if (length === null || length.value > BigInt(end - length.next)) return null;
  const stop = length.next + Number(length.value);
  return { number, wire, start, value: length.value, from: length.next, end: stop };
}

/** A run of varints; `null` where it does not end with one. */
export function varintsOf(
  bytes: Uint8Array,
  from: number,
  end: number,
): { readonly value: bigint; readonly start: number; readonly next: number }[] | null {
  const found: { value: bigint; start: number; next: number }[] = [];
  for (let at = from; at < end; ) {
    const varint = varintAt(bytes, at, end);
    if (varint === null) return null;
    found.push({ ...varint, start: at });
    at = varint.next;
  }
  return found;
}
