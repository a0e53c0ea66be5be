// Texts from the wire as they are shown: nothing in them is invisible or changes the direction of what follows.

/**
 * Controls (C0, DEL, C1), separators of lines and paragraphs, marks that change the direction of text. The
 * second expression leaves tab and LF alone.
 */
export const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const invisibleButLayout =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A control character as its picture. C1 controls have none: each is shown as its two-character form, ESC and a letter
 * (ECMA-35). Other invisible characters are shown by number.
 */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code < 0xa0) return `\u241b${String.fromCharCode(code - 0x40)}`;
  return `⟨U+${code.toString(16).toUpperCase()}⟩`;
}

/** A text that stays one line. */
export function visibleLine(text: string): string {
  return text.replace(invisible, picture);
}

/** A text with its tabs and line ends (LF, CR LF) kept. */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(invisibleButLayout, picture);
}
