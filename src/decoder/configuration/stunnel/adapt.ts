// From a configuration of stunnel to the route model: each service is a site with one route.
// Left out on purpose: certificates and ciphers, which decide nothing between a browser and the backend but TLS itself.

import {
  type Backend,
  type Listener,
  type Quirk,
  type Site,
  spanOf,
  type TimeLimit,
  type UnresolvedFact,
} from '../model.ts';
import { addressOf as boundAddress } from '../parse/address.ts';
import { certificateQuirk, siteOfFront } from '../parse/tls-front.ts';
import { schemePortDoubt } from '../ports.ts';
import type { ReadConfiguration } from '../program.ts';
import { loadFaults } from './load-faults.ts';
import { parseStunnel, type StunnelFile, type StunnelOption, type StunnelService } from './parse.ts';

/** Parses a text and makes the route model. Never throws. */
export function readStunnel(text: string): ReadConfiguration {
  const file = parseStunnel(text);
  const sites = file.services.flatMap((service) => siteOf(file, service));
  const includes = [...file.globals, ...file.services.flatMap(({ options }) => options)]
    .filter(({ name }) => name === 'include')
    .map(
      ({ value, start, end }): UnresolvedFact => ({
        kind: 'include',
        name: value,
        text: `${value} is not here. What it contains can change the result.`,
        span: { start, end },
      }),
    );
  return { model: { sites, unresolved: [...includes, ...loadFaults(file)] }, programEdits: () => [] };
}

/** The options in force for a service: its own after the global ones. */
class ServiceOptions {
  readonly #options: readonly StunnelOption[];

  constructor(file: StunnelFile, service: StunnelService) {
    this.#options = [...file.globals, ...service.options];
  }

  all(name: string): StunnelOption[] {
    return this.#options.filter((one) => one.name === name);
  }

  get(name: string): StunnelOption | undefined {
    return this.all(name).at(-1);
  }

  is(name: string): boolean {
    return this.get(name)?.value.toLowerCase() === 'yes';
  }
}

function siteOf(file: StunnelFile, service: StunnelService): Site[] {
  const options = new ServiceOptions(file, service);
  const isClient = options.is('client');
  const accept = service.options.findLast(({ name }) => name === 'accept');
  if (!accept) return [];
  const { address, port } = endpoint(accept.value);
  const listener: Listener = {
    span: spanOf(accept),
    port,
    ...(address === null ? {} : { address }),
    tls: !isClient,
    expectsProxyHeader: false,
  };
  const backends = options.all('connect').map(
    (connect): Backend => ({
      span: spanOf(connect),
      address: /:/.test(connect.value) ? connect.value : `localhost:${connect.value}`,
      port: endpoint(connect.value).port,
      tls: isClient,
    }),
  );
  const protocol = options.get('protocol');
  const isProxy = protocol?.value.toLowerCase() === 'proxy';
  return [
    siteOfFront({
      start: service.start,
      end: service.options.at(-1)?.end ?? service.end,
      label: `[${service.name}]`,
      listeners: [listener],
      backends,
      proxyHeaders:
        protocol && isProxy ? [{ span: spanOf(protocol), direction: 'sent', words: 'protocol = proxy' }] : [],
      limits: [idleLimit(service, options.get('timeoutidle'))],
      quirks: [
        ...quirksOf(options, isClient),
        ...(isClient ? clientQuirks(options, listener, backends) : []),
      ],
      gaps: [],
    }),
  ];
}

/** `443`, `127.0.0.1:443`, `:::443`. */
function endpoint(value: string): { address: string | null; port: number | null } {
  const [, host = '', port] = /^(?:(.*):)?(\d+)$/.exec(value) ?? [];
  const named = host === 'localhost' ? '127.0.0.1' : null;
  return {
    address: boundAddress(host).address ?? named,
    port: port === undefined ? (ports[value] ?? null) : Number(port),
  };
}

/** Names of services that stunnel accepts as a port. */
const ports: Readonly<Record<string, number | undefined>> = { https: 443, http: 80 };

/** Seconds of silence after which stunnel 5 closes, when nothing sets them. */
const defaultIdle = 43_200;
const longIdle = '86400';

function idleLimit(service: StunnelService, set: StunnelOption | undefined): TimeLimit {
  const isNumber = set !== undefined && /^\d+$/.test(set.value);
  return {
    span: set ? spanOf(set) : spanOf(service),
    kind: 'idle',
    setting: 'TIMEOUTidle',
    text: set ? `${set.value} s` : null,
    seconds: isNumber ? Number(set.value) : defaultIdle,
    edits: set ? [{ kind: 'replace', span: set.at, text: longIdle }] : [],
  };
}

function quirksOf(options: ServiceOptions, isClient: boolean): Quirk[] {
  const level = options.get('verify');
  const required = [
    level && Number(level.value) >= 2 ? level : undefined,
    ...['verifychain', 'verifypeer', 'requirecert'].map((name) =>
      options.is(name) ? options.get(name) : undefined,
    ),
  ].find((one) => one !== undefined);
  const protocol = options.get('protocol');
  const others = [
    protocol && protocol.value.toLowerCase() !== 'proxy' ? protocol : undefined,
    options.get('exec'),
    options.get('sni') && !isClient ? options.get('sni') : undefined,
    options.is('libwrap') ? options.get('libwrap') : undefined,
    options.get('redirect'),
    options.is('transparent') || /^(?:source|destination|both)$/.test(options.get('transparent')?.value ?? '')
      ? options.get('transparent')
      : undefined,
  ].flatMap((one) => one ?? []);
  return [
    ...(required && !isClient ? [certificateQuirk(`${required.label} = ${required.value}`, required)] : []),
    ...others.map(
      (one): Quirk => ({
        span: spanOf(one),
        id: 'not-followed',
        severity: 'unknown',
        text: `${one.label} = ${one.value} decides where a connection goes or what comes first on it; it is not followed here.`,
        cause: null,
        edits: [],
      }),
    ),
  ];
}

/** With client = yes stunnel itself speaks TLS, which only the backend can say whether it expects. */
function clientQuirks(options: ServiceOptions, { port }: Listener, backends: readonly Backend[]): Quirk[] {
  const [first] = backends;
  const client = options.get('client');
  if (!first || !client) return [];
  const { span, address } = first;
  const isPlain = schemePortDoubt(true, first.port) !== null;
  if (isPlain && schemePortDoubt(false, port) !== null) {
    return [
      {
        span: spanOf(client),
        id: 'wrong-side',
        severity: 'error',
        text: `client = yes is the wrong side: stunnel takes plain connections on port ${port} and speaks TLS to ${address}. TLS of browsers ends where client = no.`,
        cause: 'tls-on-plaintext-port',
        edits: [{ kind: 'replace', span: client.at, text: 'no' }],
      },
    ];
  }
  if (isPlain || schemePortDoubt(false, first.port) !== null) return [];
  return [
    {
      span,
      id: 'client-mode',
      severity: 'unknown',
      text: `With client = yes stunnel takes plain connections and speaks TLS to ${address}.`,
      cause: null,
      edits: [],
      cases: { passes: `the server at ${address} speaks TLS`, fails: 'it speaks plain HTTP' },
    },
  ];
}
