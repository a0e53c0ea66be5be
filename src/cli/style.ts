// Colour, wrapping and safe text for a terminal.

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

/** Colours on a terminal only, and not where NO_COLOR is set (no-color.org). */
export function styleFor(stream: { isTTY?: boolean; columns?: number }, env: NodeJS.ProcessEnv): Style {
  const coloured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
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
  for (const word of printable(text).split(/\s+/).filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join('\n');
}

/**
 * Text of unknown origin, safe for a terminal: dots replace C0 and C1 controls and bidirectional overrides.
 */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·');
}
