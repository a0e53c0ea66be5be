// The filters of a rule: whether they let a WebSocket of a client pass.

import type { Applies, EarlyAnswer } from '../model.ts';
import { isInNetwork, isInRange } from '../parse/network.ts';
import type { UrlRequest } from '../program.ts';
import type { Filter, Rule } from './rules.ts';

/** What the filters refuse with 403. */
export function refusals({ filters }: Rule, request: UrlRequest | undefined): EarlyAnswer[] {
  return filters.map((filter): EarlyAnswer => {
    // Of several the first that fits decides, which is not followed here.
    const applies = filters.length > 1 || filter.isOpen ? 'unknown' : refuses(filter, request);
    return { span: filter.span, how: 'access', applies, words: filter.words, condition: filter.words };
  });
}

function refuses(filter: Filter, request: UrlRequest | undefined): Applies {
  const matches = fits(filter, request);
  if (matches === null) return 'unknown';
  return matches === filter.isAllowed ? 'never' : 'always';
}

/** Whether a WebSocket meets the conditions of a filter; null when the client decides. */
function fits({ methods, addresses }: Filter, request: UrlRequest | undefined): boolean | null {
  if (methods.length > 0 && !methods.includes('get')) return false;
  if (addresses.length === 0) return true;
  if (addresses.some((one) => one === '0.0.0.0-255.255.255.255' || one === 'all')) return true;
  const own = request?.asker?.address;
  if (own === undefined) return null;
  const inside = addresses.map((one) => {
    const [from, to] = one.split('-');
    return to === undefined ? isInNetwork(own, one) : isInRange(own, from, to);
  });
  return inside.includes(true) ? true : inside.includes(null) ? null : false;
}
