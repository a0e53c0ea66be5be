// HAProxy's conditions, evaluated for a browser's WebSocket as far as they depend on its headers, method or
// path.

import { ownProperty } from '../../model/own-property.ts';
import type { Applies, PathMatch } from '../model.ts';
import type { UrlRequest } from '../program.ts';
import { agentsOf, browserRequest, headersOfAsker } from '../websocket-request.ts';
import type { HaproxyLine, HaproxyWord } from './parse.ts';
import { countMatches, matchesHeader } from './patterns.ts';
import { type MadeValues, noMadeValues, requestTest } from './request-test.ts';

/** An ACL that fails only because it lacks `-i`, and its first pattern. */
export interface CaseFault {
  readonly acl: HaproxyLine;
  readonly word: HaproxyWord;
}

/** Whether a condition holds for a WebSocket. */
export interface ConditionResult {
  readonly applies: Applies;
  readonly caseFault: CaseFault | null;
}

/** What conditions are evaluated with. */
export interface ConditionContext {
  readonly acls: readonly HaproxyLine[];
  /** True when every bind line has ssl, false when none has, null when it is mixed or not known. */
  readonly tls: boolean | null;
  /** The request, when one is judged. */
  readonly request: UrlRequest | null;
  /** How many servers of a section are not disabled. */
  readonly serverCount?: (section: string) => number | undefined;
  /** What the lines before made; absent where no line did. */
  readonly made?: MadeValues;
  /** The section whose further `http-request` lines an `allow` leaves out; perhaps, when it is not sure. */
  readonly allowed?: { readonly section: number | undefined; readonly isSure: boolean } | undefined;
}

/** Headers of an upgrade whose value every browser sends; the key is another one for each request. */
const requestHeaders: Readonly<Record<string, string>> = {
  upgrade: browserRequest.upgrade,
  connection: 'Upgrade',
  'sec-websocket-version': browserRequest.version,
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Sample fetches that tell requests apart without touching the upgrade. */
const selectsRequests =
  /^(path|url|base|query|src|dst|ssl_fc|ssl_c|(req\.)?hdr\w*\((host|origin|user-agent|cookie|authorization|x-)|(req\.)?cook|capture|var|nbsrv|sc\d?_|be_|fe_|req\.ssl|http_auth|urlp|table_)/i;

/** Counters of a client's requests and connections: one for a client that opens a single WebSocket. */
const countsRequests = /^(sc\d?_|src_)(http_req_(rate|cnt)|conn_(rate|cnt|cur)|sess_(rate|cnt))(\(|$)/;

/** Sample fetches that HAProxy reads out of an HTTP request. */
const readsHttp =
  /^(path|url|base|query|method|uniqueid|unique-id|http_|(req\.|res\.)?(f?hdr|cook|hdrs|body|ver|fhdr)|urlp|capture\.req|METH_|HTTP)/;

/** Whether a condition asks for something of the HTTP request. */
export function asksHttp(line: HaproxyLine, acls: readonly HaproxyLine[]): boolean {
  const at = line.words.findIndex((word, index) => index > 0 && /^(if|unless)$/.test(word.text));
  if (at < 0) return false;
  return termsOf(line.words.slice(at + 1)).some(({ words: [first, fetch] }) =>
    first.text === '{'
      ? readsHttp.test(fetch?.text ?? '')
      : /^(METH_|HTTP)/.test(first.text) ||
        acls.some(({ words }) => words[1]?.text === first.text && readsHttp.test(words[2]?.text ?? '')),
  );
}

/** Evaluates the `if …` or `unless …` of a line. A line without a condition always applies. */
export function conditionOf(line: HaproxyLine, context: ConditionContext): ConditionResult {
  const at = line.words.findIndex((word, index) => index > 0 && /^(if|unless)$/.test(word.text));
  if (at < 0) return { applies: 'always', caseFault: null };
  const evaluation = new Evaluation(context);
  const holds = evaluation.alternatives(line.words.slice(at + 1));
  const isIf = line.words[at].text === 'if';
  return {
    applies: appliesOf(holds === null ? null : holds === isIf, evaluation),
    caseFault: evaluation.caseFault,
  };
}

function appliesOf(holds: boolean | null, { onlySelects }: Evaluation): Applies {
  if (holds !== null) return holds ? 'always' : 'never';
  return onlySelects ? 'some' : 'unknown';
}

/** One evaluation: values of its terms, and what it came across. */
class Evaluation {
  /** True while all that is not known only selects among requests: path, host, address, TLS. */
  onlySelects = true;
  caseFault: CaseFault | null = null;
  readonly #context: ConditionContext;

  constructor(context: ConditionContext) {
    this.#context = context;
  }

  /** `a b || c`: blanks are AND, `||` and `or` are OR, `!` negates, `{ … }` is an ACL without a name. */
  alternatives(words: readonly HaproxyWord[]): boolean | null {
    const alternatives: (boolean | null)[][] = [[]];
    for (const { words: term, negated } of termsOf(words)) {
      if (term.length === 1 && /^(\|\||or)$/.test(term[0].text)) {
        alternatives.push([]);
        continue;
      }
      const value = term[0].text === '{' ? this.#anonymous(term) : this.#named(term[0].text);
      alternatives[alternatives.length - 1].push(value === null ? null : value !== negated);
    }
    return anyOf(alternatives.map(allOf));
  }

  #anonymous(term: readonly HaproxyWord[]): boolean | null {
    const inner = term.slice(1).filter((word) => word.text !== '}');
    if (inner.length === 0) return null;
    const acl = { words: inner, start: term[0].start, end: term[term.length - 1].end, isTooLong: false };
    return this.#test(acl, inner[0].text, inner.slice(1));
  }

  /** Several lines of one name are alternatives. */
  #named(name: string): boolean | null {
    if (/^(TRUE|HTTP|HTTP_1\.1|METH_GET)$/.test(name)) return true;
    if (name === 'FALSE' || name.startsWith('METH_')) return false;
    const lines = this.#context.acls.filter((line) => line.words[1]?.text === name);
    if (lines.length === 0) return null;
    return anyOf(lines.map((line) => this.#test(line, line.words[2]?.text ?? '', line.words.slice(3))));
  }

  #test(acl: HaproxyLine, fetch: string, patterns: readonly HaproxyWord[]): boolean | null {
    const { request, made = noMadeValues } = this.#context;
    if (request) {
      const known = requestTest(request, fetch, patterns, made);
      if (known !== null) return known;
    }
    const counted = /^nbsrv\(([\w.:-]+)\)$/.exec(fetch)?.[1];
    const servers = counted === undefined ? undefined : this.#context.serverCount?.(counted);
    if (servers !== undefined)
      return countMatches(
        patterns.map(({ text }) => text),
        servers,
      );
    if (/^method$/i.test(fetch)) return patterns.some((word) => word.text.toUpperCase() === 'GET');
    if (fetch === 'ssl_fc') return this.#context.tls;
    if (/^always_(true|false)$/.test(fetch)) return fetch === 'always_true';
    if (isEveryPath(fetch, patterns)) return true;
    if (countsRequests.test(fetch)) return countMatches(patterns.map((word) => word.text));
    const bySender = this.#senderTest(acl, fetch, patterns);
    if (bySender !== undefined) return bySender;
    const header = /^(?:req\.)?f?hdr(?:_(sub|beg|end|reg|cnt))?\(([\w-]+)\)(,lower)?/i.exec(fetch);
    const name = header?.[2].toLowerCase() ?? '';
    if (made.has(`header ${name}`)) {
      this.onlySelects &&= selectsRequests.test(fetch);
      return null;
    }
    if (request && name === 'host' && header?.[1] === 'cnt')
      return countMatches(patterns.map(({ text }) => text));
    const ofAsker = headersOfAsker(request);
    // A condition on an absent header does not hold, and its count is 0.
    if (header && Object.hasOwn(ofAsker, name) && ofAsker[name] === null) {
      return header[1] === 'cnt'
        ? countMatches(
            patterns.map((word) => word.text),
            0,
          )
        : false;
    }
    const raw = ownProperty(ofAsker, name) ?? ownProperty(requestHeaders, name);
    if (!header || raw === undefined) {
      this.onlySelects &&= selectsRequests.test(fetch);
      return null;
    }
    const value = header[3] ? raw.toLowerCase() : raw;
    return this.#testValue(acl, value, header[1] ?? 'str', patterns);
  }

  /** A condition on User-Agent, when all typical senders meet it or none; undefined for any other. */
  #senderTest(acl: HaproxyLine, fetch: string, patterns: readonly HaproxyWord[]): boolean | undefined {
    const name = /^(?:req\.)?f?hdr(?:_(sub|beg|end|reg))?\(user-agent\)$/i.exec(fetch);
    if (!name || this.#context.request === null) return undefined;
    const results = agentsOf(this.#context.request).map((agent) =>
      agent === '' ? false : this.#testValue(acl, agent, name[1] ?? 'str', patterns),
    );
    this.caseFault = null;
    const [first] = results;
    return first !== null && results.every((one) => one === first) ? first : undefined;
  }

  #testValue(
    acl: HaproxyLine,
    value: string,
    ownMethod: string,
    words: readonly HaproxyWord[],
  ): boolean | null {
    const flags = readFlags(words, ownMethod);
    if (flags === null) return null;
    const { anyCase, method, patterns } = flags;
    if (method === 'found') return true;
    if (method === 'cnt') return countMatches(patterns.map((word) => word.text));
    const test = (fold: boolean): boolean =>
      patterns.some((word) => matchesHeader(value, word.text, method, fold));
    if (test(anyCase)) return true;
    if (!anyCase && test(true)) this.caseFault = { acl, word: patterns[0] };
    return false;
  }
}

function allOf(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

function anyOf(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
}

interface Term {
  /** One word, or `{` and what follows it to `}`. */
  readonly words: readonly HaproxyWord[];
  readonly negated: boolean;
}

function termsOf(words: readonly HaproxyWord[]): Term[] {
  const out: Term[] = [];
  let negated = false;
  for (let at = 0; at < words.length; at += 1) {
    const { text } = words[at];
    const bare = text.replace(/^!/, '');
    negated = negated !== text.startsWith('!');
    if (bare === '') continue;
    const first = { ...words[at], text: bare };
    const close = words.findIndex((word, index) => index > at && word.text === '}');
    const last = bare !== '{' ? at : close < 0 ? words.length - 1 : close;
    out.push({ words: [first, ...words.slice(at + 1, last + 1)], negated });
    negated = false;
    at = last;
  }
  return out;
}

/** The paths of a condition that is a single comparison with one path; `unknown` for any other condition. */
export function pathOfCondition(line: HaproxyLine, { acls }: ConditionContext): PathMatch {
  const unknown: PathMatch = { kind: 'unknown', text: '', ignoresCase: false };
  const at = line.words.findIndex((word, index) => index > 0 && word.text === 'if');
  if (at < 0) return unknown;
  const [term, ...others] = termsOf(line.words.slice(at + 1));
  if (!term || others.length > 0 || term.negated) return unknown;
  const named = acls.filter((acl) => acl.words[1]?.text === term.words[0].text);
  const test =
    term.words[0].text === '{' ? term.words.slice(1) : named.length === 1 ? named[0].words.slice(2) : [];
  const words = test.map((word) => word.text).filter((word) => word !== '}');
  const ignoresCase = words.includes('-i');
  const [fetch, ...rest] = words.filter((word) => word !== '-i');
  const text = rest.at(-1) ?? '';
  const count = rest[0] === '-m' ? rest.length - 2 : rest.length;
  const method = rest[0] === '-m' ? rest[1] : fetch === 'path_beg' ? 'beg' : fetch === 'path' ? 'str' : '';
  if (count !== 1 || !fetch?.startsWith('path')) return unknown;
  if (method === 'beg') return { kind: 'prefix', text, ignoresCase };
  return method === 'str' ? { kind: 'exact', text, ignoresCase } : unknown;
}

/** `path_beg /` matches every path. */
function isEveryPath(fetch: string, patterns: readonly HaproxyWord[]): boolean {
  const words = patterns.map((word) => word.text);
  const isPrefix = fetch === 'path_beg' || (fetch === 'path' && words.join(' ').startsWith('-m beg '));
  return isPrefix && words.includes('/');
}

interface Flags {
  readonly anyCase: boolean;
  readonly method: string;
  readonly patterns: readonly HaproxyWord[];
}

/** Reads `-i` and `-m method`; null when another flag decides. */
function readFlags(words: readonly HaproxyWord[], ownMethod: string): Flags | null {
  let anyCase = false;
  let method = ownMethod;
  let patterns = words;
  while (patterns[0]?.text.startsWith('-')) {
    const flag = patterns[0].text;
    if (flag === '--') return { anyCase, method, patterns: patterns.slice(1) };
    if (flag !== '-i' && flag !== '-m') return null;
    if (flag === '-i') anyCase = true;
    else method = patterns[1]?.text ?? 'str';
    patterns = patterns.slice(flag === '-i' ? 1 : 2);
  }
  return { anyCase, method, patterns };
}
