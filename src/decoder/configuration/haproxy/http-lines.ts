// Lines of HAProxy's HTTP mode that change the request or the response of a WebSocket, or answer it.
// Measured: HAProxy sends Connection as the rules leave it, makes a new Sec-WebSocket-Key when there is none
// (so that the client's check of Accept fails), and puts Accept into a 101 that has none; it changes nothing
// else of a 101.

import type {
  Applies,
  EarlyAnswer,
  EditIntent,
  ForwardedPath,
  HeaderChange,
  HeaderValue,
  Route,
} from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import type { UrlRequest } from '../program.ts';
import {
  browserRequest,
  connectionValues,
  keepsUpgrade,
  neededRequestHeaders,
  negotiationHeaders,
  requestTarget,
} from '../websocket-request.ts';
import { type ConditionContext, conditionOf } from './conditions.ts';
import { formatted, madeAfter, madeWithout } from './made-values.ts';
import type { HaproxyLine } from './parse.ts';
import { matchesHeader } from './patterns.ts';
import { type MadeValues, noMadeValues } from './request-test.ts';

/** Facts that single lines state. */
export type LineFacts = Pick<
  Route,
  'requestHeaders' | 'responseHeaders' | 'methods' | 'earlyAnswers' | 'code'
>;

/** A line, whether it applies, and its first words. */
interface JudgedLine {
  readonly line: HaproxyLine;
  readonly applies: Applies;
  readonly keyword: string;
  readonly action: string;
  readonly name: string;
  /** `http-request del-header`. */
  readonly words: string;
}

const noFacts: LineFacts = {
  requestHeaders: [],
  responseHeaders: [],
  methods: [],
  earlyAnswers: [],
  code: [],
};

/** The facts of all lines of the sections that a request passes. */
export function lineFacts(lines: Iterable<HaproxyLine>, context: ConditionContext): LineFacts {
  let current = context;
  const facts = [...lines].map((line) => {
    const own = factsOf(line, current);
    current = afterLine(line, current);
    return own;
  });
  return {
    requestHeaders: facts.flatMap((one) => one.requestHeaders),
    responseHeaders: facts.flatMap((one) => one.responseHeaders),
    methods: facts.flatMap((one) => one.methods),
    earlyAnswers: facts.flatMap((one) => one.earlyAnswers),
    code: facts.flatMap((one) => one.code),
  };
}

/** What the lines after a line are evaluated with: it may have changed the path, a header or a variable. */
function afterLine(line: HaproxyLine, context: ConditionContext): ConditionContext {
  const [keyword = '', action = ''] = line.words.map((word) => word.text);
  const { request, made = noMadeValues } = context;
  if (request === null || keyword !== 'http-request') return context;
  const { applies } = conditionOf(line, context);
  if (applies === 'never') return { ...context, made: madeWithout(made, line) };
  if (isLeftOut(line, context)) return context;
  if (action === 'allow') {
    return { ...context, allowed: { section: line.section, isSure: applies === 'always' } };
  }
  if (action === 'set-query' && applies === 'always') {
    const query = formatted(line.words[2]?.text ?? '', request, made);
    return { ...context, request: query === null ? null : { ...request, query } };
  }
  const changesPath = /^(set|replace)-(path|pathq|uri|url)$/.test(action) || action === 'normalize-uri';
  if (!changesPath) return { ...context, made: madeAfter(made, line, request, applies === 'always') };
  const changed = applies === 'always' ? changedTarget(line, request, made) : null;
  // Without a request, conditions on its path are not decided.
  return { ...context, request: changed === null ? null : { ...request, ...changed } };
}

/** The path that a line makes, and the query where it makes that too; null when they are not known. */
function changedTarget(
  line: HaproxyLine,
  request: UrlRequest,
  made: MadeValues,
): { path: string; query?: string } | null {
  const [, action = '', first = ''] = line.words.map((word) => word.text);
  if (action !== 'set-uri' && action !== 'set-pathq') {
    const path = changedPath(line, request, made);
    return path === null ? null : { path };
  }
  const target = formatted(first, request, made)?.replace(/^\w+:\/\/[^/]*/, '') ?? '';
  const at = target.indexOf('?');
  if (!target.startsWith('/')) return null;
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** The path that a line makes; null when it is not known. */
function changedPath(line: HaproxyLine, request: UrlRequest, made: MadeValues): string | null {
  const [, action = '', first = '', second = ''] = line.words.map((word) => word.text);
  const { path } = request;
  if (action === 'set-path') return formatted(first, request, made);
  if (action !== 'replace-path' && action !== 'replace-uri') return null;
  // A URI with its host is seen with HTTP/2 alone; a query would be part of what is replaced.
  if (action === 'replace-uri' && request.query !== '') return null;
  const match = readExpression(first, false)?.exec(path);
  if (match === undefined) return null;
  if (match === null) return path;
  // The whole path becomes what the format makes of the groups.
  const next = second.replace(/\\(\d)/g, (_, index: string) => match[Number(index)] ?? '');
  return next.includes('%') ? null : next;
}

/** What conditions after all lines are evaluated with: `use_backend` is asked after `http-request`. */
export function contextAfter(lines: Iterable<HaproxyLine>, context: ConditionContext): ConditionContext {
  let current = context;
  for (const line of lines) current = afterLine(line, current);
  return current;
}

/** The path that the backend is asked for after all lines. */
export function pathAfter(lines: Iterable<HaproxyLine>, context: ConditionContext): ForwardedPath {
  if (context.request === null) return { kind: 'unchanged' };
  const current = contextAfter(lines, context);
  if (current.request === null) return { kind: 'unknown' };
  const { path } = current.request;
  return path === context.request.path ? { kind: 'unchanged' } : { kind: 'made', path };
}

/** True after an `allow` of the same section, which ends its rules. */
function isLeftOut(line: HaproxyLine, { allowed }: ConditionContext): boolean {
  return allowed?.isSure === true && allowed.section === line.section;
}

function factsOf(line: HaproxyLine, context: ConditionContext): LineFacts {
  const [keyword = '', action = '', name = ''] = line.words.map((word) => word.text);
  if (keyword === 'http-request' && isLeftOut(line, context)) return noFacts;
  if (keyword === 'stats' && action === 'uri') return statsFacts(line, name, context);
  if (keyword === 'monitor-uri') return monitorFacts(line, action, context);
  if (keyword === 'tcp-request') return connectionFacts(line, context);
  if (keyword !== 'redirect' && !/^http-(request|response|after-response)$/.test(keyword)) return noFacts;
  const { applies } = conditionOf(line, context);
  if (applies === 'never') return noFacts;
  const isOpen =
    keyword === 'http-request' && context.allowed?.section === line.section && applies === 'always';
  const judged: JudgedLine = {
    line,
    applies: isOpen ? 'some' : applies,
    keyword,
    action,
    name,
    words: `${keyword} ${action}`,
  };
  if (keyword === 'redirect') return { ...noFacts, earlyAnswers: [answer(judged, 'redirect')] };
  if (/^(lua\.|use-service)/.test(action)) return { ...noFacts, code: [{ span: line, words: judged.words }] };
  return keyword === 'http-request' ? requestFacts(judged) : responseFacts(judged);
}

/** Measured: HAProxy answers a request for exactly this path, without a query. */
function monitorFacts(span: HaproxyLine, path: string, { request }: ConditionContext): LineFacts {
  if (request !== null && requestTarget(request) !== path) return noFacts;
  const applies = request === null ? 'some' : 'always';
  const answered: EarlyAnswer = {
    span,
    how: 'answer',
    applies,
    words: 'monitor-uri',
    condition: `the path ${path}`,
  };
  return { ...noFacts, earlyAnswers: [answered] };
}

/** `stats uri`: HAProxy answers the paths that begin so with its own page. */
function statsFacts(span: HaproxyLine, uri: string, { request }: ConditionContext): LineFacts {
  if (request === null || !requestTarget(request).startsWith(uri)) return noFacts;
  const words = `stats uri ${uri}`;
  return { ...noFacts, earlyAnswers: [{ span, how: 'answer', applies: 'always', words, condition: null }] };
}

/** `tcp-request connection reject`: a connection that is closed before HTTP is read. */
function connectionFacts(line: HaproxyLine, context: ConditionContext): LineFacts {
  const [keyword, layer = '', action = ''] = line.words.map((word) => word.text);
  const { applies } = conditionOf(line, context);
  if (applies === 'never' || !/^(reject|silent-drop)$/.test(action)) return noFacts;
  const words = `${keyword} ${layer} ${action}`;
  return { ...noFacts, earlyAnswers: [{ span: line, how: 'answer', applies, words, condition: null }] };
}

function requestFacts(judged: JudgedLine): LineFacts {
  const { line, action, name, applies, words } = judged;
  if (action === 'set-method') {
    return {
      ...noFacts,
      methods: [{ span: line, method: name, applies: applies === 'always' ? applies : 'unknown', words }],
    };
  }
  if (/^(deny|tarpit|reject|return|redirect|silent-drop|auth)$/.test(action)) {
    return { ...noFacts, earlyAnswers: [answer(judged, action === 'redirect' ? 'redirect' : 'answer')] };
  }
  const names =
    action === 'add-header' ? ['upgrade', 'connection'] : [...neededRequestHeaders, ...negotiationHeaders];
  return { ...noFacts, requestHeaders: headerChanges(judged, names) };
}

function responseFacts(judged: JudgedLine): LineFacts {
  const { action } = judged;
  if (/^(set-status|deny|return|redirect|reject|silent-drop)$/.test(action)) {
    return { ...noFacts, earlyAnswers: [answer(judged, 'response')] };
  }
  const accept = action === 'del-header' ? [] : ['sec-websocket-accept'];
  const names = ['upgrade', 'connection', ...accept, ...negotiationHeaders];
  return { ...noFacts, responseHeaders: headerChanges(judged, names) };
}

/** What is not known only selects among requests: then some of them are answered here, which is no fault. */
function answer({ line, applies, words }: JudgedLine, how: 'redirect' | 'answer' | 'response') {
  const isReplaced = how === 'response' && applies === 'some';
  return {
    span: line,
    how,
    applies: isReplaced ? ('unknown' as const) : applies,
    words: words.startsWith('redirect') ? 'redirect' : words,
    condition: null,
  };
}

const headerActions: Readonly<Record<string, HeaderChange['action']>> = {
  'del-header': 'remove',
  'set-header': 'set',
  'add-header': 'add',
  'replace-header': 'rewrite',
  'replace-value': 'rewrite',
};

function headerChanges(judged: JudgedLine, names: readonly string[]): HeaderChange[] {
  const { line, action, name: pattern, applies, words } = judged;
  const kind = headerActions[action];
  if (!kind) return [];
  const canRemove = applies === 'always' && (kind === 'remove' || kind === 'set');
  const edits: EditIntent[] = canRemove ? [{ kind: 'remove-lines', span: line }] : [];
  return names
    .filter((name) => matchesName(line, pattern, name))
    .flatMap((name) => {
      const change = changeOf(line, name, kind);
      if (change === null) return [];
      const label = name === pattern.toLowerCase() ? pattern : name;
      return [
        {
          span: line,
          name,
          label,
          ...change,
          applies: applies === 'some' ? 'unknown' : applies,
          words,
          edits,
        },
      ];
    });
}

/** What a replacement makes of Upgrade or Connection as browsers send them; null when it is not known. */
function replacedValues(line: HaproxyLine, name: string): string[] | null {
  const [, action, , source = '', format = ''] = line.words.map(({ text }) => text);
  const values =
    name === 'connection' ? connectionValues : name === 'upgrade' ? [browserRequest.upgrade] : [];
  const expression = readExpression(source, false);
  if (expression === null || format.includes('%') || values.length === 0) return null;
  const replaced = (value: string): string => {
    const match = expression.exec(value);
    return match ? format.replace(/\\(\d)/g, (_, index: string) => match[Number(index)] ?? '') : value;
  };
  return values.map((value) => {
    const parts = action === 'replace-value' ? value.split(',').map((part) => part.trim()) : [value];
    return parts.map(replaced).join(', ');
  });
}

/** The change of one header; null where a replacement leaves what an upgrade needs. */
function changeOf(
  line: HaproxyLine,
  name: string,
  kind: HeaderChange['action'],
): Pick<HeaderChange, 'action' | 'value'> | null {
  const made = kind === 'rewrite' ? replacedValues(line, name) : null;
  if (made === null) return { action: kind, value: headerValue(line.words[3]?.text ?? '') };
  if (made.every((value) => keepsUpgrade(name, value))) return null;
  const isBroken = made.every((value) => !keepsUpgrade(name, value));
  return { action: isBroken ? 'set' : kind, value: { kind: 'known', text: made[0] } };
}

function headerValue(text: string): HeaderValue {
  return text.includes('%[') ? { kind: 'unknown', name: text, isFault: false } : { kind: 'known', text };
}

/** HAProxy keeps names in lower case; plain names are compared in any case, expressions are not. */
function matchesName(line: HaproxyLine, pattern: string, header: string): boolean {
  const at = line.words.findIndex((word) => word.text === '-m');
  const method = at < 0 ? 'str' : (line.words[at + 1]?.text ?? 'str');
  return matchesHeader(header, pattern, method, method !== 'reg');
}
