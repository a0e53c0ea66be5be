// Typed netstrings (tnetstrings.org), as mitmproxy stores flows: `length:payload` and one character for the type.

import { decodeLatin1, decodeText } from '../bytes/utf8.ts';

/** A value of a typed netstring. */
export type Tnet = null | boolean | number | string | Uint8Array | Tnet[] | Map<string, Tnet>;

const maxDepth = 64;

/**
 * Length and start of the payload at `at`; `null` when there is no netstring, `undefined` when more bytes are
 * needed.
 */
export function tnetHeader(
  bytes: Uint8Array,
  at: number,
): { start: number; length: number } | null | undefined {
  let length = 0;
  for (let i = at; i < at + 13; i++) {
    if (i >= bytes.length) return undefined;
    const byte = bytes[i];
    if (byte === 58) return i === at ? null : { start: i + 1, length };
    if (byte < 48 || byte > 57) return null;
    length = length * 10 + (byte - 48);
  }
  return null;
}

function value(bytes: Uint8Array, start: number, end: number, type: number, depth: number): Tnet {
  switch (String.fromCharCode(type)) {
    case ';':
      return decodeText(bytes.subarray(start, end));
    case '#':
    case '^':
      return Number(decodeLatin1(bytes.subarray(start, Math.min(end, start + 40))));
    case '!':
      return bytes[start] === 116;
    case '~':
      return null;
    case ']': {
      const items: Tnet[] = [];
      for (const item of itemsOf(bytes, start, end, depth)) items.push(item);
      return items;
    }
    case '}': {
      const map = new Map<string, Tnet>();
      let key: string | null = null;
      for (const item of itemsOf(bytes, start, end, depth)) {
        if (key === null)
          key = typeof item === 'string' ? item : item instanceof Uint8Array ? decodeLatin1(item) : '';
        else {
          map.set(key, item);
          key = null;
        }
      }
      return map;
    }
    default:
      return bytes.subarray(start, end);
  }
}

function* itemsOf(bytes: Uint8Array, from: number, end: number, depth: number): Generator<Tnet> {
  let at = from;
  while (at < end && depth < maxDepth) {
    const head = tnetHeader(bytes, at);
    if (!head) return;
    const stop = head.start + head.length;
    if (stop >= end) {
      // Truncated before its type. Containers of a flow hold keys, so content that begins like a key is read
      // as far as possible.
      const inner = tnetHeader(bytes, head.start);
      if (inner && inner.start + inner.length < end) {
        const first = String.fromCharCode(bytes[inner.start + inner.length] ?? 0);
        yield value(bytes, head.start, end, first === ';' || first === ',' ? 125 : 93, depth + 1);
      }
      return;
    }
    yield value(bytes, head.start, stop, bytes[stop], depth + 1);
    at = stop + 1;
  }
}

/** Reads the value at `at`, or the part of it before `end`. */
export function readTnet(bytes: Uint8Array, at: number, end: number): Tnet {
  for (const item of itemsOf(bytes, at, end, 0)) return item;
  return null;
}
