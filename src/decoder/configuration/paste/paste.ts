// A configuration as people paste it: what does not belong to it becomes blank, and all offsets stay.

import type { UnresolvedFact } from '../model.ts';
import { withoutPrefixes } from './prefixes.ts';
import { linesOfText } from './same-length.ts';
import { withoutSurroundings } from './surroundings.ts';
import { fillTemplate } from './templates.ts';

/** A paste, ready to be read. */
export interface PastedConfiguration {
  /** As long as the paste; places in it are places in the paste. */
  readonly text: string;
  /** True when every line had a prefix: then a correction is made of this text and not of the paste. */
  readonly hadPrefixes: boolean;
  /** What a template or the paste leaves open. */
  readonly facts: readonly UnresolvedFact[];
  /** True when a refusal to load may come from a template's conditions. */
  readonly hasConditions: boolean;
}

/** Reads a paste. */
export function readPaste(text: string): PastedConfiguration {
  const bare = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const unprefixed = withoutPrefixes(bare);
  const inner = withoutSurroundings(unprefixed ?? bare);
  const filled = fillTemplate(inner);
  return {
    text: filled?.text ?? inner,
    hadPrefixes: unprefixed !== null,
    facts: [...(filled?.facts ?? []), ...strayBlanks(filled?.text ?? inner)],
    hasConditions: filled?.hasConditions ?? false,
  };
}

/** On more lines than this share a page or a chat put the blanks there, and the file has common ones. */
const strayShare = 0.25;

/** Blanks that programs read as letters, when a few stand among common ones: the file itself may have them. */
function strayBlanks(text: string): UnresolvedFact[] {
  const lines = linesOfText(text).filter((line) => line.text.trim() !== '');
  const strange = lines.filter((line) => /[\u00a0\u200b\u3000]/.test(line.text.replace(/#.*/, '')));
  if (strange.length === 0 || strange.length > lines.length * strayShare) return [];
  const { start, text: line } = strange[0];
  const at = start + line.search(/[\u00a0\u200b\u3000]/);
  const words =
    'A blank that is no common space stands here (U+00A0 or the like). If the file has it too, the program does not load it.';
  return [{ kind: 'directive', name: 'blank', text: words, span: { start: at, end: at + 1 } }];
}

/** The text without the blanks that begin each of its lines, and without empty lines at its ends. */
export function dedented(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const indents = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  const kept = lines.map((line) => line.slice(common)).join('\n');
  return `${kept.replace(/^\n+|\s+$/g, '')}\n`;
}
