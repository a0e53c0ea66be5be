// Both legs of a connection through a proxy, looked at as one: what the proxy received, sent, changed and dropped.

import type { Sender } from '../../model/basics.ts';
import type { CauseId } from '../../model/cause-id.ts';
import type { Connection } from '../../model/connection.ts';
import type { Diagnosis, Evidence } from '../../model/finding.ts';
import { capital, duration, legWords } from '../../model/words.ts';
import type { DiagnosisResult } from '../diagnose.ts';
import { headlineOf } from '../headline.ts';
import type { LegBytes, LegChange } from './changes.ts';
import { compareSender } from './compare-frames.ts';
import { compareHandshakes } from './compare-handshakes.ts';
import { type CapturedConnection, type LegPair, pairLegs } from './pair.ts';
import { pairByContents } from './pair-contents.ts';

export type { LegBytes, LegChange } from './changes.ts';

/** A pair of legs and what the proxy between them did. */
export interface Legs extends LegPair {
  /** Address of the proxy, or `null` where the input has none. */
  readonly proxy: string | null;
  readonly changes: readonly LegChange[];
  /** One sentence. */
  readonly summary: string;
}

/** A change that is seen on both legs is next to certain. */
const confidence = 0.98;

/** Who ended a connection first: the earlier end of its directions. */
function endedFirst({ directions }: Connection): { readonly sender: Sender; readonly time: number } | null {
  const ends = (['client', 'server'] as const)
    .map((sender) => ({ sender, time: directions[sender].endTime, end: directions[sender].end }))
    .filter(({ end, time }) => (end === 'fin' || end === 'rst') && !Number.isNaN(time))
    .sort((a, b) => a.time - b.time);
  return ends[0] ?? null;
}

/** The proxy ended both legs, with neither side having closed. */
function compareEnds(front: Connection, back: Connection): LegChange[] {
  const hasClose = [front, back].some(
    ({ directions }) => directions.client.closed !== null || directions.server.closed !== null,
  );
  const [a, b] = [endedFirst(front), endedFirst(back)];
  const isProxy = a?.sender === 'server' && b?.sender === 'client';
  const isUpgraded = front.handshake?.accepted ?? false;
  if (hasClose || a === null || b === null || !isProxy || !isUpgraded) return [];
  const last = Math.max(
    ...[front, back].flatMap(({ frames }) => (frames.length === 0 ? [] : [frames.time(frames.length - 1)])),
  );
  const silence = Math.min(a.time, b.time) - last;
  const after = silence > 0 ? `, ${duration(silence)} after the last frame` : '';
  return [
    {
      kind: 'ended',
      sender: 'server',
      cause: null,
      text: `The proxy ended both legs without a Close${after}: neither the client nor the server had ended its own.`,
      received: null,
      sent: null,
    },
  ];
}

function summaryOf(changes: readonly LegChange[]): string {
  const faults = changes.filter(({ cause, kind }) => cause !== null || kind === 'ended');
  if (faults.length > 0) return faults.map(({ text }) => text).join(' ');
  return changes.length > 0
    ? 'The proxy passed the frames on as it received them; it changed headers that do no harm.'
    : 'The proxy passed everything on as it received it.';
}

async function legsOfPair(captured: readonly CapturedConnection[], pair: LegPair): Promise<Legs> {
  const [front, back] = [captured[pair.front].connection, captured[pair.back].connection];
  const frames = [await compareSender(front, back, 'client'), await compareSender(front, back, 'server')];
  const changes = [
    ...compareHandshakes(front, back),
    ...frames.filter((one) => one !== null),
    ...compareEnds(front, back),
  ];
  return { ...pair, proxy: front.server, changes, summary: summaryOf(changes) };
}

/** The pairs of legs among the connections of a capture, compared. */
export async function findLegs(captured: readonly CapturedConnection[]): Promise<Legs[]> {
  const legs: Legs[] = [];
  const byKey = pairLegs(captured);
  const pairs = [...byKey, ...(await pairByContents(captured, byKey))];
  for (const pair of pairs) legs.push(await legsOfPair(captured, pair));
  return legs;
}

/** Causes that follow from a change of the proxy, by the connection on which they show. */
function titleOf({ kind, cause }: LegChange): string {
  switch (kind) {
    case 'header-dropped':
    case 'header-changed':
    case 'header-added':
    case 'version-changed':
      return cause === 'proxy-http-1.0'
        ? 'The proxy forwards the upgrade as HTTP/1.0'
        : cause === 'proxy-stripped-upgrade'
          ? 'The proxy does not forward the upgrade'
          : 'The proxy changed a header of the handshake';
    case 'status-changed':
      return 'The proxy answered in place of the server';
    case 'bytes-changed':
      return 'The proxy changed bytes of a frame';
    case 'bytes-dropped':
      return 'The proxy dropped bytes';
    case 'frame-dropped':
      return 'The proxy dropped a frame';
    case 'bytes-added':
      return 'The proxy added bytes';
    case 'ended':
      return 'The proxy ended the connection';
  }
}

function evidenceOn(leg: LegBytes['leg'], changes: readonly LegChange[]): Evidence[] {
  return changes.flatMap(({ text, received, sent }) => {
    const own = [received, sent].find((bytes) => bytes?.leg === leg) ?? null;
    const other = [received, sent].find((bytes) => bytes !== null && bytes.leg !== leg) ?? null;
    const evidence: Evidence[] = [{ text, place: own?.place ?? null }];
    if (other !== null)
      evidence.push({ text: `On the leg ${legWords[other.leg]}: ${other.shown}`, place: null });
    return evidence;
  });
}

/** Whether a leg suffers from a change: a request that is changed spoils both, other bytes those who receive them. */
function suffers(leg: LegBytes['leg'], { sender, kind }: LegChange): boolean {
  if (sender === 'server') return leg === 'front';
  return leg === 'back' || kind.startsWith('header') || kind === 'version-changed';
}

/** Causes that say no more of a leg than that its own bytes are sound: what happened on the other leg explains them. */
const openCauses: ReadonlySet<CauseId> = new Set([
  'healthy',
  'valid-bytes-receiver-at-fault',
  'abnormal-close',
  'plaintext-on-tls-port',
]);

/** Of those, the ones that the proxy's change contradicts. */
const saysSound: ReadonlySet<CauseId> = new Set(['healthy', 'valid-bytes-receiver-at-fault']);

function faultsOn(leg: LegBytes['leg'], { changes }: Legs, first: CauseId): LegChange[] {
  const faults = changes.filter(({ cause }) => cause !== null);
  const own = faults.filter((change) => suffers(leg, change));
  return own.length === 0 && openCauses.has(first) ? faults : own;
}

/** The diagnosis of a leg with what the other leg shows of the proxy. The same when it is applied twice. */
export function withLegs(result: DiagnosisResult, legs: Legs, index: number): DiagnosisResult {
  const leg = legs.front === index ? 'front' : 'back';
  const faults = faultsOn(leg, legs, result.diagnosis[0].cause);
  const [first] = faults;
  if (first === undefined || first.cause === null) return result;
  const isSound = result.level === 'sound';
  // A header that is dropped or added does no harm by itself where the connection is sound.
  if (isSound && first.kind.startsWith('header')) return result;
  const { cause } = first;
  const same = faults.filter((change) => change.cause === cause);
  const known = result.diagnosis.find((one) => one.cause === cause);
  const rest = result.diagnosis.filter((one) => one.cause !== cause && !saysSound.has(one.cause));
  const diagnosis: Diagnosis = {
    ...(known ?? result.diagnosis[0]),
    cause,
    confidence,
    title: titleOf(first),
    claim: `${capital(same.map(({ text }) => text).join(' '))} Both legs are in this input.`,
    evidence: evidenceOn(leg, same),
    against:
      'The bytes on both sides of the proxy are here, so neither the client nor the server wrote it so.',
    confirm: known?.confirm ?? null,
    consequenceOf: null,
  };
  const shown = [diagnosis, ...rest.map((one) => ({ ...one, consequenceOf: cause }))];
  return {
    ...result,
    level: 'broken',
    headline: headlineOf(diagnosis, false),
    diagnosis: shown,
  };
}
