// Regular expressions of filters. A link can hold a filter, so the cost of a pattern must grow with the text alone:
// RE2 has no backtracking.

import { RE2JS, RE2JSException } from 're2js';

export interface Pattern {
  matches(text: string): boolean;
}

/** A compiled pattern, or what is wrong with it. */
export function compilePattern(source: string, ignoresCase: boolean): Pattern | string {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, RE2JS.DOTALL | (ignoresCase ? RE2JS.CASE_INSENSITIVE : 0));
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `Expected a regular expression (RE2) between the slashes, found /${source}/: ${error.message}.`;
  }
  return { matches: (text) => compiled.matcher(text).find() };
}
