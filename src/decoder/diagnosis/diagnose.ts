// From a decoded connection to its causes, best first: every cause is asked, consequences come after the cause
// that they follow from, and a connection without any fault is called sound.

import { doubtedReading, type Note, type Sender } from '../model/basics.ts';
import type { CauseId } from '../model/cause-id.ts';
import type { Connection } from '../model/connection.ts';
import type { CaseFacts, Considered, Diagnosis, VerdictLevel } from '../model/finding.ts';
import { asksForTunnel } from '../model/http.ts';
import type { Cause, CauseMatch } from './cause.ts';
import { causes } from './causes/registry.ts';
import { buildContext, type DiagnosisContext } from './context.ts';
import { breakWindowOf } from './evidence/break-window.ts';
import { endingOf } from './evidence/ending.ts';
import { endsInsideOnlyFrame } from './evidence/pasted.ts';
import { stacksOf } from './evidence/software-seen.ts';
import { type Headline, headlineOf } from './headline.ts';
import type { Repair } from './hypothesis.ts';
import {
  type CauseHypothesis,
  matchFromHypothesis,
  type RankedHypothesis,
  rankHypotheses,
} from './ranking.ts';
import { causesOfReport, matchFromReport } from './reports.ts';

/** What a diagnosis comes to. */
export interface DiagnosisResult {
  readonly level: VerdictLevel;
  readonly headline: Headline;
  /** In the order of their confidences, never empty. */
  readonly diagnosis: readonly Diagnosis[];
  readonly considered: readonly Considered[];
  /** The repaired bytes of the best match that has some. */
  readonly repair: (Repair & { readonly cause: CauseId; readonly sender: Sender }) | null;
}

/** A cause that fits, with how it fits. */
interface Matched {
  readonly cause: Cause;
  readonly match: CauseMatch;
}

/** With at least this confidence a cause takes what it leads to below itself. */
const minOriginConfidence = 0.4;
const maxDiagnoses = 6;
const maxConsidered = 12;
/** A fault that is less certain than this is a warning. */
const doubtfulFault = { below: 0.3, level: 'warning' } as const;

function factsOf(
  context: DiagnosisContext,
  { evidence, variant = 'usual' }: Pick<CauseMatch, 'evidence' | 'variant'>,
): CaseFacts {
  const { handshake } = context.connection;
  const response = handshake?.response ?? null;
  return {
    variant,
    status: response === null || handshake?.accepted ? null : response.status,
    tunnel: response !== null && asksForTunnel(handshake?.request ?? null),
    sender: evidence.find(({ place }) => place !== null)?.place?.sender ?? null,
    silence: silenceOf(context),
    seen: stacksOf(context),
  };
}

/** How long an opened connection was silent before its end, in seconds. */
function silenceOf(context: DiagnosisContext): number | null {
  const { handshake } = context.connection;
  if (handshake !== null && !handshake.accepted) return 0;
  const silence = endingOf(context)?.silence ?? Number.NaN;
  return Number.isNaN(silence) ? null : silence;
}

function toDiagnosis(
  context: DiagnosisContext,
  { cause, match }: Matched,
  consequenceOf: CauseId | null,
): Diagnosis {
  return {
    cause: cause.id,
    confidence: Math.round(match.confidence * 1000) / 1000,
    title: match.title ?? cause.title,
    claim: match.claim,
    evidence: match.evidence,
    against: match.against ?? null,
    confirm: match.confirm ?? cause.confirm,
    section: cause.section,
    consequenceOf,
    stacks: [...new Set([...(match.stacks ?? []), ...cause.stacks])],
    facts: factsOf(context, match),
  };
}

/** A cause with the cause that it follows from, if any, and how many causes lie above it. */
interface Placed {
  readonly entry: Matched;
  readonly origin: CauseId | null;
  readonly confidence: number;
  readonly depth: number;
}

/**
 * In the order of their confidences. A consequence is not more certain than the cause that it follows from, so
 * it never comes before it.
 */
function order(context: DiagnosisContext, matched: readonly Matched[]): Diagnosis[] {
  const sorted = [...matched].sort((a, b) => b.match.confidence - a.match.confidence);
  const originOf = (entry: Matched): Matched | undefined =>
    sorted.find(
      (other) =>
        other.cause !== entry.cause &&
        other.match.confidence >= minOriginConfidence &&
        other.cause.leadsTo.includes(entry.cause.id) &&
        !entry.cause.leadsTo.includes(other.cause.id),
    );
  const place = (entry: Matched, seen: readonly Matched[]): Placed => {
    const origin = originOf(entry);
    if (origin === undefined || seen.includes(origin))
      return { entry, origin: null, confidence: entry.match.confidence, depth: 0 };
    const above = place(origin, [...seen, entry]);
    const confidence = Math.min(entry.match.confidence, above.confidence);
    return { entry, origin: origin.cause.id, confidence, depth: above.depth + 1 };
  };
  return sorted
    .map((entry) => place(entry, []))
    .sort((a, b) => b.confidence - a.confidence || a.depth - b.depth)
    .map(({ entry: { cause, match }, origin, confidence }) =>
      toDiagnosis(context, { cause, match: { ...match, confidence } }, origin),
    );
}

function levelOf({ cause, match }: Matched, confidence: number): VerdictLevel {
  if (match.level !== undefined) return match.level;
  const doubtful = cause.doubtful ?? (cause.level === 'broken' ? doubtfulFault : null);
  return doubtful !== null && confidence < doubtful.below ? doubtful.level : cause.level;
}

/** Where the capture itself explains the break, no peer is blamed with more than a likelihood. */
function limitOthers(matched: readonly Matched[]): readonly Matched[] {
  const only = matched.find(({ match }) => match.excludesOthers);
  if (only !== undefined) return [only];
  const limits = matched.flatMap(({ cause: { limitsOthers }, match }) =>
    limitsOthers !== undefined && match.confidence >= limitsOthers.from ? [limitsOthers.to] : [],
  );
  if (limits.length === 0) return matched;
  const limit = Math.min(...limits);
  return matched.map(({ cause, match }) =>
    cause.group === 'capture'
      ? { cause, match }
      : { cause, match: { ...match, confidence: Math.min(match.confidence, limit) } },
  );
}

/** From this confidence on a cause rules out what excludes it. */
const minExcluding = 0.5;
/** A cause that excludes others and has this confidence of its own is certain when there is no other. */
const minSettled = 0.9;
/** No connection is more certainly sound than this. */
const maxSettled = 0.98;
/**
 * How much of the way to `maxSettled` the absence of any other cause is worth. Calibrated on generated
 * sound streams.
 */
const settledShare = 0.9;
const minConfidence = 0.05;

/** A cause that excludes others is as certain as the others leave it. */
function settle(matched: readonly Matched[]): readonly Matched[] {
  const others = matched.filter(({ cause }) => !cause.excludesOthers);
  const against = Math.max(0, ...others.map(({ match }) => match.confidence));
  return matched.flatMap(({ cause, match }) => {
    if (!cause.excludesOthers) return [{ cause, match }];
    const alone = match.confidence >= minSettled && against === 0;
    const raised = alone ? (maxSettled - match.confidence) * settledShare : 0;
    const confidence =
      against > minExcluding ? Math.min(match.confidence, 1 - against) : match.confidence + raised;
    return confidence < minConfidence ? [] : [{ cause, match: { ...match, confidence } }];
  });
}

/** What was tried on the break, best first, one line a hypothesis. */
function considered(ranked: readonly RankedHypothesis[], shown: ReadonlySet<CauseId>): Considered[] {
  const seen = new Set<string>();
  const list: Considered[] = [];
  for (const { cause, name, score, frames, toEnd, share } of ranked) {
    if (seen.has(`${cause} ${name}`) || list.length >= maxConsidered) continue;
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

/** The hypotheses of all causes about the first break, ranked. Empty when nothing is broken. */
function hypothesesOf(context: DiagnosisContext): readonly RankedHypothesis[] {
  const window = breakWindowOf(context);
  if (window === null) return [];
  const list = causes.flatMap((cause): CauseHypothesis[] =>
    (cause.hypotheses?.(window) ?? []).map((hypothesis) => ({ ...hypothesis, cause: cause.id })),
  );
  return rankHypotheses(list, endsInsideFrame(context));
}

/** Whether the sender of the frame at the break ended the connection before that frame came to its end. */
function endsInsideFrame(context: DiagnosisContext): boolean {
  const { first, broken } = context;
  const ending = endingOf(context);
  return (
    first?.overrun === true &&
    broken?.toEnd === true &&
    ending?.first === first.sender &&
    ending.how !== 'close'
  );
}

/** Highest confidence of a cause that rests on an incomplete frame alone. */
const maxUndecided = 0.3;

function atMost(match: CauseMatch): CauseMatch {
  return { ...match, confidence: Math.min(match.confidence, maxUndecided) };
}

function matchesOf(context: DiagnosisContext, ranked: readonly RankedHypothesis[]): Matched[] {
  const matched: Matched[] = [];
  const isCut = context.first?.overrun === true && endsInsideOnlyFrame(context.connection);
  const isUndecided = (cause: Cause, list: readonly RankedHypothesis[]): boolean =>
    isCut &&
    !cause.excludesOthers &&
    cause.group !== 'capture' &&
    !list.some(
      (hypothesis) =>
        hypothesis.cause === cause.id && (hypothesis.frames > 0 || hypothesis.endsAsWritten === true),
    );
  for (const cause of causes) {
    const reading = matchFromHypothesis(ranked, cause.id);
    const found = cause.match === undefined ? reading : cause.match(context, reading);
    if (found !== null) matched.push({ cause, match: isUndecided(cause, ranked) ? atMost(found) : found });
  }
  const { fidelity, symptoms } = context.connection;
  if (fidelity === 'bytes') return matched;
  for (const { text } of symptoms) {
    for (const { cause, confidence } of causesOfReport(text)) {
      if (matched.some((one) => one.cause === cause)) continue;
      matched.push({ cause, match: matchFromReport(text, confidence) });
    }
  }
  return matched;
}

/** No cause is more certain where something speaks against how the text was read as bytes. */
const maxOfDoubted = 0.8;

function asSureAsReading(matched: readonly Matched[], notes: readonly Note[]): readonly Matched[] {
  if (!notes.some(({ id }) => id === doubtedReading || id === 'ascii-mismatch')) return matched;
  return matched.map(({ cause, match }) => ({
    cause,
    match: { ...match, confidence: Math.min(match.confidence, maxOfDoubted) },
  }));
}

/** Diagnoses one connection. Looks at a bounded part of it. */
export async function diagnose(connection: Connection, notes: readonly Note[]): Promise<DiagnosisResult> {
  const context = await buildContext(connection, notes);
  const ranked = hypothesesOf(context);
  const matched = matchesOf(context, ranked);
  const diagnosis = order(context, asSureAsReading(settle(limitOthers(matched)), notes)).slice(
    0,
    maxDiagnoses,
  );
  if (diagnosis.length === 0) diagnosis.push(unexplained(context));
  const top = matched.find(({ cause }) => cause.id === diagnosis[0].cause);
  const best = matched
    .filter(({ match }) => match.repair !== undefined)
    .sort((a, b) => b.match.confidence - a.match.confidence)[0];
  return {
    level: top === undefined ? 'unknown' : levelOf(top, diagnosis[0].confidence),
    headline: headlineOf(diagnosis[0], top?.match.isOpen ?? false),
    diagnosis,
    considered: considered(ranked, new Set(diagnosis.map(({ cause }) => cause))),
    repair:
      best?.match.repair && context.first
        ? { ...best.match.repair, cause: best.cause.id, sender: context.first.sender }
        : null,
  };
}

/** Something is wrong, and nothing that was tried explains it. */
function unexplained(context: DiagnosisContext): Diagnosis {
  const { first } = context;
  return {
    cause: first === null ? 'healthy' : 'bytes-corrupted',
    confidence: 0.1,
    title: 'The cause is not in these bytes',
    claim:
      first === null
        ? 'No frame and no handshake could be judged.'
        : 'The stream breaks here, and no reading that was tried explains a further frame.',
    evidence:
      first === null
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
    facts: factsOf(context, { evidence: [] }),
  };
}
