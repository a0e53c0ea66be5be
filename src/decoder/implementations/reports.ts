// What each client and server reports for the first faulty frame of a stream, or for a handshake: runs every
// implementation's checks in its own order. Facts measured on or read in the versions named; nothing is guessed.

import type { HttpHead } from '../model/http.ts';
import { headerTokens, headerValue } from '../model/http.ts';
import { holds } from './conditions.ts';
import type {
  Check,
  FaultFacts,
  HandshakePart,
  Implementation,
  Report,
  Role,
  Stage,
} from './implementation.ts';
import { implementations } from './registry.ts';
import { fill, unknown } from './words.ts';

/** Shown in place of the text of an error that has none. */
const silent = 'no message, the connection is dropped';

/** Whether the bytes that a check waits for are there. */
function reached(stage: Stage, facts: FaultFacts, implementation: Implementation): boolean {
  if (facts.headerComplete && implementation.controlWaits && facts.opcode >= 8) {
    return stage === 'length' || stage === 'header' ? true : facts.payloadComplete;
  }
  switch (stage) {
    case 'head':
      return facts.headerComplete || (facts.restOfRead?.length ?? 2) >= 2;
    case 'length': {
      const bytes = 2 + (facts.lengthForm === 7 ? 0 : facts.lengthForm / 8);
      return facts.headerComplete || (facts.restOfRead?.length ?? 0) >= bytes;
    }
    case 'header':
      return facts.headerComplete;
    case 'part':
      return facts.headerComplete;
    case 'payload':
      return facts.payloadComplete;
    case 'message':
      return facts.messageComplete;
  }
}

function firstFailing(facts: FaultFacts, implementation: Implementation, role: Role): Check | null {
  for (const check of implementation.checks) {
    if (!reached(check.stage, facts, implementation)) continue;
    if (!check.on.some((condition) => holds(condition, facts, implementation, role))) continue;
    if (implementation.joins === undefined || check.stage !== 'head') return check;
    const texts = implementation.checks
      .filter(
        (other) => other.stage === 'head' && other.on.some((one) => holds(one, facts, implementation, role)),
      )
      .map((other) => other.text);
    return { ...check, text: texts.join(implementation.joins) };
  }
  return null;
}

function reportOf(
  implementation: Implementation,
  role: Role,
  text: string,
  closeCode: number | null,
  code: string | null,
): Report {
  return {
    implementation: implementation.name,
    version: implementation.version,
    role,
    text: text === '' ? silent : text,
    code,
    closeCode,
  };
}

/** What `implementation` reports for a frame, or `null` when it takes it or waits for more bytes. */
export function reportOfOne(facts: FaultFacts, implementation: Implementation): Report | null {
  const role: Role = facts.sender === 'server' ? 'client' : 'server';
  if (!implementation.roles.includes(role)) return null;
  const scanned = facts.restOfRead ? implementation.wholeRead?.(facts.restOfRead, facts) : null;
  if (scanned) return reportOf(implementation, role, scanned.text, scanned.closeCode, null);
  const check = firstFailing(facts, implementation, role);
  if (check !== null) {
    const text = (check.text === '' ? '' : (implementation.prefix ?? '')) + check.text;
    return reportOf(
      implementation,
      role,
      fill(text, facts, implementation, role),
      check.closeCode,
      check.code,
    );
  }
  const cut = facts.streamEnded && !(facts.headerComplete && facts.payloadComplete);
  if (cut && implementation.cut) {
    return reportOf(implementation, role, implementation.cut.text, implementation.cut.closeCode, null);
  }
  return null;
}

/**
 * What each implementation at the receiving end reports for the first faulty frame, the best known first. One
 * that takes the frame, or is still waiting for bytes, is not in the list.
 */
export function reportsFor(facts: FaultFacts): Report[] {
  return implementations.flatMap((implementation) => reportOfOne(facts, implementation) ?? []);
}

/** Names of the implementations that have read the whole frame and find no fault in it. */
export function acceptedBy(facts: FaultFacts): string[] {
  const role: Role = facts.sender === 'server' ? 'client' : 'server';
  if (!facts.headerComplete || !facts.payloadComplete) return [];
  return implementations
    .filter((one) => one.roles.includes(role) && reportOfOne(facts, one) === null)
    .map((one) => one.name);
}

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
      return [reportOf(implementation, requestParts.includes(part) ? 'server' : 'client', text, null, null)];
    });
  });
}
