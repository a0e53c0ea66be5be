import type { Note } from '../../decoder/model/basics.ts';
import { Icon } from './Icon.tsx';

const looks = {
  error: { box: 'border-bad/50 bg-badbg', color: 'text-bad', icon: 'cross', word: 'Error' },
  warning: { box: 'border-warn/40 bg-warnbg', color: 'text-warn', icon: 'warn', word: 'Warning' },
  info: { box: 'border-line bg-raised', color: 'text-dim', icon: 'note', word: 'Note' },
} as const;

/** The importer's notes about the input. */
export function NoteList({ notes, large }: { notes: readonly Note[]; large?: boolean }) {
  if (notes.length === 0) return null;
  return (
    <ul className="grid gap-1.5" aria-label="Notes on the input">
      {notes.map((note, index) => {
        const look = looks[note.level];
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: notes never change their order
            key={index}
            data-note={note.id}
            className={`flex gap-2 rounded-lg border px-3 py-2 ${look.box} ${large ? 'text-[15px]' : ''}`}
          >
            <span className={`mt-0.5 ${look.color}`}>
              <Icon name={look.icon} label={look.word} />
            </span>
            <span className="min-w-0 break-words">{note.text}</span>
          </li>
        );
      })}
    </ul>
  );
}
