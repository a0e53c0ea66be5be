// The configuration of nghttpx: `option=value`, one a line, without blanks around the sign.
// Documentation: https://nghttp2.org/documentation/nghttpx.1.html. The refusals were seen on 1.52.

import type { Span } from '../model.ts';

/** One line with an option. */
export interface NghttpxOption extends Span {
  /** Lower case. */
  readonly name: string;
  /** Without the blanks around it. */
  readonly value: string;
  /** Where the value stands. */
  readonly at: Span;
  /** Blanks where the program allows none; null when there are none. */
  readonly blanks: Blanks | null;
}

/** Where a line has blanks, in words (`after the = of backend`), and the line without them. */
interface Blanks {
  readonly where: string;
  readonly line: Span;
  readonly text: string;
}

export interface NghttpxFile {
  readonly options: readonly NghttpxOption[];
  /** Lines that are no option. */
  readonly faults: readonly (Span & { readonly text: string })[];
}

/** Parses a text. Never throws. */
export function parseNghttpx(text: string): NghttpxFile {
  const options: NghttpxOption[] = [];
  const faults: NghttpxFile['faults'][number][] = [];
  const raws = text.split('\n');
  const pasted = pastedBlanks(raws.map(withoutReturn));
  let at = 0;
  let isFirst = true;
  for (const raw of raws) {
    const own = withoutReturn(raw);
    const indent = isFirst ? own.length - own.trimStart().length : Math.min(pasted.before, own.length);
    const line = pasted.isAfter ? own.slice(indent).trimEnd() : own.slice(indent);
    const start = at + indent;
    at += raw.length + 1;
    if (line.trim() === '') continue;
    isFirst = false;
    if (line.startsWith('#')) continue;
    const sign = line.indexOf('=');
    if (sign >= 0) options.push(optionOf(line, sign, start));
    else
      faults.push({ start, end: start + line.length, text: `Expected option=value, found ${line.trim()}` });
  }
  return { options, faults };
}

const withoutReturn = (line: string): string => line.replace(/\r$/, '');

/** Blanks of a paste: before all lines but the first, which may follow something else, and after most lines. */
function pastedBlanks(lines: readonly string[]): { before: number; isAfter: boolean } {
  const full = lines.filter((line) => line.trim() !== '');
  const indents = full.slice(1).map((line) => line.length - line.trimStart().length);
  const isAfter = full.length > 1 && full.filter((line) => line !== line.trimEnd()).length * 2 > full.length;
  return { before: indents.reduce((least, one) => Math.min(least, one), indents[0] ?? 0), isAfter };
}

function optionOf(line: string, sign: number, start: number): NghttpxOption {
  const label = line.slice(0, sign);
  const rest = line.slice(sign + 1);
  const value = rest.trim();
  const valueStart = start + sign + 1 + (rest.length - rest.trimStart().length);
  const isBlank = label !== label.trim() || rest !== value;
  const whole = { start, end: start + line.length };
  const name = label.trim();
  const where =
    label !== label.trim() ? 'before the =' : rest !== rest.trimStart() ? 'after the =' : 'after the value';
  return {
    name: name.toLowerCase(),
    value,
    at: { start: valueStart, end: valueStart + value.length },
    blanks: isBlank
      ? {
          where: /^[ \t]/.test(label) ? `before ${name.toLowerCase()}` : `${where} of ${name.toLowerCase()}`,
          line: whole,
          text: `${name}=${value}`,
        }
      : null,
    ...whole,
  };
}
