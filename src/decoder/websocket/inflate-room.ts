// Where inflaters work: a window with room for output behind it, and the tables of a block, in the memory of the kernels.
// There are few rooms and may be thousands of inflaters, most of them still: one that wants to go on takes the room that was
// longest unused, and who was in it keeps what it needs elsewhere.

import { kernels, reserve, reserveWords } from '../bytes/kernels/kernels.ts';

/** Bytes that a distance can reach back (RFC 1951 2). */
export const windowSize = 32768;
const freshSize = 131072;
/** Enough for both directions of two connections at once. */
const roomCount = 4;

export interface Room {
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly litTable: Int32Array<ArrayBuffer>;
  readonly distTable: Int32Array<ArrayBuffer>;
  /** Where these lie in the memory of the kernels. */
  readonly bufferAt: number;
  readonly litAt: number;
  readonly distAt: number;
  tenant: Tenant | null;
  /** When it was used last, counted in uses. */
  used: number;
}

/** Who works in a room. */
export interface Tenant {
  /** The room is given to another: keep what is needed of it. */
  moveOut(room: Room): void;
}

function makeRoom(): Room {
  const buffer = reserve(windowSize + freshSize);
  const litTable = reserveWords(1 << 12);
  const distTable = reserveWords(1 << 11);
  return {
    buffer,
    litTable,
    distTable,
    bufferAt: buffer.byteOffset,
    litAt: litTable.byteOffset,
    distAt: distTable.byteOffset,
    tenant: null,
    used: 0,
  };
}

const rooms = kernels === null ? [] : Array.from({ length: roomCount }, makeRoom);
let uses = 0;

/** The room of `tenant`: the one it has, or another, with nothing of it inside. */
export function roomFor(tenant: Tenant, held: Room | null): Room {
  if (held !== null && held.tenant === tenant) {
    held.used = ++uses;
    return held;
  }
  // Without kernels everybody has a room for good.
  const room = kernels === null ? makeRoom() : rooms.reduce((a, b) => (b.used < a.used ? b : a));
  room.tenant?.moveOut(room);
  room.tenant = tenant;
  room.used = ++uses;
  return room;
}
