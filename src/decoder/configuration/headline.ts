// The headline of a checked configuration.

import type { CheckHeadline } from '../model/check-headline.ts';
import { count } from '../model/words.ts';
import type { ConfigurationReport, ConfigurationRoute, RoutePurpose, UrlReport } from './report.ts';

const noMore = { text: '', next: '', cause: null };

/** The report's headline: what becomes of a URL that was asked for, else what becomes of a WebSocket at all. */
export function headlineOfConfiguration(
  report: ConfigurationReport,
  url: UrlReport | null = null,
): CheckHeadline {
  return { ...noMore, ...(url === null ? ofRoutes(report) : ofUrl(url)) };
}

type Words = Pick<CheckHeadline, 'level' | 'title'>;

function ofUrl({ verdict, route }: UrlReport): Words {
  if (verdict === 'fails') return { level: 'broken', title: 'A WebSocket to this URL fails.' };
  if (verdict === 'cannot judge') {
    const title = 'Whether a WebSocket to this URL passes cannot be judged from this text.';
    return { level: 'unknown', title };
  }
  const title = 'A WebSocket to this URL passes.';
  return hasWarning(route)
    ? { level: 'warning', title: `${title} See the warnings.` }
    : { level: 'sound', title };
}

/** A route that is not meant for WebSockets fails without fault where another one lets them pass. */
function ofRoutes({ routes, unresolved }: ConfigurationReport): Words {
  if (routes.length === 0) {
    return { level: 'unknown', title: 'No route for a WebSocket was found in this text.' };
  }
  const passing = routes.filter(({ verdict }) => verdict === 'passes');
  const failing = routes.filter(({ verdict }) => verdict === 'fails');
  const open = routes.length - passing.length - failing.length;
  const faults = failing.filter(({ purpose }) => purpose === 'websocket');
  if (failing.length === routes.length || faults.length > 0) return broken(routes, passing, faults, open);
  const others = notMeant(failing);
  if (open > 0) {
    const which =
      routes.length === 1
        ? 'The only WebSocket route'
        : `${open} of ${count(routes.length, 'WebSocket route')}`;
    const sound = passing.length > 0 ? `A WebSocket passes ${at(passing)}. ` : '';
    return { level: 'unknown', title: `${sound}${which} cannot be judged from this text.` };
  }
  const title = `A WebSocket passes ${failing.length > 0 ? at(passing) : onAll(routes.length)}.${others}`;
  if (unresolved.some(({ isHarmless }) => isHarmless !== true)) {
    return { level: 'unknown', title: `${title} Parts of the configuration are not in this text.` };
  }
  return passing.some(hasWarning)
    ? { level: 'warning', title: `${title} See the warnings.` }
    : { level: 'sound', title };
}

function broken(
  routes: readonly ConfigurationRoute[],
  passing: readonly ConfigurationRoute[],
  faults: readonly ConfigurationRoute[],
  open: number,
): Words {
  const more = open > 0 ? ` ${count(open, 'route')} cannot be judged.` : '';
  if (passing.length > 0) {
    return { level: 'broken', title: `A WebSocket passes ${at(passing)} and fails ${at(faults)}.${more}` };
  }
  const failed = faults.length > 0 && open > 0 ? faults.length : routes.length - open;
  const total = count(routes.length, 'WebSocket route');
  const where = routes.length === 1 ? 'the only WebSocket route' : `${failed} of ${total}`;
  return { level: 'broken', title: `A WebSocket fails on ${where}.${more}` };
}

function onAll(routes: number): string {
  return `on ${routes === 1 ? 'the only route' : `all ${count(routes, 'route')}`}`;
}

const namedPlaces = 3;

/** `at /ws and at /chat`, or how many when they are many. */
function at(routes: readonly ConfigurationRoute[]): string {
  const places = [...new Set(routes.map((route) => route.at))];
  if (places.length > namedPlaces) return `on ${count(routes.length, 'route')}`;
  return places.map((place) => `at ${place}`).join(' and ');
}

const purposeWords: readonly (readonly [RoutePurpose, string, string])[] = [
  ['no upgrade', 'route without an upgrade', 'routes without an upgrade'],
  ['redirect', 'redirect', 'redirects'],
  ['answer', 'answer of the server itself', 'answers of the server itself'],
];

function notMeant(routes: readonly ConfigurationRoute[]): string {
  const parts = purposeWords.flatMap(([purpose, one, many]) => {
    const found = routes.filter((route) => route.purpose === purpose).length;
    return found === 0 ? [] : [count(found, one, many)];
  });
  return parts.length === 0 ? '' : ` Not for WebSockets: ${parts.join(', ')}.`;
}

function hasWarning(route: ConfigurationRoute | null): boolean {
  return route?.findings.some(({ severity }) => severity === 'warning') === true;
}
