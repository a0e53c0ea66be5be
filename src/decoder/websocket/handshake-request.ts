// The rules for a request (RFC 6455 4.1, and RFC 8441 for HTTP/2).

import { parseBase64 } from '../bytes/base64.ts';
import { type HttpHead, headerTokens, headerValue, headerValues } from '../model/http.ts';
import { absentRule, connectionRule, type HandshakeRule, quoted } from './handshake-rule.ts';

export interface RequestFacts {
  readonly head: HttpHead;
}

/** Bytes of the nonce that Sec-WebSocket-Key carries. */
const keyLength = 16;
export const protocolVersion = '13';

const versionRule: HandshakeRule<RequestFacts> = {
  id: 'version',
  section: 'RFC 6455 4.1',
  severity: 'error',
  title: 'Sec-WebSocket-Version',
  header: 'sec-websocket-version',
  isMet({ head }) {
    const versions = headerValues(head, 'sec-websocket-version');
    return versions.length === 1 && versions[0] === protocolVersion;
  },
  found: () => protocolVersion,
  broken: ({ head }) =>
    `Expected Sec-WebSocket-Version: 13, found ${quoted(headerValues(head, 'sec-websocket-version'))}.`,
};

/** Rules over HTTP/1.1. */
export const requestRules: readonly HandshakeRule<RequestFacts>[] = [
  {
    id: 'method',
    section: 'RFC 6455 4.1',
    severity: 'error',
    title: 'GET request',
    isMet: ({ head }) => head.method === 'GET',
    found: ({ head }) => head.startLine,
    broken: ({ head }) => `Expected GET, found ${head.method || 'nothing'}.`,
  },
  {
    id: 'request-http-version',
    section: 'RFC 6455 4.1',
    severity: 'error',
    title: 'HTTP/1.1',
    isMet: ({ head }) => head.version === 'HTTP/1.1',
    found: () => 'HTTP/1.1',
    broken: ({ head }) => `Expected HTTP/1.1 or later, found ${head.version || 'no version'}.`,
  },
  {
    id: 'request-upgrade',
    section: 'RFC 6455 4.1',
    severity: 'error',
    title: 'Upgrade',
    header: 'upgrade',
    isMet: ({ head }) => headerTokens(head, 'upgrade').some((token) => token.split('/')[0] === 'websocket'),
    found: ({ head }) => quoted(headerValues(head, 'upgrade')),
    broken: ({ head }) => `Expected Upgrade: websocket, found ${quoted(headerValues(head, 'upgrade'))}.`,
  },
  connectionRule('request-connection', 'RFC 6455 4.1'),
  {
    id: 'key',
    section: 'RFC 6455 4.1',
    severity: 'error',
    title: 'Sec-WebSocket-Key',
    header: 'sec-websocket-key',
    isMet({ head }) {
      const keys = headerValues(head, 'sec-websocket-key');
      return keys.length === 1 && parseBase64(keys[0])?.length === keyLength;
    },
    found: ({ head }) => quoted(headerValues(head, 'sec-websocket-key')),
    broken({ head }) {
      const keys = headerValues(head, 'sec-websocket-key');
      if (keys.length === 0) return 'Expected Sec-WebSocket-Key, found no such header.';
      return `Expected one key of 16 bytes in base64, found ${quoted(keys)}.`;
    },
  },
  versionRule,
  {
    id: 'host',
    section: 'RFC 6455 4.1',
    severity: 'warning',
    title: 'Host',
    header: 'host',
    isMet: ({ head }) => headerValue(head, 'host') !== null,
    found: ({ head }) => headerValue(head, 'host') ?? '',
    broken: () => 'Expected a Host header, found none.',
  },
];

/** Rules over HTTP/2: an extended CONNECT, without Upgrade, Connection and Sec-WebSocket-Key (RFC 8441 5). */
export const connectRules: readonly HandshakeRule<RequestFacts>[] = [
  {
    id: 'method',
    section: 'RFC 8441 4',
    severity: 'error',
    title: 'CONNECT request',
    header: ':protocol',
    isMet: ({ head }) => head.method === 'CONNECT' && headerValue(head, ':protocol') === 'websocket',
    found: ({ head }) => `${head.startLine}, :protocol websocket`,
    broken: ({ head }) =>
      `Expected CONNECT with :protocol websocket, found ${head.method || 'no method'} with ${headerValue(head, ':protocol') ?? 'none'}.`,
  },
  versionRule,
  pseudoFieldRule('scheme', ':scheme'),
  pseudoFieldRule('path', ':path'),
  absentRule('request-upgrade', 'upgrade'),
  absentRule('request-connection', 'connection'),
];

/** An extended CONNECT has these, unlike a CONNECT to a proxy (RFC 8441 4). Shown where it is missing. */
function pseudoFieldRule(id: string, name: string): HandshakeRule<RequestFacts> {
  return {
    id,
    section: 'RFC 8441 4',
    severity: 'error',
    title: name,
    header: name,
    applies: ({ head }) => headerValue(head, ':protocol') !== null && headerValue(head, name) === null,
    isMet: () => false,
    found: () => '',
    broken: () => `Expected ${name} in an extended CONNECT, found none.`,
  };
}
