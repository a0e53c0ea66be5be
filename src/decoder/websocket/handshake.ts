// Audits the opening handshake (RFC 6455 4) header by header in both directions, and continues after a failed
// check. Clients differ in the checks that they enforce; the severity says what a strict client does.

import type { HandshakeAudit, HandshakeCheck } from '../model/handshake.ts';
import {
  acceptsWebSocket,
  asksForTunnel,
  type HttpHead,
  headerValue,
  headerValues,
  isOverHttp2,
} from '../model/http.ts';
import { agreeOnExtensions, type ExtensionAgreement } from './extensions.ts';
import { connectRules, type RequestFacts, requestRules } from './handshake-request.ts';
import {
  http2ResponseRules,
  http2StatusRule,
  negotiationRules,
  noBodyRules,
  type ResponseFacts,
  statusRule,
  tunnelRule,
  upgradeRules,
} from './handshake-response.ts';
import { checkRules, type HandshakeRule, meetsRules, placeInHead } from './handshake-rule.ts';

export { acceptFor } from './handshake-response.ts';

/** Characters of a malformed line that a check quotes. */
const maxQuotedLine = 80;

function checkRequest(head: HttpHead): HandshakeCheck[] {
  return knownOf(head, checkRules('client', rulesForRequest(head), { head }));
}

function rulesForRequest(head: HttpHead): readonly HandshakeRule<RequestFacts>[] {
  // A request for a tunnel is one to a proxy; the request to the server follows in the tunnel.
  if (asksForTunnel(head)) return [];
  return isOverHttp2(head) ? connectRules : requestRules;
}

/** The rules for an upgrade over HTTP/1.1, and those for the answer to an extended CONNECT (RFC 8441). */
const responseRules = [statusRule, ...upgradeRules, ...negotiationRules, ...noBodyRules];
const connectResponseRules = [http2StatusRule, ...http2ResponseRules, ...negotiationRules];

function rulesForResponse({ head, request }: ResponseFacts): readonly HandshakeRule<ResponseFacts>[] {
  if (asksForTunnel(request)) return [tunnelRule];
  const isHttp2 = isOverHttp2(head);
  if (!acceptsWebSocket(request, head)) return [isHttp2 ? http2StatusRule : statusRule];
  return isHttp2 ? connectResponseRules : responseRules;
}

function checkResponse(facts: ResponseFacts): HandshakeCheck[] {
  const { head, request } = facts;
  const checks = checkRules('server', rulesForResponse(facts), facts);
  if (!acceptsWebSocket(request, head)) return checks;
  return [...knownOf(head, checks), ...malformedLines(head)];
}

/** The checks that can be decided: where fields are unknown, a rule that seems broken may be met. */
function knownOf(head: HttpHead, checks: HandshakeCheck[]): HandshakeCheck[] {
  return head.lacksFields === true ? checks.filter(({ ok }) => ok) : checks;
}

function malformedLines(head: HttpHead): HandshakeCheck[] {
  return head.oddLines.map(({ text, start, end }) => ({
    id: 'odd-line',
    ok: false,
    severity: 'warning',
    title: 'Header line',
    text: `Expected "Name: value", found "${text.slice(0, maxQuotedLine)}".`,
    section: 'RFC 9112 5',
    place: placeInHead('server', head, start, end),
  }));
}

const fingerprintHeaders =
  /^(server|via|x-powered-by|x-cache|cf-ray|x-amz-cf-id|x-amzn-trace-id|x-served-by|x-envoy-.*|x-forwarded-.*|forwarded|x-real-ip|x-varnish|alt-svc|x-iinfo|x-azure-ref|x-request-id)$/i;

/** Header fields in which a server or a proxy names itself. */
function proxyFingerprints(heads: readonly (HttpHead | null)[]): string[] {
  return heads
    .flatMap((head) => head?.headers ?? [])
    .filter(({ name }) => fingerprintHeaders.test(name))
    .map(({ name, value }) => `${name}: ${value}`);
}

function agreedExtensions(request: HttpHead | null, response: HttpHead | null): ExtensionAgreement {
  const isAccepted = response !== null && acceptsWebSocket(request, response);
  return agreeOnExtensions(
    request && headerValues(request, 'sec-websocket-extensions'),
    isAccepted ? headerValues(response, 'sec-websocket-extensions') : [],
  );
}

/** Whether an audit of these two heads finds the WebSocket accepted and no check failed. */
export function isFlawless(request: HttpHead, response: HttpHead): boolean {
  if (!acceptsWebSocket(request, response) || response.oddLines.length > 0) return false;
  const facts = { head: response, request, extensions: agreedExtensions(request, response) };
  return (
    meetsRules(rulesForRequest(request), { head: request }) && meetsRules(rulesForResponse(facts), facts)
  );
}

/** Audits a handshake. Either head may be missing from the capture. */
export function auditHandshake(request: HttpHead | null, response: HttpHead | null): HandshakeAudit {
  const accepted = response !== null && acceptsWebSocket(request, response);
  const extensions = agreedExtensions(request, response);
  return {
    request,
    response,
    checks: [
      ...(request === null ? [] : checkRequest(request)),
      ...(response === null ? [] : checkResponse({ head: response, request, extensions })),
    ],
    deflate: extensions.deflate,
    subprotocol: response && headerValue(response, 'sec-websocket-protocol'),
    fingerprints: proxyFingerprints([request, response]),
    accepted,
  };
}
