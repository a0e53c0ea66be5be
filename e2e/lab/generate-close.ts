/** Faults of closing on a random session. One entry a cause. */
import { type Broken, both, either, type Fault, made, withoutClose } from './generate-edit.ts';
import { closePayload, type Random, text } from './generate-frames.ts';
import type { Session } from './generate-session.ts';
import { join, type Sender } from './generate-strict.ts';
import { json } from './generate-traffic.ts';

/** Ends the session with a wrong Close frame of this end; the other end may answer. */
export function closing(
  session: Session,
  sender: Sender,
  random: Random,
  payload: Uint8Array,
  reason: RegExp,
): Broken {
  const pieces = withoutClose(session);
  const piece = made(pieces[pieces.length - 1], sender, random, { opcode: 8, payload });
  const answer = made(piece, sender === 'client' ? 'server' : 'client', random, {
    opcode: 8,
    payload: closePayload(1002),
  });
  return {
    pieces: [...pieces, piece, ...(random.chance(0.7) ? [answer] : [])],
    sender,
    at: piece,
    reason,
    ends: true,
  };
}

export const closeFaults: Fault[] = [
  {
    cause: 'close-code-invalid',
    senders: both,
    options: either,
    apply(session, sender, random) {
      const code = random.pick([
        0, 1, 200, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 6001, 65535,
      ]);
      const payload = random.pick([
        closePayload(code),
        closePayload(code, 'internal error'),
        Uint8Array.of(0xe8, 0x03),
        Uint8Array.of(0xe9, 0x03),
        text('We are closing'),
        text('timeout'),
      ]);
      return closing(session, sender, random, payload, /close code/);
    },
  },
  {
    cause: 'close-payload-one-byte',
    senders: both,
    options: either,
    apply: (session, sender, random) =>
      closing(
        session,
        sender,
        random,
        random.pick([
          Uint8Array.of(0),
          Uint8Array.of(1),
          Uint8Array.of(0xe8),
          Uint8Array.of(3),
          random.bytes(1),
        ]),
        /one byte/,
      ),
  },
  {
    cause: 'close-reason-not-utf8',
    senders: both,
    options: either,
    apply(session, sender, random) {
      const reason = random.pick([
        Uint8Array.from(Buffer.from('Sitzung abgelaufen, bitte später', 'latin1')),
        Uint8Array.from(Buffer.from('fermé par l’opérateur'.replace('’', "'"), 'latin1')),
        text(`${'é'.repeat(80)}`).subarray(0, 123),
        join([text('bye'), Uint8Array.of(0, 0xfe, 0xca), random.bytes(4), Uint8Array.of(0xff)]),
        Uint8Array.from(Buffer.from('d3c3bba7cdcbb3f6', 'hex')),
      ]);
      return closing(
        session,
        sender,
        random,
        join([closePayload(random.pick([1000, 1001, 1011, 4000])), reason]),
        /reason/,
      );
    },
  },
  {
    cause: 'data-after-close',
    senders: both,
    options: either,
    apply(session, sender, random) {
      const pieces = withoutClose(session);
      const last = pieces[pieces.length - 1];
      const close = made(last, sender, random, {
        opcode: 8,
        payload: random.pick([new Uint8Array(0), closePayload(1000), closePayload(1001, 'bye')]),
      });
      const more = Array.from({ length: random.between(1, 3) }, () =>
        made(
          close,
          sender,
          random,
          random.pick([
            { payload: text(json(random)) },
            { opcode: 10 },
            { opcode: 8, payload: closePayload(1000) },
            { opcode: 2, payload: random.bytes(20) },
          ]),
        ),
      );
      const answer = made(close, sender === 'client' ? 'server' : 'client', random, {
        opcode: 8,
        payload: closePayload(1000),
      });
      const tail = random.chance(0.6) ? [close, ...more, answer] : [close, answer, ...more];
      return { pieces: [...pieces, ...tail], sender, at: more[0], reason: /after close/, ends: true };
    },
  },
];
