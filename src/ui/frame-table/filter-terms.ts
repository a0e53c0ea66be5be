// The quick filters edit the filter text: there is one filter, and the user can read it.

import { filterTokens } from '../../decoder/frame-filter/tokens.ts';

/** The terms that all frames must match; a quoted text, and what stands in brackets, is one. */
function termsOf(filter: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let isJoined = false;
  for (const token of filter.match(filterTokens) ?? []) {
    if (token === ')') depth--;
    const isInside = depth > 0 || token === ')';
    if (isInside || isJoined)
      terms[terms.length - 1] +=
        token === ')' || /(?:\(|(?:^|[\s(])[-!])$/.test(terms.at(-1) ?? '') ? token : ` ${token}`;
    else terms.push(token);
    if (token === '(') depth++;
    // What is negated belongs to its sign.
    isJoined = depth === 0 && /^(?:not|[-!])$/i.test(token);
  }
  return terms;
}

/** Whether alternatives stand outside of all brackets. */
const hasAlternatives = (terms: readonly string[]) => terms.some((term) => /^or$/i.test(term));

/** True when the filter contains the word. */
export function hasTerm(filter: string, term: string): boolean {
  const terms = termsOf(filter);
  return !hasAlternatives(terms) && terms.includes(term);
}

/** The filter with a word added, or removed if present. At most one `from:` is kept. */
export function toggleTerm(filter: string, term: string): string {
  const all = termsOf(filter);
  const terms = hasAlternatives(all) ? [`(${filter.trim()})`] : all;
  const rest = terms.filter((one) => one !== term && !(term.startsWith('from:') && one.startsWith('from:')));
  return (terms.includes(term) ? rest : [...rest, term]).join(' ');
}
