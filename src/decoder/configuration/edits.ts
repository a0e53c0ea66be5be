// Edit intents that are the same for every program, as edits of the text.

import type { EditIntent } from './model.ts';
import { insertLinesAfter, lineEndAfter, lineStartBefore } from './parse/text.ts';
import type { ReadConfiguration, WantedEdits } from './program.ts';
import type { Edit } from './report.ts';

/** All edits of a text; each is made once, however many routes ask for it. */
export function editsOf(text: string, read: ReadConfiguration, wanted: readonly WantedEdits[]): Edit[] {
  const shared = wanted.flatMap(({ intents }) => intents.flatMap((intent) => sharedEdit(text, intent)));
  const seen = new Set<string>();
  return [...read.programEdits(wanted), ...shared].filter((edit) => {
    const key = `${edit.start} ${edit.end} ${edit.text}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function sharedEdit(text: string, intent: EditIntent): Edit[] {
  switch (intent.kind) {
    case 'replace':
      return [{ ...intent.span, text: intent.text }];
    case 'insert-lines-after':
      return [insertLinesAfter(text, intent.offset, intent.lines)];
    case 'remove-lines': {
      const { start, end } = intent.span;
      return [{ start: lineStartBefore(text, start), end: lineEndAfter(text, end), text: '' }];
    }
    default:
      return [];
  }
}
