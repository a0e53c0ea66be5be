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

// Scores in bits, set by hand on the recorded captures.

/** A key of 16 random bytes is seen on both legs. */
const scoreOfKey = 40;
/** Some clients write the same key each time. */
const scoreOfSharedKey = 3;
const maxKeyUses = 2;
/** The address that takes the one leg opens the other. */
const scoreOfHost = 5;
const scoreOfPath = 3;
/** The second leg begins soon after the first. */
const scoreOfTime = 3;
/** A data frame of the same opcode and payload length in the same place of both legs. */
const scoreOfFrame = 4;
const maxFramesCompared = 6;
const minScore = 14;
/** In seconds. A proxy opens its leg as soon as it has read the request. */
const soon = 2;
/** Clocks of two recorders differ, and packets are recorded out of order. In seconds. */
const clockSlack = 0.05;
/** Above so many connections only keys pair them: every connection would be compared with every other. */
const maxCompared = 200;

/** What is compared of a connection. */
interface LegFacts {
  readonly connection: Connection;
  readonly key: string | null;
  readonly path: string | null;
  readonly begun: number;
  readonly ended: number;
  readonly frames: readonly string[];
}

interface Scored extends LegPair {
  readonly score: number;
}

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

function factsOf(connection: Connection): LegFacts {
  return {
    connection,
    key: keyOf(connection),
    path: connection.handshake?.request?.target ?? null,
    begun: firstTime(connection),
    ended: lastTime(connection),
    frames: dataFrames(connection),
  };
}

/** Whether the second connection was open while the first was, and began after it. */
function isWithin(front: LegFacts, back: LegFacts): boolean {
  if (Number.isNaN(front.begun) || Number.isNaN(back.begun)) return true;
  return back.begun >= front.begun - clockSlack && back.begun <= front.ended + clockSlack;
}

function scored(
  facts: readonly LegFacts[],
  [front, back]: readonly [number, number],
  keyUses: ReadonlyMap<string, number>,
): Scored | null {
  const [a, b] = [facts[front], facts[back]];
  const { server } = a.connection;
  const sameServer = server !== null && server === b.connection.server;
  if (front === back || sameServer || !isWithin(a, b)) return null;
  const signs: string[] = [];
  let score = 0;
  if (a.key !== null && a.key === b.key) {
    score += (keyUses.get(a.key) ?? 0) <= maxKeyUses ? scoreOfKey : scoreOfSharedKey;
    signs.push('the same Sec-WebSocket-Key');
  }
  const host = hostOf(server);
  if (host !== null && host === hostOf(b.connection.client)) {
    score += scoreOfHost;
    signs.push(`${host} takes the one and opens the other`);
  }
  if (a.path !== null && a.path === b.path) {
    score += scoreOfPath;
    signs.push(`the same path ${a.path}`);
  }
  if (b.begun - a.begun <= soon) score += scoreOfTime;
  const same = a.frames.filter((frame, i) => frame === b.frames[i]).length;
  score += same * scoreOfFrame;
  if (same > 0) signs.push('frames of the same lengths in the same order');
  return score >= minScore ? { front, back, signs, score } : null;
}

/** The pairs to look at: all of few connections, of many those with the same key. */
function candidates(facts: readonly LegFacts[]): [number, number][] {
  const indexes = facts.map((_, i) => i);
  if (facts.length <= maxCompared)
    return indexes.flatMap((front) => indexes.map((back): [number, number] => [front, back]));
  const byKey = new Map<string, number[]>();
  for (const i of indexes) {
    const { key } = facts[i];
    if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), i]);
  }
  return [...byKey.values()]
    .filter((group) => group.length > 1 && group.length <= maxKeyUses)
    .flatMap((group) => group.flatMap((front) => group.map((back): [number, number] => [front, back])));
}

/** The pairs of legs among connections, each leg in one pair as front and in one as back at most. */
export function pairLegs(connections: readonly Connection[]): LegPair[] {
  if (connections.length < 2) return [];
  const facts = connections.map(factsOf);
  const keyUses = new Map<string, number>();
  for (const { key } of facts) {
    if (key !== null) keyUses.set(key, (keyUses.get(key) ?? 0) + 1);
  }
  const found = candidates(facts)
    .map((pair) => scored(facts, pair, keyUses))
    .filter((one) => one !== null)
    .sort((a, b) => b.score - a.score);
  const pairs: LegPair[] = [];
  for (const { front, back, signs } of found) {
    const isTaken = pairs.some(
      (pair) => pair.front === front || pair.back === back || (pair.front === back && pair.back === front),
    );
    if (!isTaken) pairs.push({ front, back, signs });
  }
  return pairs;
}
