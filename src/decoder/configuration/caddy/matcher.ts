// Named matchers of a Caddyfile, evaluated for a browser's WebSocket.

import type { EditIntent, Span } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import { isInNetwork, privateRanges } from '../parse/network.ts';
import type { UrlRequest } from '../program.ts';
import {
  agentsOf,
  browserRequest,
  connectionValues,
  headersOfAsker,
  hostHeader,
} from '../websocket-request.ts';
import { evaluateCel } from './cel.ts';
import { type CaddyDirective, type CaddyWord, linesOf, nameOf } from './parse.ts';
import { requestPlaceholder } from './placeholders.ts';

/** A condition on a header that a browser's value fails although its author meant WebSockets. */
export interface MatcherFault {
  /** `case`: letter case alone. `list`: it fails for `keep-alive, Upgrade`. */
  readonly kind: 'case' | 'list';
  readonly span: Span;
  readonly text: string;
  readonly edits: readonly EditIntent[];
}

/** Whether a matcher holds; null when that depends on something other than the upgrade. */
export interface MatcherResult {
  readonly holds: boolean | null;
  readonly fault: MatcherFault | null;
}

/** Headers of the upgrade with the values that browsers send. */
const headerValues: Readonly<Record<string, readonly string[]>> = {
  connection: connectionValues,
  upgrade: [browserRequest.upgrade],
  'sec-websocket-version': [browserRequest.version],
};

/** Evaluates a matcher. Lines of different kinds must all hold; of the values of one kind one must. */
export function matcherHolds(matcher: CaddyDirective, request: UrlRequest | null): MatcherResult {
  const groups = new Map<string, MatcherResult>();
  for (const [index, line] of linesOf(matcher).entries()) {
    const key = groupOf(line) ?? String(index);
    const before = groups.get(key);
    const own = lineHolds(line, request);
    groups.set(key, before ? either(before, own) : own);
  }
  const results = [...groups.values()];
  const isFalse = results.some(({ holds }) => holds === false);
  const isUnknown = results.some(({ holds }) => holds === null);
  return {
    holds: isFalse ? false : isUnknown ? null : true,
    fault: results.find(({ fault }) => fault !== null)?.fault ?? null,
  };
}

/** Measured: Caddy puts the values of several such lines together. Null for a line that stands for itself. */
function groupOf(line: CaddyDirective): string | null {
  const name = nameOf(line);
  if (/^(path|host|method|remote_ip|client_ip)$/.test(name)) return name;
  return name === 'header' ? `header ${line.words[1]?.text.toLowerCase()}` : null;
}

function either(a: MatcherResult, b: MatcherResult): MatcherResult {
  if (a.holds === true || b.holds === true) return plainResult(true);
  const holds = a.holds === null || b.holds === null ? null : false;
  return { holds, fault: a.fault ?? b.fault };
}

/** A result without a fault. */
export const plainResult = (holds: boolean | null): MatcherResult => ({ holds, fault: null });

function lineHolds(line: CaddyDirective, request: UrlRequest | null): MatcherResult {
  const values = line.words.slice(1).map((word) => word.text);
  switch (nameOf(line)) {
    case 'not':
      return plainResult(notHolds(line, request));
    case 'method':
      return plainResult(values.some((value) => value.toUpperCase() === browserRequest.method));
    case 'header':
      return headerHolds({
        line,
        field: values[0] ?? '',
        pattern: values[1],
        matches: matchesValue,
        request,
      });
    case 'header_regexp':
      return headerHolds({
        line,
        field: values.length === 3 ? values[1] : (values[0] ?? ''),
        pattern: values.at(-1),
        matches: matchesExpression,
        request,
      });
    case 'file':
      return plainResult(request === null ? null : fileHolds(line, request));
    case 'expression':
      return plainResult(request === null ? null : expressionHolds(expressionOf(line), line, request));
    default:
      return plainResult(request === null ? null : urlHolds(nameOf(line), values, request));
  }
}

function notHolds(line: CaddyDirective, request: UrlRequest | null): boolean | null {
  const { holds } = matcherHolds(line, request);
  return holds === null ? null : !holds;
}

/** A WebSocket asks for paths that are no files; whether a fixed file is there is not known. */
function fileHolds(line: CaddyDirective, { path }: UrlRequest): boolean | null {
  // A path that ends like the name of a file may be one.
  if (/\.(html?|js|css|json|txt|php|png|svg|ico)$/i.test(path)) return null;
  const tried = [
    ...line.words.slice(1),
    ...(line.block ?? []).filter((one) => nameOf(one) === 'try_files').flatMap(({ words }) => words.slice(1)),
  ];
  return tried.every(({ text }) => /\{(http\.request\.uri\.)?path\}/.test(text)) ? false : null;
}

/** The expression of a line: one quoted word, or words with their own quotes. */
function expressionOf({ words }: CaddyDirective): string {
  const [, ...parts] = words;
  if (parts.length === 1) return parts[0].text;
  return parts.map(({ text, isQuoted }) => (isQuoted ? JSON.stringify(text) : text)).join(' ');
}

/** Functions of an expression are matchers; a placeholder is a value of the request. */
function expressionHolds(text: string, line: CaddyDirective, request: UrlRequest): boolean | null {
  const word = (one: string): CaddyWord => ({ text: one, start: line.start, end: line.headEnd });
  const holds = (words: readonly string[]): boolean | undefined =>
    lineHolds({ ...line, words: words.map(word), block: null }, request).holds ?? undefined;
  return (
    evaluateCel(text, {
      placeholder: (name) => requestPlaceholder(name, request) ?? undefined,
      call: (name, args) => {
        const [first] = args;
        if (first instanceof Map) {
          const pairs = [...first].map(([key, value]) =>
            name === 'query' ? [name, `${key}=${String(value)}`] : [name, key, String(value)],
          );
          const results = pairs.map(holds);
          return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
        }
        return args.every((one) => typeof one === 'string') ? holds([name, ...args.map(String)]) : undefined;
      },
    }) ?? null
  );
}

/** A matcher that the URL decides; null for any other. */
function urlHolds(name: string, values: readonly string[], request: UrlRequest): boolean | null {
  const { host, path, tls, query } = request;
  switch (name) {
    case 'path':
      return values.some((value) => matchesValue(value.toLowerCase(), path.toLowerCase()));
    case 'path_regexp':
      return readExpression(values.at(-1) ?? '', false)?.test(path) ?? null;
    case 'host':
      return values.some((value) => matchesValue(value.toLowerCase(), host));
    case 'protocol':
      return values[0] === (tls ? 'https' : 'http');
    case 'query':
      return queryHolds(query, values);
    case 'remote_ip':
    case 'client_ip':
      return addressHolds(request.asker?.address, values);
    default:
      return null;
  }
}

/** `id=*` asks for a parameter of any value. Versions differ in whether one of several is enough. */
function queryHolds(query: string, values: readonly string[]): boolean | null {
  const pairs = query.split('&').map((pair) => (pair.includes('=') ? pair : `${pair}=`));
  const results = values.map((value) =>
    value.endsWith('=*') ? pairs.some((pair) => pair.startsWith(value.slice(0, -1))) : pairs.includes(value),
  );
  return results.every((one) => one === results[0]) ? (results[0] ?? null) : null;
}

function addressHolds(address: string | undefined, values: readonly string[]): boolean | null {
  if (address === undefined) return null;
  const networks = values
    .filter((value) => value !== 'forwarded')
    .flatMap((value) => (value === 'private_ranges' ? privateRanges : [value]));
  const results = networks.map((network) => isInNetwork(address, network));
  if (results.includes(true)) return true;
  return results.includes(null) ? null : false;
}

type Compare = (pattern: string, value: string) => boolean;

interface HeaderCondition {
  readonly line: CaddyDirective;
  readonly field: string;
  readonly pattern: string | undefined;
  readonly matches: Compare;
  readonly request: UrlRequest | null;
}

function headerHolds({ line, field, pattern, matches, request }: HeaderCondition): MatcherResult {
  const name = field.toLowerCase().replace(/^!/, '');
  const ofAsker: Readonly<Record<string, string | null>> = {
    ...headersOfAsker(request),
    ...(request ? { host: hostHeader(request) } : {}),
  };
  if (Object.hasOwn(ofAsker, name)) {
    const value = ofAsker[name];
    if (field.startsWith('!')) return plainResult(value === null);
    return plainResult(value !== null && (pattern === undefined || matches(pattern, value)));
  }
  const values = headerValues[name];
  if (values === undefined) return plainResult(senderHolds(field, pattern, { request, matches }));
  if (field.startsWith('!')) return plainResult(false);
  if (pattern === undefined) return plainResult(true);
  const held = values.map((value) => matches(pattern, value));
  if (held.every(Boolean)) return plainResult(true);
  const word = line.words.at(-1);
  return { holds: false, fault: word ? faultOf({ line, word, values, held, matches }) : null };
}

/** A condition on User-Agent, when all typical senders meet it or none; null for any other header. */
function senderHolds(
  field: string,
  pattern: string | undefined,
  { request, matches }: { request: UrlRequest | null; matches: Compare },
): boolean | null {
  if (request === null || field.toLowerCase().replace(/^!/, '') !== 'user-agent') return null;
  const results = agentsOf(request).map((agent) => {
    if (field.startsWith('!')) return agent === '';
    return agent !== '' && (pattern === undefined || matches(pattern, agent));
  });
  return results.every((one) => one === results[0]) ? results[0] : null;
}

interface FailedComparison {
  readonly line: CaddyDirective;
  readonly word: CaddyWord;
  /** What browsers send, and whether each value met the pattern. */
  readonly values: readonly string[];
  readonly held: readonly boolean[];
  readonly matches: Compare;
}

function faultOf({ line, word, values, held, matches }: FailedComparison): MatcherFault | null {
  const span = { start: line.start, end: line.headEnd };
  const right = values.length > 1 ? '*Upgrade*' : values[0];
  // An expression has no safe correction.
  const edits: EditIntent[] = matches === matchesValue ? [{ kind: 'replace', span: word, text: right }] : [];
  if (held.some(Boolean)) {
    return {
      kind: 'list',
      span,
      edits,
      text: `Expected a condition that holds for "keep-alive, Upgrade" (Firefox) too; "${word.text}" holds only for "Upgrade" (Chrome). Write *Upgrade*.`,
    };
  }
  const holdsInOtherCase = values.some((value) => matches(word.text.toLowerCase(), value.toLowerCase()));
  if (!holdsInOtherCase) return null;
  return {
    kind: 'case',
    span,
    edits,
    text: `Caddy compares header values with letter case: "${word.text}" does not match "${values[0]}", which browsers send. Write ${right}.`,
  };
}

// `*` is allowed at either end.
function matchesValue(pattern: string, value: string): boolean {
  if (pattern === '*') return true;
  const inner = pattern.replace(/^\*|\*$/g, '');
  const isOpenStart = pattern.startsWith('*');
  const isOpenEnd = pattern.endsWith('*');
  if (isOpenStart && isOpenEnd) return value.includes(inner);
  if (isOpenStart) return value.endsWith(inner);
  return isOpenEnd ? value.startsWith(inner) : value === inner;
}

// An expression that JavaScript cannot read is taken to hold: nothing is said of it.
function matchesExpression(pattern: string, value: string): boolean {
  try {
    const flags = pattern.startsWith('(?i)') ? 'i' : '';
    return new RegExp(pattern.replace(/^\(\?i\)/, ''), flags).test(value);
  } catch {
    return true;
  }
}
