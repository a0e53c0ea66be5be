// Which location of a server takes a path: an exact one, else the longest prefix, unless an expression matches.
// Documentation: https://nginx.org/en/docs/http/ngx_http_core_module.html#location

import type { PathMatch, Route, Site } from '../model.ts';
import { nginxExpression } from './variables.ts';

/** Paths below a prefix; an expression that matches all of them is taken to match the prefix as a whole. */
const samplesBelow = ['', 'x', 'x/y', 'feed.1'];

/** True when an expression of a location matches a path. */
export function expressionMatches(match: PathMatch, path: string): boolean {
  return match.kind === 'expression' && (nginxExpression(match.text, match.ignoresCase)?.test(path) ?? false);
}

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
  return samplesBelow.every((rest) => expressionMatches(taker.path, prefix + rest));
}
