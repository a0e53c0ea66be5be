import { formatHex } from '../../../bytes/hex.ts';
import { senders } from '../../../model/basics.ts';
import { advance } from '../../../model/coordinates.ts';
import { capital, count, the } from '../../../model/words.ts';
import { readChain } from '../../../websocket/chain.ts';
import { proxyHeaderVersion } from '../../../websocket/proxy-header.ts';
import type { Cause } from '../../cause.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';
import type { Hypothesis } from '../../hypothesis.ts';
import { lostHead, lostHeader } from './lost-head.ts';

/** Score, in bits, of frames that follow right after the end of such a head. */
const framesFollowScore = 8;

/** The rest of the HTTP head right after its end: header lines, another line end, a NUL. */
function leakedHead(window: BreakWindow): Hypothesis[] {
  return foreignReadings(window, 'header-lines', 'line-end', 'nul')
    .filter(({ isAtStart }) => isAtStart)
    .map((reading) => {
      const extra = reading.followScore > 0 ? framesFollowScore : 0;
      return foreignHypothesis({ ...reading, score: reading.score + extra });
    });
}

/** Bytes stand before the response, by what they are. */
const confidencesBefore = {
  /** Whole frames up to the response: no chance. */
  frames: 0.97,
  /** Blank lines or other bytes, which a relay may have added. */
  other: 0.9,
} as const;

/** Highest confidence where the handshake is not in the input. */
const withoutHandshake = 0.4;

/** Frames begin at the wrong byte: something before, inside or after the handshake. */
export const handshakeBoundary: Cause<'handshake-boundary'> = {
  id: 'handshake-boundary',
  group: 'handshake',
  title: 'Frames begin at the wrong byte after the handshake',
  section: 'RFC 6455 4.2.2',
  level: 'broken',
  leadsTo: ['abnormal-close', 'upgrade-refused'],
  stacks: ['php', 'node-ws', 'esp32'],
  reports: { 'frame-for-response': 0.7, 'no-status-line': 0.45 },
  confirm:
    'curl -i -N with the upgrade headers | xxd: exactly one blank line (0d 0a 0d 0a), then the first frame.',
  hypotheses: (window) => [...leakedHead(window), ...lostHeader(window), ...lostHead(window)],
  match(context, reading) {
    for (const sender of senders) {
      const stream = context.stream(sender);
      const { preamble } = stream.direction;
      const first = context.connection.locator.firstByte(sender);
      if (preamble === 0) continue;
      const bytes = stream.raw.subarray(0, preamble);
      if (proxyHeaderVersion(bytes) > 0) continue;
      const chain = readChain(bytes, 0, { sender, deflate: false });
      const frames = chain.stop === 'end' && chain.frames.length > 0;
      const blank = bytes.every((byte) => byte === 13 || byte === 10 || byte === 32);
      // A blank line before a request is skipped (RFC 9112 2.2).
      if (blank && sender === 'client') continue;
      return {
        confidence: frames ? confidencesBefore.frames : confidencesBefore.other,
        title: frames
          ? 'A frame was written before the handshake was answered'
          : 'Extra bytes come before the handshake',
        claim: frames
          ? `${capital(the(sender))} wrote ${count(chain.frames.length, 'frame')} before its ${sender === 'server' ? '101' : 'request'}.`
          : `${count(preamble, 'byte')} come before ${the(sender)}'s ${sender === 'server' ? 'answer' : 'request'}.`,
        evidence: [
          {
            text: frames
              ? 'These bytes are a sound frame, but the upgrade was not yet answered.'
              : `They are ${formatHex(bytes.subarray(0, 16), ' ')}.`,
            place: { sender, offset: first, length: preamble },
          },
          {
            text: 'The HTTP head begins only after them.',
            place: { sender, offset: advance(first, preamble), length: 8 },
          },
        ],
        against: 'The head itself is in order; it merely comes too late.',
      };
    }
    // Where the handshake is not in the input, nobody knows that these bytes come after it.
    const isKnown = context.connection.handshake !== null || reading === null;
    return isKnown ? reading : { ...reading, confidence: Math.min(reading.confidence, withoutHandshake) };
  },
};
