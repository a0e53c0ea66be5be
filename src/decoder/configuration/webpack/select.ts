// The entry of devServer.proxy that takes a WebSocket. All that fit and have ws: true answer it, so that two are a
// fault.

import { contextTakes } from '../javascript/middleware-paths.ts';
import type { Source } from '../javascript/source.ts';
import type { Route, Span } from '../model.ts';
import type { ReachStep, Selection, UrlRequest } from '../program.ts';
import type { PlacedRoute } from './route.ts';

/** `isOpen`: parts of the proxy are not in the text, and can have an entry that takes the WebSocket. */
export function selectRoute(
  routes: readonly PlacedRoute[],
  { path }: UrlRequest,
  source: Source,
  whole: Span,
  isOpen: boolean,
): Selection {
  const steps: ReachStep[] = [];
  const taking: Route[] = [];
  let passedOver: Route | null = null;
  let isKnown = true;
  for (const { route, context } of routes) {
    const { label, span, upgrade } = route;
    const takes = contextTakes(context, path, source);
    if (takes === false) continue;
    if (upgrade.kind === 'switch' && upgrade.state !== 'on') {
      passedOver ??= route;
      steps.push({ text: `${label} fits ${path}, and is for plain requests alone.`, span });
    } else if (takes === null) {
      if (!route.quirks.some(({ severity }) => severity === 'error')) isKnown = false;
      steps.push({ text: `Whether ${label} takes ${path} is not in this text.`, span });
    } else {
      taking.push(route);
      steps.push({ text: `${label} takes ${path}.`, span });
    }
  }
  const [first, second] = taking;
  if (second) return { route: twice(first, second), steps, isCertain: true };
  if (first) return { route: first, steps, isCertain: isKnown };
  if (passedOver === null && isKnown)
    steps.push({ text: `No entry of the proxy fits ${path}.`, span: whole });
  if (isOpen || !isKnown) {
    steps.push({
      text: `Whether an entry that is not in this text takes ${path} is not known.`,
      span: whole,
    });
  }
  return { route: passedOver, steps, isCertain: isKnown && !isOpen };
}

function twice(first: Route, second: Route): Route {
  const text = `${first.label} and ${second.label} both answer this WebSocket: two answers come on one connection, and the client reports an invalid frame.`;
  const quirk = {
    span: second.span,
    id: 'two-entries',
    severity: 'error',
    text,
    cause: 'double-handshake',
    edits: [],
  } as const;
  return { ...first, quirks: [...first.quirks, quirk] };
}
