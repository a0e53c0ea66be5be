// The quick filters edit the filter text: there is one filter, and the user can read it.

const quoted = /"[^"]*"?|\S+/g;

/** The words of the filter; a quoted text is one word. */
function termsOf(filter: string): string[] {
  return filter.match(quoted) ?? [];
}

/** True when the filter contains the word. */
export function hasTerm(filter: string, term: string): boolean {
  return termsOf(filter).includes(term);
}

/** The filter with a word added, or removed if present. At most one `from:` is kept. */
export function toggleTerm(filter: string, term: string): string {
  const terms = termsOf(filter);
  const rest = terms.filter((one) => one !== term && !(term.startsWith('from:') && one.startsWith('from:')));
  return (terms.includes(term) ? rest : [...rest, term]).join(' ');
}
