// Holds lines of a Caddyfile against the grammar.

import { nearestName } from '../parse/near-names.ts';
import {
  type BlockGrammar,
  isOfKind,
  kindNames,
  type LineGrammar,
  matcherGrammar,
  namedBlock,
  type WordGrammar,
} from './grammar.ts';
import { type CaddyDirective, linesOf, nameOf } from './parse.ts';

/** Why a line is refused; with `later` it is, unless the Caddy that runs is of a later version or has a plugin. */
export interface ArgumentFault {
  readonly at: CaddyDirective;
  readonly reason: string;
  readonly later?: string;
}

type Rules = ReadonlyMap<string, readonly LineGrammar[]>;

/** Faults of a block's lines; `where` names the block in sentences. Blocks of directives are left to the caller. */
export function blockGrammarFaults(
  block: readonly CaddyDirective[],
  grammar: BlockGrammar,
  where: string,
): ArgumentFault[] {
  if (grammar === 'words' || grammar === 'directives') return [];
  const rules = grammar === 'matchers' ? matcherGrammar : grammar;
  return block.flatMap((line) => {
    const name = nameOf(line);
    if (line.words.length === 0) return [{ at: line, reason: `found "{" without a name in ${where}.` }];
    if (isOpen(line) || name === 'import') return [];
    // The responses of a proxy have named matchers too.
    if (name.startsWith('@') && rules.has('handle_response')) {
      return blockGrammarFaults(linesOf(line), namedBlock('responses'), name);
    }
    const isNested = name === 'lb_retry_match' || (name === 'not' && rules === matcherGrammar);
    const inner = isNested ? line.words.slice(1) : [];
    if (inner.length > 0) return blockGrammarFaults([{ ...line, words: inner }], 'matchers', name);
    const own = rules.get(name) ?? rules.get('-');
    return own ? lineGrammarFaults(line, line.words.slice(1), own, name) : [unknownName(line, rules, where)];
  });
}

/** True for a line with words that are put in from elsewhere, so that they are not known. */
function isOpen({ words }: CaddyDirective): boolean {
  return words.some(({ text }) => text.includes('{$') || text.includes('{args'));
}

function unknownName(at: CaddyDirective, rules: Rules, where: string): ArgumentFault {
  const name = nameOf(at);
  const near = nearestName(name, rules.keys());
  return {
    at,
    reason: `there is no option ${name} of ${where}.${near === null ? '' : ` It resembles ${near}.`}`,
  };
}

/** Faults of one line: `words` are those after its name and its matcher. */
export function lineGrammarFaults(
  at: CaddyDirective,
  words: CaddyDirective['words'],
  rules: readonly LineGrammar[],
  name: string,
): ArgumentFault[] {
  if (isOpen(at)) return [];
  const texts = words.map(({ text }) => text);
  const matching = rules.filter((rule) => wordFault(texts, rule.words, name) === null && blockFits(at, rule));
  // A plugin adds names; what Caddy itself has stays as it is.
  const isOwn =
    matching.some(({ since }) => since === '') ||
    rules.some((rule) => rule.since === '' && isNamedBy(texts, rule));
  const fits = matching.filter(({ since }) => !isOwn || since !== 'plugin');
  const inner = fits.map((rule) =>
    at.block && rule.block ? blockGrammarFaults(at.block, rule.block, name) : [],
  );
  const clean = fits.findIndex((rule, index) => inner[index].length === 0 && rule.since === '');
  if (clean >= 0) return [];
  const later = fits.findIndex((_, index) => inner[index].every((one) => one.later !== undefined));
  if (later >= 0) {
    const { since } = fits[later];
    if (since === '') return inner[later];
    const reason =
      since === 'plugin'
        ? `${[name, ...texts].slice(0, 2).join(' ')} needs a plugin; Caddy itself does not load it.`
        : `Caddy reads ${name} in this form from ${since} on; 2.6 does not load it.`;
    return [{ at, reason, later: name }];
  }
  if (fits.length > 0) return inner[0];
  const [rule] = rules;
  const fault = rules.map((one) => wordFault(texts, one.words, name)).find((one) => one !== null);
  return [{ at, reason: fault ?? blockReason(at, rule, name) }];
}

/** True when the first word is one of the names that a rule lists, such as `file` of `output file`. */
function isNamedBy([first]: readonly string[], { words: [kind] }: LineGrammar): boolean {
  return first !== undefined && kind?.kind.split('|').includes(first) === true;
}

function blockFits({ block }: CaddyDirective, rule: LineGrammar): boolean {
  if (block === null) return !rule.needsBlock;
  return rule.block !== null && (block.length > 0 || !rule.needsBlock);
}

function blockReason({ block }: CaddyDirective, rule: LineGrammar, name: string): string {
  return block === null || rule.needsBlock ? `${name} needs braces.` : `${name} takes no braces.`;
}

/** Why the words do not fit; null when they do. */
function wordFault(texts: readonly string[], grammar: readonly WordGrammar[], name: string): string | null {
  let at = 0;
  for (const [index, { kind, least, isRepeated }] of grammar.entries()) {
    const leastAfter = grammar.slice(index + 1).reduce((sum, one) => sum + one.least, 0);
    let taken = 0;
    while (at < texts.length && (isRepeated || taken === 0) && texts.length - at > leastAfter) {
      if (!isOfKind(texts[at], kind)) {
        if (taken < least || isRepeated) return `${name} does not take "${texts[at]}"${expected(kind)}.`;
        break;
      }
      at += 1;
      taken += 1;
    }
    if (taken < least)
      return `${name} needs ${texts.length === 0 ? 'a value' : 'one more value'}${expected(kind)}.`;
  }
  return at < texts.length ? `${name} takes nothing after its values, found "${texts[at]}".` : null;
}

function expected(kind: string): string {
  if (kind === 'word') return '';
  const names = kind.split('|').map((one) => (Object.hasOwn(kindNames, one) ? kindNames[one] : one));
  return `, expected ${names.join(' or ')}`;
}
