import { formatBytes } from '../shared/format.ts';

/** Most bytes of a text that is checked. */
export const mostBytes = 2 * 1024 * 1024;

/** A text and the name of its file, or why there is none. */
export type GivenText = { readonly text: string; readonly name: string | null } | { readonly fault: string };

/** Reads a file as text, after a look at its size. */
export async function textOfFile(file: File): Promise<GivenText> {
  if (file.size > mostBytes) return { fault: tooLong(file.size, file.name) };
  try {
    return { text: await file.text(), name: file.name };
  } catch {
    return { fault: `${file.name} could not be read from the disk. Open it again, or paste its text.` };
  }
}

/** The sentence for a text that cannot be checked, or `null`. */
export function faultOfText(text: string, name: string | null, expected: string): string | null {
  const what = name ?? 'the text';
  if (text.trim() === '') {
    return `Expected ${expected}, found ${name ? `an empty file (${name})` : 'nothing'}. Paste it or drop a file.`;
  }
  // A UTF-16 unit is at least one byte, so that most texts need no counting.
  const bytes = text.length * 3 > mostBytes ? new TextEncoder().encode(text).length : 0;
  if (bytes > mostBytes) return tooLong(bytes, what);
  if (text.includes('\0')) {
    return `Expected ${expected}, found bytes that are not text (a zero byte at character ${text.indexOf('\0') + 1} of ${what}). Save it as UTF-8. A capture is opened on the first page.`;
  }
  return null;
}

function tooLong(bytes: number, what: string): string {
  return `Expected at most ${formatBytes(mostBytes)} of text, found ${formatBytes(bytes)} in ${what}. Give only the part that handles the WebSocket.`;
}
