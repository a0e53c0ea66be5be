// Tells what a text is: bytes in some notation, an error, a handshake, a configuration, or several of these
// among the words of a person. A text without bytes is never read for bytes.

import { partsInside } from './inner-parts.ts';
import { isHistory } from './names.ts';
import {
  type Claim,
  certainties,
  type Part,
  type Recognition,
  type Sample,
  sampleOf,
} from './recognition.ts';
import { recognisers } from './registry.ts';
import { joined, type Segment, segmentsOf } from './segments.ts';

/** More of a text is not looked at to tell what it is, in characters. */
const maxLength = 65536;
/** More segments are not looked at one by one. */
const maxSegments = 100;
/** A claim that accounts for such a share of the lines is believed of the whole. */
const wholeShare = 0.5;

const nothing: Recognition = { kind: 'unknown', name: '', certainty: 'possible', parts: [] };

/** Which claim wins between equals: what looks like little else comes first. */
const order: readonly Claim['kind'][] = [
  'url',
  'packet-tree',
  'capture',
  'messages',
  'bytes',
  'handshake',
  'configuration',
  'error-text',
];

/** The best claim of all recognisers on a text, or `null`. */
function bestClaim(sample: Sample): Claim | null {
  const claims = recognisers.map((one) => one.recognise(sample)).filter((claim) => claim !== null);
  claims.sort(
    (a, b) =>
      certainties.indexOf(a.certainty) - certainties.indexOf(b.certainty) ||
      order.indexOf(a.kind) - order.indexOf(b.kind),
  );
  return claims[0] ?? null;
}

function isBelievable(claim: Claim | null): claim is Claim {
  return claim !== null && (claim.certainty !== 'possible' || claim.share >= wholeShare);
}

function partOf(text: string, { start, end }: Segment): Part | null {
  const claim = bestClaim(sampleOf(text.slice(start, end)));
  return isBelievable(claim) ? { ...claim, start, end } : null;
}

/** Parts that follow each other and are the same are one. */
function merged(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (last && last.kind === part.kind && last.format === part.format && last.name === part.name) {
      result[result.length - 1] = { ...last, end: part.end, share: Math.min(last.share, part.share) };
    } else result.push(part);
  }
  return result;
}

/**
 * The parts of a text in segments: each run of segments is one when it is of one kind, otherwise each segment
 * for itself.
 */
function partsOf(text: string, segments: readonly Segment[]): Part[] {
  const parts: Part[] = [];
  for (const run of joined(segments)) {
    const inside = segments.filter(({ start, end }) => start >= run.start && end <= run.end);
    const whole = partOf(text, run);
    const isWhole = whole !== null && (inside.length < 2 || whole.share >= wholeShare);
    if (isWhole) parts.push(whole);
    else if (inside.length > 1) {
      for (const segment of inside) {
        const part = partOf(text, segment);
        if (part) parts.push(part);
      }
    }
  }
  return merged(parts);
}

/** The parts and those inside of them, in the order of the text. */
function withInnerParts(text: string, outer: readonly Part[]): Part[] {
  const parts = outer.flatMap((part) => [part, ...merged(partsInside(text, part))]);
  return parts.sort((a, b) => a.start - b.start || b.end - a.end);
}

function ofParts(text: string, outer: readonly Part[]): Recognition {
  const all = withInnerParts(text, outer);
  const parts = isHistory(text) ? all.filter(({ kind }) => kind !== 'error-text') : all;
  const kinds = new Set(parts.map(({ kind }) => kind));
  const [first] = parts;
  if (first === undefined) return nothing;
  return {
    kind: kinds.size === 1 ? first.kind : 'mixed',
    name: [...new Set(parts.map(({ name }) => name))].join(', '),
    certainty: parts.reduce(
      (best, { certainty }) =>
        certainties.indexOf(certainty) < certainties.indexOf(best) ? certainty : best,
      first.certainty,
    ),
    parts,
  };
}

/** What `text` is. Linear in its length, of which the first 64 KiB are looked at. */
export function recognise(text: string): Recognition {
  const head = text.slice(0, maxLength);
  const segments = segmentsOf(head);
  if (segments.length === 0) return nothing;
  const isPlain = segments.every(({ isProse, isFenced }) => !isProse && !isFenced);
  if (isPlain || segments.length > maxSegments) {
    const whole = bestClaim(sampleOf(head));
    if (isBelievable(whole) && (whole.share >= wholeShare || segments.length === 1)) {
      return ofParts(head, [{ ...whole, start: 0, end: text.length }]);
    }
  }
  if (segments.length > maxSegments) return nothing;
  return ofParts(head, partsOf(head, segments));
}
