// From a configuration of hitch to the route model: one site with all frontends, and one route to the backend.

import {
  type Backend,
  type Listener,
  type ProxyHeader,
  type Quirk,
  type Route,
  type Span,
  spanOf,
  type UnresolvedFact,
} from '../model.ts';
import { addressOf as boundAddress } from '../parse/address.ts';
import { certificateQuirk, siteOfFront } from '../parse/tls-front.ts';
import type { ReadConfiguration } from '../program.ts';
import { loadFaults, refusal } from './load-faults.ts';
import { type HitchFile, type HitchOption, parseHitch } from './parse.ts';

/** Parses a text and makes the route model. Never throws. */
export function readHitch(text: string): ReadConfiguration {
  const file = parseHitch(text);
  const unresolved: UnresolvedFact[] = file.fault
    ? [refusal(file.fault.text, file.fault.text, file.fault)]
    : loadFaults(file);
  const end = text.trimEnd().length;
  const whole: Span = { start: 0, end };
  const site = siteOfFront({
    ...whole,
    label: 'hitch',
    listeners: listenersOf(file, whole),
    backends: backendsOf(file),
    proxyHeaders: proxyHeadersOf(file),
    limits: [],
    quirks: quirksOf(file),
    gaps: gapsOf(file, whole),
  });
  return { model: { sites: file.options.length > 0 ? [site] : [], unresolved }, programEdits: () => [] };
}

/** The last line of an option is in force. */
const last = ({ options }: HitchFile, name: string): HitchOption | undefined =>
  options.findLast((one) => one.name === name);

const isOn = (option: HitchOption | undefined): boolean => /^(?:on|yes|true)$/i.test(option?.value ?? '');

/** hitch 1.7 listens here when no frontend is set. */
const defaultPort = 8443;

function listenersOf(file: HitchFile, whole: Span): Listener[] {
  const expectsProxyHeader = isOn(last(file, 'proxy-proxy'));
  const frontends = file.options.filter(({ name }) => name === 'frontend');
  if (frontends.length === 0) return [{ span: whole, port: defaultPort, tls: true, expectsProxyHeader }];
  return frontends.map((frontend): Listener => {
    const inner = (name: string): string | undefined =>
      frontend.block.findLast((one) => one.name === name)?.value ?? undefined;
    const [, ownHost, ownPort] = /^\[([^\]]*)\]:(\w+)/.exec(frontend.value ?? '') ?? [];
    const host = inner('host') ?? ownHost ?? '*';
    const port = inner('port') ?? ownPort;
    return {
      span: spanOf(frontend),
      port: portOf(port) ?? defaultPort,
      ...boundAddress(host),
      tls: true,
      expectsProxyHeader,
    };
  });
}

function portOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return Number(text);
  return text === 'https' ? 443 : text === 'http' ? 80 : null;
}

function backendsOf(file: HitchFile): Backend[] {
  const backend = last(file, 'backend');
  if (!backend?.value) return [];
  const [, host, port] = /^\[([^\]]*)\]:(\w+)/.exec(backend.value) ?? [];
  const address = host === undefined ? backend.value : `${host}:${port}`;
  return [{ span: spanOf(backend), address, port: portOf(port), tls: false }];
}

const headerOptions = ['write-proxy', 'write-proxy-v1', 'write-proxy-v2', 'write-ip', 'proxy-proxy'];

function proxyHeadersOf(file: HitchFile): ProxyHeader[] {
  return headerOptions.flatMap((name): ProxyHeader[] => {
    const option = last(file, name);
    return option && isOn(option) ? [{ span: spanOf(option), direction: 'sent', words: `${name} = on` }] : [];
  });
}

function quirksOf(file: HitchFile): Quirk[] {
  const verify = last(file, 'client-verify');
  const protocols = last(file, 'alpn-protos');
  return [
    ...file.options.flatMap(bracketQuirks),
    ...(verify?.value === 'required' ? [certificateQuirk('client-verify = required', verify)] : []),
    ...(protocols && /\bh2\b/.test(protocols.value ?? '')
      ? [
          {
            span: spanOf(protocols),
            id: 'alpn-h2',
            severity: 'note' as const,
            text: 'A browser offers http/1.1 alone for a WebSocket. Other connections agree on h2 here, so the backend must speak HTTP/2 as well.',
            cause: null,
            edits: [],
          },
        ]
      : []),
  ];
}

/** `127.0.0.1:3000` needs brackets around its host. */
function bracketQuirks({ name, value, isQuoted, end }: HitchOption): Quirk[] {
  const [, host, port] = /^([\w.*-]*):(\w+)$/.exec(value ?? '') ?? [];
  if ((name !== 'frontend' && name !== 'backend') || !isQuoted || host === undefined || value === null)
    return [];
  const span = { start: end - value.length - 1, end: end - 1 };
  const text = `[${host}]:${port}`;
  return [
    {
      span,
      id: 'address-without-brackets',
      severity: 'error',
      text: `Expected ${name} = "${text}", found "${value}": hitch does not start with this text.`,
      cause: null,
      edits: [{ kind: 'replace', span, text }],
    },
  ];
}

function gapsOf(file: HitchFile, whole: Span): Route['gaps'] {
  if (last(file, 'backend')) return [];
  return [
    {
      span: whole,
      about: 'backend',
      text: 'No backend is set, so hitch connects to 127.0.0.1:8000.',
      cases: { passes: 'the WebSocket server listens at 127.0.0.1:8000', fails: 'it listens elsewhere' },
    },
  ];
}
