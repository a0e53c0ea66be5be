// Times after which the program closes a WebSocket.

import type { Route, TimeLimit } from '../model.ts';
import { defineRule, type Rule } from '../rule.ts';

/** Below this an idle WebSocket is closed sooner than most ping intervals (20 to 30 s) leave room for. */
const comfortableIdleSeconds = 120;

/** A limit that is meant for plain requests is named up to this: an hour of silence is what guides set. */
const plainRequestLimitSeconds = 3600;

const secondsOf = ({ seconds }: TimeLimit): number => seconds ?? Number.POSITIVE_INFINITY;

const idleLimits = (route: Route): TimeLimit[] =>
  route.limits.filter((limit) => limit.kind === 'idle' && secondsOf(limit) > 0);

const statement = ({ setting, text, seconds }: TimeLimit): string =>
  text === null ? `${setting} is not set, so it is ${seconds} s` : `${setting} is ${text}`;

const idleShort = defineRule<TimeLimit>({
  id: 'idle-limit-short',
  cause: 'idle-timeout',
  find: (route) =>
    idleLimits(route).filter(
      (limit) => limit.insteadOf === undefined && secondsOf(limit) < comfortableIdleSeconds,
    ),
  severity: 'warning',
  sentence: (limit, _, names) =>
    `${statement(limit)}: ${names.name} closes a WebSocket that is silent for that long. Send pings more often, or raise it. ${limit.remark ?? ''}`,
  edits: ({ edits }) => edits,
});

const idleMissing = defineRule<TimeLimit>({
  id: 'idle-limit-missing',
  cause: 'idle-timeout',
  find: (route) =>
    idleLimits(route).filter(
      (limit) => limit.insteadOf !== undefined && secondsOf(limit) < plainRequestLimitSeconds,
    ),
  severity: 'warning',
  sentence: ({ insteadOf, setting, text, seconds }, _, names) =>
    `No ${insteadOf} is set, so ${setting} (${text ?? `${seconds} s`}) applies: ${names.name} closes a WebSocket that is silent for that long.`,
  edits: ({ edits }) => edits,
});

const lifetime = defineRule<TimeLimit>({
  id: 'lifetime-limit',
  cause: ({ seconds }) =>
    seconds !== null && seconds < comfortableIdleSeconds ? 'idle-timeout' : 'abnormal-close',
  find: (route) => route.limits.filter((limit) => limit.kind === 'lifetime' && secondsOf(limit) > 0),
  severity: 'warning',
  sentence: ({ setting, text, seconds }) =>
    `${setting} closes every WebSocket after ${text ?? `${seconds} s`}, busy or not.`,
  edits: ({ edits }) => edits,
});

/** Rules about times. */
export const limitRules: readonly Rule[] = [idleShort, idleMissing, lifetime];
