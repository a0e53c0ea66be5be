import { senders } from '../../../model/basics.ts';
import { the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';

/** HTTP/2 where HTTP/1.1 and frames are due. */
export const http2Preface: Cause<'http2-preface'> = {
  id: 'http2-preface',
  group: 'handshake',
  title: 'One side speaks HTTP/2 on a plain upgrade',
  section: 'RFC 9113 3.4',
  level: 'broken',
  leadsTo: ['abnormal-close', 'upgrade-refused', 'http-request-on-websocket'],
  stacks: ['nginx', 'haproxy', 'envoy', 'go'],
  reports: { 'not-an-http-response': 0.15 },
  confirm:
    'curl --http1.1 -i -N with the upgrade headers: over HTTP/1.1 the answer must be 101. Turn HTTP/2 off towards this backend.',
  hypotheses: (window) => foreignReadings(window, 'http2').map(foreignHypothesis),
  match(context, reading) {
    const speaker = senders.find((sender) => context.connection.directions[sender].kind === 'http2');
    if (speaker === undefined) return reading;
    const other = context.connection.directions[speaker === 'client' ? 'server' : 'client'];
    const both = other.kind === 'http2';
    return {
      confidence: both ? 0.6 : 0.98,
      claim: both
        ? 'Both sides speak HTTP/2 here; a WebSocket inside it (RFC 8441) is not read yet.'
        : `${the(speaker)[0].toUpperCase()}${the(speaker).slice(1)} speaks HTTP/2, the other end ${other.kind === 'empty' ? 'said nothing' : 'speaks HTTP/1.1'}.`,
      evidence: [
        {
          text:
            speaker === 'client'
              ? 'The first bytes are the preface of HTTP/2.'
              : 'The first bytes of the answer are an HTTP/2 SETTINGS frame.',
          place: { sender: speaker, offset: context.connection.locator.firstByte(speaker), length: 9 },
        },
      ],
      against: 'No frame of RFC 6455 and no HTTP/1.1 message begins so.',
    };
  },
};
