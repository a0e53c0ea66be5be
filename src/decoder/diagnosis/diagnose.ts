// From a decoded connection to its causes, best first: every cause is asked, consequences are put under what they follow
// from, and a connection against which nothing speaks is called sound.

import type { Note } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import type { Considered, Diagnosis } from '../model/finding.ts';
import { hypotheses } from './analysis/hypotheses.ts';
import { causesOfSymptom } from './analysis/symptoms.ts';
import type { Cause, Repair, Suspicion } from './cause.ts';
import { causes } from './causes/registry.ts';
import { buildScene, type Scene } from './scene.ts';

export type VerdictLevel = 'broken' | 'warning' | 'sound' | 'unknown';

/** What a diagnosis comes to. */
export interface DiagnosisResult {
  readonly level: VerdictLevel;
  /** Best first, never empty. */
  readonly diagnosis: readonly Diagnosis[];
  readonly considered: readonly Considered[];
  /** The repaired bytes of the best hypothesis that has some. */
  readonly repair: (Repair & { readonly cause: string; readonly sender: 'client' | 'server' }) | null;
}

interface Held {
  readonly cause: Cause;
  readonly suspicion: Suspicion;
}

/** A cause that is surer than this takes what it leads to under itself. */
const leadsFrom = 0.4;
const mostDiagnoses = 6;
const mostConsidered = 12;

function toDiagnosis({ cause, suspicion }: Held, consequenceOf: string | null): Diagnosis {
  return {
    cause: cause.id,
    confidence: Math.round(suspicion.confidence * 1000) / 1000,
    title: suspicion.title ?? cause.title,
    claim: suspicion.claim,
    evidence: suspicion.evidence,
    against: suspicion.against ?? null,
    confirm: suspicion.confirm ?? cause.confirm,
    section: cause.section,
    consequenceOf,
    stacks: [...new Set([...(suspicion.stacks ?? []), ...cause.stacks])],
  };
}

function order(held: Held[]): Diagnosis[] {
  const sorted = [...held].sort((a, b) => b.suspicion.confidence - a.suspicion.confidence);
  const above = new Map<string, string>();
  for (const { cause } of sorted) {
    const origin = sorted.find(
      (other) =>
        other.cause !== cause &&
        other.suspicion.confidence >= leadsFrom &&
        other.cause.leadsTo.includes(cause.id) &&
        !cause.leadsTo.includes(other.cause.id),
    );
    if (origin) above.set(cause.id, origin.cause.id);
  }
  const result: Diagnosis[] = [];
  const put = (entry: Held, origin: string | null): void => {
    if (result.some((diagnosis) => diagnosis.cause === entry.cause.id)) return;
    result.push(toDiagnosis(entry, origin));
    for (const other of sorted) {
      if (above.get(other.cause.id) === entry.cause.id) put(other, entry.cause.id);
    }
  };
  for (const entry of sorted) {
    if (!above.has(entry.cause.id)) put(entry, null);
  }
  return result;
}

function levelOf(top: Cause, confidence: number): VerdictLevel {
  if (top.id === 'healthy' && confidence < 0.35) return 'unknown';
  if (top.id === 'healthy' || top.id === 'mid-stream-start') return 'sound';
  if (top.group === 'capture') return 'unknown';
  if (top.id === 'idle-timeout' || top.id === 'abnormal-close') return 'warning';
  return confidence >= 0.3 ? 'broken' : 'warning';
}

/** As sure as anything can be of bytes behind a hole in the capture. */
const behindHole = 0.6;

/** Where the capture itself explains the break, nobody is blamed with more than a likelihood. */
function behindLoss(held: readonly Held[]): Held[] {
  const lost = held.some(
    ({ cause, suspicion }) => cause.id === 'capture-loss' && suspicion.confidence >= 0.9,
  );
  if (!lost) return [...held];
  return held.map(({ cause, suspicion }) =>
    cause.group === 'capture'
      ? { cause, suspicion }
      : { cause, suspicion: { ...suspicion, confidence: Math.min(suspicion.confidence, behindHole) } },
  );
}

/** Being sound and being anything else shut each other out: what speaks against it is taken off. */
function settle(held: readonly Held[]): Held[] {
  const against = Math.max(
    0,
    ...held.filter(({ cause }) => cause.id !== 'healthy').map(({ suspicion }) => suspicion.confidence),
  );
  return held.flatMap((entry) => {
    if (entry.cause.id !== 'healthy') return [entry];
    const { suspicion } = entry;
    const confidence =
      against > 0.5
        ? Math.min(suspicion.confidence, 1 - against)
        : suspicion.confidence +
          (0.98 - suspicion.confidence) * (suspicion.confidence >= 0.9 && against === 0 ? 0.9 : 0);
    return confidence < 0.05 ? [] : [{ cause: entry.cause, suspicion: { ...suspicion, confidence } }];
  });
}

/** What was tried on the break, best first, one line a hypothesis. */
function considered(scene: Scene, shown: ReadonlySet<string>): Considered[] {
  const seen = new Set<string>();
  const list: Considered[] = [];
  for (const { cause, name, score, frames, toEnd, share } of hypotheses(scene)) {
    if (seen.has(`${cause} ${name}`) || list.length >= mostConsidered) continue;
    seen.add(`${cause} ${name}`);
    const reach =
      frames === 0
        ? 'explains no further frame'
        : `explains ${frames} further frame${frames === 1 ? '' : 's'}${toEnd ? ', to the end' : ''}`;
    list.push({
      name,
      score: Math.round(share * 1000) / 1000,
      why: `${reach}${shown.has(cause) ? '' : '; others fit better'} (${score.toFixed(0)} bits)`,
    });
  }
  return list;
}

/** What the programs' own error texts make likely, where there are no bytes to look at. */
function fromSymptoms(scene: Scene, held: readonly Held[]): Held[] {
  const { fidelity, symptoms } = scene.connection;
  if (fidelity === 'bytes') return [];
  const found: Held[] = [];
  for (const { text } of symptoms) {
    for (const { cause: id, confidence } of causesOfSymptom(text)) {
      const cause = causes.find((one) => one.id === id);
      if (cause === undefined || [...held, ...found].some((one) => one.cause.id === id)) continue;
      found.push({
        cause,
        suspicion: {
          confidence,
          claim: `The log says “${text}”. The bytes that would prove it are not in this input.`,
          evidence: [{ text: `Reported: “${text}”.`, place: null }],
          against: 'Programs print one text for several faults; the bytes decide.',
          confirm: 'Capture the bytes: a pcap on the server, or a Chrome NetLog with raw bytes.',
        },
      });
    }
  }
  return found;
}

/** Diagnoses one connection. Looks at a bounded part of it. */
export async function diagnose(connection: Connection, notes: readonly Note[]): Promise<DiagnosisResult> {
  const scene = await buildScene(connection, notes);
  const held: Held[] = [];
  for (const cause of causes) {
    const suspicion = cause.check(scene);
    if (suspicion !== null) held.push({ cause, suspicion });
  }
  held.push(...fromSymptoms(scene, held));
  const diagnosis = order(settle(behindLoss(held))).slice(0, mostDiagnoses);
  if (diagnosis.length === 0) diagnosis.push(unexplained(scene));
  const top = causes.find(({ id }) => id === diagnosis[0].cause);
  const best = held
    .filter(({ suspicion }) => suspicion.repair !== undefined)
    .sort((a, b) => b.suspicion.confidence - a.suspicion.confidence)[0];
  return {
    level: top === undefined ? (scene.first ? 'broken' : 'sound') : levelOf(top, diagnosis[0].confidence),
    diagnosis,
    considered: considered(scene, new Set(diagnosis.map(({ cause }) => cause))),
    repair:
      best?.suspicion.repair && scene.first
        ? { ...best.suspicion.repair, cause: best.cause.id, sender: scene.first.sender }
        : null,
  };
}

/** Something is wrong, and nothing that was tried explains it. */
function unexplained(scene: Scene): Diagnosis {
  const { first } = scene;
  const sound = first === null;
  return {
    cause: sound ? 'healthy' : 'bytes-corrupted',
    confidence: 0.1,
    title: 'The cause is not in these bytes',
    claim: sound
      ? 'No frame and no handshake could be judged.'
      : 'The stream breaks here, and no reading that was tried explains a further frame.',
    evidence: sound
      ? []
      : [
          {
            text: 'Here a strict reader fails.',
            place: { sender: first.sender, offset: first.offset, length: 2 },
          },
        ],
    against: null,
    confirm: 'Capture both directions from before the handshake, if possible at both ends.',
    section: null,
    consequenceOf: null,
    stacks: [],
  };
}
