// The entry of server.proxy that takes a WebSocket: the first whose key fits, of those that let upgrades pass.

import type { Route, Site } from '../model.ts';
import type { ReachStep, Selection, UrlRequest } from '../program.ts';
import { requestTarget } from '../websocket-request.ts';
import { keyTakes } from './route.ts';

/** `isOpen`: parts of the proxy are not in the text, and can have a key that takes the WebSocket. */
export function selectRoute(site: Site, request: UrlRequest, isOpen: boolean): Selection {
  const url = requestTarget(request);
  const steps: ReachStep[] = [];
  let skipped: Route | null = null;
  for (const route of site.routes) {
    const { label, span, upgrade, path } = route;
    if (path.kind === 'exact' || route.quirks.some(({ id }) => id === 'not-read')) continue;
    if (keyTakes(path.text, url) !== true) continue;
    const isOff = upgrade.kind === 'switch' && upgrade.state !== 'on';
    const isDoubted = route.entry.some(({ kind }) => kind === 'unknown');
    if (isOff || isDoubted) {
      skipped ??= route;
      const why = isOff ? 'is for plain requests alone' : 'takes it if it is there';
      steps.push({ text: `${label} fits ${url}, and ${why}.`, span });
      if (isOff) continue;
    }
    steps.push({ text: `${label} takes ${url}.`, span });
    return { route, steps, isCertain: true };
  }
  if (!skipped) steps.push({ text: `No key of the proxy fits ${url}.`, span: site.span });
  if (isOpen) {
    steps.push({
      text: `Whether a key that is not in this text takes ${url} is not known.`,
      span: site.span,
    });
  }
  return { route: skipped, steps, isCertain: !isOpen };
}
