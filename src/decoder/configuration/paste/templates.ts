// Templates of a configuration: Jinja, Go templates (Helm, consul-template), envsubst. Tags become blank, a value
// becomes a word of the same length that no directive has, so that offsets stay and the value counts as not known.

import type { Span, UnresolvedFact } from '../model.ts';
import { blank } from './same-length.ts';

/** A value of a template in the text that is checked. */
export const templateValue = /T_{3,}/;

/** A text with its tags taken out, and what they leave open. */
export interface FilledTemplate {
  readonly text: string;
  readonly facts: readonly UnresolvedFact[];
  /** True when a part of the text stands under a condition or in a loop. */
  readonly hasConditions: boolean;
}

const tags =
  /\{%-?[\s\S]{0,2000}?-?%\}|\{#[^#\n]{0,500}#\}|\{\{-?[\s\S]{0,500}?-?\}\}|\$\{[A-Z][A-Z0-9_]+(?::?-[^{}\n]*)?\}/g;
const control = /^\{%-?\s*(\w+)|^\{\{-?\s*(if|else|end|range|with|define|template|include|block|\/\*)\b/;
/** Apache's own variables look like those of envsubst. */
const defines = /^[ \t]*Define[ \t]+(\w+)/gim;
const conditions = /^(if|elif|else|for|range|with)$/;

/** Fills the tags of a template; null when the text has none. */
export function fillTemplate(text: string): FilledTemplate | null {
  const facts: UnresolvedFact[] = [];
  let hasConditions = false;
  const defined = new Set([...text.matchAll(defines)].map(([, name]) => `\${${name}}`));
  const filled = text.replace(tags, (tag: string, at: number) => {
    if (defined.has(tag)) return tag;
    const span = { start: at, end: at + tag.length };
    const word = control.exec(tag);
    const isTag = word !== null || tag.startsWith('{#') || tag.startsWith('{%') || tag.startsWith('{{/*');
    const name = word?.[1] ?? word?.[2] ?? '';
    if (conditions.test(name)) {
      hasConditions = true;
      facts.push(conditionFact(tag, span));
    }
    if (isTag) return blank(tag);
    if (tag.includes('\n')) return blank(tag);
    facts.push(valueFact(tag, span));
    return `T${'_'.repeat(tag.length - 1)}`;
  });
  return filled === text ? null : { text: filled, facts, hasConditions };
}

function conditionFact(tag: string, span: Span): UnresolvedFact {
  const text =
    'This condition of the template is not evaluated here; what it contains is read as if it holds.';
  return { kind: 'block', name: tag, text, span };
}

function valueFact(tag: string, span: Span): UnresolvedFact {
  return { kind: 'variable', name: tag, text: `${tag} gets its value when the template is filled.`, span };
}
