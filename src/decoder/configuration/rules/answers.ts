// Requests that are answered here, redirected, refused, or checked before they reach a backend.

import type { Applies, EarlyAnswer } from '../model.ts';
import type { FindingSeverity } from '../report.ts';
import { defineRule, type Rule } from '../rule.ts';

const severityOf: Readonly<Record<Applies, FindingSeverity>> = {
  always: 'error',
  some: 'note',
  never: 'note',
  unknown: 'unknown',
};

const early =
  (...how: EarlyAnswer['how'][]) =>
  ({ earlyAnswers }: { earlyAnswers: EarlyAnswer[] }): EarlyAnswer[] =>
    earlyAnswers.filter((answer) => how.includes(answer.how) && answer.applies !== 'never');

const conditionOf = ({ condition }: EarlyAnswer): string => condition ?? 'the condition';

const redirectEnding = defineRule({
  id: 'redirect',
  cause: 'upgrade-refused',
  find: ({ ending, span }) =>
    ending.kind === 'redirect' ? [{ span, status: ending.status, to: ending.to }] : [],
  severity: (_, { entry }) => (entry.some(({ kind }) => kind === 'unknown') ? 'unknown' : 'error'),
  sentence: ({ status, to }, { entry }) =>
    `A WebSocket ${entry.some(({ kind }) => kind === 'unknown') ? 'that meets the conditions' : 'to this place'} gets a redirect${status === null ? '' : ` (${status})`}. Browsers do not follow it: the client must use ${/^\/[^$]*$/.test(to) ? `the path ${to}` : 'the final URL (wss://)'}.`,
});

const answerEnding = defineRule({
  id: 'answers-itself',
  cause: 'upgrade-refused',
  find: ({ ending, span }) => (ending.kind === 'answer' ? [{ span, status: ending.status }] : []),
  severity: 'error',
  sentence: ({ status }, _, { name }) =>
    `${name} answers a WebSocket to this place itself${status === null ? '' : ` (${status})`}; nothing is proxied.`,
});

const earlyRedirect = defineRule<EarlyAnswer>({
  id: 'early-redirect',
  cause: 'upgrade-refused',
  find: early('redirect'),
  severity: ({ applies }) => severityOf[applies],
  sentence: (answer) =>
    answer.applies === 'always'
      ? `${answer.words} redirects a WebSocket here. Browsers do not follow it: the client must use the final URL (wss://).`
      : `${answer.words} redirects the requests that meet ${conditionOf(answer)}. Browsers do not follow a redirect of a WebSocket.`,
});

const earlyAnswer = defineRule<EarlyAnswer>({
  id: 'answered-here',
  cause: 'upgrade-refused',
  find: (route) => early('answer')(route).filter(({ applies }) => applies === 'always'),
  severity: 'error',
  sentence: ({ words, condition }) =>
    condition === null
      ? `${words} answers a WebSocket here; nothing is proxied.`
      : `A WebSocket meets ${condition}, and ${words} ends the request here.`,
});

const sometimesAnswer = defineRule<EarlyAnswer>({
  id: 'answered-sometimes',
  cause: null,
  find: (route) => early('answer')(route).filter(({ applies }) => applies !== 'always'),
  severity: ({ applies }) => severityOf[applies],
  sentence: (answer) => `${answer.words} answers the requests that meet ${conditionOf(answer)}.`,
});

const denied = defineRule<EarlyAnswer>({
  id: 'denied',
  cause: 'upgrade-refused',
  find: early('access'),
  severity: ({ applies }) => severityOf[applies],
  sentence: ({ words, applies }) =>
    applies === 'always'
      ? `${words} refuses every request with 403.`
      : `${words} refuses the addresses that no other line allows with 403.`,
});

const methodLimited = defineRule<EarlyAnswer>({
  id: 'method-limited',
  cause: 'upgrade-refused',
  find: early('method'),
  severity: ({ applies }) => severityOf[applies],
  sentence: ({ words }) => `An upgrade is a GET, and ${words} limits every method that it does not name.`,
});

const takenElsewhere = defineRule<EarlyAnswer>({
  id: 'rewrite',
  cause: null,
  find: early('elsewhere'),
  severity: ({ applies }) => severityOf[applies],
  sentence: ({ words }) => `${words} takes the requests that match to another place.`,
});

const responseReplaced = defineRule<EarlyAnswer>({
  id: 'answer-replaced',
  cause: 'upgrade-refused',
  find: early('response'),
  severity: ({ applies }) => severityOf[applies],
  sentence: ({ words, applies, condition }) =>
    applies === 'always'
      ? `${words} replaces every response of the backend, the 101 too.`
      : `${words} replaces the responses that meet ${condition ?? 'its condition'}; whether a 101 does is not known.`,
});

const authentication = defineRule({
  id: 'authentication',
  cause: null,
  find: (route) => route.authentication,
  severity: 'note',
  sentence: ({ words }) =>
    `${words} checks WebSockets too. A browser cannot add an Authorization header to a WebSocket; it sends only cookies.`,
});

/** Rules about answers that do not come from the backend. */
export const answerRules: readonly Rule[] = [
  redirectEnding,
  answerEnding,
  earlyRedirect,
  earlyAnswer,
  sometimesAnswer,
  denied,
  methodLimited,
  takenElsewhere,
  responseReplaced,
  authentication,
];
