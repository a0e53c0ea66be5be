// The order of the explanations of an error text, from what was counted in public cases and from the rest of
// the paste.
//
// The model, for texts about frames:
//
//   score(e) = share(e | variant, kind, all) x product over the signs s of  P(s | e) / P(s)  x  reading(e)
//
// `share` is counted: among the cases with the same variable parts, filled up from those with the same kind of
// text, filled up from all cases (Dirichlet smoothing, `priorCases` each). Of all cases, an explanation counts
// as far as it brings about the violations of the text: one with few effects has each of them often, one that
// shifts the stream has any. `P(s | e)` is counted in the software that the cases name, smoothed in the same
// way; a sign that is absent says nothing, because pastes are short. Where the cases do not record a sign,
// `statedRatios` names a ratio and why. `reading` compares what the text tells of the first byte with what the
// streams of an explanation begin with. A case that quotes texts of several kinds counts for each in part.
//
// Texts that were not counted, those about handshakes above all, have an order by `near` in place of the count
// of all cases.

import type { ViolationName } from '../model/violation.ts';
import type { Sign, SignGroup } from './context.ts';
import { type ExplanationId, explanations, frameExplanationIds } from './explanations.ts';
import { type FieldCase, fieldCases } from './field-counts.ts';
import { kindsLike } from './kinds.ts';
import { statedRatios } from './stated-ratios.ts';
import { nearness, type TextKind } from './text-kind.ts';

/** What is ranked. */
export interface RankingInput {
  readonly kind: TextKind;
  /** `variantOf` the text. */
  readonly variant: string;
  /** What the text says of the bytes; empty: not known. */
  readonly violations: readonly ViolationName[];
  readonly signs: readonly Sign[];
  /** Who prints the text, where one role alone does. */
  readonly role: 'client' | 'server' | null;
  /** How often the typical streams of an explanation give the text; absent: it has no typical streams. */
  readonly effects: ReadonlyMap<string, number>;
  /** Of the explanations whose streams begin in known ways, the part of these beginnings that give the text. */
  readonly fittingPart: ReadonlyMap<ExplanationId, number>;
  /** Bits of the first byte that the variable parts tell and the kind of the text does not. */
  readonly addedBits: number;
  /** Id of a case that does not count: it is the one that is examined. */
  readonly without?: string;
}

export interface RankedExplanation {
  readonly id: ExplanationId;
  /** Of the score of all; the shares add up to 1. */
  readonly share: number;
  /** Public cases of this kind of text with this explanation, of all with this kind; `null`: not counted. */
  readonly counted: { readonly cases: number; readonly of: number } | null;
  /** What in the paste raised it, the strongest first. */
  readonly because: readonly string[];
}

/**
 * Weight of what is known of a wider group of cases, in cases: five cases of the narrow group weigh as much as
 * all that is known of the wider one. Larger values hide what a text says, smaller ones let a single case
 * decide. Of 1, 2, 3 and 5, the one with the most cases that were left out among its first three.
 */
const priorCases = 5;
/** Effect of an explanation on a text that it cannot bring about: the text may be quoted or read wrongly. */
const ruledOut = 0.003;
/**
 * Number of violations that an explanation which shifts the stream has, one as often as the other: those that a
 * reader checks in a header and a payload.
 */
const shiftedEffects = 16;
/**
 * Part of the streams of an explanation that begin in one of the known ways; the rest has the bits of the text by
 * chance, in one of 2^bits.
 */
const knownBeginnings = 0.5;
/** The same, where nearly every stream begins in a known way: a TLS record, a chunk size, a compressed frame. */
const mostlyKnownBeginnings = 0.9;
const mostlyKnown: readonly ExplanationId[] = [
  'tls-in-stream',
  'chunked-upgrade',
  'http-request',
  'compression-not-agreed',
  'text-codec',
  'old-draft',
];
/**
 * A sign counts at most this much in either direction: the cases are few, and the signs of one paste come
 * together.
 */
const maxSignRatio = 3;
/**
 * Weight of the share of all cases in a count of signs, in cases. Larger than `priorCases`, because cases name
 * only some of their software. Of 2, 4 and 8, the one with the best likelihood of cases that were left out.
 */
const signPrior = 8;
/** A ratio from which a sign is named as a reason. */
const namedRatio = 1.3;

/** The explanations of a text, the nearest first. */
export function rankExplanations(input: RankingInput): RankedExplanation[] {
  const cases = fieldCases().filter(({ id }) => id !== input.without);
  const ofKind = cases.filter(({ kinds }) => kinds.has(input.kind.id));
  const isCounted = ofKind.length > 0 || input.kind.near === undefined;
  const shares = isCounted ? countedShares(input, cases, ofKind) : nearShares(input.kind);
  const scored = [...shares].map(([id, share]) => {
    const reasons = reasonsFor(id, input, cases);
    return { id, reasons, score: reasons.reduce((score, { ratio }) => score * ratio, share) };
  });
  const sum = scored.reduce((total, { score }) => total + score, 0);
  return scored
    .sort((a, b) => b.score - a.score)
    .map(({ id, reasons, score }) => ({
      id,
      share: score / sum,
      counted: isCounted ? { cases: countIn(ofKind, id), of: ofKind.length } : null,
      because: reasons
        .filter(({ ratio }) => ratio >= namedRatio)
        .sort((a, b) => b.ratio - a.ratio)
        .map(({ words }) => words),
    }));
}

const countIn = (cases: readonly FieldCase[], id: ExplanationId): number =>
  cases.filter(({ explanation }) => explanation === id).length;

/** Cases of a kind; one that quotes texts of several kinds counts in part, because each text alone says less. */
const weightOf = (cases: readonly FieldCase[]): number =>
  cases.reduce((sum, { kinds }) => sum + 1 / Math.max(1, kinds.size), 0);

const weightIn = (cases: readonly FieldCase[], id: ExplanationId): number =>
  weightOf(cases.filter(({ explanation }) => explanation === id));

function countedShares(
  { variant, violations, kind, effects }: RankingInput,
  cases: readonly FieldCase[],
  ofKind: readonly FieldCase[],
): Map<ExplanationId, number> {
  const ofVariant = ofKind.filter(({ variants }) => variants.has(variant));
  const ofKinds = cases.filter(({ kinds }) => kindsLike(kind.id).some((one) => kinds.has(one)));
  const wider = kind.near === undefined ? sharesOfAll({ violations, effects }, cases) : nearShares(kind);
  const shares = new Map<ExplanationId, number>();
  for (const id of new Set([...frameExplanationIds, ...wider.keys()])) {
    const share = filledUp(weightIn(ofKinds, id), weightOf(ofKinds), wider.get(id) ?? 0);
    shares.set(id, filledUp(weightIn(ofVariant, id), weightOf(ofVariant), share));
  }
  return shares;
}

/** The share of each explanation in all cases, as far as it brings about the text. */
function sharesOfAll(
  { violations, effects }: Pick<RankingInput, 'violations' | 'effects'>,
  cases: readonly FieldCase[],
): Map<ExplanationId, number> {
  const mean = [...effects.values()].reduce((sum, effect) => sum + effect, 0) / Math.max(1, effects.size);
  const effectOf = (id: ExplanationId): number => {
    // A reader that inflates has agreed to compression.
    if (id === 'compression-not-agreed' && violations.join() === 'deflateFailed') return 0;
    if (mean === 0) return effectOn(id, violations);
    // Where bytes are changed on the way, or read wrongly, any text comes about as often as by the other faults.
    return Math.max(effects.get(id) ?? mean, ruledOut);
  };
  return normalised(new Map(frameExplanationIds.map((id) => [id, (countIn(cases, id) + 1) * effectOf(id)])));
}

/** How often an explanation brings about one of the violations. */
function effectOn(id: ExplanationId, violations: readonly ViolationName[]): number {
  const possible = explanations[id].violations;
  if (possible === undefined) return Math.max(1, violations.length) / shiftedEffects;
  const hit = violations.filter((violation) => possible.includes(violation)).length;
  return hit === 0 ? ruledOut : hit / possible.length;
}

function normalised<T>(weights: ReadonlyMap<T, number>): Map<T, number> {
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  return new Map([...weights].map(([key, weight]) => [key, weight / sum]));
}

/** A counted share, filled up with `wider` where the cases are few. */
const filledUp = (count: number, of: number, wider: number, prior = priorCases): number =>
  (count + prior * wider) / (of + prior);

function nearShares({ near = [] }: TextKind): Map<ExplanationId, number> {
  return normalised(new Map(near.map(([id, how]) => [id, nearness[how]])));
}

interface Reason {
  readonly ratio: number;
  readonly words: string;
}

/** What the paste says for and against an explanation. Of each group of signs, the strongest counts. */
function reasonsFor(id: ExplanationId, input: RankingInput, cases: readonly FieldCase[]): Reason[] {
  const best = new Map<SignGroup, Reason>();
  const consider = (group: SignGroup, reason: Reason) => {
    const before = best.get(group);
    if (before === undefined || Math.abs(Math.log(reason.ratio)) > Math.abs(Math.log(before.ratio))) {
      best.set(group, reason);
    }
  };
  for (const sign of input.signs) {
    // A proxy names the address of the server beside it: that says nothing of the way to the client.
    if (sign.id === 'local' && input.kind.id.startsWith('proxy-')) continue;
    const stated = statedRatios.find(
      (one) => one.sign === sign.id && one.explanations.some((named) => named === id),
    );
    if (stated !== undefined)
      consider(sign.group, { ratio: stated.ratio, words: `${sign.name}: ${stated.why}` });
    else if (input.kind.phase === 'frames') consider(sign.group, countedReason(id, sign, cases));
  }
  if (input.role !== null && input.kind.phase === 'frames')
    consider('role', roleReason(id, input.role, cases));
  const reasons = [...best.values()];
  const fitting = input.fittingPart.get(id);
  if (fitting !== undefined && input.addedBits > 0) {
    const ratio = beginningRatio(id, fitting, input.addedBits);
    reasons.push({ ratio, words: 'its bytes begin as the text says' });
  }
  return reasons;
}

/** How much likelier the text is with the beginnings of an explanation than by chance. */
function beginningRatio(id: ExplanationId, fitting: number, addedBits: number): number {
  const known = mostlyKnown.includes(id) ? mostlyKnownBeginnings : knownBeginnings;
  const chance = 2 ** -addedBits;
  return (known * fitting) / chance + 1 - known;
}

function countedReason(id: ExplanationId, sign: Sign, cases: readonly FieldCase[]): Reason {
  const withSign = cases.filter(({ signs }) => signs.has(sign.id));
  const both = countIn(withSign, id);
  const all = withSign.length / cases.length;
  if (all === 0) return { ratio: 1, words: '' };
  const ratio = filledUp(both, countIn(cases, id), all, signPrior) / all;
  return {
    ratio: Math.min(maxSignRatio, Math.max(1 / maxSignRatio, ratio)),
    words: `${sign.name}: ${both} of ${withSign.length} public cases with it`,
  };
}

/** A client prints faults of the server, and the other way round. */
function roleReason(id: ExplanationId, role: 'client' | 'server', cases: readonly FieldCase[]): Reason {
  const sender = role === 'client' ? 'server' : 'client';
  const known = cases.filter((one) => one.sender !== null);
  const bySender = known.filter((one) => one.sender === sender);
  const all = bySender.length / known.length;
  const ratio = filledUp(countIn(bySender, id), countIn(known, id), all, signPrior) / all;
  const words = `the ${sender} sent the bytes: ${countIn(bySender, id)} of ${countIn(known, id)} such cases`;
  return { ratio: Math.min(maxSignRatio, Math.max(1 / maxSignRatio, ratio)), words };
}
