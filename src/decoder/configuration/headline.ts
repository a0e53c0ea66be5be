// The headline of a checked configuration.

import type { CheckHeadline } from '../model/check-headline.ts';
import { count } from '../model/words.ts';
import type { ConfigurationReport, RouteVerdict } from './report.ts';

const noMore = { text: '', next: '', cause: null };

/** The report's headline. The worst route decides. */
export function headlineOfConfiguration(report: ConfigurationReport): CheckHeadline {
  const { routes } = report;
  const routesWith = (verdict: RouteVerdict): number =>
    routes.filter((one) => one.verdict === verdict).length;
  const fails = routesWith('fails');
  const unknown = routesWith('cannot judge');
  const total = count(routes.length, 'WebSocket route');
  const only = routes.length === 1;
  if (routes.length === 0)
    return { ...noMore, level: 'unknown', title: 'No route for a WebSocket was found in this text.' };
  if (fails > 0) {
    const where = only ? 'the only WebSocket route' : `${fails} of ${total}`;
    const more = unknown > 0 ? ` ${count(unknown, 'route')} cannot be judged.` : '';
    return { ...noMore, level: 'broken', title: `A WebSocket fails on ${where}.${more}` };
  }
  if (unknown > 0) {
    const which = only ? 'The only WebSocket route' : `${unknown} of ${total}`;
    return { ...noMore, level: 'unknown', title: `${which} cannot be judged from this text.` };
  }
  const open = report.unresolved.length > 0;
  const warned = routes.some((one) => one.findings.some(({ severity }) => severity === 'warning'));
  const title = `A WebSocket passes on ${only ? 'the only route' : `all ${count(routes.length, 'route')}`}.`;
  if (open)
    return {
      ...noMore,
      level: 'unknown',
      title: `${title} Parts of the configuration are not in this text.`,
    };
  return warned
    ? { ...noMore, level: 'warning', title: `${title} See the warnings.` }
    : { ...noMore, level: 'sound', title };
}
