// Recognises a configuration of another program by its words, and says what to look for in it.

import { lineNumber } from '../../model/words.ts';
import type { Span } from '../model.ts';
import { blank } from '../paste/same-length.ts';
import { otherKinds } from './kinds.ts';

/** Something to look at in a configuration that is not judged. */
export interface OtherRemark {
  readonly severity: 'error' | 'warning' | 'note';
  readonly text: string;
  /** Where the text says it; null for something that it lacks. */
  readonly span: Span | null;
}

/** A configuration that is recognised and not judged. */
export interface OtherConfiguration {
  readonly name: string;
  /** False when it is only likely. */
  readonly isCertain: boolean;
  readonly remarks: readonly OtherRemark[];
}

/** The kind of another program's configuration, or null. */
export function otherConfiguration(text: string, fileName = ''): OtherConfiguration | null {
  for (const { name, signs, sure, file, looks } of otherKinds) {
    const isCertain = sure?.test(text) === true || file?.test(fileName) === true;
    if (!isCertain && signs.filter((sign) => sign.test(text)).length < 2) continue;
    const plain = withoutComments(text);
    return {
      name,
      isCertain,
      remarks: looks.flatMap(({ has, lacks, severity, text: words }): OtherRemark[] => {
        const found = has?.exec(plain);
        if ((has && !found) || lacks?.test(plain)) return [];
        const span = found ? { start: found.index, end: found.index + found[0].length } : null;
        return [{ severity, text: words, span }];
      }),
    };
  }
  return null;
}

/** The remarks, each with its line. `start`: where the configuration begins in the text. */
export function remarkWords({ remarks }: OtherConfiguration, text: string, start = 0): string[] {
  return remarks.map(({ text: words, span }) =>
    span === null ? words : `Line ${lineNumber(text, start + span.start)}: ${words}`,
  );
}

/** Comments blank, so that a setting that is commented out counts as absent. */
function withoutComments(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/^[ \t]*(?:#|\/\/).*$/gm, blank);
}
