// What a RewriteRule makes of a path: the address that it proxies to.

import type { EditIntent, Span } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import type { ApacheDirective, ApacheWord } from './parse.ts';

/** The words of a rule that make its target. */
export interface RuleWords {
  readonly pattern: string;
  readonly target: string;
  /** True with the flag NC. */
  readonly ignoresCase: boolean;
}

/** True when the flags of a rule, in brackets, have NC. */
export function hasNoCase(flags: string): boolean {
  return /[[,]\s*(nc|nocase)\s*[\],]/i.test(flags);
}

/** An address with the captures of the pattern put in. */
interface FilledTarget {
  /** Host and port as httpd reads them: up to the first slash. */
  readonly authority: string;
  /** Empty when nothing follows the port. */
  readonly path: string;
}

/** Null for a path that the pattern does not match, and for a target with parts that are not known. */
function filledTarget({ pattern, target, ignoresCase }: RuleWords, path: string): FilledTarget | null {
  const match = readExpression(pattern, ignoresCase)?.exec(path);
  if (!match) return null;
  const filled = target
    .replace(/\$(\d)/g, (_, index: string) => match[Number(index)] ?? '')
    .replace(/%\{REQUEST_URI\}/gi, path)
    .replace(/\?.*$/, '');
  const [, authority, rest = ''] = /^\w+:\/\/([^/]*)(\/.*)?$/.exec(filled) ?? [];
  return authority === undefined || /%|\$\{/.test(filled) ? null : { authority, path: rest };
}

/** The path that the backend is asked for; null when it is not known. */
export function proxiedPath(rule: RuleWords, path: string): string | null {
  const filled = filledTarget(rule, path);
  return filled === null ? null : filled.path || '/';
}

/** A path that the pattern matches, when it is made of plain text and of groups for anything. */
function samplePath(pattern: string): string {
  const plain = pattern
    .replace(/^\^|\$$/g, '')
    .replace(/\((?:\.[*+]|\[\^[^\]()]{1,20}\][*+])\)/g, 'x')
    .replace(/\?/g, '')
    .replace(/\\(.)/g, '$1');
  return plain.startsWith('/') ? plain : `/${plain}`;
}

/** What httpd takes for host and port when the target has no slash before the captured path; else null. */
export function brokenAuthority(rule: RuleWords, path: string | null): string | null {
  const { pattern, target } = rule;
  const filled = filledTarget(rule, path ?? samplePath(pattern));
  if (filled === null) return null;
  const isPortBroken = /:\d*[^\d\]]/.test(filled.authority.replace(/^\[[^\]]*\]/, ''));
  const isHostJoined = /^\w+:\/\/[A-Za-z][\w.-]*\$\d$/.test(target) && !target.endsWith(filled.authority);
  const literal = /^\w+:\/\/([^/$:]*)/.exec(target)?.[1] ?? '';
  return isPortBroken || (isHostJoined && filled.authority !== literal) ? filled.authority : null;
}

/** Puts the missing slash before the capture; nothing where the word is not as it stands in the text. */
export function slashEdits(directive: ApacheDirective): EditIntent[] {
  const [, word] = directive.args;
  const at = /^\w+:\/\/[^/$]*(?=\$\d)/.exec(word.text)?.[0].length;
  const offset = at === undefined ? null : offsetIn(word, at);
  if (offset === null) return [];
  const span: Span = { start: offset, end: offset };
  return [{ kind: 'replace', span, text: '/' }];
}

/** The offset of a character of a word, which may be quoted; null when the word was made of another text. */
function offsetIn({ text, start, end }: ApacheWord, index: number): number | null {
  const extra = end - start - text.length;
  return extra === 0 ? start + index : extra === 2 ? start + 1 + index : null;
}
