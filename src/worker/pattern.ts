// Regular expressions of filters. A link can hold a filter, so the cost of a pattern must grow with the text alone:
// RE2 has no backtracking. It grows with the size of the pattern too, which has a limit.

import { RE2JS, RE2JSException } from 're2js';

/** Instructions of a compiled pattern. One with 200 took 4 s for a MiB of text, where all of them were tried. */
const maxInstructions = 500;

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
  const size = compiled.programSize();
  if (size > maxInstructions)
    return `Expected a regular expression of at most ${maxInstructions} instructions, found ${size} in /${source}/. Repeat less in it.`;
  return { matches: (text) => compiled.matcher(text).find() };
}
