// The middlewares of a router: what each does with an upgrade.

import type { Authentication, CodeFact, EarlyAnswer, Gap, HeaderChange, Quirk } from '../model.ts';
import { lineEndAfter, lineStartBefore } from '../parse/text.ts';
import {
  entriesOf,
  firstLineOf,
  itemsOf,
  textOf,
  under,
  type YamlEntry,
  type YamlNode,
} from '../parse/yaml-tree.ts';
import type { TraefikText } from './text.ts';

/** What middlewares add to a route. */
export interface MiddlewareFacts {
  readonly requestHeaders: HeaderChange[];
  readonly responseHeaders: HeaderChange[];
  readonly earlyAnswers: EarlyAnswer[];
  readonly authentication: Authentication[];
  readonly code: CodeFact[];
  readonly gaps: Gap[];
  readonly quirks: Quirk[];
}

/** The facts of the middlewares that a router names, and of those in their chains. */
export function middlewareFacts(source: TraefikText, used: readonly YamlNode[]): MiddlewareFacts {
  const facts: MiddlewareFacts = {
    requestHeaders: [],
    responseHeaders: [],
    earlyAnswers: [],
    authentication: [],
    code: [],
    gaps: [],
    quirks: [],
  };
  const seen = new Set<YamlNode>();
  const add = (node: YamlNode): void => {
    const name = textOf(node) ?? textOf(under(node, 'name')) ?? '';
    const middleware = source.middleware(name);
    if (middleware === null) facts.gaps.push(missing(source.text, node, name));
    if (middleware === null || seen.has(middleware)) return;
    seen.add(middleware);
    for (const { key, value } of entriesOf(middleware)) {
      const kind = key.toLowerCase();
      if (kind === 'chain') for (const one of itemsOf(under(value, 'middlewares'))) add(one);
      else addFacts(facts, { text: source.text, name, kind, node: value });
    }
  };
  for (const node of used) add(node);
  return facts;
}

function missing(text: string, node: YamlNode, name: string): Gap {
  const why = `Middleware ${name} is not in this text.`;
  return { span: firstLineOf(text, node), about: 'middleware', text: why };
}

/** A middleware with its kind (`headers`, `redirectScheme`) in lower case. */
interface Middleware {
  readonly text: string;
  readonly name: string;
  readonly kind: string;
  readonly node: YamlNode;
}

function addFacts(facts: MiddlewareFacts, middleware: Middleware): void {
  const { text, name, kind, node } = middleware;
  const span = firstLineOf(text, node);
  const words = `Middleware ${name}`;
  switch (kind) {
    case 'headers':
      facts.requestHeaders.push(...requestHeaders(middleware));
      facts.responseHeaders.push(...responseHeaders(middleware));
      break;
    case 'redirectscheme':
    case 'redirectregex':
      facts.earlyAnswers.push({ span, how: 'redirect', applies: 'always', words, condition: null });
      break;
    case 'basicauth':
    case 'digestauth':
    case 'forwardauth':
      facts.authentication.push({ span, words, refusesAnonymous: kind !== 'forwardauth' });
      break;
    case 'plugin':
      facts.code.push({ span, words: `${words}, a plugin,` });
      break;
    case 'inflightreq':
      facts.quirks.push(requestsInFlight(middleware));
      break;
    case 'errors':
      facts.quirks.push(errorPages(middleware));
      break;
    default:
  }
}

function requestHeaders({ text, name, node }: Middleware): HeaderChange[] {
  const all = entriesOf(under(node, 'customRequestHeaders'));
  return all.map((entry) => {
    const value = textOf(entry.value) ?? '';
    return {
      ...headerChange(text, `customRequestHeaders of middleware ${name}`, entry),
      // Traefik removes a header that is set to nothing.
      action: value === '' ? 'remove' : 'set',
      value: { kind: 'known', text: value },
      applies: 'always',
      edits: removal(text, entry, all.length > 1),
    };
  });
}

/** An empty table of headers is not valid, so the last line of it stays. */
function removal(text: string, { keyStart, value }: YamlEntry, hasOthers: boolean): HeaderChange['edits'] {
  const start = lineStartBefore(text, keyStart);
  const isLineOfItsOwn = /^\s*["']?[\w-]+["']?\s*:/.test(text.slice(start, lineEndAfter(text, start)));
  if (!hasOthers || !isLineOfItsOwn) return [];
  return [{ kind: 'remove-lines', span: { start: keyStart, end: Math.max(keyStart, value.end - 1) } }];
}

/** Whether a change of the response reaches the 101 is not documented. */
function responseHeaders({ text, name, node }: Middleware): HeaderChange[] {
  return entriesOf(under(node, 'customResponseHeaders')).map((entry) => ({
    ...headerChange(text, `customResponseHeaders of middleware ${name}`, entry),
    action: textOf(entry.value) ? 'set' : 'remove',
    value: { kind: 'known', text: textOf(entry.value) ?? '' },
    applies: 'unknown',
    edits: [],
  }));
}

function headerChange(text: string, words: string, { key, value }: YamlEntry) {
  return { span: firstLineOf(text, value), name: key.toLowerCase(), label: key, words };
}

function requestsInFlight({ text, name, node }: Middleware): Quirk {
  return {
    span: firstLineOf(text, node),
    id: 'in-flight',
    severity: 'warning',
    text: `Middleware ${name}: every open WebSocket counts as a request in flight; beyond the amount new ones get 429.`,
    cause: 'upgrade-refused',
    edits: [],
  };
}

function errorPages({ text, name, node }: Middleware): Quirk {
  return {
    span: firstLineOf(text, node),
    id: 'errors',
    severity: 'note',
    text: `Middleware ${name} can replace a refusal of the backend by a page.`,
    cause: null,
    edits: [],
  };
}
