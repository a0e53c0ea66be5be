// Both legs of a proxy compared header by header: what the client sent against what the server got, and back.

import { type HttpHead, headerTokens, headerValues } from '../model/http.ts';

/** One header that differs between two legs, or that is the same and matters. */
export interface HeaderDifference {
  /** As written on the first leg that has it. */
  name: string;
  change: 'dropped' | 'added' | 'changed' | 'same';
  /** Values before the proxy and after it; null when the header is not there. */
  before: string | null;
  after: string | null;
  severity: 'error' | 'warning' | 'note';
  /** What it means for the WebSocket. */
  text: string;
  /** Id of a cause of the diagnosis, or null. */
  cause: string | null;
}

export interface LegComparison {
  /** Client's request before the proxy against the server's view of it. Empty when one is missing. */
  request: HeaderDifference[];
  /** Server's answer before the proxy against the client's view of it. */
  response: HeaderDifference[];
  /** One sentence: the worst that was found. */
  verdict: string;
}

/** Heads of the leg from client to proxy (`outer`) and of the leg from proxy to server (`inner`). */
export interface Legs {
  outer: { request: HttpHead | null; response: HttpHead | null };
  inner: { request: HttpHead | null; response: HttpHead | null };
}

/** Compares both directions. Headers come in the order: errors, warnings, notes. */
export function compareLegs(legs: Legs): LegComparison {
  const request =
    legs.outer.request && legs.inner.request
      ? compareHeads(legs.outer.request, legs.inner.request, 'request')
      : [];
  const response =
    legs.inner.response && legs.outer.response
      ? compareHeads(legs.inner.response, legs.outer.response, 'response')
      : [];
  judgeKeys(request, response);
  const worst =
    [...request, ...response].find((one) => one.severity === 'error') ??
    [...request, ...response].find((one) => one.severity === 'warning');
  const nothing =
    legs.outer.request === null &&
    legs.inner.request === null &&
    legs.outer.response === null &&
    legs.inner.response === null;
  return {
    request,
    response,
    verdict: nothing
      ? 'There is nothing to compare.'
      : worst
        ? worst.text
        : request.length + response.length === 0
          ? 'A leg is missing: give the request (or the answer) of both.'
          : 'The proxy left everything that the upgrade needs as it was.',
  };
}

/** Compares one head before a proxy with the same head after it, start line first. */
export function compareHeads(
  before: HttpHead,
  after: HttpHead,
  kind: 'request' | 'response',
): HeaderDifference[] {
  const out: HeaderDifference[] = startLineDifferences(before, after, kind);
  const names = new Map<string, string>();
  for (const header of [...before.headers, ...after.headers]) {
    if (!names.has(header.name.toLowerCase())) {
      names.set(header.name.toLowerCase(), header.name);
    }
  }
  for (const [key, name] of names) {
    const was = joined(before, key);
    const is = joined(after, key);
    const change = was === is ? 'same' : was === null ? 'added' : is === null ? 'dropped' : 'changed';
    const said =
      kind === 'request'
        ? requestMeaning(key, name, change, before, after)
        : responseMeaning(key, name, change, after);
    if (change === 'same' && !important.has(key)) {
      continue;
    }
    out.push({ name, change, before: was, after: is, ...said });
  }
  const order = { error: 0, warning: 1, note: 2 };
  return out.sort((a, b) => order[a.severity] - order[b.severity]);
}

const important = new Set([
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'host',
  'origin',
]);

function joined(head: HttpHead, name: string): string | null {
  const values = headerValues(head, name);
  return values.length === 0 ? null : values.join(', ');
}

type Said = Pick<HeaderDifference, 'severity' | 'text' | 'cause'>;

const note = (text: string): Said => ({ severity: 'note', text, cause: null });

function startLineDifferences(
  before: HttpHead,
  after: HttpHead,
  kind: 'request' | 'response',
): HeaderDifference[] {
  const out: HeaderDifference[] = [];
  const add = (name: string, was: string, is: string, said: Said): void => {
    if (was !== is) {
      out.push({ name, change: 'changed', before: was, after: is, ...said });
    }
  };
  if (kind === 'request') {
    add('(method)', before.method, after.method, {
      severity: 'error',
      text: `The proxy made ${after.method} of ${before.method}; an upgrade must be a GET.`,
      cause: 'upgrade-refused',
    });
    add('(version)', before.version, after.version, {
      severity: after.version === 'HTTP/1.1' ? 'note' : 'error',
      text:
        after.version === 'HTTP/1.0'
          ? 'The proxy speaks HTTP/1.0 to the server, which has no Upgrade.'
          : `The proxy speaks ${after.version} to the server instead of ${before.version}.`,
      cause:
        after.version === 'HTTP/1.0'
          ? 'proxy-http-1.0'
          : after.version === 'HTTP/1.1'
            ? null
            : 'http2-preface',
    });
    add('(path)', before.target, after.target, {
      severity: 'warning',
      text: `The proxy asks for ${after.target} instead of ${before.target}. Right only when the server expects that.`,
      cause: 'upgrade-refused',
    });
  } else {
    add('(status)', String(before.status), String(after.status), {
      severity: 'error',
      text: `The server answered ${before.status}, the client got ${after.status}: the proxy answered in its place.`,
      cause: 'upgrade-refused',
    });
    add('(version)', before.version, after.version, note(`The answer is passed on as ${after.version}.`));
  }
  return out;
}

function requestMeaning(
  key: string,
  name: string,
  change: HeaderDifference['change'],
  before: HttpHead,
  after: HttpHead,
): Said {
  if (change === 'same') {
    return note(`${name} is passed on as it is.`);
  }
  switch (key) {
    case 'upgrade':
      return headerTokens(after, 'upgrade').includes('websocket')
        ? note('Upgrade still asks for websocket.')
        : {
            severity: 'error',
            text: `The proxy ${change === 'dropped' ? 'dropped' : 'changed'} Upgrade: the server sees a plain request.`,
            cause: 'proxy-stripped-upgrade',
          };
    case 'connection':
      if (headerTokens(after, 'connection').includes('upgrade')) {
        return note('Connection still names upgrade.');
      }
      return {
        severity: 'error',
        text: `Connection no longer names upgrade (${change === 'dropped' ? 'dropped' : `"${joined(after, key) ?? ''}"`}): the server sees a plain request.`,
        cause: 'proxy-stripped-upgrade',
      };
    case 'sec-websocket-key':
      return change === 'dropped'
        ? {
            severity: 'error',
            text: 'The proxy dropped Sec-WebSocket-Key: the server cannot answer the handshake.',
            cause: 'handshake-header-missing',
          }
        : {
            severity: 'warning',
            text: 'The proxy made another Sec-WebSocket-Key: it must then compute Sec-WebSocket-Accept anew for the client.',
            cause: 'handshake-accept-mismatch',
          };
    case 'sec-websocket-version':
      return {
        severity: 'error',
        text: `Sec-WebSocket-Version is ${change}; servers want 13.`,
        cause: 'handshake-header-missing',
      };
    case 'sec-websocket-extensions':
      return change === 'dropped'
        ? note(
            'The proxy does not offer extensions to the server: no compression, which is sound when the answer has none either.',
          )
        : {
            severity: 'warning',
            text: `Sec-WebSocket-Extensions is ${change}: what is agreed behind the proxy may not be what the client asked for.`,
            cause: 'handshake-negotiation',
          };
    case 'sec-websocket-protocol':
      return {
        severity: 'warning',
        text: `Sec-WebSocket-Protocol is ${change}: the server may choose another subprotocol or refuse.`,
        cause: 'handshake-negotiation',
      };
    case 'host':
      return headerValues(before, 'origin').length > 0
        ? {
            severity: 'warning',
            text: `Host is ${change} while Origin stays: a server that compares the two answers 403.`,
            cause: 'upgrade-refused',
          }
        : note(`Host is ${change}.`);
    case 'origin':
      return {
        severity: 'warning',
        text: `Origin is ${change}: servers that check it answer 403.`,
        cause: 'upgrade-refused',
      };
    case 'cookie':
    case 'authorization':
      return change === 'dropped'
        ? {
            severity: 'warning',
            text: `${name} is dropped: the server may answer 401 or 403.`,
            cause: 'upgrade-refused',
          }
        : note(`${name} is ${change}.`);
    case 'transfer-encoding':
    case 'content-length':
      return {
        severity: 'warning',
        text: `${name} is ${change}: an upgrade request has no body.`,
        cause: 'handshake-header-missing',
      };
    default:
      return note(
        change === 'added' && /^(x-forwarded|x-real|forwarded|via|x-request|x-envoy|cf-|x-amzn)/.test(key)
          ? `Added by the proxy: ${name}.`
          : `${name} is ${change}.`,
      );
  }
}

function responseMeaning(
  key: string,
  name: string,
  change: HeaderDifference['change'],
  after: HttpHead,
): Said {
  if (change === 'same') {
    return note(`${name} is passed on as it is.`);
  }
  switch (key) {
    case 'upgrade':
      return headerTokens(after, 'upgrade').includes('websocket')
        ? note('Upgrade still says websocket.')
        : {
            severity: 'error',
            text: `The proxy ${change === 'dropped' ? 'dropped' : 'changed'} Upgrade in the answer: the client fails the connection.`,
            cause: 'handshake-header-missing',
          };
    case 'connection':
      return headerTokens(after, 'connection').includes('upgrade')
        ? note('Connection still names upgrade.')
        : {
            severity: after.status === 101 ? 'error' : 'note',
            text: 'Connection no longer names upgrade in the answer.',
            cause: after.status === 101 ? 'handshake-header-missing' : null,
          };
    case 'sec-websocket-accept':
      return change === 'dropped'
        ? {
            severity: 'error',
            text: 'The proxy dropped Sec-WebSocket-Accept: the client fails the connection.',
            cause: 'handshake-header-missing',
          }
        : {
            severity: 'warning',
            text: 'Sec-WebSocket-Accept is another: right only when the proxy made a Sec-WebSocket-Key of its own.',
            cause: 'handshake-accept-mismatch',
          };
    case 'sec-websocket-extensions':
      return {
        severity: 'error',
        text: `Sec-WebSocket-Extensions is ${change} in the answer: the two ends disagree about compression.`,
        cause: change === 'dropped' ? 'compression-not-negotiated' : 'handshake-negotiation',
      };
    case 'sec-websocket-protocol':
      return {
        severity: 'error',
        text: `Sec-WebSocket-Protocol is ${change} in the answer: the two ends disagree about the subprotocol.`,
        cause: 'handshake-negotiation',
      };
    case 'transfer-encoding':
    case 'content-length':
      return change === 'dropped' || after.status !== 101
        ? note(`${name} is ${change}.`)
        : { severity: 'error', text: `The proxy put ${name} on the 101.`, cause: 'chunked-on-websocket' };
    default:
      return note(change === 'added' ? `Added by the proxy: ${name}.` : `${name} is ${change}.`);
  }
}

// A new key with a new Accept is what HAProxy does when the key was taken out: sound if both changed, else not.
function judgeKeys(request: HeaderDifference[], response: HeaderDifference[]): void {
  const key = request.find((one) => one.name.toLowerCase() === 'sec-websocket-key');
  const accept = response.find((one) => one.name.toLowerCase() === 'sec-websocket-accept');
  if (key?.change === 'changed' && accept?.change === 'same') {
    key.severity = 'error';
    key.text =
      'The proxy made another Sec-WebSocket-Key and passed the Accept of that key on: it does not fit the key of the client.';
    request.sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  }
}
