// Tells what a text is: bytes in some notation, an error, a handshake, a configuration, or several of these
// among the words of a person. A text without bytes is never read for bytes.

import { isComparing } from './comparison.ts';
import {
  areOneConnection,
  attachedDumps,
  comparedDumps,
  dumpsBetweenSentences,
  dumpsInSentences,
  joinedParts,
  quotedDump,
  severalInOneLine,
  withLabel,
} from './dumps.ts';
import { partsInside } from './inner-parts.ts';
import { withoutSurroundings } from './kinds/url.ts';
import { isHistory } from './names.ts';
import type { Range } from './pieces.ts';
import {
  type Claim,
  certainties,
  isKindWithoutBytes,
  type kindsWithoutBytes,
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

/** The range of what a claim is about: a URL without what stands around it, everything else as a whole. */
function rangeOf(text: string, { kind }: Claim, { start, end }: Range): Range {
  if (kind !== 'url') return { start, end };
  const url = withoutSurroundings(text.slice(start, end));
  const from = start + text.slice(start, end).indexOf(url);
  return { start: from, end: from + url.length };
}

function partOf(text: string, segment: Range): Part | null {
  const claim = bestClaim(sampleOf(text.slice(segment.start, segment.end), text));
  return isBelievable(claim) ? { ...claim, ...rangeOf(text, claim, segment) } : null;
}

/** The parts that a run of segments, or one of them, is: a dump may hold several that are compared. */
function partsIn(text: string, segment: Range & { readonly isProse: boolean }): Part[] {
  const part = partOf(text, segment);
  if (segment.isProse && !isLiteral(text, part)) {
    const dumps = dumpsInSentences(text, segment);
    if (dumps.length > 0) return dumps;
  }
  if (part?.kind === 'bytes' && part.format !== null) return dumpsOf(text, part);
  if (part !== null) return [part];
  const dumps = comparedDumps(text, segment) ?? dumpsInSentences(text, segment);
  if (dumps.length > 0) return dumps;
  const quoted = quotedDump(text, segment);
  if (quoted !== null) return [quoted];
  return segment.isProse ? dumpsBetweenSentences(text, segment) : [];
}

/** Notations whose literals hold printable characters as they are: runs of escapes are parts of them. */
const literalFormats = new Set([
  'escaped',
  'python-bytes',
  'go-bytes',
  'strace',
  'erlang-binary',
  'java-bytes',
]);

/** A character among the numbers of an array: `0x05, 'H'`. */
const characterInArray = /,\s*'(?:[^\\']|\\.[\da-f]{0,3})'\s*[,})]/i;

/** Whether a part is a literal of a program, and not two of them that are compared. */
function isLiteral(text: string, part: Part | null): boolean {
  if (part === null || part.certainty !== 'certain') return false;
  const written = text.slice(part.start, part.end);
  const isOne =
    literalFormats.has(part.format ?? '') || (part.format === 'c-array' && characterInArray.test(written));
  return isOne && !isComparing(written);
}

/** A dump, or those that are compared in it, or stand in one line of it. The records of a log in JSON are one. */
function dumpsOf(text: string, part: Part): Part[] {
  if (part.format === 'json-lines') return [part];
  const compared = comparedDumps(text, part);
  if (compared !== null) return compared;
  if (isLiteral(text, part)) return [part];
  const inline = severalInOneLine(text, part) ? dumpsInSentences(text, { ...part, isProse: false }) : [];
  return inline.length > 0 ? inline : [part];
}

/** Parts that follow each other and are the same are one. */
function merged(text: string, parts: readonly Part[], areDumps: boolean): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    const isSame = last && last.kind === part.kind && last.format === part.format && last.name === part.name;
    if (!isSame) result.push(part);
    else if (areDumps && part.kind === 'bytes' && part.format !== null) {
      const both = areOneConnection(text, last, part) ? joinedParts(text, last, part) : null;
      if (both === null) result.push(part);
      else result[result.length - 1] = both;
    } else
      result[result.length - 1] = {
        ...last,
        end: part.end,
        share: Math.min(last.share, part.share),
        ...(part.doubt === undefined ? {} : { doubt: part.doubt }),
      };
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
    const whole = partsIn(text, run);
    const isWhole = inside.length < 2 || whole.some(({ share }) => share >= wholeShare);
    if (isWhole) parts.push(...whole);
    else parts.push(...inside.flatMap((segment) => partsIn(text, segment)));
  }
  return merged(text, parts, true).map((part) => withLabel(text, part));
}

/** The parts and those inside of them, in the order of the text. */
function withInnerParts(text: string, outer: readonly Part[]): Part[] {
  const parts = outer.flatMap((part) => [part, ...merged(text, partsInside(text, part), false)]);
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
  const attached = attachedDumps(head);
  if (attached.length > 0) return ofParts(head, attached);
  const isPlain = segments.every(({ isProse, isFenced }) => !isProse && !isFenced);
  if (isPlain || segments.length > maxSegments) {
    const whole = bestClaim(sampleOf(head));
    if (isBelievable(whole) && (whole.share >= wholeShare || segments.length === 1)) {
      const part = { ...whole, ...rangeOf(text, whole, { start: 0, end: text.length }) };
      const isDump = part.kind === 'bytes' && part.format !== null && text.length <= maxLength;
      return ofParts(head, isDump ? dumpsOf(head, part) : [part]);
    }
  }
  if (segments.length > maxSegments) return nothing;
  return ofParts(head, partsOf(head, segments));
}

/** Names of texts whose kind somebody chose and that no recogniser names. */
const chosenNames: Readonly<Record<(typeof kindsWithoutBytes)[number], string>> = {
  'error-text': 'error message',
  handshake: 'handshake',
  configuration: 'configuration',
  url: 'URL',
  'packet-tree': 'packet details',
};

/** A text as the kind that somebody chose for it. */
export function recogniseAs(text: string, kind: (typeof kindsWithoutBytes)[number]): Recognition {
  const sample = sampleOf(text.slice(0, maxLength));
  const claim = recognisers.find((one) => one.kind === kind)?.recognise(sample) ?? null;
  const { name = chosenNames[kind], certainty = 'possible', share = 1 } = claim ?? {};
  const whole = { kind, name, certainty, share, format: null };
  const part = { ...whole, ...rangeOf(text, whole, { start: 0, end: text.length }) };
  return { kind, name, certainty, parts: [part] };
}

/** Other kinds without bytes that a text could be, best first: for somebody to choose. */
export function otherKinds(text: string, { parts }: Recognition): Claim[] {
  const sample = sampleOf(text.slice(0, maxLength));
  return recognisers
    .map((one) => one.recognise(sample))
    .filter((claim) => claim !== null)
    .filter(({ kind }) => isKindWithoutBytes(kind) && !parts.some((part) => part.kind === kind))
    .sort((a, b) => certainties.indexOf(a.certainty) - certainties.indexOf(b.certainty));
}
