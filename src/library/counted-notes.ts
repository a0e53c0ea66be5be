// Notes for people: equal ones once, with their count.

import type { Note } from '../decoder/model/basics.ts';

/** The notes without repetition; a note that came several times says how often. */
export function countedNotes(notes: readonly Note[]): Pick<Note, 'level' | 'text'>[] {
  const counts = new Map<string, { level: Note['level']; text: string; count: number }>();
  for (const { level, text } of notes) {
    const known = counts.get(text);
    if (known === undefined) counts.set(text, { level, text, count: 1 });
    else known.count++;
  }
  return [...counts.values()].map(({ level, text, count }) => ({
    level,
    text: count === 1 ? text : `${text} (${count} times)`,
  }));
}
