// The rules for a response (RFC 6455 4.2.2, and RFC 8441 for HTTP/2).

import { sha1 } from '@noble/hashes/legacy.js';
import { formatBase64 } from '../bytes/base64.ts';
import { encodeText } from '../bytes/utf8.ts';
import {
  acceptsWebSocket,
  type HttpHead,
  headerValue,
  headerValues,
  isSuccess,
  opensWebSocket,
} from '../model/http.ts';
import type { ExtensionAgreement } from './extensions.ts';
import { absentRule, connectionRule, type HandshakeRule, quoted } from './handshake-rule.ts';

export interface ResponseFacts {
  readonly head: HttpHead;
  /** `null` when the capture does not hold it. */
  readonly request: HttpHead | null;
  readonly extensions: ExtensionAgreement;
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The Sec-WebSocket-Accept that a Sec-WebSocket-Key requires (RFC 6455 4.2.2, step 5.4). */
export function acceptFor(key: string): string {
  return formatBase64(sha1(encodeText(key + guid)));
}

/** The Sec-WebSocket-Accept that the request's key requires; `null` without a request. */
function expectedAccept({ request }: ResponseFacts): string | null {
  const key = request === null ? null : headerValue(request, 'sec-websocket-key');
  return key === null ? null : acceptFor(key);
}

const acceptsOf = ({ head }: ResponseFacts): string[] => headerValues(head, 'sec-websocket-accept');
const chosenProtocols = ({ head }: ResponseFacts): string[] => headerValues(head, 'sec-websocket-protocol');
/** Subprotocols are compared with their case, as browsers and libraries do. */
const offeredProtocols = ({ request }: ResponseFacts): string[] =>
  (request === null ? [] : headerValues(request, 'sec-websocket-protocol'))
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
const extensionValues = ({ head }: ResponseFacts): string[] => headerValues(head, 'sec-websocket-extensions');

/** The one rule for a response that refuses. */
export const statusRule: HandshakeRule<ResponseFacts> = {
  id: 'status',
  section: 'RFC 6455 4.2.2',
  severity: 'error',
  title: '101 Switching Protocols',
  isMet: ({ head }) => opensWebSocket(head),
  found: ({ head }) => head.startLine,
  broken: ({ head }) => `Expected status 101, found "${head.startLine}".`,
};

export const http2StatusRule: HandshakeRule<ResponseFacts> = {
  ...statusRule,
  section: 'RFC 8441 5',
  title: '200',
  isMet: ({ head, request }) => acceptsWebSocket(request, head),
  broken: ({ head }) =>
    opensWebSocket(head)
      ? `Expected the answer to a CONNECT, found "${head.startLine}" to another method.`
      : `Expected status 200, found "${head.startLine}".`,
};

/** The one rule for the answer of a forward proxy that is asked for a tunnel. */
export const tunnelRule: HandshakeRule<ResponseFacts> = {
  ...statusRule,
  section: 'RFC 9110 9.3.6',
  title: 'Tunnel',
  isMet: ({ head }) => isSuccess(head),
  broken: ({ head }) => `Expected status 200 to the CONNECT, found "${head.startLine}".`,
};

/** Rules for the fields of an upgrade, which HTTP/2 does not have. */
export const upgradeRules: readonly HandshakeRule<ResponseFacts>[] = [
  {
    id: 'response-http-version',
    section: 'RFC 6455 4.2.2',
    severity: 'warning',
    title: 'HTTP/1.1',
    isMet: ({ head }) => head.version === 'HTTP/1.1',
    found: () => 'HTTP/1.1',
    broken: ({ head }) => `Expected HTTP/1.1, found ${head.version}.`,
  },
  {
    id: 'upgrade',
    section: 'RFC 6455 4.2.2',
    severity: 'error',
    title: 'Upgrade',
    header: 'upgrade',
    isMet({ head }) {
      const values = headerValues(head, 'upgrade');
      return values.length === 1 && values[0].toLowerCase() === 'websocket';
    },
    found: ({ head }) => quoted(headerValues(head, 'upgrade')),
    broken: ({ head }) => `Expected Upgrade: websocket, found ${quoted(headerValues(head, 'upgrade'))}.`,
  },
  connectionRule('connection', 'RFC 6455 4.2.2'),
  {
    id: 'accept',
    section: 'RFC 6455 4.2.2',
    severity: 'error',
    title: 'Sec-WebSocket-Accept',
    header: 'sec-websocket-accept',
    isMet(facts) {
      const accepts = acceptsOf(facts);
      const expected = expectedAccept(facts);
      return accepts.length === 1 && (expected === null || accepts[0] === expected);
    },
    found(facts) {
      const [accept] = acceptsOf(facts);
      if (expectedAccept(facts) !== null) return `"${accept}" is the hash of this key.`;
      return `"${accept}"; the request is not in the capture, so the hash cannot be recomputed.`;
    },
    broken(facts) {
      const expected = expectedAccept(facts);
      const found = quoted(acceptsOf(facts));
      if (expected === null) return `Expected one Sec-WebSocket-Accept, found ${found}.`;
      return `Expected "${expected}" for this key, found ${found}.`;
    },
  },
];

const subprotocolRule = {
  id: 'subprotocol',
  section: 'RFC 6455 4.2.2',
  title: 'Sec-WebSocket-Protocol',
  header: 'sec-websocket-protocol',
  found: (facts: ResponseFacts) => quoted(chosenProtocols(facts)),
} as const;

/**
 * Fields of a connection, which a response over HTTP/2 must not have. HAProxy sends Sec-WebSocket-Accept: it is
 * ignored.
 */
export const http2ResponseRules: readonly HandshakeRule<ResponseFacts>[] = [
  absentRule('upgrade', 'upgrade'),
  absentRule('connection', 'connection'),
];

/** Rules for what was negotiated, over HTTP/1.1 and HTTP/2. */
export const negotiationRules: readonly HandshakeRule<ResponseFacts>[] = [
  {
    ...subprotocolRule,
    severity: 'error',
    applies: (facts) => chosenProtocols(facts).length > 0,
    isMet(facts) {
      const [chosen, ...others] = chosenProtocols(facts);
      if (others.length > 0 || chosen === '') return false;
      return facts.request === null || offeredProtocols(facts).includes(chosen);
    },
    broken(facts) {
      const offered = offeredProtocols(facts);
      const found = quoted(chosenProtocols(facts));
      if (facts.request === null) return `Expected one subprotocol, found ${found}.`;
      if (offered.length === 0) return `Expected no subprotocol, since none was offered, found ${found}.`;
      return `Expected one of [${offered.join(', ')}], found ${found}.`;
    },
  },
  {
    ...subprotocolRule,
    severity: 'warning',
    applies: (facts) => chosenProtocols(facts).length === 0 && offeredProtocols(facts).length > 0,
    isMet: () => false,
    broken: (facts) =>
      `The client offered ${offeredProtocols(facts).join(', ')}; the server chose none. Chrome refuses that.`,
  },
  {
    id: 'extensions',
    section: 'RFC 6455 9.1',
    severity: 'error',
    title: 'Sec-WebSocket-Extensions',
    header: 'sec-websocket-extensions',
    applies: ({ extensions }) =>
      extensions.agreed.length > 0 || extensions.offered.length > 0 || extensions.problems.length > 0,
    isMet: ({ extensions }) => extensions.problems.length === 0,
    found(facts) {
      const { agreed, offered } = facts.extensions;
      if (agreed.length > 0) return quoted(extensionValues(facts));
      return `Offered ${offered.map(({ name }) => name).join(', ')}; none agreed.`;
    },
    broken: (facts) => `${facts.extensions.problems.join('; ')}. Found ${quoted(extensionValues(facts))}.`,
  },
];

/** A rule against a field that describes a body: a 101 has no body. */
function noBodyRule(id: string, name: string): HandshakeRule<ResponseFacts> {
  return {
    id,
    section: 'RFC 9110 8.6',
    severity: 'warning',
    title: `No ${name}`,
    header: id,
    applies: ({ head }) => headerValues(head, id).length > 0,
    isMet: () => false,
    found: () => '',
    broken: ({ head }) => `A 101 has no body; found ${name}: ${headerValues(head, id).join(', ')}.`,
  };
}

export const noBodyRules: readonly HandshakeRule<ResponseFacts>[] = [
  noBodyRule('transfer-encoding', 'Transfer-Encoding'),
  noBodyRule('content-length', 'Content-Length'),
];
