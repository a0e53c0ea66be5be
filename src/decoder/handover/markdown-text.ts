// Texts of unknown origin in Markdown (CommonMark, with the tables of GitHub): nothing in them becomes markup.

import { visibleLine } from '../model/visible-text.ts';

/** A text as one line without markup. */
export function plain(text: string): string {
  return (
    visibleLine(text.replace(/\s*\n\s*/g, ' ').trim())
      .replace(/[\\`*_{}[\]<>|~]/g, '\\$&')
      .replace(/^(\s*)([#+=-]|\d+[.)])/, (_, space: string, sign: string) =>
        /^\d/.test(sign) ? `${space}${sign.slice(0, -1)}\\${sign.at(-1)}` : `${space}\\${sign}`,
      )
      .replace(/&(?=#?\w+;)/g, '&amp;')
      // A name after @ would call somebody: a word joiner, which has no width, keeps it a text.
      .replace(/@(?=\w)/g, '@\u2060')
  );
}

/** Lines in a fence that none of them closes. */
export function fenced(lines: string, language = 'text'): string {
  const longest = Math.max(0, ...[...lines.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${lines.replace(/\n+$/, '')}\n${fence}`;
}

/** A text as code in a line. */
export function code(text: string): string {
  const line = visibleLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${line}${space}${ticks}`;
}
