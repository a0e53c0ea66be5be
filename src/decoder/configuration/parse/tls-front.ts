// A program that ends or begins TLS and passes all other bytes on unread, as a site with one route.

import {
  type Backend,
  type Listener,
  newRoute,
  type ProxyHeader,
  type Quirk,
  type Route,
  type Site,
  type Span,
  spanOf,
  type TimeLimit,
} from '../model.ts';

/** A port, and where its connections go. */
export interface TlsFront extends Span {
  /** `[wss]`, `hitch`. */
  readonly label: string;
  readonly listeners: readonly Listener[];
  readonly backends: readonly Backend[];
  readonly proxyHeaders: readonly ProxyHeader[];
  readonly limits: readonly TimeLimit[];
  readonly quirks: readonly Quirk[];
  readonly gaps: Route['gaps'];
}

export function siteOfFront({ start, end, label, listeners, backends, ...facts }: TlsFront): Site {
  const span = { start, end };
  const target = backends.map(({ address }) => address).join(', ') || 'not known';
  const route = newRoute({
    label,
    span,
    ending: { kind: 'proxy', target, path: { kind: 'unchanged' } },
    backends: [...backends],
    isSticky: backends.length < 2,
    proxyHeaders: [...facts.proxyHeaders],
    limits: [...facts.limits],
    quirks: [...facts.quirks],
    gaps: [...facts.gaps],
  });
  return { label, span, hosts: [], listeners, routes: [route] };
}

/** A server that asks the client for a certificate. */
export function certificateQuirk(words: string, at: Span): Quirk {
  return {
    span: spanOf(at),
    id: 'client-certificate',
    severity: 'unknown',
    text: `${words} asks every client for a certificate: a browser that has none gets a TLS alert.`,
    cause: null,
    edits: [],
    cases: { passes: 'the client has a certificate that is accepted here', fails: 'it has none' },
  };
}

/** A program that verifies the certificate of a backend: `address` as the text has it, `name` as it is verified. */
export function backendCertificateQuirk(
  program: string,
  { address, name }: { readonly address: string; readonly name: string },
  at: Span,
): Quirk {
  return {
    span: spanOf(at),
    id: 'backend-certificate',
    severity: 'unknown',
    text: `${program} verifies the certificate of ${address}, and answers 502 when it does not trust it.`,
    cause: null,
    edits: [],
    cases: {
      passes: `the backend has a certificate for ${name} that ${program} trusts`,
      fails: 'its certificate is for another name or of an unknown authority',
    },
  };
}
