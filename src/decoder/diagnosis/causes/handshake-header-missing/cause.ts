import type { HandshakeCheck } from '../../../model/handshake.ts';
import { type HttpHead, headerValue } from '../../../model/http.ts';
import { placeInHead } from '../../../websocket/handshake-rule.ts';
import { isByPathAlone, isOrdinaryRequest, otherProtocol } from '../../../websocket/ordinary-request.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { headsAreCut, stacksOf } from '../../evidence/software-seen.ts';

const responseChecks = ['upgrade', 'connection', 'accept'];
const requestChecks = ['request-upgrade', 'request-connection', 'key', 'version', 'method'];

/** A 101 was meant to upgrade, so its headers are what is wrong. */
const confidenceOfResponse = 0.98;
/**
 * The request has no proper key or version: no client library writes such a request. A 101 to it is the
 * second fault.
 */
const confidenceOfRequest = { refused: 0.96, upgraded: 0.9 } as const;
/** An ordinary request without its answer: it may as well have been sent on a connection that was upgraded before. */
const confidenceWithoutAnswer = 0.6;
/** An ordinary request that was refused: the path alone speaks of a WebSocket. */
const confidenceByPath = 0.7;
/** An ordinary request and an ordinary answer. */
const confidenceOrdinary = 0.9;
/** The key is there and Upgrade or Connection is not: then a proxy took them, which is a cause of its own. */
const confidenceWithKey = 0.2;

/** Several clients refuse this line, and this one left after it. */
const confidenceWithoutSpace = 0.85;
/** Few clients refuse this line: the client may have left for a reason of its own. */
const confidenceWithoutReason = 0.5;

/** `Upgrade, Accept are missing or wrong`, for one or several headers. */
function missingOrWrong(checks: readonly HandshakeCheck[]): string {
  return `${checks.map(({ title }) => title).join(' and ')} ${checks.length === 1 ? 'is' : 'are'} missing or wrong`;
}

function titles(checks: readonly HandshakeCheck[]): string {
  return checks.map(({ title }) => title).join(', ');
}

/** The failed checks of the headers of a 101. An Accept of another value is a cause of its own. */
function wrongInResponse(response: HttpHead, failed: readonly HandshakeCheck[]): HandshakeCheck[] {
  const hasAccept = headerValue(response, 'sec-websocket-accept') !== null;
  return failed.filter(({ id }) => responseChecks.includes(id) && !(id === 'accept' && hasAccept));
}

function matchResponse(context: DiagnosisContext, wrong: readonly HandshakeCheck[]): CauseMatch {
  return {
    confidence: confidenceOfResponse,
    title: `The 101 is not a proper one: ${titles(wrong)}`,
    claim: `The server answered 101, but ${missingOrWrong(wrong)}, so clients refuse it.`,
    evidence: wrong.map(({ text, place }) => ({ text, place })),
    against:
      'The status is 101, so the server meant to upgrade; what it wrote is incomplete, or a proxy took it away.',
    stacks: stacksOf(context),
  };
}

/**
 * A 101 whose status line lacks what RFC 9112 4 asks for, to a client that leaves at once: some clients demand the
 * space after the code, others a reason too.
 */
function matchStatusLine({ connection }: DiagnosisContext, response: HttpHead): CauseMatch | null {
  const { directions, fidelity } = connection;
  const { client } = directions;
  const lacksSpace = /^HTTP\/1\.1 101$/.test(response.startLine);
  const lacksReason = /^HTTP\/1\.1 101 $/.test(response.startLine);
  const hasLeft = client.end === 'fin' || client.end === 'rst';
  if (fidelity !== 'bytes' || !hasLeft || client.frameCount > 0 || !(lacksSpace || lacksReason)) return null;
  const what = lacksSpace ? 'has no space after the status code' : 'has no reason phrase';
  return {
    confidence: lacksSpace ? confidenceWithoutSpace : confidenceWithoutReason,
    title: `The status line of the 101 ${what}`,
    claim: `The server answered “${response.startLine}”, which ${what}, and the client left without a frame.`,
    evidence: [
      {
        text: `Expected “HTTP/1.1 101 Switching Protocols”, found “${response.startLine}”.`,
        place: placeInHead('server', response, 0, response.startLine.length),
      },
      {
        text: lacksSpace
          ? 'RFC 9112 4 demands the space also where no reason follows. Python websockets, Tornado and Ruby websocket-driver refuse the line; ws, aiohttp and gorilla accept it.'
          : 'RFC 9112 4 allows this. Ruby websocket-driver refuses it; ws, aiohttp and Python websockets accept it.',
        place: null,
      },
    ],
    against:
      'All headers of the 101 are right, so no other part of the handshake explains why the client left.',
    variant: 'status-line',
  };
}

/** Whether a request asks for a draft from before RFC 6455, which has other headers. */
function asksForDraft(request: HttpHead): boolean {
  const version = headerValue(request, 'sec-websocket-version');
  return (version !== null && version !== '13') || headerValue(request, 'sec-websocket-key1') !== null;
}

/** Whether a request has any header of a WebSocket handshake. */
function wantsWebSocket({ connection }: DiagnosisContext): boolean {
  const headers = connection.handshake?.request?.headers ?? [];
  return headers.some(({ name }) => /^(?:upgrade|sec-websocket-.*)$/i.test(name));
}

function matchRequest(
  context: DiagnosisContext,
  wrong: readonly HandshakeCheck[],
  response: HttpHead | null,
): CauseMatch {
  const lacksKey = wrong.some(({ id }) => id === 'key' || id === 'version');
  const answer = response?.status === 101 ? 'upgraded' : 'refused';
  const isOrdinary = response === null && !wantsWebSocket(context);
  const request = context.connection.handshake?.request ?? null;
  const isLikeByPath = request !== null && isByPathAlone(request, response);
  return {
    confidence: isOrdinary
      ? confidenceWithoutAnswer
      : isLikeByPath
        ? confidenceByPath
        : lacksKey
          ? confidenceOfRequest[answer]
          : confidenceWithKey,
    title: isLikeByPath
      ? 'No header of this request asks for a WebSocket'
      : `The upgrade request is not a proper one: ${titles(wrong)}`,
    claim: wantsWebSocket(context)
      ? `The client's request asks for a WebSocket, but ${missingOrWrong(wrong)}.`
      : `The client's request is an ordinary one and asks for no WebSocket: ${missingOrWrong(wrong)}.`,
    evidence: [
      ...wrong.map(({ text, place }) => ({ text, place })),
      ...(response ? [{ text: `The answer is “${response.startLine}”.`, place: null }] : []),
    ],
    against:
      'Every browser and library writes these headers; a hand-written client or a filter on the way is the likely author.',
    stacks: stacksOf(context),
  };
}

/** A request and its answer, if there is one, of ordinary HTTP. */
function matchOrdinary(request: HttpHead, response: HttpHead | null): CauseMatch {
  const method =
    request.method === 'GET' ? '' : ` Its method is ${request.method}; a WebSocket begins with GET.`;
  return {
    level: 'unknown',
    variant: 'ordinary-request',
    confidence: response === null ? confidenceWithoutAnswer : confidenceOrdinary,
    title: 'This request asks for no WebSocket',
    claim: `“${request.startLine}” is ordinary HTTP: it has no Upgrade, no Connection: Upgrade and no Sec-WebSocket-Key.${method}`,
    evidence: [
      {
        text: 'The request as it stands here.',
        place: placeInHead('client', request, 0, request.startLine.length),
      },
      ...(response ? [{ text: `The answer is “${response.startLine}”.`, place: null }] : []),
    ],
    against:
      'If a WebSocket client sent it, a filter on the way took all of its upgrade headers: record at the client as well.',
  };
}

/** An upgrade to something else than a WebSocket: what follows it is not read as frames. */
function matchOtherProtocol(
  protocol: string,
  request: HttpHead | null,
  response: HttpHead | null,
): CauseMatch {
  const asker = request === null ? 'response' : 'request';
  return {
    level: 'unknown',
    variant: 'other-protocol',
    excludesOthers: true,
    confidence: confidenceOrdinary,
    title: `This ${asker} asks for another protocol: ${protocol}`,
    claim: `The ${asker} has Upgrade: ${protocol}. That is no WebSocket, so nothing here is judged as one.`,
    evidence: [request, response].flatMap((head) =>
      head === null
        ? []
        : [
            {
              text: `The ${head.kind} begins with “${head.startLine}”.`,
              place: placeInHead(
                head.kind === 'request' ? 'client' : 'server',
                head,
                0,
                head.startLine.length,
              ),
            },
          ],
    ),
    against: 'A client that wants a WebSocket writes Upgrade: websocket and Sec-WebSocket-Key.',
  };
}

/** A 101 without, or with a wrong, Upgrade, Connection or Accept; a request without a proper Key or Version. */
export const handshakeHeaderMissing: Cause<'handshake-header-missing'> = {
  id: 'handshake-header-missing',
  group: 'handshake',
  title: 'The handshake lacks a header',
  section: 'RFC 6455 4.2',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close'],
  stacks: ['node-ws', 'php', 'haproxy', 'nginx'],
  reports: {
    'missing-upgrade-header': 0.6,
    'missing-handshake-header': 0.85,
    'accept-value': 0.2,
    'upgrade-header-value': 0.85,
  },
  confirm:
    'curl -i -N with the upgrade headers: compare the answer with Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Accept.',
  match(context) {
    const { handshake } = context.connection;
    // Header lines that the capture cut off are not missing.
    if (handshake === null || headsAreCut(context)) return null;
    const { request, response } = handshake;
    const other = otherProtocol(request, response);
    if (other !== null) return matchOtherProtocol(other, request, response);
    const failed = handshake.checks.filter(({ ok }) => !ok);
    if (response?.status === 101) {
      const wrong = wrongInResponse(response, failed);
      if (wrong.length > 0) return matchResponse(context, wrong);
      const line = matchStatusLine(context, response);
      if (line !== null) return line;
    }
    if (request === null || asksForDraft(request)) return null;
    if (isOrdinaryRequest(request, response)) return matchOrdinary(request, response);
    const wrong = failed.filter(({ id }) => requestChecks.includes(id));
    return wrong.length === 0 ? null : matchRequest(context, wrong, response);
  },
};
