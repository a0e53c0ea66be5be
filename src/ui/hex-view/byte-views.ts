// Byte sources for the hex view other than a payload.

import { type ByteView, type HeldBytes, lacking, notHere } from '../../app/payload-bytes.ts';

/** A frame: its header, then the payload as it is loaded. */
export function withHeader(header: Uint8Array, payload: ByteView): ByteView {
  return {
    // Computed each time: the payload may grow while it is loaded.
    get length() {
      return header.length + payload.length;
    },
    at: (index) => (index < header.length ? header[index] : payload.at(index - header.length)),
    want: (first, end) => payload.want(Math.max(0, first - header.length), Math.max(0, end - header.length)),
    version: payload.version,
    subscribe: payload.subscribe,
  };
}

/** Bytes that are all in memory. */
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
