// The corpus of pasted texts: what each is, and what is known of its right answer. A folder holds texts of
// one kind: a file NAME.txt is one text, a file NAME.json is a table of texts. `make/` holds the scripts that
// made the tables.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sender } from '../../src/decoder/model/basics.ts';

/** A text and its right answer, as far as it is known. */
export interface CorpusText {
  /** Names the text, with its folder in front. */
  readonly name: string;
  /** The folder: what the text is. */
  readonly kind: string;
  readonly text: string;
  /** The program that printed it; absent for a text that was written. */
  readonly by?: string;
  /** The opcodes of each sender's frames in order. */
  readonly frames?: Readonly<Record<Sender, readonly number[]>>;
  /** The first cause. */
  readonly cause?: string | null;
  /** The first cause is not more certain than this. */
  readonly atMost?: number;
  /** Begins the name of an implementation that the answer has to name. */
  readonly implementation?: string;
  /** A violation that the answer has to name. */
  readonly violation?: string;
  /** The kinds of its parts in any order; without it, a text of one kind has that kind alone. */
  readonly parts?: readonly string[];
  /** Which heads of a handshake are found: `request`, `response`, in order. */
  readonly heads?: readonly string[];
  /** How many connections are shown: dumps that are compared have one each. */
  readonly connections?: number;
  /** The bytes of a file or of another protocol: nothing is judged. */
  readonly isOther?: boolean;
  /** The exit status of `inspect`; without it, that of most texts of the kind. */
  readonly status?: number;
}

const root = fileURLToPath(new URL('.', import.meta.url));
const notKinds = new Set(['make']);

function textsOf(kind: string, file: string): CorpusText[] {
  const content = readFileSync(join(root, kind, file), 'utf8');
  if (!file.endsWith('.json')) return [{ name: `${kind}/${file}`, kind, text: content }];
  const rows = JSON.parse(content) as readonly Omit<CorpusText, 'kind'>[];
  return rows.map((row) => ({ ...row, kind, name: `${kind}/${row.name}` }));
}

/** Every text of the corpus. */
export function corpus(): CorpusText[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notKinds.has(entry.name))
    .flatMap(({ name }) => readdirSync(join(root, name)).flatMap((file) => textsOf(name, file)));
}
