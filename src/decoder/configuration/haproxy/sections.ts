// Sections of an HAProxy configuration and the defaults that they inherit.

import type { UrlRequest } from '../program.ts';
import type { HaproxyLine, HaproxySection } from './parse.ts';

/** A parsed text. */
export interface HaproxyText {
  readonly text: string;
  readonly sections: readonly HaproxySection[];
  /** The request that conditions are evaluated for; null when they are to hold for every WebSocket. */
  readonly request: UrlRequest | null;
}

/** The `defaults` section that a section inherits: the one that it names, else the last one before it. */
export function defaultsOf({ sections }: HaproxyText, section: HaproxySection): HaproxySection | null {
  const defaults = sections.filter(({ kind }) => kind === 'defaults');
  if (section.from !== null) return defaults.find(({ name }) => name === section.from) ?? null;
  const at = sections.indexOf(section);
  return defaults.findLast((one) => sections.indexOf(one) < at) ?? null;
}

/** Lines of the defaults and of the section itself. */
export function linesOf(source: HaproxyText, section: HaproxySection): HaproxyLine[] {
  return [...(defaultsOf(source, section)?.lines ?? []), ...section.lines];
}

/** The line that sets something in a section, or in the defaults that it inherits. */
export function settingOf(
  source: HaproxyText,
  section: HaproxySection,
  ...words: string[]
): HaproxyLine | null {
  const isIt = (line: HaproxyLine): boolean => words.every((word, index) => wordAt(line, index) === word);
  return section.lines.findLast(isIt) ?? defaultsOf(source, section)?.lines.findLast(isIt) ?? null;
}

/** A word of a line as text; empty when there is none. */
export function wordAt(line: HaproxyLine, index: number): string {
  return line.words[index]?.text ?? '';
}

/** The lines of a keyword. */
export function linesNamed(lines: readonly HaproxyLine[], keyword: string): HaproxyLine[] {
  return lines.filter((line) => wordAt(line, 0) === keyword);
}

/** The server lines of a section. */
export function serversOf(section: HaproxySection | null): HaproxyLine[] {
  return (section?.lines ?? []).filter((line) => /^server(-template)?$/.test(wordAt(line, 0)));
}

/** How many servers of the section with this name are not disabled; `undefined` where the text does not say. */
export function serverCountOf({ sections }: HaproxyText, name: string): number | undefined {
  const section = sections.findLast(
    (one) => one.name === name && one.lines.every((line) => wordAt(line, 0) !== 'server-template'),
  );
  return section && serversOf(section).filter(isUsed).length;
}

function isUsed(line: HaproxyLine): boolean {
  return line.words.findLast(({ text }) => /^(disabled|enabled)$/.test(text))?.text !== 'disabled';
}

/**
 * True when every bind line of a section has ssl, false when none has, null when it is mixed or not known.
 */
export function tlsOf(front: HaproxySection | null): boolean | null {
  const binds = linesNamed(front?.lines ?? [], 'bind');
  const secure = binds.filter((line) => line.words.some((word) => word.text === 'ssl')).length;
  if (binds.length === 0 || (secure > 0 && secure < binds.length)) return null;
  return secure > 0;
}
