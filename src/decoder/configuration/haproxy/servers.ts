// The server lines of a backend: TLS, PROXY header, HTTP/2.

import type { BackendVersion, Quirk, Route } from '../model.ts';
import type { HaproxyLine, HaproxySection } from './parse.ts';
import { type HaproxyText, linesNamed, linesOf, serversOf, wordAt } from './sections.ts';

/** Facts of the servers of a backend. */
export function serverFacts(
  source: HaproxyText,
  backend: HaproxySection,
  isHttp: boolean,
): Pick<Route, 'backends' | 'versions' | 'proxyHeaders' | 'gaps' | 'quirks'> {
  const defaults = linesNamed(linesOf(source, backend), 'default-server').flatMap(textsAfterFirst);
  const servers = serversOf(backend).map((line) => ({
    line,
    words: [...defaults, ...textsAfterFirst(line).slice(1)],
  }));
  const hasServers = servers.length > 0 || linesNamed(backend.lines, 'use-server').length > 0;
  return {
    backends: servers.map(({ line, words }) => {
      const port = /:(\d+)$/.exec(wordAt(line, 2))?.[1];
      return {
        span: line,
        address: wordAt(line, 2),
        port: port === undefined ? null : Number(port),
        tls: words.includes('ssl') && !words.includes('no-ssl'),
      };
    }),
    versions: isHttp ? servers.flatMap(({ line, words }) => http2(line, words)) : [],
    proxyHeaders: servers.flatMap(({ line, words }) => {
      const last = words.findLast((word) => /^(no-)?send-proxy/.test(word));
      return last?.startsWith('send') ? [{ span: line, direction: 'sent' as const, words: last }] : [];
    }),
    quirks: [
      ...allDisabled(backend, servers),
      ...(hasServers ? [] : noServers(source, backend)),
      ...servers.flatMap(({ line }) => portless(line)),
    ],
    gaps:
      hasServers || backend.lines.length > 0 || !isLast(source, backend)
        ? []
        : [
            {
              span: backend.head,
              about: 'servers',
              text: `${backend.kind} ${backend.name} has no server line in this text.`,
              cases: {
                passes: `the text ends early, and backend ${backend.name} has a server`,
                fails: 'it has none, so that HAProxy answers 503',
              },
            },
          ],
  };
}

/** Without a port HAProxy connects to the port that the client came to, which on this machine is its own. */
function portless(line: HaproxyLine): Quirk[] {
  const address = wordAt(line, 2);
  if (!/^(127(\.\d+){3}|localhost|\[?::1\]?)$/.test(address)) return [];
  const text = `${address} has no port, so HAProxy connects to the port on which it listens itself. Write ${address}: and the port of the server.`;
  return [{ span: line, id: 'server-port-missing', severity: 'error', text, cause: null, edits: [] }];
}

/** Lines by which a backend without a server line has one all the same. */
const servesOtherwise =
  /^(dispatch|transparent|filter|use-fcgi-app|http-request (use-service|lua\.|set-dst)|option transparent)/;

/** The last section of a text that ends early lacks its lines. */
function isLast({ sections }: HaproxyText, backend: HaproxySection): boolean {
  return sections.at(-1) === backend;
}

/** A backend that is written out and has no server line answers 503. */
function noServers(source: HaproxyText, backend: HaproxySection): Quirk[] {
  const lines = linesOf(source, backend).map(({ words }) => words.map(({ text }) => text).join(' '));
  if (backend.lines.length === 0 && isLast(source, backend)) return [];
  if (lines.some((line) => servesOtherwise.test(line))) return [];
  return [
    {
      span: backend.head,
      id: 'servers-missing',
      severity: 'error',
      text: `${backend.kind} ${backend.name} has no server line: HAProxy answers 503.`,
      cause: 'upgrade-refused',
      edits: [],
    },
  ];
}

/** A backend whose servers are all `disabled` answers 503. */
function allDisabled(
  backend: HaproxySection,
  servers: readonly { readonly line: HaproxyLine; readonly words: readonly string[] }[],
): Quirk[] {
  const isDown = ({ words }: { readonly words: readonly string[] }): boolean =>
    words.findLast((word) => word === 'disabled' || word === 'enabled') === 'disabled';
  if (servers.length === 0 || !servers.every(isDown)) return [];
  return [
    {
      span: servers[0].line,
      id: 'servers-disabled',
      severity: 'error',
      text: `Every server of ${backend.name} is disabled: HAProxy answers 503.`,
      cause: 'upgrade-refused',
      edits: [],
    },
  ];
}

function textsAfterFirst(line: HaproxyLine): string[] {
  return line.words.slice(1).map((word) => word.text);
}

/** `proto h2` or `alpn h2` alone, without `ws h1`. */
function http2(line: HaproxyLine, words: readonly string[]): BackendVersion[] {
  const after = (key: string): string | undefined =>
    words.includes(key) ? words[words.lastIndexOf(key) + 1] : undefined;
  const setting = ['proto', 'alpn'].find((key) => after(key) === 'h2');
  if (setting === undefined || after('ws') === 'h1') return [];
  return [
    {
      span: line,
      version: '2',
      text: 'h2',
      applies: 'unknown',
      words: `${setting} h2`,
      remark: '"ws h1" makes HAProxy use HTTP/1.1 for WebSockets.',
      edits: [],
    },
  ];
}
