// Which question splits the explanations best, and what an answer does to them. Page, terminal and JSON share it.

import type { ExplanationId } from './explanations.ts';
import { type Question, questions, yesLevels } from './questions.ts';

/** An explanation with its share of the whole. */
export interface Weighted {
  readonly id: ExplanationId;
  readonly share: number;
}

export type Answers = Readonly<Record<string, 'yes' | 'no'>>;

/** Questions that are asked at once. */
export const maxAsked = 3;
/** Least information that a question must be expected to give, in bits: below it the order hardly changes. */
const minGain = 0.05;

/** How often the answer to a question is "yes" if `id` is the explanation. */
export function yesOf(question: Question, id: ExplanationId): number {
  return yesLevels[question.levels[id] ?? question.others];
}

function factor(question: Question, id: ExplanationId, answer: 'yes' | 'no'): number {
  const yes = yesOf(question, id);
  return answer === 'yes' ? yes : 1 - yes;
}

/** The same explanations after the answers, the nearest first. Shares add up to 1. */
export function afterAnswers<T extends Weighted>(list: readonly T[], answers: Answers): T[] {
  const weighted = list.map((one) => {
    let share = one.share;
    for (const question of questions) {
      const answer = answers[question.id];
      if (answer !== undefined) share *= factor(question, one.id, answer);
    }
    return { ...one, share };
  });
  const sum = weighted.reduce((total, { share }) => total + share, 0) || 1;
  return weighted.map((one) => ({ ...one, share: one.share / sum })).sort((a, b) => b.share - a.share);
}

const entropy = (shares: readonly number[]): number =>
  shares.reduce((bits, share) => (share > 0 ? bits - share * Math.log2(share) : bits), 0);

/** The information that the answer to a question is expected to give, in bits. */
export function expectedGain(question: Question, list: readonly Weighted[]): number {
  const before = entropy(list.map(({ share }) => share));
  let after = 0;
  for (const answer of ['yes', 'no'] as const) {
    const joint = list.map(({ id, share }) => share * factor(question, id, answer));
    const chance = joint.reduce((total, value) => total + value, 0);
    if (chance > 0) after += chance * entropy(joint.map((value) => value / chance));
  }
  return before - after;
}

/** The questions that split the explanations best and are not answered yet, the best first. */
export function bestQuestions(
  list: readonly Weighted[],
  phase: Question['phases'][number],
  answers: Answers,
): Question[] {
  return questions
    .filter((question) => question.phases.includes(phase) && answers[question.id] === undefined)
    .map((question) => ({ question, gain: expectedGain(question, list) }))
    .filter(({ gain }) => gain >= minGain)
    .sort((a, b) => b.gain - a.gain)
    .slice(0, maxAsked)
    .map(({ question }) => question);
}

/** The answers that a paste gives by itself. */
export function answersIn(text: string, phase: Question['phases'][number]): Answers {
  const found: Record<string, 'yes' | 'no'> = {};
  for (const { id, phases, saidYes, saidNo } of questions) {
    if (!phases.includes(phase)) continue;
    if (saidYes?.test(text)) found[id] = 'yes';
    else if (saidNo?.test(text)) found[id] = 'no';
  }
  return found;
}
