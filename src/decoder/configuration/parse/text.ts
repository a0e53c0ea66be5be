// Places, edits and unified diffs of a text.

import type { Edit, TextPlace } from '../report.ts';

/** Finds the place of offsets in one text. Offsets outside the text are clamped. */
export type Locate = (start: number, end: number) => TextPlace;

/** Makes a `Locate` for a text. Lines end at LF. */
export function locator(text: string): Locate {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  };
  return (start, end) => {
    const from = Math.max(0, Math.min(start, text.length));
    const to = Math.max(from, Math.min(end, text.length));
    const line = lineAt(from);
    const endLine = lineAt(to > from ? to - 1 : from);
    return { start: from, end: to, line: line + 1, column: from - starts[line] + 1, endLine: endLine + 1 };
  };
}

/** The blanks that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset + 200))?.[0] ?? '';
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStartBefore(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset after the line that holds `offset`, its LF counted; the end of the text when it is the last. */
export function lineEndAfter(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/** An edit that puts whole lines after the line of `offset`. */
export function insertLinesAfter(text: string, offset: number, lines: readonly string[]): Edit {
  const at = lineEndAfter(text, offset);
  const open = at === text.length && !text.endsWith('\n') ? '\n' : '';
  return { start: at, end: at, text: open + lines.map((line) => `${line}\n`).join('') };
}

/**
 * The text with the edits done. Edits at one place keep their order; of two that overlap the second is left
 * out.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || a.index - b.index);
  let out = '';
  let at = 0;
  for (const { edit } of sorted) {
    if (edit.start < at) {
      continue;
    }
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

/** Unified diff lines with three lines of context, `---` and `+++` first; empty when the texts are equal. */
export function unifiedDiff(before: string, after: string, name: string): string[] {
  if (before === after) {
    return [];
  }
  const steps = diffLines(splitLines(before), splitLines(after));
  const changed = steps.flatMap((step, index) => (step.kind === ' ' ? [] : [index]));
  const out = [`--- ${name}`, `+++ ${name}`];
  const context = 3;
  let at = 0;
  while (at < changed.length) {
    const from = Math.max(0, changed[at] - context);
    let to = changed[at] + context;
    while (at + 1 < changed.length && changed[at + 1] <= to + context + 1) {
      at += 1;
      to = changed[at] + context;
    }
    at += 1;
    const hunk = steps.slice(from, Math.min(steps.length, to + 1));
    const oldLength = hunk.filter((step) => step.kind !== '+').length;
    const newLength = hunk.filter((step) => step.kind !== '-').length;
    const earlier = steps.slice(0, from);
    const oldStart = earlier.filter((step) => step.kind !== '+').length + 1;
    const newStart = earlier.filter((step) => step.kind !== '-').length + 1;
    out.push(
      `@@ -${oldStart},${oldLength} +${newStart},${newLength} @@`,
      ...hunk.map((s) => s.kind + s.line),
    );
  }
  return out;
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

interface Step {
  kind: ' ' | '-' | '+';
  line: string;
}

// Longest common subsequence of the lines between the equal head and tail. Edits are few, so the middle is
// small; above the cap the middle is shown as one replacement.
function diffLines(before: string[], after: string[]): Step[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) {
    head += 1;
  }
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const middle: Step[] = [];
  if (a.length * b.length > 4_000_000) {
    for (const line of a) middle.push({ kind: '-', line });
    for (const line of b) middle.push({ kind: '+', line });
  } else {
    const width = b.length + 1;
    const lengths = new Uint32Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i -= 1) {
      for (let j = b.length - 1; j >= 0; j -= 1) {
        lengths[i * width + j] =
          a[i] === b[j]
            ? lengths[(i + 1) * width + j + 1] + 1
            : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
      }
    }
    let i = 0;
    let j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) {
        middle.push({ kind: ' ', line: a[i] });
        i += 1;
        j += 1;
      } else if (
        j >= b.length ||
        (i < a.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])
      ) {
        middle.push({ kind: '-', line: a[i] });
        i += 1;
      } else {
        middle.push({ kind: '+', line: b[j] });
        j += 1;
      }
    }
  }
  const same = (line: string): Step => ({ kind: ' ', line });
  return [...before.slice(0, head).map(same), ...middle, ...before.slice(before.length - tail).map(same)];
}
