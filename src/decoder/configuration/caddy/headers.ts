// Changes of headers: `request_header` and `header_up` in the request, `header`, `header_down` and
// `intercept` in the response.

import type { Applies, HeaderChange, HeaderValue } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import {
  browserRequest,
  keepsUpgrade,
  neededRequestHeaders,
  negotiationHeaders,
} from '../websocket-request.ts';
import { argumentOf, type CaddyDirective, nameOf } from './parse.ts';
import { headOf, matcherWord } from './place.ts';

/** One line that changes a header: the directive itself or a line of its block. */
interface HeaderLine {
  readonly at: CaddyDirective;
  /** Words from the name of the header on. */
  readonly words: readonly string[];
}

function linesOf(directive: CaddyDirective): HeaderLine[] {
  const first = matcherWord(directive) === '' ? 1 : 2;
  const texts = (one: CaddyDirective, from: number): string[] =>
    one.words.slice(from).map((word) => word.text);
  return directive.block && directive.words.length <= first
    ? directive.block.map((at) => ({ at, words: texts(at, 0) }))
    : [{ at: directive, words: texts(directive, first) }];
}

/** Headers of a WebSocket's request, for names with `*`. */
const requestHeaders = [...neededRequestHeaders, ...negotiationHeaders];

/** What `request_header` or `header_up` changes. */
export function headerChanges(directive: CaddyDirective): HeaderChange[] {
  const isLimited = matcherWord(directive) !== '';
  return linesOf(directive).flatMap(({ at, words }) => {
    const [field = '', value = '', replacement] = words;
    const mark = /^[-+?>]/.exec(field)?.[0] ?? '';
    // `?` sets a header only when the client did not send it.
    if (mark === '?') return [];
    const action = actionOf(mark, replacement);
    const canRemove = !isLimited && action !== 'add';
    const replaced = action === 'rewrite' ? replacedValue(field, value, replacement ?? '') : null;
    // A replacement that leaves what an upgrade needs changes nothing.
    if (replaced !== null && keepsUpgrade(field.toLowerCase(), replaced)) return [];
    const change = {
      span: headOf(at),
      action: replaced === null ? action : ('set' as const),
      value: replaced === null ? headerValue(value) : { kind: 'known' as const, text: replaced },
      applies: isLimited ? ('unknown' as Applies) : ('always' as Applies),
      words: nameOf(directive),
      edits: canRemove ? [{ kind: 'remove-lines', span: headOf(at) } as const] : [],
    };
    return namesOf(field.slice(mark.length), mark).map((name) => ({ ...change, name, label: labelOf(name) }));
  });
}

/** What a replacement makes of Upgrade as browsers send it; null for another header. */
function replacedValue(field: string, pattern: string, replacement: string): string | null {
  if (field.toLowerCase() !== 'upgrade' || replacement.includes('{')) return null;
  const expression = readExpression(pattern, false);
  return expression?.exec(browserRequest.upgrade)
    ? browserRequest.upgrade.replaceAll(new RegExp(expression, 'g'), replacement)
    : browserRequest.upgrade;
}

function actionOf(mark: string, replacement: string | undefined): HeaderChange['action'] {
  if (mark === '-') return 'remove';
  if (replacement !== undefined) return 'rewrite';
  return mark === '+' ? 'add' : 'set';
}

/** Headers that a field of a directive names. `-Sec-*` removes several. */
function namesOf(field: string, mark: string): string[] {
  const name = field.toLowerCase();
  if (mark !== '-' || !name.includes('*')) return [name];
  const pattern = name.split('*').map(escaped).join('.*');
  return requestHeaders.filter((one) => new RegExp(`^${pattern}$`).test(one));
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function labelOf(name: string): string {
  return name.replace(/(?:^|-)\w/g, (start) => start.toUpperCase()).replace('Websocket', 'WebSocket');
}

function headerValue(value: string): HeaderValue {
  // Caddy 1 wrote `{>Name}`; Caddy 2 sends that as it is.
  return /^\{(http\.request\.header\.|header\.)/.test(value)
    ? { kind: 'client' }
    : { kind: 'known', text: value };
}

/**
 * What is set in the response. It is written into the 101 before the backend's own headers; removing a header
 * there has no effect.
 */
export function responseHeaderChanges(directive: CaddyDirective): HeaderChange[] {
  const isAlways = nameOf(directive) === 'header' && matcherWord(directive) === '';
  return linesOf(directive).flatMap(({ at, words }): HeaderChange[] => {
    const [field = '', value = ''] = words;
    if (/^[-?]/.test(field) || field === '') return [];
    const label = field.replace(/^[+>]/, '');
    // Measured: the backend's "Connection: Upgrade" stands in the 101 beside what is set here.
    if (label.toLowerCase() === 'connection') return [];
    return [
      {
        span: headOf(at),
        name: label.toLowerCase(),
        label,
        // For the 101 it makes no difference whether the header is set or added.
        action: 'set',
        value: { kind: 'known', text: value },
        applies: isAlways ? 'always' : 'unknown',
        words: argumentOf(directive) === '' ? nameOf(directive) : `${nameOf(directive)} ${field}`,
        edits: [],
      },
    ];
  });
}
