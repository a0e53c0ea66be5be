// What becomes of a WebSocket to one URL: where it goes, and what the rules say of the route that takes it.

import { judgeRoute, readPasted } from './judge.ts';
import type { Route, RouteModel, UnresolvedFact } from './model.ts';
import { type Locate, locator } from './parse/text.ts';
import type { PastedConfiguration } from './paste/paste.ts';
import type { Program, UrlRequest } from './program.ts';
import { type Reached, reach, readUrl } from './reach.ts';
import type { ConfigurationRoute, RouteVerdict, SilenceLimit, UrlReport } from './report.ts';
import { doubtOf } from './url-doubts.ts';

/** A request that comes back to the same text more often goes in a circle. */
const maxHops = 4;

/** Follows a URL through a text of one program. Null when the URL is not one of a WebSocket. */
export function checkUrlWith(program: Program, pasted: PastedConfiguration, url: string): UrlReport | null {
  const request = readUrl(url);
  if (!request) return null;
  const report = followed(program, pasted, request, 1);
  const { silence, verdict, steps } = report;
  if (silence === null || verdict !== 'passes') return report;
  const text = `A connection without a message is closed after ${silence.seconds} s, by ${silence.setting}.`;
  return { ...report, steps: [...steps, { text, place: silence.place }] };
}

function followed(
  program: Program,
  pasted: PastedConfiguration,
  request: UrlRequest,
  hop: number,
): UrlReport {
  const locate = locator(pasted.text);
  const read = readPasted(program, pasted, request);
  const { model } = read;
  const reached = reach(program, read, request);
  const { route } = reached;
  const isJudged = route !== null && route.ending.kind !== 'files' && !route.isInternal;
  const report = isJudged ? judgeRoute(route, program.names, locate).report : null;
  const own: UrlReport = {
    steps: reached.steps.map(({ text: words, span }) => ({
      text: words,
      place: locate(span.start, span.end),
    })),
    route: report,
    backendPath: reached.backendPath,
    silence: isJudged ? silenceOf(route, locate) : null,
    ...judged({ reached, report, unresolved: model.unresolved, name: program.names.name, request }),
  };
  const next = own.verdict === 'passes' && hop < maxHops ? nextRequest(reached, model, request) : null;
  return next ? joined(own, followed(program, pasted, next, hop + 1)) : own;
}

/** The request to the backend, when it is another server of the same text on this machine. */
function nextRequest(
  { route, backendPath }: Reached,
  { sites }: RouteModel,
  request: UrlRequest,
): UrlRequest | null {
  const [backend] = route?.backends ?? [];
  if (!backend || route?.backends.length !== 1 || backendPath === null) return null;
  const { address, port, tls } = backend;
  if (port === null || !/^(?:\w+:\/\/)?(?:127\.\d+\.\d+\.\d+|localhost)(?::\d+)?$/.test(address)) return null;
  const listening = sites.filter(({ listeners }) => listeners.some((one) => one.port === port));
  if (listening.length !== 1) return null;
  return { ...request, port, tls, path: backendPath };
}

/** What the proxy said, and what the server after it says. */
function joined(own: UrlReport, next: UrlReport): UrlReport {
  const isNextFirst = (next.silence?.seconds ?? Infinity) < (own.silence?.seconds ?? Infinity);
  return {
    ...own,
    steps: [...own.steps, ...next.steps],
    backendPath: next.backendPath,
    silence: isNextFirst ? next.silence : own.silence,
    ...(next.verdict === 'passes' ? {} : { verdict: next.verdict, reason: next.reason, route: next.route }),
  };
}

/** The idle limit of a route that is over first. */
function silenceOf(route: Route, locate: Locate): SilenceLimit | null {
  const idle = route.limits.flatMap(({ kind, seconds, setting, text, span }) =>
    kind === 'idle' && seconds !== null && seconds > 0 ? [{ seconds, setting, text, span }] : [],
  );
  const [first] = idle.sort((a, b) => a.seconds - b.seconds);
  if (!first) return null;
  const { seconds, setting, text, span } = first;
  const words = text === null ? `${setting}, which is not set` : `${setting} ${text}`;
  return { seconds, setting: words, place: locate(span.start, span.end) };
}

interface FollowedUrl {
  readonly reached: Reached;
  /** Of the route that takes it; null when none is judged. */
  readonly report: ConfigurationRoute | null;
  readonly unresolved: readonly UnresolvedFact[];
  /** The program. */
  readonly name: string;
  readonly request: UrlRequest;
}

function judged({ reached, report, unresolved, name, request }: FollowedUrl): {
  verdict: RouteVerdict;
  reason: string;
} {
  const { route, site, isCertain, tlsFault, steps, hasBadJoin, backendPath } = reached;
  const refusal = unresolved.find(({ kind }) => kind === 'syntax');
  if (refusal) return { verdict: 'fails', reason: refusal.text };
  if (tlsFault !== null) return { verdict: 'fails', reason: tlsFault };
  if (steps.length === 0) return { verdict: 'fails', reason: 'Nothing in this text listens for this URL.' };
  if (!isCertain) {
    const reason = steps.at(-1)?.text ?? '';
    const isDoubt = /not in this text|does not tell|depends on/.test(reason);
    return {
      verdict: 'cannot judge',
      reason: isDoubt ? reason : 'Whether another route takes it is not in this text.',
    };
  }
  if (!report) {
    const isFile = route?.ending.kind === 'files';
    const words = route?.ending.kind === 'files' ? (route.ending.words ?? 'serves files') : '';
    const reason = isFile ? `${name} ${words} for this path.` : 'No route takes this path.';
    return { verdict: 'fails', reason };
  }
  if (hasBadJoin && report.verdict === 'passes') {
    const reason = `The backend is asked for ${backendPath}: the path and the target differ in their last slash.`;
    return { verdict: 'fails', reason };
  }
  if (report.verdict === 'passes' && route) {
    const doubt = doubtOf({ route, unresolved, site, request });
    if (doubt) return doubt;
  }
  const fault = report.findings.find(({ severity }) => severity === 'error' || severity === 'unknown');
  return { verdict: report.verdict, reason: fault?.text ?? 'The route passes a WebSocket on.' };
}
