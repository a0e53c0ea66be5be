// What is spoken to the backend: protocol, HTTP version, TLS, PROXY header, several servers.

import type { Backend, BackendVersion, ProxyHeader, Route } from '../model.ts';
import { schemePortDoubt } from '../ports.ts';
import { defineRule, type Rule } from '../rule.ts';

const otherProtocol = defineRule({
  id: 'not-http-proxy',
  cause: 'upgrade-refused',
  find: ({ ending, span }) => (ending.kind === 'other-protocol' ? [{ span, words: ending.words }] : []),
  severity: 'error',
  sentence: ({ words }) => `${words} cannot carry a WebSocket: only HTTP/1.1 has an Upgrade.`,
});

const inForce = (route: Route): BackendVersion[] =>
  route.versions.filter(({ applies }) => applies !== 'never');

const versionSeverity = ({ applies }: BackendVersion) => (applies === 'always' ? 'error' : 'unknown');

const defaultVersion = defineRule<BackendVersion>({
  id: 'http-version-default',
  cause: 'proxy-http-1.0',
  find: (route) => inForce(route).filter(({ version, text }) => version === '1.0' && text === null),
  severity: versionSeverity,
  sentence: ({ words, remark }, _, names) =>
    `No ${words} 1.1 is in force here, so ${names.name} speaks HTTP/1.0 to the backend, which has no Upgrade. ${remark}`,
  edits: ({ edits }) => edits,
});

const oldVersion = defineRule<BackendVersion>({
  id: 'http-1.0',
  cause: 'proxy-http-1.0',
  find: (route) =>
    inForce(route).filter(({ version, text }) => version === 'other' || (version === '1.0' && text !== null)),
  severity: versionSeverity,
  sentence: ({ words, text, version, applies, remark }) =>
    version === 'other'
      ? `Expected ${words} 1.1, found ${text}. ${remark}`
      : `${words} ${applies === 'always' ? 'sends' : 'can send'} the request as HTTP/1.0, which has no Upgrade. ${remark}`,
  edits: ({ edits }) => edits,
});

const http2 = defineRule<BackendVersion>({
  id: 'http-2',
  cause: 'http2-preface',
  find: (route) => inForce(route).filter(({ version }) => version === '2'),
  severity: versionSeverity,
  sentence: ({ words, applies, remark }) =>
    applies === 'always'
      ? `${words} speaks HTTP/2 to the backend; an Upgrade exists only in HTTP/1.1. ${remark}`
      : `${words} speaks HTTP/2 to the backend: a WebSocket passes only if the backend supports RFC 8441. ${remark}`,
  cases: () => ({
    passes: 'the backend supports RFC 8441',
    fails: 'the backend knows WebSockets over HTTP/1.1 alone',
  }),
  edits: ({ edits }) => edits,
});

/** In a tunnel the client's own TLS goes through, so a TLS port is right there. */
const doubtfulBackends = (route: Route, tls: boolean): Backend[] =>
  route.ending.kind === 'tunnel' && !tls
    ? []
    : route.backends.filter((backend) => backend.tls === tls && schemePortDoubt(tls, backend.port) !== null);

const tlsToPlainPort = defineRule<Backend>({
  id: 'tls-to-plain-port',
  cause: 'tls-on-plaintext-port',
  find: (route) => doubtfulBackends(route, true),
  severity: 'unknown',
  cases: ({ port }) => ({
    passes: `the backend speaks TLS on port ${port}`,
    fails: `the backend speaks plain HTTP on port ${port}`,
  }),
  sentence: ({ tls, port }) => schemePortDoubt(tls, port) ?? '',
});

const plainToTlsPort = defineRule<Backend>({
  id: 'plain-to-tls-port',
  cause: 'plaintext-on-tls-port',
  find: (route) => doubtfulBackends(route, false),
  severity: 'unknown',
  cases: ({ port }) => ({
    passes: `the backend speaks plain HTTP on port ${port}`,
    fails: `the backend speaks TLS on port ${port}`,
  }),
  sentence: ({ tls, port }) => schemePortDoubt(tls, port) ?? '',
});

const proxyHeaderSent = defineRule<ProxyHeader>({
  id: 'proxy-header-sent',
  cause: 'proxy-protocol-header',
  find: (route) => route.proxyHeaders.filter(({ direction }) => direction === 'sent'),
  severity: 'unknown',
  cases: () => ({
    passes: 'the backend expects a PROXY header',
    fails: 'the backend expects HTTP at once',
  }),
  sentence: ({ words }) =>
    `${words} puts a PROXY header before the request. The backend must be set to expect it; otherwise it answers 400 or closes.`,
});

const proxyHeaderExpected = defineRule<ProxyHeader>({
  id: 'proxy-header-expected',
  cause: 'proxy-protocol-header',
  find: (route) => route.proxyHeaders.filter(({ direction }) => direction === 'expected'),
  severity: 'note',
  sentence: () =>
    'Every connection to this port must begin with a PROXY header. A client that connects directly is refused.',
});

/** Socket.IO begins with several HTTP requests of one session, which must reach the same server. */
const notSticky = defineRule<Backend>({
  id: 'not-sticky',
  cause: 'upgrade-refused',
  find: (route) => (route.isSticky ? [] : route.backends.slice(0, 1)),
  severity: (_, route) => (/socket\.io/.test(route.label) ? 'warning' : 'note'),
  sentence: () =>
    'Several servers take turns here. Socket.IO begins with several HTTP requests of one session, and all of them must reach the same server.',
});

/** Rules about what is spoken to the backend. */
export const backendRules: readonly Rule[] = [
  otherProtocol,
  defaultVersion,
  oldVersion,
  http2,
  tlsToPlainPort,
  plainToTlsPort,
  proxyHeaderSent,
  proxyHeaderExpected,
  notSticky,
];
