// What is said of a paste is measured by what was seen of the connection: in number, in words, and no more than that.

import { beforeAll, expect, test } from 'vitest';
import { openText } from '../../bench/exam-text.ts';
import type { ConnectionView } from '../../src/worker/protocol.ts';
import { corpus } from './corpus.ts';

/** A connection of the corpus, with the text that it was read from. */
interface Read {
  readonly name: string;
  readonly connection: ConnectionView;
}

const read: Read[] = [];

beforeAll(async () => {
  for (const { name, text } of corpus()) {
    const { capture } = await openText(text);
    for (const connection of capture.connections) read.push({ name, connection });
  }
}, 600_000);

/** The names of those that fit, with what is said of them. */
function breaking(fits: (connection: ConnectionView) => boolean): string[] {
  return read
    .filter(({ connection }) => fits(connection))
    .map(
      ({ name, connection }) => `${name}: ${connection.headline} (${connection.diagnosis[0]?.confidence})`,
    );
}

const confidenceOf = ({ diagnosis }: ConnectionView) => diagnosis[0]?.confidence ?? 0;
const isSound = ({ level }: ConnectionView) => level === 'sound';
/** Neither a carrier nor a handshake says that the bytes are a connection. */
const isBare = ({ transport, handshake }: ConnectionView) => transport === 'bytes' && handshake === null;

/** What is said of a connection: the headline, and every sentence of its first cause. */
function sentencesOf({ headline, summary, diagnosis }: ConnectionView): string[] {
  const [first] = diagnosis;
  if (first === undefined) return [headline, summary];
  return [headline, summary, first.claim, first.against ?? '', ...first.evidence.map(({ text }) => text)];
}

test('the corpus has many connections that are called sound', () => {
  expect(read.filter(({ connection }) => isSound(connection)).length).toBeGreaterThan(300);
});

test('sound needs a frame or a message', () => {
  expect(breaking((one) => isSound(one) && one.frames + one.messages === 0)).toEqual([]);
});

test('bare bytes are called sound with a confidence that grows with their frames', () => {
  const most = (frames: number) => (frames > 4 ? 0.9 : frames > 2 ? 0.8 : frames > 1 ? 0.7 : 0.6);
  const isTooSure = (one: ConnectionView) => isSound(one) && confidenceOf(one) > most(one.frames);
  expect(breaking((one) => isBare(one) && isTooSure(one))).toEqual([]);
});

test('a handshake adds to the confidence of pasted frames, and no more than that', () => {
  const isPasted = (one: ConnectionView) => one.transport === 'bytes' && one.handshake !== null;
  const isTooSure = (one: ConnectionView) =>
    isSound(one) &&
    one.fidelity === 'bytes' &&
    confidenceOf(one) > (one.frames > 2 ? 0.98 : one.frames > 1 ? 0.9 : 0.8);
  expect(breaking((one) => isPasted(one) && isTooSure(one))).toEqual([]);
});

test('messages without their frames are never called sound with more than 60 %', () => {
  expect(breaking((one) => isSound(one) && one.fidelity !== 'bytes' && confidenceOf(one) > 0.6)).toEqual([]);
});

test('only a captured connection with both heads of its handshake is called one in which nothing is wrong', () => {
  const isWhole = (one: ConnectionView) =>
    one.transport !== 'bytes' && one.handshake?.request != null && one.handshake.response !== null;
  expect(
    breaking(
      (one) => isSound(one) && /nothing is wrong with this connection/i.test(one.headline) && !isWhole(one),
    ),
  ).toEqual([]);
});

test('bare bytes are counted in the headline when they are called sound', () => {
  expect(
    breaking(
      (one) =>
        isBare(one) &&
        isSound(one) &&
        one.fidelity === 'bytes' &&
        !/frames? (?:is|are) legal/.test(one.headline),
    ),
  ).toEqual([]);
});

test('nothing is said of the bytes of a side that sent none', () => {
  const isOfSilent = (one: ConnectionView) =>
    (['client', 'server'] as const).some((side) => {
      if (one.bytesBySender[side] > 0 || one.messages > 0) return false;
      const legal = new RegExp(
        `\\b(?:every|all) [a-z ]*\\b${side}\\b[a-z ]* (?:sent|is|are)\\b[^.]*\\blegal|what the ${side} sent is legal`,
        'i',
      );
      return sentencesOf(one).some((sentence) => legal.test(sentence));
    });
  expect(breaking(isOfSilent)).toEqual([]);
});

test('one frame is never "every frame" or "after each frame"', () => {
  expect(
    breaking(
      (one) =>
        one.frames === 1 &&
        sentencesOf(one).some((words) =>
          /\b(?:after|before|in|of) (?:every|each) (?:\w+ )?frame\b/i.test(words),
        ),
    ),
  ).toEqual([]);
});
