// The quick filters write into the filter's text, so that there is one filter and it can be read.

const quoted = /"[^"]*"?|\S+/g;

/** The filter's words; a quoted text is one word. */
export function termsOf(filter: string): string[] {
  return filter.match(quoted) ?? [];
}

/** Whether a word stands in the filter. */
export function hasTerm(filter: string, term: string): boolean {
  return termsOf(filter).includes(term);
}

/** The filter with a word added, or taken out when it is there. Of `from:` there is only ever one. */
export function toggleTerm(filter: string, term: string): string {
  const terms = termsOf(filter);
  const rest = terms.filter((one) => one !== term && !(term.startsWith('from:') && one.startsWith('from:')));
  return (terms.includes(term) ? rest : [...rest, term]).join(' ');
}
