// A configuration as people paste it: what does not belong to it becomes blank, and all offsets stay.

import type { UnresolvedFact } from '../model.ts';
import { strayBlanks, withCommonBlanks, withoutEntities, withStraightQuotes } from './characters.ts';
import { newSideOfDiff } from './diff.ts';
import { insideOfString, withSingleDollars } from './escapes.ts';
import { withoutForeignLines, withoutFrame } from './foreign-lines.ts';
import { withoutPrefixes } from './prefixes.ts';
import { type InnerText, withoutSurroundings } from './surroundings.ts';
import { fillTemplate } from './templates.ts';

/** A paste, ready to be read. */
export interface PastedConfiguration {
  /** As long as the paste; places in it are places in the paste. */
  readonly text: string;
  /** True when every line had a prefix: then a correction is made of this text and not of the paste. */
  readonly hadPrefixes: boolean;
  /** True for a diff: `text` is what it makes of the configuration. */
  readonly isDiff: boolean;
  /** True for a configuration inside of a string, a here-document or a fence: what is around it says nothing of it. */
  readonly isInner: boolean;
  /** What a template or the paste leaves open. */
  readonly facts: readonly UnresolvedFact[];
  /** True when a refusal to load may come from a template's conditions. */
  readonly hasConditions: boolean;
}

/** Reads a paste. */
export function readPaste(text: string): PastedConfiguration {
  const bare = withCommonBlanks(text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text);
  const characters = withoutFrame(withoutEntities(bare));
  const newSide = newSideOfDiff(characters);
  const unprefixed = newSide ?? withoutPrefixes(characters);
  const { text: inner, isInner } = innerText(unprefixed ?? characters);
  const filled = fillTemplate(inner);
  const quotes = withStraightQuotes(filled?.text ?? inner);
  return {
    text: quotes.text,
    hadPrefixes: unprefixed !== null,
    isDiff: newSide !== null,
    isInner,
    facts: [...(filled?.facts ?? []), ...quotes.facts, ...strayBlanks(quotes.text)],
    hasConditions: filled?.hasConditions ?? false,
  };
}

/** The configuration without what surrounds it. */
function innerText(text: string): InnerText {
  const string = insideOfString(text);
  const inner =
    string === null ? withoutSurroundings(withSingleDollars(text)) : { text: string, isInner: true };
  return { ...inner, text: withoutForeignLines(inner.text) };
}

/** The text without the blanks that begin each of its lines, and without empty lines at its ends. */
export function dedented(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const indents = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  const kept = lines.map((line) => line.slice(common)).join('\n');
  return `${kept.replace(/^\n+|\s+$/g, '')}\n`;
}
