import { frameHeaderLength, framesOf, http2Preface as preface } from '../../../http2/frames.ts';
import { otherSender, type Sender, senders } from '../../../model/basics.ts';
import type { Evidence } from '../../../model/finding.ts';
import { capital, count, formatCount, the } from '../../../model/words.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';
import { tlsFailure } from '../../evidence/tls-failure.ts';

/** One end begins with a signature that was made not to occur by chance, and the other end speaks HTTP/1.1. */
const confidenceOfOneEnd = 0.98;
/** Both ends speak HTTP/2, so no end is at fault; that a WebSocket was meant at all is not in the bytes. */
const confidenceOfBoth = 0.85;

/** What its streams are, as far as they were read. */
function streamWords(context: DiagnosisContext): string {
  const { http2Streams } = context.connection;
  if (http2Streams === null) {
    const streams = streamsOf(context);
    if (streams.length === 0) return 'The client opens no stream.';
    return `The client opens ${count(streams.length, 'stream')} (${streams.slice(0, 8).join(', ')}).`;
  }
  const { streamCount, requests } = http2Streams;
  if (streamCount === 0) return 'The client opens no stream.';
  const listed = requests.map(({ method, path }) => `${method} ${path}`);
  const more =
    streamCount > requests.length ? `, and ${formatCount(streamCount - requests.length)} more` : '';
  return `It has ${count(streamCount, 'stream')}, and none asks for a WebSocket (RFC 8441)${listed.length > 0 ? `: ${listed.join(', ')}${more}` : ''}.`;
}

/** The streams that the client opened, as far as its first bytes show. */
function streamsOf({ client }: DiagnosisContext): number[] {
  const frames = framesOf(client.raw.subarray(preface.length)) ?? [];
  return [...new Set(frames.map(({ stream }) => stream))].filter((stream) => stream > 0);
}

/** What an end begins with, as evidence. */
function beginning(context: DiagnosisContext, sender: Sender): Evidence {
  const isClient = sender === 'client';
  return {
    text: isClient
      ? 'The client begins with the preface of HTTP/2.'
      : 'The server begins with an HTTP/2 SETTINGS frame.',
    place: {
      sender,
      offset: context.connection.locator.firstByte(sender),
      length: isClient ? preface.length : frameHeaderLength,
    },
  };
}

/** No end writes anything but HTTP/2: nobody is at fault. `speakers`: the ends that write at all. */
function onlyHttp2(context: DiagnosisContext, speakers: readonly Sender[]): CauseMatch {
  const whole = speakers.length === 2;
  const who = whole ? 'Both ends speak HTTP/2' : `${capital(the(speakers[0]))} speaks HTTP/2`;
  return {
    confidence: confidenceOfBoth,
    title: 'This connection is HTTP/2 from its first byte',
    level: 'unknown',
    claim: `${who} with prior knowledge.${whole ? '' : ' This input has no byte of the other end.'} ${streamWords(context)}`,
    evidence: speakers.map((sender) => beginning(context, sender)),
    against: 'Nobody speaks HTTP/1.1 here, so no upgrade was asked for or refused.',
    confirm:
      'Capture while the client opens its WebSocket: over HTTP/1.1 as a connection of its own, or in this one as an extended CONNECT.',
  };
}

/** HTTP/2 where HTTP/1.1 and frames are due. */
export const http2Preface: Cause<'http2-preface'> = {
  id: 'http2-preface',
  group: 'handshake',
  title: 'One side speaks HTTP/2 on a plain upgrade',
  section: 'RFC 9113 3.4',
  level: 'broken',
  leadsTo: ['abnormal-close', 'upgrade-refused', 'http-request-on-websocket'],
  stacks: ['haproxy', 'envoy'],
  reports: { 'not-an-http-response': 0.15 },
  confirm:
    'curl --http1.1 -i -N with the upgrade headers: over HTTP/1.1 the answer must be 101. Turn HTTP/2 off towards this backend.',
  hypotheses: (window) => foreignReadings(window, 'http2').map(foreignHypothesis),
  match(context, reading) {
    const { directions, locator } = context.connection;
    const speaker = senders.find((sender) => directions[sender].kind === 'http2');
    if (speaker === undefined) return reading;
    // Both agreed on HTTP/2 (ALPN): who speaks it is right, and the other end is at fault.
    if (tlsFailure(context)?.cause === 'tls-alpn-mismatch') return null;
    const other = directions[otherSender(speaker)];
    if (other.kind === 'http2') return onlyHttp2(context, senders);
    if (other.kind === 'empty' && context.connection.tls === null) return onlyHttp2(context, [speaker]);
    return {
      confidence: confidenceOfOneEnd,
      claim: `${capital(the(speaker))} speaks HTTP/2, the other end ${other.kind === 'empty' ? 'said nothing' : 'speaks HTTP/1.1'}.`,
      evidence: [
        {
          text:
            speaker === 'client'
              ? 'The first bytes are the preface of HTTP/2.'
              : 'The first bytes of the answer are an HTTP/2 SETTINGS frame.',
          place: { sender: speaker, offset: locator.firstByte(speaker), length: frameHeaderLength },
        },
        ...(context.connection.tls?.protocol === 'h2'
          ? [
              {
                text: 'TLS agreed on HTTP/2 (ALPN h2), so HTTP/1.1 is what the client must not write.',
                place: null,
              },
            ]
          : []),
      ],
      against: 'No frame of RFC 6455 and no HTTP/1.1 message begins so.',
    };
  },
};
