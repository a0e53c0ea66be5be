import { otherSender, type Sender, senders } from '../../../model/basics.ts';
import { capital, count, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { endingOf } from '../../evidence/ending.ts';
import { headerPlace } from '../../evidence/frame-place.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** Default limits, in bytes. */
const limits: readonly (readonly [bytes: number, who: string])[] = [
  [65536, 'WebSocket-Node (frame, server)'],
  [1_000_000, 'Socket.IO (maxHttpBufferSize)'],
  [1_048_576, 'Python websockets, WebSocket-Node'],
  [4_194_304, 'aiohttp'],
  [10_485_760, 'tornado'],
  [16_777_216, 'uvicorn'],
  [67_108_863, 'websocket-driver'],
  [104_857_600, 'ws'],
  [134_217_728, 'undici'],
];

interface Largest {
  readonly frame: number;
  readonly bytes: number;
  readonly message: number;
  readonly compressed: boolean;
}

/** The last data frame of a side before some moment, and how large its message is. */
function lastMessage(context: DiagnosisContext, sender: Sender, before: number): Largest | null {
  const { frames, messages } = context.connection;
  for (let i = before; i >= 0; i--) {
    if (frames.sender(i) !== sender || frames.opcode(i) >= 8) continue;
    const message = frames.message(i);
    if (message < 0) continue;
    const compressed = messages.compressed(message);
    const inflated = messages.applicationLength(message);
    let bytes = 0;
    for (let j = messages.firstFrame(message); j <= i; j++)
      if (frames.message(j) === message) bytes += frames.payloadLength(j);
    return { frame: i, bytes: compressed && inflated > 0 ? inflated : bytes, message, compressed };
  }
  return null;
}

/** The largest message of a side up to a row. */
function largest(context: DiagnosisContext, sender: Sender, before: number): Largest | null {
  const { messages, frames } = context.connection;
  let best: Largest | null = null;
  for (let message = 0; message < messages.length; message++) {
    if (messages.sender(message) !== sender || messages.firstFrame(message) > before) continue;
    const frame = messages.firstFrame(message);
    const length = Math.max(messages.applicationLength(message), frames.payloadLength(frame));
    if (best === null || length >= best.bytes)
      best = { frame, bytes: length, message, compressed: messages.compressed(message) };
  }
  return best;
}

/** A legal length above a limit of the receiver. */
export const messageTooLarge: Cause<'message-too-large'> = {
  id: 'message-too-large',
  group: 'connection',
  title: "A message is above the receiver's size limit",
  section: 'RFC 6455 7.4.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'socketio', 'aiohttp', 'python-websockets', 'nginx'],
  reports: { 'message-size': 0.8 },
  confirm:
    "Send one message just below and one just above the limit, or raise the receiver's limit (maxPayload, max_size, max_msg_size).",
  match(context) {
    const { connection, first } = context;
    const { directions, frames } = connection;
    if (first !== null && !first.overrun) return null;
    const refuser = senders.find((sender) => directions[sender].closed?.code === 1009);
    if (refuser !== undefined) {
      const close = directions[refuser].closed;
      if (close === null) return null;
      const big = largest(context, otherSender(refuser), close.frame);
      const known = big && limits.find(([limit]) => big.bytes > limit && big.bytes < limit * 4);
      return {
        confidence: 0.98,
        claim: `${capital(the(refuser))} closed with 1009 (message too big)${big ? ` after a message of ${count(big.bytes, 'byte')}${big.compressed ? ' after inflating' : ''} from ${the(otherSender(refuser))}` : ''}.`,
        evidence: [
          {
            text: `Close 1009${close.reason ? ` “${close.reason}”` : ''}.`,
            place: headerPlace(context, close.frame),
          },
          ...(big
            ? [
                {
                  text: `The largest message before it holds ${count(big.bytes, 'byte')}.`,
                  place: headerPlace(context, big.frame),
                },
              ]
            : []),
          ...(known
            ? [
                {
                  text: `${known[1]} limits messages to ${known[0].toLocaleString('en')} bytes by default.`,
                  place: null,
                },
              ]
            : []),
        ],
        against: 'Every length is legal; the receiver itself names the size.',
        stacks: stacksOf(context),
      };
    }
    const ending = endingOf(context);
    if (ending === null || ending.how === 'close' || ending.anyClose || ending.lastFrame === null)
      return null;
    const sender = otherSender(ending.first);
    const big = lastMessage(context, sender, frames.length - 1);
    if (big === null || big.frame < frames.length - 2 || big.bytes < 65536) return null;
    const usual = largest(context, sender, big.frame - 1);
    if (usual !== null && usual.bytes > big.bytes) return null;
    const known = limits.find(([limit]) => big.bytes > limit && big.bytes < limit * 4);
    const cut = !frames.complete(big.frame);
    return {
      confidence: known ? (cut ? 0.75 : 0.6) : cut ? 0.5 : 0.3,
      claim: `${capital(the(ending.first))} dropped the connection upon the largest message so far, ${count(big.bytes, 'byte')}${known ? `, above the default limit of ${known[1]}` : ''}.`,
      evidence: [
        {
          text: `This message declares ${count(big.bytes, 'byte')}.`,
          place: headerPlace(context, big.frame),
        },
        { text: `${ending.how === 'rst' ? 'RST' : 'FIN'} came right after it, with no Close.`, place: null },
      ],
      against: 'Without a Close 1009 this rests on size and time alone.',
      stacks: stacksOf(context),
    };
  },
};
