import { otherSender } from '../../../model/basics.ts';
import type { CarrierEvent } from '../../../model/capture-sink.ts';
import type { Evidence } from '../../../model/finding.ts';
import { capital, count, duration, the } from '../../../model/words.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { closeWords, closingOrder } from '../../evidence/closing-order.ts';
import { type Ending, endingOf } from '../../evidence/ending.ts';
import { headerPlace } from '../../evidence/frame-place.ts';
import { stacksOf } from '../../evidence/software-seen.ts';
import { firstUnanswered } from '../../evidence/unanswered-ping.ts';

/** A log says that the connection was lost. Its words fit other ends too. */
const confidenceOfLog = 0.4;
/** The connection ended before the handshake was answered: other causes may explain why. */
const confidenceUnanswered = 0.6;
/** FIN or RST was seen, and no Close. */
const confidenceOfEnd = 0.92;
/** The capture lacks bytes, and a Close may be among them. */
const confidenceWithGaps = 0.25;
/** A fault in the frames is what ended the connection. */
const confidenceAfterFault = 0.15;

/** A Close, or all frames, had no answer while the connection was open. */
const confidenceOfSilence = 0.8;
/** Frames beside the Close from which on no answer at all is odd. */
const minUnanswered = 1;

/** A client that waited so long ended the connection by a timer or a user, in seconds. */
const patience = 1;
/** A Pong that is not there after less may still be on its way, in seconds. */
const minPongWait = 0.1;

const saysLost = /1006|reset|closed|disconnect|abnormal/i;

function fromLog({ connection }: DiagnosisContext): CauseMatch | null {
  const symptom = connection.symptoms.find(({ text }) => saysLost.test(text));
  if (symptom === undefined) return null;
  return {
    confidence: confidenceOfLog,
    claim: `The log says “${symptom.text}”; the bytes are not in this input.`,
    evidence: [{ text: symptom.text, place: null }],
  };
}

/** How the connection ended, in the words of what carried it. */
function howWords({ connection }: DiagnosisContext, { how, first }: Ending): string {
  const { http2, transport } = connection;
  if (transport !== 'http2') return how === 'rst' ? 'RST (reset)' : 'FIN';
  if (how === 'rst') return http2?.reset ? `RST_STREAM ${http2.reset.name}` : 'RST_STREAM';
  const { goAway = null } = http2 ?? {};
  const isTold = goAway?.sender === first && goAway.name !== 'NO_ERROR';
  return `${isTold ? `GOAWAY ${goAway.name}, then ` : ''}END_STREAM or FIN`;
}

/** What ended an HTTP/2 stream, and what kept it from going on. */
function http2Evidence({ connection: { http2 } }: DiagnosisContext): Evidence[] {
  if (http2 === null) return [];
  const { goAway, stalled } = http2;
  const evidence: Evidence[] = [];
  if (goAway !== null && goAway.name !== 'NO_ERROR')
    evidence.push({
      text: `${capital(the(goAway.sender))} sent GOAWAY ${goAway.name}${goAway.text === '' ? '' : ` “${goAway.text}”`}; the last stream that it took is ${goAway.lastStream}.`,
      place: null,
    });
  if (stalled !== null)
    evidence.push({
      text: `${capital(the(stalled.sender))} could send no more: the flow-control window of the ${stalled.window} is used up, and no WINDOW_UPDATE came.`,
      place: null,
    });
  return evidence;
}

/** ` 5.0 s after the connection began`, or nothing without times. */
function afterBegin({ lasted }: Ending): string {
  return Number.isFinite(lasted) ? ` ${duration(lasted)} after the connection began` : '';
}

function beforeAnswer(context: DiagnosisContext, ending: Ending): CauseMatch {
  const after = afterBegin(ending);
  const hasWaited = ending.first === 'client' && ending.lasted >= patience;
  return {
    confidence: confidenceUnanswered,
    title: hasWaited
      ? 'The client gave up waiting for an answer to the handshake'
      : `${capital(the(ending.first))} closed the connection before the handshake was answered`,
    claim: `${capital(the(ending.first))} ended the connection with ${howWords(context, ending)}${after === '' ? '' : `,${after},`} before any answer to the upgrade came.`,
    evidence: [{ text: 'No byte of an answer is in the input.', place: null }, ...http2Evidence(context)],
    against: 'There is no answer to judge.',
  };
}

function confidenceOf({ first, connection: { directions } }: DiagnosisContext): number {
  if (first !== null && !first.overrun) return confidenceAfterFault;
  return directions.client.missing + directions.server.missing > 0 ? confidenceWithGaps : confidenceOfEnd;
}

/** The Close of the other endpoint, which came too late, or that there is none. */
function closeAfterEnd(context: DiagnosisContext, ending: Ending): Evidence {
  const late = closingOrder(context)?.decision ?? null;
  if (late === null) return { text: 'No Close frame (opcode 8) was sent by either side.', place: null };
  const after = Number.isFinite(late.time - ending.time) ? ` ${duration(late.time - ending.time)}` : '';
  return {
    text: `${capital(the(late.sender))} sent ${closeWords(late)}${after} after that end.`,
    place: headerPlace(context, late.frame),
  };
}

/** A Ping of the endpoint that ended the connection, sent a while before and not answered. */
function pingEvidence(context: DiagnosisContext, { first, time }: Ending): Evidence[] {
  const { connection } = context;
  const ping = firstUnanswered(connection, first);
  if (ping >= connection.frames.length || connection.directions[otherSender(first)].missing > 0) return [];
  const waited = time - connection.frames.time(ping);
  if (!(waited >= minPongWait)) return [];
  const text = `${capital(the(first))} had sent this Ping ${duration(waited)} before, and no Pong came: its keepalive may have given up.`;
  return [{ text, place: headerPlace(context, ping) }];
}

function titleOf({ connection: { http2 } }: DiagnosisContext, ending: Ending, isCut: boolean): string {
  const where = isCut ? 'in the middle of a frame' : 'without a Close frame';
  if (ending.how === 'rst' && http2?.reset)
    return `${capital(the(ending.first))} reset the HTTP/2 stream (${http2.reset.name}) ${where}`;
  const { goAway = null, stalled = null } = http2 ?? {};
  if (goAway !== null && goAway.name !== 'NO_ERROR')
    return `${capital(the(goAway.sender))} ended the HTTP/2 connection (GOAWAY ${goAway.name}) ${where}`;
  if (stalled !== null) return `${capital(the(stalled.sender))} was stopped by the flow control of HTTP/2`;
  return `${capital(the(ending.first))} ended the connection ${where}`;
}

/** The end in whose name a RST came goes on to send: something on the way wrote the RST. */
function foreignReset(context: DiagnosisContext, ending: Ending, goesOn: CarrierEvent): CauseMatch {
  const who = the(ending.first);
  const after = duration(goesOn.time - ending.time);
  return {
    confidence: confidenceOf(context),
    title: `A RST in the name of ${who} ended the connection`,
    claim: `A RST came in the name of ${who}, which went on to send data ${after} later: the RST was not its own.`,
    evidence: [
      { text: `RST in the name of ${who}${afterBegin(ending)}.`, place: null },
      { text: `${capital(who)} sent data after it, which is not in the stream here.`, place: null },
    ],
    against: 'An end that resets a connection forgets it and sends nothing more on it.',
    confirm:
      'Compare the TTL and the IP identification of the RST with those of the packets round it: a firewall or a load balancer has others.',
    stacks: stacksOf(context),
  };
}

function withoutClose(context: DiagnosisContext, ending: Ending): CauseMatch {
  const { connection, first } = context;
  const who = the(ending.first);
  const how = howWords(context, ending);
  const isCut = first?.overrun === true && first.sender === ending.first;
  const after = afterBegin(ending);
  const evidence: Evidence[] = [
    { text: `${how} from ${who}${after}.`, place: null },
    closeAfterEnd(context, ending),
    ...pingEvidence(context, ending),
    ...http2Evidence(context),
  ];
  if (isCut)
    evidence.push({
      text: 'This frame never ended.',
      place: { sender: first.sender, offset: first.offset, length: 2 },
    });
  const goesOn = connection.events.find(
    ({ kind, sender }) => kind === 'data-after-reset' && sender === ending.first,
  );
  if (goesOn !== undefined && ending.how === 'rst') return foreignReset(context, ending, goesOn);
  if (connection.directions[otherSender(ending.first)].end === 'rst')
    evidence.push({ text: 'The other side answered with RST.', place: null });
  return {
    confidence: confidenceOf(context),
    title: titleOf(context, ending, isCut),
    claim: `${capital(who)} ended the connection with ${how}${isCut ? ' in the middle of a frame' : ''} and sent no Close, so the other side reports 1006.`,
    evidence,
    against: 'All frames up to here are sound, so it was not the framing that ended it.',
    stacks: stacksOf(context),
  };
}

/** One side closed and waited, and not one byte came from the other, which had not ended either. */
function unansweredClose(context: DiagnosisContext): CauseMatch | null {
  const { connection, first } = context;
  const order = closingOrder(context);
  if (order === null || order.echo !== null || first !== null) return null;
  const { decision } = order;
  const other = otherSender(decision.sender);
  const own = connection.directions[decision.sender];
  const silent = connection.directions[other];
  const closedAt = connection.frames.time(decision.frame);
  const waited = own.endTime - closedAt;
  const isMissing = own.missing + silent.missing > 0;
  const hasSpoken = silent.lastTime > closedAt || silent.endTime < own.endTime;
  if (isMissing || hasSpoken || own.end === null || own.end === 'cut' || !(waited >= patience)) return null;
  const never = silent.frameCount === 0 && own.frameCount > minUnanswered;
  const who = capital(the(other));
  return {
    confidence: confidenceOfSilence,
    title: never ? `${who} never sent a frame` : `${who} did not answer the Close frame`,
    claim: never
      ? `${who} sent not one byte after the handshake, to ${count(own.frameCount - 1, 'frame')} and a Close: nothing reads the frames there.`
      : `${who} sent nothing in the ${duration(waited)} after ${the(decision.sender)}'s ${closeWords(decision)}, and did not end the connection.`,
    evidence: [
      {
        text: `${capital(the(decision.sender))} sent ${closeWords(decision)} and waited ${duration(waited)}.`,
        place: headerPlace(context, decision.frame),
      },
    ],
    against: 'The frames are sound, so it was not the framing.',
    stacks: stacksOf(context),
  };
}

/** FIN or RST without a Close frame. */
export const abnormalClose: Cause<'abnormal-close'> = {
  id: 'abnormal-close',
  group: 'connection',
  title: 'The connection ended without a Close frame',
  section: 'RFC 6455 7.1.5',
  level: 'warning',
  leadsTo: [],
  stacks: ['node-ws', 'nginx', 'python-websockets', 'haproxy'],
  reports: { 'no-handshake-response': 0.5, 'connection-reset': 0.6 },
  confirm:
    "Look at that side's log at this second: a crash, a kill, a deployment or a timeout ends connections in this way.",
  match(context) {
    const { directions, handshake, fidelity, frames } = context.connection;
    if (fidelity !== 'bytes') return fromLog(context);
    const ending = endingOf(context);
    if (ending === null) return null;
    if (ending.how === 'close') return unansweredClose(context);
    if (directions.client.kind === 'tls' || directions.server.kind === 'tls') return null;
    if (handshake !== null && handshake.request !== null && handshake.response === null)
      return directions.server.map.length > 0 ? null : beforeAnswer(context, ending);
    if (handshake === null ? frames.length === 0 : !handshake.accepted) return null;
    return withoutClose(context, ending);
  },
};
