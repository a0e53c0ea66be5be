// What becomes of a WebSocket to one URL: where it goes, and what the rules say of the route that takes it.

import { outcomesByAsker } from './askers.ts';
import { judgeRoute, readPasted } from './judge.ts';
import type { Cases, Route, RouteModel, Site, UnresolvedFact } from './model.ts';
import { nothingListens } from './not-listening.ts';
import { type Locate, locator } from './parse/text.ts';
import type { PastedConfiguration } from './paste/paste.ts';
import type { Asker, Program, UrlRequest } from './program.ts';
import { type Reached, reach, readUrl } from './reach.ts';
import type { ConfigurationRoute, RouteVerdict, SilenceLimit, UrlOutcome, UrlReport } from './report.ts';
import { doubtOf, openDoubts } from './url-doubts.ts';

/** A request that comes back to the same text more often goes in a circle. */
const maxHops = 4;

/** A report, and the things outside of the text that decide between two outcomes; null when others decide too. */
type OpenReport = UrlReport & { readonly open: readonly Cases[] | null };

/** Follows a URL through a text of one program. Null when the URL is not one of a WebSocket. */
export function checkUrlWith(
  program: Program,
  pasted: PastedConfiguration,
  url: string,
  asker: Asker = {},
): UrlReport | null {
  const read = readUrl(url);
  if (!read) return null;
  const request = { ...read, asker };
  const follow = (known: Asker): OpenReport =>
    followed(program, pasted, { ...request, asker: { ...known, ...asker } }, 1);
  const report = withOutcomes(follow({}), () => outcomesByAsker(pasted.text, request, follow));
  const { silence, verdict, steps } = report;
  if (silence === null || verdict !== 'passes') return report;
  const text = `A connection without a message is closed after ${silence.seconds} s, by ${silence.setting}.`;
  return { ...report, steps: [...steps, { text, place: silence.place }] };
}

/** A report without a verdict names the outcomes, when what decides between them is known. */
function withOutcomes({ open, ...report }: OpenReport, byAsker: () => UrlOutcome[] | null): UrlReport {
  if (report.verdict !== 'cannot judge') return report;
  const outcomes = open !== null && open.length > 0 ? casesOf(open) : byAsker();
  return outcomes === null ? report : { ...report, ...bothOutcomes(report.reason, outcomes) };
}

/** Several open things: it passes when each allows it. */
function casesOf(open: readonly Cases[]): UrlOutcome[] {
  const passes = [...new Set(open.map((one) => one.passes))].join(', and ');
  const fails = [...new Set(open.map((one) => one.fails))].join(', or ');
  return [
    { verdict: 'passes', when: passes },
    { verdict: 'fails', when: fails },
  ];
}

/** The verdict when all outcomes are the same; else the reason names each. */
function bothOutcomes(
  reason: string,
  outcomes: UrlOutcome[],
): Pick<UrlReport, 'verdict' | 'reason' | 'outcomes'> {
  const [first] = outcomes;
  if (outcomes.length === 1) {
    const text = `${reason} It ${first.verdict} for every client that the text tells apart.`;
    return { verdict: first.verdict, reason: text, outcomes: [] };
  }
  const words = outcomes.map(({ verdict, when }) => `It ${verdict} when ${when}.`);
  return { verdict: 'cannot judge', reason: [reason, ...words].join(' '), outcomes };
}

function followed(
  program: Program,
  pasted: PastedConfiguration,
  request: UrlRequest,
  hop: number,
): OpenReport {
  const locate = locator(pasted.text);
  const read = readPasted(program, pasted, request);
  const { model } = read;
  const reached = reach(program, read, request);
  const { route } = reached;
  const isJudged = route !== null && route.ending.kind !== 'files' && !route.isInternal;
  const report = isJudged ? judgeRoute(route, program.names, locate).report : null;
  const own: OpenReport = {
    outcomes: [],
    steps: reached.steps.map(({ text: words, span }) => ({
      text: words,
      place: locate(span.start, span.end),
    })),
    route: report,
    backendPath: reached.backendPath,
    silence: isJudged ? silenceOf(route, locate) : null,
    ...judged({
      reached,
      report,
      failure: reached.isCertain ? null : commonFailure(reached, program, locate),
      unresolved: model.unresolved,
      name: program.names.name,
      request,
      sites: model.sites,
    }),
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
  const own = /^(?:\w+:\/\/)?(127\.\d+\.\d+\.\d+|localhost)(?::\d+)?(?:\/|$)/.exec(address)?.[1];
  if (port === null || own === undefined) return null;
  if (!sites.some(({ listeners }) => listeners.some((one) => one.port === port))) return null;
  // Of several sites on the port the Host that the proxy sends chooses.
  const host = route.hostReplaced === null ? request.host : own;
  return { ...request, host, port, tls, path: backendPath, isForwarded: true };
}

/** What the proxy said, and what the server after it says. */
function joined(own: OpenReport, next: OpenReport): OpenReport {
  const isNextFirst = (next.silence?.seconds ?? Infinity) < (own.silence?.seconds ?? Infinity);
  return {
    ...own,
    steps: [...own.steps, ...next.steps],
    backendPath: next.backendPath,
    silence: isNextFirst ? next.silence : own.silence,
    ...(next.verdict === 'passes'
      ? {}
      : { verdict: next.verdict, reason: next.reason, route: next.route, open: next.open }),
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

/** Each of several routes can take the request, and a WebSocket fails on all of them: why it does on the last. */
function commonFailure({ route, candidates }: Reached, { names }: Program, locate: Locate): string | null {
  if (candidates.length === 0) return null;
  const reasons = [...candidates, ...(route === null ? [] : [route])].map((one): string | null => {
    if (one.ending.kind === 'files')
      return one.code.length > 0 ? null : `${names.name} serves files for this path.`;
    const fault = judgeRoute(one, names, locate).report.findings.find(({ severity }) => severity === 'error');
    return fault?.text ?? null;
  });
  return reasons.includes(null) ? null : (reasons.at(-1) ?? null);
}

interface FollowedUrl {
  readonly reached: Reached;
  /** Of the route that takes it; null when none is judged. */
  readonly report: ConfigurationRoute | null;
  /** Why every route fails that can take it; null when one passes, or when that is not known. */
  readonly failure: string | null;
  readonly unresolved: readonly UnresolvedFact[];
  /** Empty for a text in which nothing listens: another file has what does. */
  readonly sites: readonly Site[];
  /** The program. */
  readonly name: string;
  readonly request: UrlRequest;
}

interface JudgedUrl {
  readonly verdict: RouteVerdict;
  readonly reason: string;
  readonly open: readonly Cases[] | null;
}

function judged(followed: FollowedUrl): JudgedUrl {
  const { verdict, reason } = verdictOn(followed);
  return { verdict, reason, open: verdict === 'cannot judge' ? openCases(followed) : null };
}

/** True for lines outside of any server, which stand for themselves. */
function isPiece(site: Site | null): boolean {
  return site !== null && site.listeners.length === 0 && site.hosts.length === 0;
}

/** What decides outside of the text; null when that is not known of each open thing. */
function openCases({ reached, report, unresolved, request }: FollowedUrl): readonly Cases[] | null {
  const { route, site, isCertain } = reached;
  if (!route || !report || !isCertain) return null;
  const findings = report.findings.filter(({ severity }) => severity === 'unknown');
  const open = [...findings.map(({ cases }) => cases), ...openDoubts({ route, unresolved, site, request })];
  return open.every((one) => one !== undefined) ? open : null;
}

function verdictOn(followed: FollowedUrl): Omit<JudgedUrl, 'open'> {
  const { reached, report, unresolved, name, request, sites } = followed;
  const { route, site, isCertain, tlsFault, steps, hasBadJoin, backendPath } = reached;
  const refusal = unresolved.find(({ kind }) => kind === 'syntax');
  if (refusal) return { verdict: 'fails', reason: refusal.text };
  if (tlsFault !== null) return { verdict: 'fails', reason: tlsFault };
  if (sites.length === 0 || (!report && route === null && isPiece(site))) {
    const reason = 'No part of this text takes this URL: whether another file does is not in this text.';
    return { verdict: 'cannot judge', reason };
  }
  if (steps.length === 0) return { verdict: 'fails', reason: nothingListens(sites, request) };
  if (followed.failure !== null) return { verdict: 'fails', reason: followed.failure };
  if (!isCertain) {
    const reason = steps.at(-1)?.text ?? '';
    const isDoubt = /not in this text|does not tell|depends on/.test(reason);
    return {
      verdict: 'cannot judge',
      reason: isDoubt ? reason : 'Whether another route takes it is not in this text.',
    };
  }
  if (!report) {
    const [code] = route?.code ?? [];
    if (code) {
      const reason = `${code.words} answers this path; what it does is not read here.`;
      return { verdict: 'cannot judge', reason };
    }
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
