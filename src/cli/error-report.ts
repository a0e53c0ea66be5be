// The report on an error text: who says it, the bits that give it, what it comes from, what to ask.

import { showsInBytes } from '../decoder/error-texts/in-bytes.ts';
import { versionInWords } from '../decoder/error-texts/version-words.ts';
import { commandFor } from '../decoder/guides/capture/capture-guide.ts';
import { captureGuides } from '../decoder/guides/capture/guides.ts';
import type { CauseId } from '../decoder/model/cause-id.ts';
import type { ErrorText } from '../decoder/recognise/errors.ts';
import { printable, type Style, wrap } from './style.ts';

const maxSpeakers = 4;
const maxCauses = 4;
const maxPatterns = 6;
const maxReadings = 6;

/** What a report points at. */
export interface Pointers {
  /** The path of a cause's page. */
  readonly cause: (cause: CauseId) => string | null;
  /** A sentence about the recorded capture for the first cause. */
  readonly sample: (error: ErrorText) => string | null;
}

/** The lines about the errors of an input, the most telling first. */
export function errorLines(errors: readonly ErrorText[], style: Style, pointers: Pointers): string[] {
  const numbers = [...new Set(errors.map(({ error }) => error))];
  return numbers.flatMap((number) =>
    linesOfOne(
      errors.filter(({ error }) => error === number),
      style,
      pointers,
    ),
  );
}

function linesOfOne(entries: readonly ErrorText[], style: Style, pointers: Pointers): string[] {
  const [first] = entries;
  const lines = ['', style.bold(`ERROR  ${printable(first.text)}`)];
  if (first.similarTo !== null) {
    lines.push(
      ...indented(`No known program prints exactly this. It is similar to "${first.similarTo}".`, style),
    );
  }
  lines.push(...indented(first.note, style));
  for (const { implementation, version, role, shown } of entries.slice(0, maxSpeakers)) {
    if (implementation === 'any') continue;
    const about = [
      version === null ? null : versionInWords(version),
      role === null ? null : `as ${role}`,
      shown,
    ].filter((one) => one);
    const details = about.length === 0 ? '' : ` (${about.join('; ')})`;
    lines.push(...indented(`${implementation}${details}`, style, '- '));
  }
  for (const { name, value, meaning } of first.variables) {
    lines.push(...indented(`${name}: ${value}${meaning ? `. ${meaning}` : ''}`, style));
  }
  if (first.patterns.length > 0) lines.push('', style.bold('  Header bits that give this text'));
  for (const { bits, title, when } of first.patterns.slice(0, maxPatterns)) {
    lines.push(...indented(`${bitText(bits)}  ${title}${when ? ` (${when})` : ''}`, style));
  }
  if (first.readings.length > 0) {
    const named = first.readings.slice(0, maxReadings).map(({ hex, name }) => `${hex} ${name}`);
    lines.push(...indented(`Or no frame at all: ${[...new Set(named)].join('; ')}`, style));
  }
  return [...lines, ...causeLines(first, style, pointers)];
}

/** Bits in the groups FIN, RSV, opcode, MASK, length. */
function bitText(bits: readonly (0 | 1 | null)[]): string {
  const text = bits.map((bit) => bit ?? '.').join('');
  return [text.slice(0, 1), text.slice(1, 4), text.slice(4, 8), text.slice(8, 9), text.slice(9)].join(' ');
}

function causeLines(error: ErrorText, style: Style, pointers: Pointers): string[] {
  const [first] = error.causes;
  if (first === undefined) return [];
  const lines = ['', style.bold('  What it comes from')];
  error.causes.slice(0, maxCauses).forEach(({ title, counted, how, check }, rank) => {
    const count =
      counted !== null && counted.cases > 0
        ? style.dim(`  ${counted.cases} of ${counted.of} public cases`)
        : '';
    lines.push(`  ${rank + 1}. ${title}${count}`);
    if (rank === 0)
      lines.push(...indented(how, style, '   '), ...indented(`To find out: ${check}`, style, '   '));
  });
  if (error.questions.length > 0) lines.push('', style.bold('  What tells them apart'));
  for (const { text, how } of error.questions) lines.push(...indented(`${text} ${how}`.trim(), style, '- '));
  const path = showsInBytes(first) ? pointers.cause(first.cause) : null;
  const stacks = error.stacks.length > 0 ? ` for ${error.stacks.join(', ')}` : '';
  if (path !== null) lines.push('', ...indented(`Fix${stacks}: ${path}`, style));
  const sample = pointers.sample(error);
  if (sample !== null) lines.push(...indented(sample, style));
  const guide = captureGuides.find(({ id }) => id === error.capture);
  if (guide !== undefined) {
    lines.push(...indented(`The capture that decides: ${guide.title}`, style));
    for (const { text, command } of guide.steps) {
      lines.push(...indented(text, style, '  '));
      if (command) lines.push(...command.split('\n').map((line) => `      ${line}`));
    }
    const hand = commandFor(guide);
    if (hand !== null) {
      const then = guide.gives === 'printed text' ? 'Then paste what is printed into:' : 'Then:';
      lines.push(...indented(then, style, '  '), `      ${hand}`);
    }
  }
  return lines;
}

function indented(text: string, style: Style, mark = ''): string[] {
  const indent = 2 + mark.length;
  return wrap(text, style.width - indent)
    .split('\n')
    .map((line, at) => (at === 0 ? `  ${mark}${line}` : ' '.repeat(indent) + line));
}
