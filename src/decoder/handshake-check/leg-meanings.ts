// What it means for a WebSocket that a proxy dropped, added or changed a header: a table for the request and
// one for the response.

import type { CauseId } from '../model/cause-id.ts';
import { type HttpHead, headerTokens, headerValue } from '../model/http.ts';

export type Change = 'dropped' | 'added' | 'changed' | 'same';

/** How bad a difference is, in words, and the cause of the diagnosis that it belongs to. */
export interface Meaning {
  readonly severity: 'error' | 'warning' | 'note';
  readonly text: string;
  readonly cause: CauseId | null;
}

/** A header that differs between the two sides of a proxy. */
export interface DifferentHeader {
  /** Lower case. */
  readonly key: string;
  readonly name: string;
  readonly change: Exclude<Change, 'same'>;
  readonly before: HttpHead;
  readonly after: HttpHead;
}

type MeaningOf = (header: DifferentHeader) => Meaning;

const note = (text: string): Meaning => ({ severity: 'note', text, cause: null });
const warning = (text: string, cause: CauseId): Meaning => ({ severity: 'warning', text, cause });
const error = (text: string, cause: CauseId): Meaning => ({ severity: 'error', text, cause });

/** A header that came through as it was. */
export function sameMeaning(name: string): Meaning {
  return note(`${name} is passed on as it is.`);
}

/** What a different header of the request means. */
export function requestMeaning(header: DifferentHeader): Meaning {
  return (requestMeanings[header.key] ?? otherRequestHeader)(header);
}

/** What a different header of the response means. */
export function responseMeaning(header: DifferentHeader): Meaning {
  return (responseMeanings[header.key] ?? otherResponseHeader)(header);
}

const credentials: MeaningOf = ({ name, change }) =>
  change === 'dropped'
    ? warning(`${name} is dropped: the server may respond with 401 or 403.`, 'upgrade-refused')
    : note(`${name} is ${change}.`);

const requestBody: MeaningOf = ({ name, change }) =>
  warning(`${name} is ${change}: an upgrade request has no body.`, 'handshake-header-missing');

const requestMeanings: Readonly<Record<string, MeaningOf>> = {
  upgrade: ({ change, after }) =>
    headerTokens(after, 'upgrade').includes('websocket')
      ? note('Upgrade still asks for websocket.')
      : error(
          `The proxy ${change === 'dropped' ? 'dropped' : 'changed'} Upgrade: the server sees a request without an upgrade.`,
          'proxy-stripped-upgrade',
        ),
  connection: ({ change, after }) =>
    headerTokens(after, 'connection').includes('upgrade')
      ? note('Connection still names upgrade.')
      : error(
          `Connection no longer names upgrade (${change === 'dropped' ? 'dropped' : `"${headerValue(after, 'connection') ?? ''}"`}): the server sees a request without an upgrade.`,
          'proxy-stripped-upgrade',
        ),
  'sec-websocket-key': ({ change }) =>
    change === 'dropped'
      ? error(
          'The proxy dropped Sec-WebSocket-Key: the server cannot complete the handshake.',
          'handshake-header-missing',
        )
      : warning(
          'The proxy sent another Sec-WebSocket-Key: it must then compute Sec-WebSocket-Accept again for the client.',
          'handshake-accept-mismatch',
        ),
  'sec-websocket-version': ({ change }) =>
    error(`Sec-WebSocket-Version is ${change}; servers expect 13.`, 'handshake-header-missing'),
  'sec-websocket-extensions': ({ change }) =>
    change === 'dropped'
      ? note(
          'The proxy does not offer extensions to the server: no compression, which is correct when the response has none either.',
        )
      : warning(
          `Sec-WebSocket-Extensions is ${change}: what the server agrees to may not be what the client asked for.`,
          'handshake-negotiation',
        ),
  'sec-websocket-protocol': ({ change }) =>
    warning(
      `Sec-WebSocket-Protocol is ${change}: the server may choose another subprotocol or refuse.`,
      'handshake-negotiation',
    ),
  host: ({ change, before }) =>
    headerValue(before, 'origin') === null
      ? note(`Host is ${change}.`)
      : warning(
          `Host is ${change} while Origin stays: a server that compares the two responds with 403.`,
          'upgrade-refused',
        ),
  origin: ({ change }) =>
    warning(`Origin is ${change}: servers that check it respond with 403.`, 'upgrade-refused'),
  cookie: credentials,
  authorization: credentials,
  'transfer-encoding': requestBody,
  'content-length': requestBody,
};

const proxyHeader = /^(x-forwarded|x-real|forwarded|via|x-request|x-envoy|cf-|x-amzn)/;

const otherRequestHeader: MeaningOf = ({ key, name, change }) =>
  change === 'added' && proxyHeader.test(key)
    ? note(`Added by the proxy: ${name}.`)
    : note(`${name} is ${change}.`);

const responseBody: MeaningOf = ({ name, change, after }) =>
  change === 'dropped' || after.status !== 101
    ? note(`${name} is ${change}.`)
    : error(`The proxy added ${name} to the 101.`, 'chunked-on-websocket');

const responseMeanings: Readonly<Record<string, MeaningOf>> = {
  upgrade: ({ change, after }) =>
    headerTokens(after, 'upgrade').includes('websocket')
      ? note('Upgrade still names websocket.')
      : error(
          `The proxy ${change === 'dropped' ? 'dropped' : 'changed'} Upgrade in the response: the client fails the connection.`,
          'handshake-header-missing',
        ),
  connection: ({ after }) => {
    if (headerTokens(after, 'connection').includes('upgrade')) return note('Connection still names upgrade.');
    const text = 'Connection no longer names upgrade in the response.';
    return after.status === 101 ? error(text, 'handshake-header-missing') : note(text);
  },
  'sec-websocket-accept': ({ change }) =>
    change === 'dropped'
      ? error(
          'The proxy dropped Sec-WebSocket-Accept: the client fails the connection.',
          'handshake-header-missing',
        )
      : warning(
          'Sec-WebSocket-Accept differs: correct only when the proxy sent a Sec-WebSocket-Key of its own.',
          'handshake-accept-mismatch',
        ),
  'sec-websocket-extensions': ({ change }) =>
    error(
      `Sec-WebSocket-Extensions is ${change} in the response: client and server disagree about compression.`,
      change === 'dropped' ? 'compression-not-negotiated' : 'handshake-negotiation',
    ),
  'sec-websocket-protocol': ({ change }) =>
    error(
      `Sec-WebSocket-Protocol is ${change} in the response: client and server disagree about the subprotocol.`,
      'handshake-negotiation',
    ),
  'transfer-encoding': responseBody,
  'content-length': responseBody,
};

const otherResponseHeader: MeaningOf = ({ name, change }) =>
  note(change === 'added' ? `Added by the proxy: ${name}.` : `${name} is ${change}.`);

/** What a different part of the request line means. */
export const requestLineMeanings = {
  method: (before: string, after: string): Meaning =>
    error(`The proxy changed ${before} to ${after}; an upgrade must be a GET.`, 'upgrade-refused'),
  version: (before: string, after: string): Meaning => {
    if (after === 'HTTP/1.0') {
      return error('The proxy speaks HTTP/1.0 to the server, which has no Upgrade.', 'proxy-http-1.0');
    }
    const text = `The proxy speaks ${after} to the server instead of ${before}.`;
    return after === 'HTTP/1.1' ? note(text) : error(text, 'http2-preface');
  },
  path: (before: string, after: string): Meaning =>
    warning(
      `The proxy asks for ${after} instead of ${before}. Correct only when the server expects that.`,
      'upgrade-refused',
    ),
};

/** What a different part of the status line means. */
export const statusLineMeanings = {
  status: (before: number, after: number): Meaning =>
    error(
      `The server responded with ${before}, the client got ${after}: the proxy responded in its place.`,
      'upgrade-refused',
    ),
  version: (after: string): Meaning => note(`The response is passed on as ${after}.`),
};
