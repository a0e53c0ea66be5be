// Which location of a server takes a path: an exact one, else the longest prefix, unless an expression
// matches.
// Documentation: https://nginx.org/en/docs/http/ngx_http_core_module.html#location
// Left out on purpose: that expressions inside the chosen prefix location are tried before those outside of
// it.

import type { PathMatch, Route, Site } from '../model.ts';
import { pathMatches } from '../path-match.ts';
import type { ReachStep, Selection, UrlRequest } from '../program.ts';

/** Paths below a prefix; an expression that matches all of them is taken to match the prefix as a whole. */
const samplesBelow = ['', 'x', 'x/y', 'feed.1'];

/** Marks the prefix routes whose requests an expression takes: nginx prefers expressions to prefixes. */
export function markShadowed(site: Site): void {
  const expressions = site.routes.filter(({ path }) => path.kind === 'expression');
  for (const route of site.routes) {
    if (route.path.kind !== 'prefix') continue;
    const taker = expressions.find((other) => takesAllBelow(other, route));
    if (!taker) continue;
    route.entry.push({
      span: route.span,
      kind: 'taken',
      isFault: true,
      text: `location ~ ${taker.path.text} matches every path below ${route.path.text} and takes its requests: nginx prefers an expression to a prefix. Write location ^~ ${route.path.text}.`,
      edits: [],
    });
  }
}

function takesAllBelow(taker: Route, route: Route): boolean {
  const prefix = route.path.text;
  return samplesBelow.every((rest) => pathMatches(taker.path, prefix + rest) === true);
}

/** The route that a request of a server comes to. */
export function selectLocation(site: Site, { path }: Pick<UrlRequest, 'path'>): Selection {
  // A `return` of the server itself ends every request before a location is chosen.
  const ending = site.routes.find((route) => route.path.kind === 'any' && route.ending.kind !== 'proxy');
  if (ending) {
    const isTunnel = ending.ending.kind === 'tunnel';
    const text = isTunnel
      ? 'The server passes every connection on, unread.'
      : 'The server answers every request itself.';
    return selected(ending, [{ text, span: ending.span }]);
  }
  const matching = site.routes.filter((route) => pathMatches(route.path, path) === true);
  const { winner, steps } = chooseLocation(matching, path);
  if (!winner) {
    const text = `No location takes ${path}: nginx serves a file or answers 404.`;
    return { route: null, steps: [...steps, { text, span: site.span }], isCertain: true };
  }
  return selected(routeWithin(matching, winner.path), steps);
}

function selected(route: Route, steps: readonly ReachStep[]): Selection {
  return { route, steps, isCertain: true };
}

/** Exact, then `^~` when it is the longest prefix, then the first expression, then the longest prefix. */
function chooseLocation(
  matching: readonly Route[],
  path: string,
): { winner: Route | undefined; steps: ReachStep[] } {
  const ofKind = (...kinds: PathMatch['kind'][]) =>
    matching.filter((route) => kinds.includes(route.path.kind));
  const exact = ofKind('exact')[0];
  if (exact) return { winner: exact, steps: [stepTo(exact, `is exactly ${path}`)] };
  const [longest] = ofKind('prefix', 'final-prefix').sort((a, b) => b.path.text.length - a.path.text.length);
  const isFinal = longest?.path.kind === 'final-prefix';
  const expression = isFinal ? undefined : ofKind('expression')[0];
  if (!expression)
    return { winner: longest, steps: longest ? [stepTo(longest, 'is the longest prefix')] : [] };
  const steps = longest ? [stepTo(longest, 'is the longest prefix, but an expression is preferred')] : [];
  return { winner: expression, steps: [...steps, stepTo(expression, `matches ${path}`)] };
}

function stepTo(route: Route, why: string): ReachStep {
  return { text: `${route.label.split(' › ').at(-1)} ${why}.`, span: route.span };
}

/** A location can hold a `return`, which comes first, a pass, and passes inside of `if`. */
function routeWithin(matching: readonly Route[], path: PathMatch): Route {
  const own = matching.filter((route) => route.path.kind === path.kind && route.path.text === path.text);
  const plain = own.filter(({ entry }) => entry.every(({ kind }) => kind !== 'narrow'));
  return plain.find(({ ending }) => ending.kind !== 'proxy') ?? plain[0] ?? own[0];
}
