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

/** Whether two connections can be these legs: of two servers, and the back one began while the front one was open. */
function canBeLegs(front: Connection, back: Connection): boolean {
  if (front.server !== null && front.server === back.server) return false;
  const [begun, ended, backBegun] = [firstTime(front), lastTime(front), firstTime(back)];
  if (Number.isNaN(begun) || Number.isNaN(backBegun)) return true;
  return backBegun >= begun - clockSlack && backBegun <= ended + clockSlack;
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

/**
 * The pairs of legs among connections. Two have the same key of 16 random bytes only when a proxy passes it on;
 * the same path and the same lengths of frames are usual for connections that have nothing to do with each other.
 */
export function pairLegs(connections: readonly Connection[]): LegPair[] {
  const byKey = new Map<string, number[]>();
  for (const [i, connection] of connections.entries()) {
    const key = keyOf(connection);
    if (key === null || key === printedKey) continue;
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [i]);
    else same.push(i);
  }
  return [...byKey.values()].flatMap((same): LegPair[] => {
    if (same.length !== 2) return [];
    const [one, other] = same;
    const possible = [
      { front: one, back: other },
      { front: other, back: one },
    ].filter(({ front, back }) => canBeLegs(connections[front], connections[back]));
    const best = possible.find(
      ({ front, back }) => sharedHost(connections[front], connections[back]) !== null,
    );
    const legs = best ?? possible[0];
    if (legs === undefined) return [];
    return [{ ...legs, signs: signsOf(connections[legs.front], connections[legs.back]) }];
  });
}
