// What each client reports for a refused handshake, and each server for a refused request.

import type { HttpHead } from '../model/http.ts';
import { headerTokens, headerValue } from '../model/http.ts';
import type { HandshakePart, Implementation, Report, Role } from './implementation.ts';
import { implementations } from './registry.ts';
import { unknown } from './words.ts';

/** The heads of a handshake, for the blanks of the texts. */
export interface HandshakeFacts {
  readonly request: HttpHead | null;
  readonly response: HttpHead | null;
  /** What Sec-WebSocket-Accept ought to be, where the key is known. */
  readonly expectedAccept?: string | null;
}

const headerOf: Partial<Record<HandshakePart, string>> = {
  upgrade: 'upgrade',
  connection: 'connection',
  accept: 'sec-websocket-accept',
  subprotocol: 'sec-websocket-protocol',
  extensions: 'sec-websocket-extensions',
};
const requestParts: readonly HandshakePart[] = [
  'method',
  'request-upgrade',
  'request-connection',
  'key',
  'version',
];

/** Whether it is known what `implementation` says of handshakes in this role. */
export function readsHandshake(implementation: Implementation, role: Role): boolean {
  const isServer = role === 'server';
  return implementation.handshake?.some(([part]) => requestParts.includes(part) === isServer) ?? false;
}

/**
 * What clients report for a server's answer, and servers for a client's request. `failedChecks` are ids of
 * the handshake audit (`accept`, `status`, ...), `not-http` or `no-answer`; others are skipped.
 */
export function handshakeReportsFor(failedChecks: readonly string[], facts: HandshakeFacts): Report[] {
  const { request, response } = facts;
  return implementations.flatMap((implementation) => {
    const lines = implementation.handshake ?? [];
    const sides = [false, true].map((ofRequest) =>
      lines.find(([part]) => failedChecks.includes(part) && requestParts.includes(part) === ofRequest),
    );
    return sides.flatMap((line) => {
      if (line === undefined) return [];
      const [part, wrong, missing] = line;
      const header = headerOf[part];
      const value = response && header ? headerValue(response, header) : null;
      const words: Record<string, string> = {
        status: response ? String(response.status) : unknown,
        statusText: response?.reason ?? unknown,
        startLine: response?.startLine ?? unknown,
        value: value ?? unknown,
        name: value?.split(/[;,]/)[0].trim() ?? unknown,
        params: unknown,
        expected: facts.expectedAccept ?? unknown,
        key: (request && headerValue(request, 'sec-websocket-key')) ?? unknown,
        offered: request ? headerTokens(request, 'sec-websocket-protocol').join(', ') : unknown,
        url: unknown,
      };
      const absent = header !== undefined && response !== null && value === null;
      const text = (absent && missing ? missing : wrong).replace(
        /\{(\w+)\}/g,
        (_, name: string) => words[name] ?? unknown,
      );
      const role = requestParts.includes(part) ? 'server' : 'client';
      const { name, version } = implementation;
      return [{ implementation: name, version, role, text, code: null, closeCode: null }];
    });
  });
}
