// Bytes to look at that are not a payload alone.

import { type ByteView, type HeldBytes, lacking, notHere } from '../../app/payload-bytes.ts';

/** A frame: its header, and behind it the payload as it comes. */
export function withHeader(header: Uint8Array, payload: ByteView): ByteView {
  return {
    // Counted anew each time: the payload may turn out longer.
    get length() {
      return header.length + payload.length;
    },
    at: (index) => (index < header.length ? header[index] : payload.at(index - header.length)),
    want: (first, end) => payload.want(Math.max(0, first - header.length), Math.max(0, end - header.length)),
    version: payload.version,
    subscribe: payload.subscribe,
  };
}

/** Bytes that are all at hand. */
export function heldView({ start, bytes, holes }: HeldBytes): ByteView {
  const isLacking = (offset: number) => holes.some((hole) => offset >= hole.start && offset < hole.end);
  return {
    length: bytes.length,
    at: (index) => (isLacking(start + index) ? lacking : (bytes[index] ?? notHere)),
    want: () => {},
    version: () => 0,
    subscribe: () => () => {},
  };
}
