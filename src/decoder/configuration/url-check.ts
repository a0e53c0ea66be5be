// What becomes of a WebSocket to one URL: where it goes, and what the rules say of the route that takes it.

import { judgeRoute, readPasted } from './judge.ts';
import type { UnresolvedFact } from './model.ts';
import { locator } from './parse/text.ts';
import type { PastedConfiguration } from './paste/paste.ts';
import type { Program, UrlRequest } from './program.ts';
import { type Reached, reach, readUrl } from './reach.ts';
import type { ConfigurationRoute, RouteVerdict, UrlReport } from './report.ts';
import { doubtOf } from './url-doubts.ts';

/** Follows a URL through a text of one program. Null when the URL is not one of a WebSocket. */
export function checkUrlWith(program: Program, pasted: PastedConfiguration, url: string): UrlReport | null {
  const request = readUrl(url);
  if (!request) return null;
  const locate = locator(pasted.text);
  const read = readPasted(program, pasted, request);
  const { model } = read;
  const reached = reach(program, read, request);
  const { route } = reached;
  const isJudged = route !== null && route.ending.kind !== 'files' && !route.isInternal;
  const report = isJudged ? judgeRoute(route, program.names, locate).report : null;
  return {
    steps: reached.steps.map(({ text: words, span }) => ({
      text: words,
      place: locate(span.start, span.end),
    })),
    route: report,
    backendPath: reached.backendPath,
    ...judged({ reached, report, unresolved: model.unresolved, name: program.names.name, request }),
  };
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
