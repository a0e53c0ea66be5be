// Characters that a page, a chat or a screenshot puts in place of others: strange blanks, typographic quotes, entities
// of HTML. Every change keeps the length of the text.

import type { UnresolvedFact } from '../model.ts';
import { blank, linesOfText, shortened } from './same-length.ts';

/** On more lines than this share a page or a chat put the blanks there, and the file has common ones. */
const strayShare = 0.25;

const strangeBlank = /[\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]/;
const strangeBlanks = new RegExp(strangeBlank.source, 'g');

/** Blanks that are common ones in the file: those of a text that has them on many lines. */
export function withCommonBlanks(text: string): string {
  const lines = linesOfText(text).filter((line) => line.text.trim() !== '');
  const strange = lines.filter((line) => strangeBlank.test(line.text)).length;
  return strange > lines.length * strayShare ? text.replace(strangeBlanks, ' ') : text;
}

/** Blanks that programs read as letters, when a few stand among common ones: the file itself may have them. */
export function strayBlanks(text: string): UnresolvedFact[] {
  const strange = linesOfText(text).find((line) => strangeBlank.test(line.text.replace(/#.*/, '')));
  if (!strange) return [];
  const at = strange.start + strange.text.search(strangeBlank);
  const words =
    'A blank that is no common space stands here (U+00A0 or the like). If the file has it too, the program does not load it.';
  const cases = {
    passes: 'the blank comes from the page or chat that the text was copied from',
    fails: 'the file itself has this blank',
  };
  return [{ kind: 'directive', name: 'blank', text: words, span: { start: at, end: at + 1 }, cases }];
}

const typographic = /[\u201c\u201d\u201e\u2018\u2019\u201a]/;

/** Typographic quotes as straight ones, when no value of the text begins with a straight one. */
export function withStraightQuotes(text: string): { text: string; facts: readonly UnresolvedFact[] } {
  const plain = text.replace(/#.*/g, '');
  const at = plain.search(typographic);
  if (at < 0 || /(?:^|\s)"/.test(plain)) return { text, facts: [] };
  const straight = text.replace(/[\u201c\u201d\u201e]/g, '"').replace(/[\u2018\u2019\u201a]/g, "'");
  const first = text.search(typographic);
  const words =
    'The quotes are typographic ones; they are read as straight ones. A program takes typographic quotes for letters of the value.';
  const cases = {
    passes: 'the page or chat that the text was copied from changed the quotes',
    fails: 'the file itself has typographic quotes',
  };
  const span = { start: first, end: first + 1 };
  return { text: straight, facts: [{ kind: 'directive', name: 'quotes', text: words, span, cases }] };
}

const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#34;': '"',
  '&#x22;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&apos;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&nbsp;': ' ',
};

const tags = /<\/?(?:p|pre|code|br|div|span|td|tr|table|tbody|blockquote|b|em|strong)(?:\s[^<>\n]*)?\/?>/gi;

/** Entities of HTML as their characters, and the tags of a page blank. */
export function withoutEntities(page: string): string {
  const isPage = /<(pre|code)\b/i.test(page);
  const text = isPage ? page.replace(tags, blank) : page;
  // A URL of a file may have `&amp;` alone.
  if (!(isPage && /&amp;/.test(text)) && !/&(quot|lt|gt|#34|#39|#x2[27]|apos);/.test(text)) return text;
  return shortened(text, /&(?:quot|#34|#x22|#39|#x27|apos|lt|gt|amp|nbsp);/g, (entity) => entities[entity]);
}
