// All that can become of a request: every condition that the text does not decide goes both ways.

import type { UrlRequest } from '../program.ts';
import { agentsOf, connectionValues } from '../websocket-request.ts';
import { Machine, type Outcome, type Question, TooLong } from './machine.ts';
import type { Names } from './names.ts';

/** A condition that the text does not decide, and how it went. */
export interface Assumption extends Question {
  readonly holds: boolean;
}

/** One end of a request, and the assumptions that lead to it. */
export interface End {
  readonly outcome: Outcome;
  readonly assumptions: readonly Assumption[];
}

/** More ends than these are not told apart. */
const maxEnds = 48;

/** The ends for each kind of sender; null when there are too many to follow. */
export function endsOf(names: Names, text: string, request: UrlRequest): End[] | null {
  const agents = /user-agent/i.test(text) ? agentsOf(request) : agentsOf(request).slice(0, 1);
  const ends: End[] = [];
  for (const connection of connectionValues) {
    for (const userAgent of agents) {
      const own = endsFor((decide) =>
        new Machine(names, text, { ...request, connection, userAgent }, decide).run(),
      );
      if (own === null) return null;
      ends.push(...own);
    }
  }
  return ends;
}

function endsFor(run: (decide: (question: Question) => boolean) => Outcome): End[] | null {
  const ends: End[] = [];
  let answers: boolean[] = [];
  for (;;) {
    const asked: Assumption[] = [];
    const known = new Map<string, boolean>();
    const decide = (question: Question): boolean => {
      const before = known.get(question.words);
      if (before !== undefined) return before;
      const holds = answers[asked.length] ?? true;
      known.set(question.words, holds);
      asked.push({ ...question, holds });
      return holds;
    };
    try {
      ends.push({ outcome: run(decide), assumptions: asked });
    } catch (error) {
      if (error instanceof TooLong) return null;
      throw error;
    }
    if (ends.length > maxEnds) return null;
    const last = asked.findLastIndex(({ holds }) => holds);
    if (last < 0) return ends;
    answers = [...asked.slice(0, last).map(({ holds }) => holds), false];
  }
}
