// Pairs the two legs of one connection through a proxy: the client's to the proxy, and the proxy's to the backend.

import type { Connection } from '../../model/connection.ts';
import { firstTime, lastTime } from '../../model/connection-times.ts';
import { headerValue } from '../../model/http.ts';
import { isControl } from '../../model/opcode.ts';

/** The legs of one connection, as indexes into the list of connections. */
export interface LegPair {
  /** From the client to the proxy. */
  readonly front: number;
  /** From the proxy to the backend. */
  readonly back: number;
  /** What pairs them, in words. */
  readonly signs: readonly string[];
}

/** The key that RFC 6455 1.3 prints: clients that are written by hand send it each time. */
const printedKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/** Clocks of two recorders differ, and packets are recorded out of order. In seconds. */
const clockSlack = 0.05;
/** Legs with one key: more are a client that sends the same key each time. */
const maxLegs = 4;
/** Data frames of a connection that are compared. */
const maxFramesCompared = 6;

function hostOf(address: string | null): string | null {
  return address === null ? null : address.replace(/:\d+$/, '');
}

function keyOf({ handshake }: Connection): string | null {
  const request = handshake?.request ?? null;
  return request === null ? null : headerValue(request, 'sec-websocket-key');
}

/** Opcode and payload length of the first data frames of a connection, both directions. */
function dataFrames({ frames }: Connection): string[] {
  const found: string[] = [];
  for (let i = 0; i < frames.length && found.length < maxFramesCompared; i++) {
    if (!isControl(frames.opcode(i)))
      found.push(`${frames.sender(i)} ${frames.opcode(i)} ${frames.payloadLength(i)}`);
  }
  return found;
}

/** A connection, and the file that it is in, where there are several. */
export interface CapturedConnection {
  readonly connection: Connection;
  readonly file: string | null;
}

/**
 * Whether two connections can be these legs: of two servers, and the back one began while the front one was open. The
 * clocks of two files may differ by any time.
 */
export function canBeLegs(
  { connection: front, file: frontFile }: CapturedConnection,
  { connection: back, file: backFile }: CapturedConnection,
): boolean {
  if (front.server !== null && front.server === back.server) return false;
  if (frontFile !== backFile) return true;
  const [begun, ended, backBegun] = [firstTime(front), lastTime(front), firstTime(back)];
  if (Number.isNaN(begun) || Number.isNaN(backBegun)) return true;
  return backBegun >= begun - clockSlack && backBegun <= ended + clockSlack;
}

/** Headers that a proxy adds to a request. */
const forwardingHeaders = ['via', 'forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip'];

/** Whether the request of the back leg has a header that a proxy adds, and that of the front leg has none. */
function isForwarded(front: Connection, back: Connection): boolean {
  const count = ({ handshake }: Connection) => {
    const request = handshake?.request ?? null;
    return request === null
      ? 0
      : forwardingHeaders.filter((name) => headerValue(request, name) !== null).length;
  };
  return count(back) > count(front);
}

/** The address that takes the one leg and opens the other, or `null`. */
function sharedHost({ server }: Connection, { client }: Connection): string | null {
  const host = hostOf(server);
  return host !== null && host === hostOf(client) ? host : null;
}

function signsOf(front: Connection, back: Connection): string[] {
  const signs = ['the same Sec-WebSocket-Key'];
  const host = sharedHost(front, back);
  if (host !== null) signs.push(`${host} takes the one and opens the other`);
  const path = front.handshake?.request?.target ?? null;
  if (path !== null && path === back.handshake?.request?.target) signs.push(`the same path ${path}`);
  const frames = dataFrames(back);
  if (dataFrames(front).some((frame, i) => frame === frames[i]))
    signs.push('frames of the same lengths in the same order');
  return signs;
}

/** Whether two files have the same TCP connection: it was recorded at two places. */
function isSameConnection(a: Connection, b: Connection): boolean {
  return a.client !== null && a.client === b.client && a.server === b.server;
}

/** How much says that `back` is the leg after `front`; `null` when it cannot be. */
function orderSigns(front: CapturedConnection, back: CapturedConnection): number | null {
  if (!canBeLegs(front, back)) return null;
  if (sharedHost(front.connection, back.connection) !== null) return 2;
  return isForwarded(front.connection, back.connection) ? 1 : 0;
}

/** Whether `front` is the one of two legs that is nearer to the client; where nothing says so, the earlier one. */
function comesBefore(all: readonly CapturedConnection[], front: number, back: number): boolean {
  const signs = orderSigns(all[front], all[back]);
  const reverse = orderSigns(all[back], all[front]);
  if (signs === null || reverse === null) return signs !== null;
  if (signs !== reverse) return signs > reverse;
  const [begun, backBegun] = [firstTime(all[front].connection), firstTime(all[back].connection)];
  return begun < backBegun || (!(backBegun < begun) && front < back);
}

/** The leg before `back`: of several the one with most signs, then the nearest. */
function legBefore(all: readonly CapturedConnection[], legs: readonly number[], back: number): number | null {
  const [best = null] = legs
    .filter((front) => front !== back && comesBefore(all, front, back))
    .sort(
      (a, b) =>
        (orderSigns(all[b], all[back]) ?? 0) - (orderSigns(all[a], all[back]) ?? 0) ||
        Number(comesBefore(all, a, b)) - Number(comesBefore(all, b, a)),
    );
  return best;
}

/**
 * The pairs of legs among connections. Two have the same key of 16 random bytes only when a proxy passes it on;
 * the same path and the same lengths of frames are usual for connections that have nothing to do with each other.
 * Through several proxies each leg is paired with the next.
 */
export function pairLegs(all: readonly CapturedConnection[]): LegPair[] {
  const byKey = new Map<string, number[]>();
  for (const [i, { connection }] of all.entries()) {
    const key = keyOf(connection);
    if (key === null || key === printedKey) continue;
    const same = byKey.get(key) ?? [];
    byKey.set(key, same);
    // A leg that two files have is compared once.
    if (same.some((known) => isSameConnection(all[known].connection, connection))) continue;
    same.push(i);
  }
  return [...byKey.values()].flatMap((legs) => {
    if (legs.length > maxLegs) return [];
    return legs.flatMap((back): LegPair[] => {
      const front = legBefore(all, legs, back);
      if (front === null) return [];
      return [{ front, back, signs: signsOf(all[front].connection, all[back].connection) }];
    });
  });
}
