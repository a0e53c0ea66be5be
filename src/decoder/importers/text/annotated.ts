// Bytes with an explanation behind each few of them: `81  FIN + text`, `05 // length 5`, `48 65 # "He"`.

import { isStream } from './evidence.ts';
import { scanHex } from './hex-line.ts';
import { isSurrounding } from './lines.ts';

const bytes = String.raw`(?:0x)?[\da-f]{2}(?:[ ,]{1,2}(?:0x)?[\da-f]{2})*,?`;
/** Group 1 is the bytes, group 2 what explains them. */
const annotated = new RegExp(
  String.raw`^(\s*${bytes})(?:(?:[ ]{2,}|\t+|[ ]*(?://|#|;|--|<-+|\u2190|=>?|:)[ ]*)(\S.*))?$`,
  'i',
);
/** More lines are a dump, and fewer are a line of bytes. */
const maxLines = 60;
const minLines = 2;

/** Where the bytes of a line end that are explained in it, or stand alone; -1 for any other line. */
export function annotatedEnd(line: string): number {
  return annotated.exec(line)?.[1].length ?? -1;
}

/** Whether lines are bytes with explanations, of which the first few are no more than a header and fit a frame. */
export function areAnnotated(lines: readonly string[]): boolean {
  const used = lines.filter((line) => !isSurrounding(line));
  if (used.length < minLines || used.length > maxLines) return false;
  const found = used.map((line) => annotated.exec(line));
  if (!found.every((match) => match !== null)) return false;
  const explained = found.filter((match) => /[g-z]/i.test(match?.[2] ?? ''));
  if (explained.length * 2 < found.length) return false;
  const values = found.flatMap((match) => [
    ...scanHex(match?.[1] ?? '', 0, match?.[1].length ?? 0).bytes.view(),
  ]);
  return isStream(Uint8Array.from(values));
}
