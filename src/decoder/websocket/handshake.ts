// The opening handshake (RFC 6455 4), audited header by header in both directions: every check is made, not only up to
// the first that fails. Which of the checks a client insists on differs; the severity says what a strict one does.

import { sha1 } from '@noble/hashes/legacy.js';
import { formatBase64, parseBase64 } from '../bytes/base64.ts';
import { encodeText } from '../bytes/utf8.ts';
import type { DeflateParameters } from '../model/assumptions.ts';
import type { Sender } from '../model/basics.ts';
import { frameOffset } from '../model/coordinates.ts';
import type { HandshakeAudit, HandshakeCheck } from '../model/handshake.ts';
import {
  type HttpHead,
  headerTokens,
  headerValue,
  headerValues,
  isOverHttp2,
  opensWebSocket,
} from '../model/http.ts';
import { parseExtensions, readDeflateParameters } from './extensions.ts';

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What Sec-WebSocket-Accept must be for a Sec-WebSocket-Key (RFC 6455 4.2.2, step 5.4). */
export function acceptFor(key: string): string {
  return formatBase64(sha1(encodeText(key + guid)));
}

type Draft = Omit<HandshakeCheck, 'place'> & { header?: string };

class Audit {
  readonly checks: HandshakeCheck[] = [];
  readonly #sender: Sender;
  readonly #head: HttpHead;
  constructor(sender: Sender, head: HttpHead) {
    this.#sender = sender;
    this.#head = head;
  }
  add(draft: Draft): void {
    const { header, ...check } = draft;
    const wanted = header?.toLowerCase();
    const line = this.#head.headers.find(({ name }) => name.toLowerCase() === wanted);
    const start = line ? line.start : 0;
    const end = line ? line.end : this.#head.startLine.length;
    // Places count from the first byte after the blank line, so a head lies at negative offsets.
    const place =
      header === undefined || line !== undefined
        ? { sender: this.#sender, offset: frameOffset(start - this.#head.byteLength), length: end - start }
        : null;
    this.checks.push({ ...check, place });
  }
}

function quoted(values: readonly string[]): string {
  return values.length === 0 ? 'no such header' : values.map((value) => `"${value}"`).join(' and ');
}

function auditRequest(request: HttpHead): HandshakeCheck[] {
  const audit = new Audit('client', request);
  if (isOverHttp2(request)) return auditConnect(audit, request);
  audit.add({
    id: 'method',
    ok: request.method === 'GET',
    severity: 'error',
    title: 'GET request',
    text:
      request.method === 'GET' ? request.startLine : `Expected GET, found ${request.method || 'nothing'}.`,
    section: 'RFC 6455 4.1',
  });
  const version = request.version === 'HTTP/1.1';
  audit.add({
    id: 'request-http-version',
    ok: version,
    severity: 'error',
    title: 'HTTP/1.1',
    text: version ? 'HTTP/1.1' : `Expected HTTP/1.1 or later, found ${request.version || 'no version'}.`,
    section: 'RFC 6455 4.1',
  });
  const upgrade = headerValues(request, 'upgrade');
  const hasUpgrade = headerTokens(request, 'upgrade').some((token) => token.split('/')[0] === 'websocket');
  audit.add({
    id: 'request-upgrade',
    ok: hasUpgrade,
    severity: 'error',
    title: 'Upgrade',
    text: hasUpgrade ? quoted(upgrade) : `Expected Upgrade: websocket, found ${quoted(upgrade)}.`,
    section: 'RFC 6455 4.1',
    header: 'upgrade',
  });
  const connection = headerValues(request, 'connection');
  const hasConnection = headerTokens(request, 'connection').includes('upgrade');
  audit.add({
    id: 'request-connection',
    ok: hasConnection,
    severity: 'error',
    title: 'Connection',
    text: hasConnection
      ? quoted(connection)
      : `Expected the token Upgrade in Connection, found ${quoted(connection)}.`,
    section: 'RFC 6455 4.1',
    header: 'connection',
  });
  const keys = headerValues(request, 'sec-websocket-key');
  const keyBytes = keys.length === 1 ? parseBase64(keys[0]) : null;
  const keyFine = keyBytes !== null && keyBytes.length === 16;
  audit.add({
    id: 'key',
    ok: keyFine,
    severity: 'error',
    title: 'Sec-WebSocket-Key',
    text: keyFine
      ? quoted(keys)
      : keys.length === 0
        ? 'Expected Sec-WebSocket-Key, found no such header.'
        : `Expected one key of 16 bytes in base64, found ${quoted(keys)}.`,
    section: 'RFC 6455 4.1',
    header: 'sec-websocket-key',
  });
  auditVersion(audit, request);
  const host = headerValue(request, 'host');
  audit.add({
    id: 'host',
    ok: host !== null,
    severity: 'warning',
    title: 'Host',
    text: host ?? 'Expected a Host header, found none.',
    section: 'RFC 6455 4.1',
    header: 'host',
  });
  return audit.checks;
}

/** The request inside HTTP/2: an extended CONNECT, without Upgrade, Connection and Sec-WebSocket-Key (RFC 8441 5). */
function auditConnect(audit: Audit, request: HttpHead): HandshakeCheck[] {
  const protocol = headerValue(request, ':protocol');
  const fine = request.method === 'CONNECT' && protocol === 'websocket';
  audit.add({
    id: 'method',
    ok: fine,
    severity: 'error',
    title: 'CONNECT request',
    text: fine
      ? `${request.startLine}, :protocol websocket`
      : `Expected CONNECT with :protocol websocket, found ${request.method || 'no method'} with ${protocol ?? 'none'}.`,
    section: 'RFC 8441 4',
    header: ':protocol',
  });
  auditVersion(audit, request);
  return audit.checks;
}

function auditVersion(audit: Audit, request: HttpHead): void {
  const versions = headerValues(request, 'sec-websocket-version');
  const versionFine = versions.length === 1 && versions[0] === '13';
  audit.add({
    id: 'version',
    ok: versionFine,
    severity: 'error',
    title: 'Sec-WebSocket-Version',
    text: versionFine ? '13' : `Expected Sec-WebSocket-Version: 13, found ${quoted(versions)}.`,
    section: 'RFC 6455 4.1',
    header: 'sec-websocket-version',
  });
}

function auditUpgrade(audit: Audit, response: HttpHead, request: HttpHead | null): void {
  const version = response.version === 'HTTP/1.1';
  audit.add({
    id: 'response-http-version',
    ok: version,
    severity: 'warning',
    title: 'HTTP/1.1',
    text: version ? 'HTTP/1.1' : `Expected HTTP/1.1, found ${response.version}.`,
    section: 'RFC 6455 4.2.2',
  });
  const upgrade = headerValues(response, 'upgrade');
  const hasUpgrade = upgrade.length === 1 && upgrade[0].toLowerCase() === 'websocket';
  audit.add({
    id: 'upgrade',
    ok: hasUpgrade,
    severity: 'error',
    title: 'Upgrade',
    text: hasUpgrade ? quoted(upgrade) : `Expected Upgrade: websocket, found ${quoted(upgrade)}.`,
    section: 'RFC 6455 4.2.2',
    header: 'upgrade',
  });
  const connection = headerValues(response, 'connection');
  const hasConnection = headerTokens(response, 'connection').includes('upgrade');
  audit.add({
    id: 'connection',
    ok: hasConnection,
    severity: 'error',
    title: 'Connection',
    text: hasConnection
      ? quoted(connection)
      : `Expected the token Upgrade in Connection, found ${quoted(connection)}.`,
    section: 'RFC 6455 4.2.2',
    header: 'connection',
  });
  const accepts = headerValues(response, 'sec-websocket-accept');
  const key = request ? headerValue(request, 'sec-websocket-key') : null;
  const expected = key === null ? null : acceptFor(key);
  const acceptFine = accepts.length === 1 && (expected === null || accepts[0] === expected);
  audit.add({
    id: 'accept',
    ok: acceptFine,
    severity: 'error',
    title: 'Sec-WebSocket-Accept',
    text:
      expected === null
        ? accepts.length === 1
          ? `"${accepts[0]}"; the request is not in the capture, so the hash cannot be recomputed.`
          : `Expected one Sec-WebSocket-Accept, found ${quoted(accepts)}.`
        : acceptFine
          ? `"${expected}" is the hash of this key.`
          : `Expected "${expected}" for this key, found ${quoted(accepts)}.`,
    section: 'RFC 6455 4.2.2',
    header: 'sec-websocket-accept',
  });
}

function auditResponse(response: HttpHead, request: HttpHead | null) {
  const audit = new Audit('server', response);
  const inHttp2 = isOverHttp2(response);
  const switching = opensWebSocket(response);
  audit.add({
    id: 'status',
    ok: switching,
    severity: 'error',
    title: inHttp2 ? '200' : '101 Switching Protocols',
    text: switching
      ? response.startLine
      : `Expected status ${inHttp2 ? '200' : '101'}, found "${response.startLine}".`,
    section: inHttp2 ? 'RFC 8441 5' : 'RFC 6455 4.2.2',
  });
  if (!switching) {
    return {
      checks: audit.checks,
      deflate: null,
      subprotocol: headerValue(response, 'sec-websocket-protocol'),
    };
  }
  if (!inHttp2) auditUpgrade(audit, response, request);
  const offered = request ? headerTokens(request, 'sec-websocket-protocol') : [];
  const chosen = headerValues(response, 'sec-websocket-protocol');
  const protocolFine =
    request === null ||
    (chosen.length === 0 && offered.length === 0) ||
    (chosen.length === 1 && offered.includes(chosen[0].toLowerCase()));
  if (chosen.length > 0 || offered.length > 0) {
    audit.add({
      id: 'subprotocol',
      ok: protocolFine,
      severity: chosen.length === 0 ? 'warning' : 'error',
      title: 'Sec-WebSocket-Protocol',
      text: protocolFine
        ? quoted(chosen)
        : offered.length === 0
          ? `Expected no subprotocol, since none was offered, found ${quoted(chosen)}.`
          : chosen.length === 0
            ? `The client offered ${offered.join(', ')}; the server chose none. Chrome refuses that.`
            : `Expected one of [${offered.join(', ')}], found ${quoted(chosen)}.`,
      section: 'RFC 6455 4.2.2',
      header: 'sec-websocket-protocol',
    });
  }
  const agreed = parseExtensions(headerValues(response, 'sec-websocket-extensions'));
  const offers = request ? parseExtensions(headerValues(request, 'sec-websocket-extensions')) : null;
  let deflate: DeflateParameters | null = null;
  const problems: string[] = [];
  for (const extension of agreed) {
    if (offers && !offers.some((offer) => offer.name === extension.name)) {
      problems.push(`${extension.name} was not offered`);
    }
    if (extension.name !== 'permessage-deflate') {
      if (extension.name !== 'x-webkit-deflate-frame') problems.push(`${extension.name} is not known`);
      continue;
    }
    if (deflate !== null) problems.push('permessage-deflate is agreed twice');
    const read = readDeflateParameters(extension);
    problems.push(...read.problems);
    const named = (name: string) => extension.parameters.some((parameter) => parameter.name === name);
    if (offers && named('client_max_window_bits')) {
      const allowed = offers.some(
        (offer) =>
          offer.name === 'permessage-deflate' &&
          offer.parameters.some((parameter) => parameter.name === 'client_max_window_bits'),
      );
      if (!allowed) problems.push('client_max_window_bits was not offered');
    }
    deflate ??= read.parameters;
  }
  if (agreed.length > 0 || (offers !== null && offers.length > 0)) {
    const declined = agreed.length === 0;
    audit.add({
      id: 'extensions',
      ok: problems.length === 0,
      severity: 'error',
      title: 'Sec-WebSocket-Extensions',
      text: declined
        ? `Offered ${offers?.map((offer) => offer.name).join(', ')}; none agreed.`
        : problems.length === 0
          ? quoted(headerValues(response, 'sec-websocket-extensions'))
          : `${problems.join('; ')}. Found ${quoted(headerValues(response, 'sec-websocket-extensions'))}.`,
      section: 'RFC 6455 9.1',
      header: 'sec-websocket-extensions',
    });
  }
  for (const name of inHttp2 ? [] : ['transfer-encoding', 'content-length']) {
    const values = headerValues(response, name);
    if (values.length === 0) continue;
    audit.add({
      id: name,
      ok: false,
      severity: 'warning',
      title: `No ${name === 'content-length' ? 'Content-Length' : 'Transfer-Encoding'}`,
      text: `A 101 has no body; found ${name === 'content-length' ? 'Content-Length' : 'Transfer-Encoding'}: ${values.join(', ')}.`,
      section: 'RFC 9110 8.6',
      header: name,
    });
  }
  for (const odd of response.oddLines) {
    audit.checks.push({
      id: 'odd-line',
      ok: false,
      severity: 'warning',
      title: 'Header line',
      text: `Expected "Name: value", found "${odd.text.slice(0, 80)}".`,
      section: 'RFC 9112 5',
      place: {
        sender: 'server',
        offset: frameOffset(odd.start - response.byteLength),
        length: odd.end - odd.start,
      },
    });
  }
  return { checks: audit.checks, deflate, subprotocol: chosen[0] ?? null };
}

const fingerprintHeaders =
  /^(server|via|x-powered-by|x-cache|cf-ray|x-amz-cf-id|x-amzn-trace-id|x-served-by|x-envoy-.*|x-forwarded-.*|forwarded|x-real-ip|x-varnish|alt-svc|x-iinfo|x-azure-ref|x-request-id)$/i;

/** Headers by which a server or a proxy on the way names itself. */
export function proxyFingerprints(heads: readonly (HttpHead | null)[]): string[] {
  return heads.flatMap((head) =>
    head === null
      ? []
      : head.headers
          .filter(({ name }) => fingerprintHeaders.test(name))
          .map(({ name, value }) => `${name}: ${value}`),
  );
}

/** Audits what there is of a handshake. Either head may be missing from the capture. */
export function auditHandshake(request: HttpHead | null, response: HttpHead | null): HandshakeAudit {
  const requestChecks = request ? auditRequest(request) : [];
  const answer = response ? auditResponse(response, request) : null;
  return {
    request,
    response,
    checks: [...requestChecks, ...(answer?.checks ?? [])],
    deflate: answer?.deflate ?? null,
    subprotocol: answer?.subprotocol ?? null,
    fingerprints: proxyFingerprints([request, response]),
    accepted: response !== null && opensWebSocket(response),
  };
}
