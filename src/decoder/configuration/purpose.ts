// What a route is there for, as its text has it. A redirect or a page without an upgrade is no fault beside a route
// that WebSockets pass.

import type { Route, UpgradeSwitch } from './model.ts';
import type { RoutePurpose } from './report.ts';
import { hasToken } from './websocket-request.ts';

/** Paths that are named after WebSockets or after a library that opens them. */
const socketPath = /(?:^|[/_.^-])(?:wss?|web-?sockets?|socket\.io|sockjs|signalr|cable)(?![a-z])/i;

/** What a route is there for. */
export function purposeOf(route: Route): RoutePurpose {
  const { ending, entry, earlyAnswers } = route;
  const early = earlyAnswers.filter(({ applies }) => applies === 'always');
  if (ending.kind === 'redirect' || early.some(({ how }) => how === 'redirect')) return 'redirect';
  if (ending.kind === 'answer') return 'answer';
  const answer = early.find(({ how }) => how === 'answer' || how === 'access');
  // A condition that every WebSocket meets by mistake is a fault where the upgrade is set.
  if (answer && (answer.condition === null || !setsUpgrade(route))) return 'answer';
  // WebSockets go elsewhere, as the text wants it.
  if (entry.some(({ kind, isFault }) => kind === 'excluded' || (kind === 'taken' && !isFault))) {
    return 'no upgrade';
  }
  const isMeant = ending.kind !== 'other-protocol' && hasUpgrade(route);
  return isMeant || isSocketPath(route) ? 'websocket' : 'no upgrade';
}

function isSocketPath({ path }: Route): boolean {
  return socketPath.test(path.text.replaceAll('\\', ''));
}

/** False for a program that passes every upgrade on by itself: nothing in the text asks for it. */
function setsUpgrade(route: Route): boolean {
  return route.upgrade.kind !== 'always' && hasUpgrade(route);
}

/** Whether the text asks for an upgrade here, rightly or not, or the program needs no line for it. */
function hasUpgrade(route: Route): boolean {
  const { upgrade, backends } = route;
  if (upgrade.kind === 'headers') return setsHeader(route);
  const switches = [upgrade, ...backends.map((one) => one.upgrade)].filter(
    (one): one is UpgradeSwitch => one?.kind === 'switch',
  );
  return (
    switches.length === 0 ||
    switches.some(({ state, found }) => state === 'on' || (state === 'absent' && found !== ''))
  );
}

/** Also where an inner block hides the lines of an outer one: they were written for it. */
function setsHeader({ requestHeaders, hiddenRequestHeaders }: Route): boolean {
  return [...requestHeaders, ...hiddenRequestHeaders].some(({ name, value }) => {
    if (name === 'upgrade') return value.kind !== 'known' || value.text !== '';
    return name === 'connection' && (value.kind !== 'known' || hasToken(value.text, 'upgrade'));
  });
}
