import { joinFiles } from '../../decoder/configuration/paste/join-files.ts';
import { maxTextBytes } from '../../decoder/model/check-limits.ts';
import { formatBytes } from '../../decoder/model/words.ts';

/** A text and its file name, or why it could not be read. */
export type GivenText = { readonly text: string; readonly name: string | null } | { readonly fault: string };

/** Reads a file as text, if it is not too large. */
export async function textOfFile(file: File): Promise<GivenText> {
  if (file.size > maxTextBytes) return { fault: tooLong(file.size, file.name) };
  try {
    return { text: await file.text(), name: file.name };
  } catch {
    return { fault: `${file.name} could not be read from the disk. Open it again, or paste its text.` };
  }
}

/** Reads files that belong together as one text, each after a line with its name. */
export async function textOfFiles(files: readonly File[]): Promise<GivenText> {
  const given = await Promise.all(files.map((file) => textOfFile(file)));
  const fault = given.find((one) => 'fault' in one);
  if (fault || given.length === 1) return fault ?? given[0];
  const parts = given.flatMap((one) =>
    'fault' in one ? [] : [{ text: one.text, name: one.name ?? 'file without a name' }],
  );
  return { text: joinFiles(parts), name: parts[0].name };
}

/** A sentence why the text cannot be checked, or `null`. */
export function faultOfText(text: string, name: string | null, expected: string): string | null {
  const what = name ?? 'the text';
  if (text.trim() === '') {
    return `Expected ${expected}, found ${name ? `an empty file (${name})` : 'nothing'}. Paste it or drop a file.`;
  }
  // A UTF-16 unit is at least one byte of UTF-8: the byte count is needed only for long texts.
  const bytes = text.length * 3 > maxTextBytes ? new TextEncoder().encode(text).length : 0;
  if (bytes > maxTextBytes) return tooLong(bytes, what);
  if (text.includes('\0')) {
    return `Expected ${expected}, found bytes that are not text (a zero byte at character ${text.indexOf('\0') + 1} of ${what}). Save it as UTF-8. A capture is opened on the first page.`;
  }
  return null;
}

function tooLong(bytes: number, what: string): string {
  return `Expected at most ${formatBytes(maxTextBytes)} of text, found ${formatBytes(bytes)} in ${what}. Give only the part that handles the WebSocket.`;
}

/** Bytes at the beginning of a file that are looked at. */
const headBytes = 4096;

/** Whether a file begins as no text does: with a NUL, and not in UTF-16 with its mark. */
function isBinary(head: Uint8Array): boolean {
  const mark = (head[0] << 8) | head[1];
  return head.includes(0) && mark !== 0xfffe && mark !== 0xfeff;
}

/** Whether one of the files is a capture. */
export async function hasCapture(files: readonly File[]): Promise<boolean> {
  const heads = await Promise.all(
    files.map((file) =>
      file
        .slice(0, headBytes)
        .arrayBuffer()
        .catch(() => null),
    ),
  );
  return heads.some((head) => head !== null && isBinary(new Uint8Array(head)));
}
