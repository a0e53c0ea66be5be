// The form of a rule of the opening handshake, and the check of a head against rules.

import type { Sender } from '../model/basics.ts';
import { frameOffset } from '../model/coordinates.ts';
import type { HandshakeCheck } from '../model/handshake.ts';
import { type HttpHead, headerTokens, headerValues } from '../model/http.ts';

/** One rule for a request or a response. `Facts` is what its functions look at. */
export interface HandshakeRule<Facts> {
  /** Stable, part of the JSON contract. Rules for different situations may share one. */
  readonly id: string;
  readonly section: string;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  /** The header field that it is about, in lower case; without one it is about the start line. */
  readonly header?: string;
  /** Whether there is anything to check. Always, unless given. */
  applies?(facts: Facts): boolean;
  isMet(facts: Facts): boolean;
  /** A sentence with what was found, when the rule is met. */
  found(facts: Facts): string;
  /** A sentence with what was expected and found, when the rule is broken. */
  broken(facts: Facts): string;
}

/** The token in Connection that request and response need alike. */
export function connectionRule(id: string, section: string): HandshakeRule<{ readonly head: HttpHead }> {
  return {
    id,
    section,
    severity: 'error',
    title: 'Connection',
    header: 'connection',
    isMet: ({ head }) => headerTokens(head, 'connection').includes('upgrade'),
    found: ({ head }) => quoted(headerValues(head, 'connection')),
    broken: ({ head }) =>
      `Expected the token Upgrade in Connection, found ${quoted(headerValues(head, 'connection'))}.`,
  };
}

/** A rule against a field of an HTTP/1.1 connection, which HTTP/2 forbids (RFC 9113 8.2.2). */
export function absentRule(id: string, header: string): HandshakeRule<{ readonly head: HttpHead }> {
  return {
    id,
    section: 'RFC 9113 8.2.2',
    severity: 'error',
    title: `No ${header}`,
    header,
    applies: ({ head }) => headerValues(head, header).length > 0,
    isMet: () => false,
    found: () => '',
    broken: ({ head }) => `Expected no ${header} over HTTP/2, found ${quoted(headerValues(head, header))}.`,
  };
}

/** The values of a header field for a sentence. */
export function quoted(values: readonly string[]): string {
  return values.length === 0 ? 'no such header' : values.map((value) => `"${value}"`).join(' and ');
}

/**
 * The place of `[start, end)` of a head. Offsets count from the first frame, so offsets in a head are
 * negative.
 */
export function placeInHead(sender: Sender, head: HttpHead, start: number, end: number) {
  return { sender, offset: frameOffset(start - head.byteLength), length: end - start };
}

/** The start line, or the first line of a header field; `null` when the head has no such field. */
function placeOf(sender: Sender, head: HttpHead, header: string | undefined): HandshakeCheck['place'] {
  if (header === undefined) return placeInHead(sender, head, 0, head.startLine.length);
  const line = head.headers.find(({ name }) => name.toLowerCase() === header);
  return line === undefined ? null : placeInHead(sender, head, line.start, line.end);
}

/** Whether `checkRules` would find no broken rule, without the sentences. */
export function meetsRules<Facts>(rules: readonly HandshakeRule<Facts>[], facts: Facts): boolean {
  return rules.every((rule) => !(rule.applies?.(facts) ?? true) || rule.isMet(facts));
}

/** Checks a head against the rules that apply. */
export function checkRules<Facts extends { readonly head: HttpHead }>(
  sender: Sender,
  rules: readonly HandshakeRule<Facts>[],
  facts: Facts,
): HandshakeCheck[] {
  return rules
    .filter((rule) => rule.applies?.(facts) ?? true)
    .map((rule) => {
      const { id, severity, title, section } = rule;
      const ok = rule.isMet(facts);
      const text = ok ? rule.found(facts) : rule.broken(facts);
      return { id, ok, severity, title, text, section, place: placeOf(sender, facts.head, rule.header) };
    });
}
