// From HAProxy's sections to the route model. The behaviour was measured on HAProxy 2.6 (see docs/fixes).
// Documentation: https://docs.haproxy.org/ (timeout tunnel, http-request del-header, server send-proxy, ws).
// Left out on purpose: Lua, maps of use_backend, stick tables.

import {
  type ForwardedPath,
  type Gap,
  newRoute,
  type Route,
  type RouteModel,
  type Site,
  type UnresolvedFact,
} from '../model.ts';
import { addressOf } from '../parse/address.ts';
import type { UrlRequest } from '../program.ts';
import { lineFacts, pathAfter } from './http-lines.ts';
import { loadFaults } from './load-faults.ts';
import { type HaproxyFile, type HaproxySection, parseHaproxy } from './parse.ts';
import { anyPath, type BackendChoice, choicesOf } from './routing.ts';
import {
  type HaproxyText,
  linesNamed,
  linesOf,
  serverCountOf,
  serversOf,
  settingOf,
  tlsOf,
  wordAt,
} from './sections.ts';
import { serverFacts } from './servers.ts';
import { timeLimits } from './timeouts.ts';

/** Parses a text and makes the route model. */
export function adaptHaproxy(text: string, request: UrlRequest | null): RouteModel {
  const file = parseHaproxy(text);
  const source: HaproxyText = { text, sections: file.sections, request };
  const used = new Set<HaproxySection>();
  const sites = file.sections
    .filter(({ kind }) => kind === 'frontend' || kind === 'listen')
    .filter((front) => !isDisabled(source, front))
    .filter((front, _, all) => listens(front) || !all.some(listens))
    .map((front) => {
      const choices = choicesOf(source, front);
      for (const { backend } of choices) if (backend) used.add(backend);
      return { ...siteOf(front), routes: choices.map((choice) => routeOf(source, front, choice)) };
    });
  const unused = file.sections.filter((one) => one.kind === 'backend' && !used.has(one));
  const alone = unused.map((backend): Route => {
    return routeOf(source, null, {
      line: backend.head,
      name: backend.name,
      backend,
      entry: [],
      path: anyPath,
    });
  });
  // No URL comes to a backend that nothing chooses; in a text without frontends another file chooses it.
  if (alone.length > 0 && (request === null || sites.length === 0)) {
    sites.push({ label: '', span: { start: 0, end: text.length }, hosts: [], listeners: [], routes: alone });
  }
  return { sites, unresolved: [...looseLines(file), ...loadFaults(source), ...environmentVariables(source)] };
}

/** A frontend without a bind line listens nowhere, unless the text is a piece in which none has one. */
function listens({ lines }: HaproxySection): boolean {
  return lines.some((line) => wordAt(line, 0) === 'bind');
}

/** A section with `disabled` does not listen. */
function isDisabled(source: HaproxyText, front: HaproxySection): boolean {
  const last = linesOf(source, front).findLast((line) => /^(disabled|enabled)$/.test(wordAt(line, 0)));
  return last !== undefined && wordAt(last, 0) === 'disabled';
}

function siteOf(front: HaproxySection): Site {
  return {
    label: `${front.kind} ${front.name}`,
    span: { start: front.head.start, end: front.lines.at(-1)?.end ?? front.head.end },
    hosts: [],
    listeners: linesNamed(front.lines, 'bind').flatMap((bind) => {
      const words = bind.words.map((word) => word.text);
      return (words[1] ?? '').split(',').flatMap((address) =>
        portsOf(address).map((port) => ({
          span: bind,
          port,
          ...addressOf(address),
          tls: words.includes('ssl'),
          expectsProxyHeader: words.includes('accept-proxy'),
        })),
      );
    }),
    routes: [],
  };
}

/** A range of ports is read no further. */
const maxPorts = 256;

/** The ports of `:80` and `:8000-8010`; HAProxy reads the digits of a port and ignores what follows. */
function portsOf(address: string): (number | null)[] {
  const match = /:(\d+)(?:-(\d+))?[^:]*$/.exec(address);
  if (!match) return [null];
  const first = Number(match[1]);
  const count = Math.min(Number(match[2] ?? first) - first + 1, maxPorts);
  return Array.from({ length: Math.max(1, count) }, (_, index) => first + index);
}

function routeOf(source: HaproxyText, front: HaproxySection | null, choice: BackendChoice): Route {
  const { backend, line, name } = choice;
  const chain = [...new Set([front, backend])].filter((section) => section !== null);
  const isHttp = chain.some((section) => {
    const mode = settingOf(source, section, 'mode');
    return mode !== null && wordAt(mode, 1) === 'http';
  });
  const lines = new Set(chain.flatMap((section) => linesOf(source, section)));
  const context = {
    acls: linesNamed([...lines], 'acl'),
    tls: tlsOf(front),
    request: source.request,
    serverCount: (name: string) => serverCountOf(source, name),
  };
  const target = serversText(backend);
  const servers = backend ? serverFacts(source, backend, isHttp) : null;
  return newRoute({
    label: labelOf(front, choice),
    span: { start: line.start, end: line.end },
    path: choice.path,
    ending: endingOf(choice, target, isHttp ? pathAfter(lines, context) : null, source.request !== null),
    entry: choice.entry,
    ...(isHttp ? lineFacts(lines, context) : {}),
    ...servers,
    proxyHeaders: [
      ...chain
        .flatMap(({ lines: own }) => linesNamed(own, 'bind'))
        .filter(({ words }) => words.some((word) => word.text === 'accept-proxy'))
        .map((bind) => ({ span: bind, direction: 'expected' as const, words: 'accept-proxy' })),
      ...(servers?.proxyHeaders ?? []),
    ],
    limits: timeLimits(source, chain),
    gaps: backend
      ? (servers?.gaps ?? [])
      : isUnchosen(choice, source.request !== null)
        ? []
        : [missingBackend(line, name)],
  });
}

/** No line of a frontend chooses a backend for this request: HAProxy answers 503. */
function isUnchosen({ backend, name }: BackendChoice, isForRequest: boolean): boolean {
  return isForRequest && backend === null && name === '';
}

function endingOf(
  choice: BackendChoice,
  target: string,
  path: ForwardedPath | null,
  isForRequest: boolean,
): Route['ending'] {
  if (isUnchosen(choice, isForRequest)) return { kind: 'answer', status: 503, words: 'no backend' };
  return path === null ? { kind: 'tunnel', target } : { kind: 'proxy', target, path };
}

function labelOf(front: HaproxySection | null, { backend, name }: BackendChoice): string {
  const parts = [
    front ? `${front.kind} ${front.name}` : null,
    backend && backend !== front ? `backend ${backend.name}` : null,
  ];
  return parts.filter(Boolean).join(' › ') || `backend ${name}`;
}

function serversText(backend: HaproxySection | null): string {
  const addresses = serversOf(backend).map((line) => wordAt(line, 2));
  return addresses.join(', ') || (backend ? `backend ${backend.name}` : 'not known');
}

function missingBackend(span: BackendChoice['line'], name: string): Gap {
  if (name === '') return { span, about: 'backend', text: 'This section names no backend.' };
  const isChosen = name.includes('%[');
  const text = isChosen ? `The backend is chosen by ${name}.` : `Backend ${name} is not in this text.`;
  return { span, about: 'backend', text };
}

function looseLines(file: HaproxyFile): UnresolvedFact[] {
  return file.loose.map((line) => {
    const isCondition = wordAt(line, 0).startsWith('.');
    return {
      kind: isCondition ? 'condition' : 'syntax',
      name: line.words.map((word) => word.text).join(' '),
      text: isCondition
        ? 'This condition is not evaluated here; what it contains is read as if it holds.'
        : 'This line stands before any section.',
      span: line,
    };
  });
}

/** Only words in double quotes have their variables replaced. */
function environmentVariables({ text, sections }: HaproxyText): UnresolvedFact[] {
  const words = sections.flatMap((section) => section.lines).flatMap((line) => line.words);
  return words.flatMap((word): UnresolvedFact[] => {
    const name = /\$\{?(\w+)\}?/.exec(text.slice(word.start, word.end))?.[1];
    if (!name || text[word.start] !== '"') return [];
    return [{ kind: 'variable', name: `$${name}`, text: `$${name} comes from the environment.`, span: word }];
  });
}
