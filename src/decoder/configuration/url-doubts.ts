// Why a WebSocket to one URL may fail although the rules find no fault on its route.

import type { Route, Site, UnresolvedFact } from './model.ts';
import type { RouteVerdict } from './report.ts';

/** A verdict other than `passes`, and the sentence that says why. */
export interface Doubt {
  readonly verdict: Exclude<RouteVerdict, 'passes'>;
  readonly reason: string;
}

/** The strongest doubt about a route that a URL comes to, or null when there is none. */
export function doubtOf(
  route: Route,
  unresolved: readonly UnresolvedFact[],
  site: Site | null,
): Doubt | null {
  const unknown = unresolved.find(({ kind, isNeededToLoad }) => kind === 'directive' || isNeededToLoad);
  if (unknown) return { verdict: 'cannot judge', reason: unknown.text };
  const login = route.authentication.find(({ refusesAnonymous }) => refusesAnonymous);
  if (login) {
    const reason = `${login.words} answers 401 to a WebSocket that brings no password.`;
    return { verdict: 'fails', reason };
  }
  const answer = route.earlyAnswers.find(({ applies }) => applies === 'some' || applies === 'unknown');
  if (answer) {
    const condition = answer.condition ?? 'its condition';
    const reason = `${answer.words} takes the requests that meet ${condition}; whether this URL does is not known.`;
    return { verdict: 'cannot judge', reason };
  }
  const absent = unresolved.find((one) => decides(one) && isInside(one, site));
  return absent ? { verdict: 'cannot judge', reason: absent.text } : null;
}

/** Conditions and variables have rules of their own, which know where they matter. */
function decides({ kind, isHarmless }: UnresolvedFact): boolean {
  return (kind === 'include' || kind === 'block') && isHarmless !== true;
}

function isInside({ span }: UnresolvedFact, site: Site | null): boolean {
  return site !== null && span.start >= site.span.start && span.end <= site.span.end;
}
