// A frame whose payload was not written to its end before the next frame began.

import type { Evidence } from '../../../model/finding.ts';
import { capital, count, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { explains } from '../../evidence/chain-score.ts';
import type { InflateResult } from '../../evidence/compressed-payload.ts';
import { declaredAndPresent, type MissingBytes, missingBytes } from '../../evidence/missing-bytes.ts';
import { payloadScore } from '../../evidence/payload-costs.ts';
import { readOnFromNext } from '../../evidence/payload-length-mismatch.ts';
import { plausible } from '../../evidence/plausible.ts';
import type { Hypothesis } from '../../hypothesis.ts';

// Scores in bits, set by hand on the recorded captures.

/** The payload is the start of a document that breaks off: what a short write leaves. */
const documentStartScore = 5;
/** The payload has the end of a document, though not all of it: something is missing before that end, not after it. */
const documentEndScore = -8;
/** Other text ends anywhere. */
const textScore = 3;
/** So does a payload that is not text, but there is less to see. */
const binaryScore = 2;
/** The payload, or the frame, ends where buffers end. */
const bufferScore = 8;

/** Inflating checks every byte of a compressed payload: a payload that breaks off is sound up to there. */
const inflateScores: Partial<Record<InflateResult['kind'], number>> = {
  'whole though short': -16,
  'sound so far': 6,
  damaged: -8,
};

/**
 * Usual buffer sizes are multiples of 256 or 1,000; Ethernet segments hold 1,448 or 1,460 bytes, with or
 * without TCP timestamps.
 */
const bufferUnits = [256, 1000, 1448, 1460];

function isBufferSize(length: number): boolean {
  return length > 0 && bufferUnits.some((unit) => length % unit === 0);
}

function endsWithBuffer({ wire, header }: MissingBytes): boolean {
  return isBufferSize(wire.length) || isBufferSize(wire.length + header.headerLength);
}

function shapeScore({ isText, shape }: MissingBytes): number {
  if (!isText) return binaryScore;
  switch (shape) {
    case 'head':
      return documentStartScore;
    case 'whole':
      return 0;
    case 'middle':
    case 'tail':
      return documentEndScore;
    case 'none':
      return textScore;
  }
}

function scoreOf(found: MissingBytes): number {
  return (
    found.score +
    payloadScore(found, found.leastCost, found.costs.whole) +
    shapeScore(found) +
    (endsWithBuffer(found) ? bufferScore : 0) +
    (inflateScores[found.inflate.kind] ?? 0)
  );
}

function evidenceOf(found: MissingBytes): Evidence[] {
  const evidence = declaredAndPresent(found);
  if (endsWithBuffer(found))
    evidence.push({
      text: `${found.wire.length.toLocaleString('en')} bytes is where a buffer or segment ends.`,
      place: null,
    });
  return evidence;
}

function hypothesisOf(found: MissingBytes): Hypothesis {
  return {
    name: 'a payload cut short',
    score: scoreOf(found),
    ...explains(found.chain),
    claim: `${capital(the(found.window.sender))} declared ${count(found.header.payloadLength, 'byte')} and wrote ${found.wire.length.toLocaleString('en')}: the last ${count(-found.extra, 'byte')} of the payload never came.`,
    evidence: evidenceOf(found),
    repair: readOnFromNext(found),
  };
}

/** A payload was cut short. */
export const shortWrite: Cause<'short-write'> = {
  id: 'short-write',
  group: 'damage on the way',
  title: 'A payload was cut short',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'esp32', 'php'],
  confirm: 'Check what send() returns and write the rest.',
  hypotheses: (window) => plausible(missingBytes(window).map(hypothesisOf)),
};
