// Colour, wrapping and safe text for a terminal.

import { invisible } from '../decoder/model/visible-text.ts';

/** Puts colour codes around text, or returns it unchanged. */
export interface Style {
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly good: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  /** Columns to write in. */
  readonly width: number;
}

/** Whether to colour: FORCE_COLOR decides, then NO_COLOR (no-color.org), then whether it is a terminal. */
function isColoured({ isTTY }: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: term } = env;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTTY === true && !refused && term !== 'dumb';
}

/** The colours and the width of a stream. */
export function styleFor(stream: { isTTY?: boolean; columns?: number }, env: NodeJS.ProcessEnv): Style {
  const coloured = isColoured(stream, env);
  const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const asked = stream.columns ?? Number(env.COLUMNS);
  return {
    bad: paint(31),
    warn: paint(33),
    good: paint(32),
    dim: paint(2),
    bold: paint(1),
    width: Math.max(40, Math.min(asked > 0 ? asked : 100, 120)),
  };
}

/**
 * Breaks text at spaces so that no line is longer than `width`, each line after the first begun with
 * `indent`.
 */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  // White space is a place to break; what else is invisible becomes a dot.
  for (const word of text.split(/\s+/).filter(Boolean).map(printable)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join('\n');
}

/** A text of unknown origin as one line: dots replace controls and marks that change the direction of text. */
export function printable(text: string): string {
  return text.replace(invisible, '·');
}

/** `value` as JSON whose characters a terminal may print: what JSON leaves as it is, is escaped too. */
export function terminalJson(value: unknown): string {
  return JSON.stringify(value).replace(invisible, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
