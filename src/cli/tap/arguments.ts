// The words after `framescope tap`.

import { isIPv6 } from 'node:net';
import { isPageAddress } from '../page-address.ts';

/** Where the tap forwards to. */
export interface TapTarget {
  readonly host: string;
  readonly port: number;
  /** wss:// or https://: the bytes are TLS. */
  readonly tls: boolean;
  /** Path and query of the address, for the address to connect to instead. */
  readonly path: string;
}

export interface TapArguments {
  readonly target: TapTarget;
  readonly host: string;
  /** Port to listen on; 0: any free one; `null`: 9000, or any free one when that is taken. */
  readonly port: number | null;
  /** File to write; `null`: a name made of the time. */
  readonly out: string | null;
  /** The file may replace an old one. */
  readonly replace: boolean;
  /** End after the first connection. */
  readonly once: boolean;
  /** Show the recording in the page while it grows. */
  readonly open: boolean;
  /** Address of the page for links, or `null`. */
  readonly page: string | null;
}

const schemes: Readonly<Record<string, { port: number; tls: boolean }>> = {
  ws: { port: 80, tls: false },
  http: { port: 80, tls: false },
  tcp: { port: 0, tls: false },
  wss: { port: 443, tls: true },
  https: { port: 443, tls: true },
};

function portOf(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : null;
}

/** Parses `ws://host:port/path` or `host:port`. Any other word gives a sentence that says what is wrong. */
export function parseTarget(word: string): TapTarget | { readonly problem: string } {
  const expected = `Expected an address such as ws://127.0.0.1:8080, found ${word}.`;
  const match =
    /^(?:([a-z]+):\/\/)?(?:[^/@]*@)?(\[[0-9a-f:.%]+\]|[^/:?#\s]+)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/i.exec(
      word,
    );
  if (!match) return { problem: expected };
  const name = (match[1] ?? 'tcp').toLowerCase();
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (scheme === undefined) return { problem: `${expected} Known are ${Object.keys(schemes).join(', ')}.` };
  const port = match[3] === undefined ? scheme.port : portOf(match[3]);
  if (port === null || port === 0)
    return { problem: `Expected a port from 1 to 65535 in the address, found ${word}.` };
  return { host: match[2].replace(/^\[|\]$/g, ''), port, tls: scheme.tls, path: match[4] ?? '' };
}

/** The arguments, or a line that says what is wrong with them. */
export function parseTapArguments(words: readonly string[]): TapArguments | { readonly problem: string } {
  let listen: string | null = null;
  let out: string | null = null;
  let page: string | null = null;
  let once = false;
  let replace = false;
  let open = false;
  const targets: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const equals = words[i].startsWith('--') ? words[i].indexOf('=') : -1;
    const name = equals < 0 ? words[i] : words[i].slice(0, equals);
    const value = (): string | undefined => (equals < 0 ? words[++i] : words[i].slice(equals + 1));
    if (name === '--once') once = true;
    else if (name === '--replace') replace = true;
    else if (name === '--open') open = true;
    else if (name === '--listen') {
      listen = value() ?? '';
    } else if (name === '--out') {
      out = value() ?? '';
      if (out === '') return { problem: 'Expected a file after --out, found nothing.' };
    } else if (name === '--page') {
      page = value() ?? '';
      if (!isPageAddress(page)) {
        return { problem: `Expected the address of the page after --page, found ${page || 'nothing'}.` };
      }
    } else if (name.startsWith('-')) {
      return {
        problem: `Expected one of --listen, --out, --replace, --once, --open, --page, found ${words[i]}.`,
      };
    } else targets.push(words[i]);
  }
  if (targets.length !== 1) {
    return {
      problem: `Expected one address, found ${targets.length}. "framescope help tap" lists the options.`,
    };
  }
  const target = parseTarget(targets[0]);
  if ('problem' in target) return target;
  let host = '127.0.0.1';
  let port: number | null = null;
  if (listen !== null) {
    const colon = listen.lastIndexOf(':');
    if (colon > 0) host = listen.slice(0, colon).replace(/^\[|\]$/g, '');
    port = portOf(listen.slice(colon + 1));
    if (port === null) {
      return { problem: `Expected a port from 0 to 65535 after --listen, found ${listen || 'nothing'}.` };
    }
  }
  return { target, host, port, out, replace, once, open, page };
}

/** `host:port`, an IPv6 address in brackets. */
export function authority(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
