import { otherSender, type Sender } from '../../../model/basics.ts';
import type { Evidence } from '../../../model/finding.ts';
import { capital, count, the } from '../../../model/words.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import {
  closeWords,
  closingOrder,
  echoEvidence,
  firstCloseWith,
  isSoundUntilClose,
  type SentClose,
} from '../../evidence/closing-order.ts';
import { type Ending, endingOf } from '../../evidence/ending.ts';
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

/** A message, and how large it is. */
interface SizedMessage {
  readonly frame: number;
  readonly bytes: number;
  readonly message: number;
  readonly compressed: boolean;
}

/** The last data frame of a side before some moment, and how large its message is. */
function lastMessage(context: DiagnosisContext, sender: Sender, before: number): SizedMessage | null {
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
function largest(context: DiagnosisContext, sender: Sender, before: number): SizedMessage | null {
  const { messages, frames } = context.connection;
  let best: SizedMessage | null = null;
  for (let message = 0; message < messages.length; message++) {
    if (messages.sender(message) !== sender || messages.firstFrame(message) > before) continue;
    const frame = messages.firstFrame(message);
    const length = Math.max(messages.applicationLength(message), frames.payloadLength(frame));
    if (best === null || length >= best.bytes)
      best = { frame, bytes: length, message, compressed: messages.compressed(message) };
  }
  return best;
}

/** A message is matched to a limit that it exceeds by less than this factor. */
const maxExcess = 4;
/** Messages below the smallest known limit are not large. In bytes. */
const minLarge = 65_536;

function exceededLimit(bytes: number): readonly [bytes: number, who: string] | null {
  return limits.find(([limit]) => bytes > limit && bytes < limit * maxExcess) ?? null;
}

/** The receiver says so itself, with Close 1009. */
const confidenceOfClose = 0.98;
/**
 * The connection ends right after a large message without a Close. Estimates: higher where a known limit
 * fits, and where the connection
 * ends before the message does, as a receiver that refuses a length ends it.
 */
const confidenceOfDrop = {
  known: { cut: 0.75, whole: 0.6 },
  unknown: { cut: 0.5, whole: 0.3 },
} as const;

function closedWith1009(context: DiagnosisContext, close: SentClose): CauseMatch {
  const sender = otherSender(close.sender);
  const message = largest(context, sender, close.frame);
  const limit = message === null ? null : exceededLimit(message.bytes);
  const evidence: Evidence[] = [];
  let after = '';
  if (message !== null) {
    const size = count(message.bytes, 'byte');
    const inflated = message.compressed ? ' after inflating' : '';
    after = ` after a message of ${size}${inflated} from ${the(sender)}`;
    evidence.push({
      text: `The largest message of ${the(sender)} before the Close holds ${size}.`,
      place: headerPlace(context, message.frame),
    });
  }
  evidence.push({
    text: `${capital(the(close.sender))} refused it with ${closeWords(close)}.`,
    place: headerPlace(context, close.frame),
  });
  if (limit !== null) {
    const [bytes, who] = limit;
    evidence.push({
      text: `${who} limits messages to ${bytes.toLocaleString('en')} bytes by default.`,
      place: null,
    });
  }
  if (closingOrder(context)?.decision.frame === close.frame) evidence.push(...echoEvidence(context));
  return {
    confidence: confidenceOfClose,
    claim: `${capital(the(close.sender))} closed with 1009 (message too big)${after}.`,
    evidence,
    against: 'Every length is legal; the receiver itself names the size.',
    stacks: stacksOf(context),
  };
}

/** The last message before the end, if it is the largest of its sender so far. */
function largestAtEnd(context: DiagnosisContext, sender: Sender): SizedMessage | null {
  const { frames } = context.connection;
  const last = lastMessage(context, sender, frames.length - 1);
  if (last === null || last.frame < frames.length - 2 || last.bytes < minLarge) return null;
  const before = largest(context, sender, last.frame - 1);
  return before !== null && before.bytes > last.bytes ? null : last;
}

function droppedWithoutClose(context: DiagnosisContext, ending: Ending): CauseMatch | null {
  const message = largestAtEnd(context, otherSender(ending.first));
  if (message === null) return null;
  const limit = exceededLimit(message.bytes);
  const size = count(message.bytes, 'byte');
  const isCut = !context.connection.frames.complete(message.frame);
  const aboveLimit = limit === null ? '' : `, above the default limit of ${limit[1]}`;
  return {
    confidence: confidenceOfDrop[limit === null ? 'unknown' : 'known'][isCut ? 'cut' : 'whole'],
    claim: `${capital(the(ending.first))} dropped the connection upon the largest message so far, ${size}${aboveLimit}.`,
    evidence: [
      { text: `This message declares ${size}.`, place: headerPlace(context, message.frame) },
      { text: `${ending.how === 'rst' ? 'RST' : 'FIN'} came right after it, with no Close.`, place: null },
    ],
    against: 'Without a Close 1009 this rests on size and time alone.',
    stacks: stacksOf(context),
  };
}

/** A legal length above a limit of the receiver. */
export const messageTooLarge: Cause<'message-too-large'> = {
  id: 'message-too-large',
  group: 'connection',
  title: "A message is above the receiver's size limit",
  section: 'RFC 6455 7.4.1',
  level: 'broken',
  leadsTo: ['abnormal-close', 'data-after-close'],
  stacks: ['node-ws', 'socketio', 'aiohttp', 'python-websockets'],
  reports: { 'message-size': 0.8 },
  confirm:
    "Send one message just below and one just above the limit, or raise the receiver's limit (maxPayload, max_size, max_msg_size).",
  match(context) {
    if (!isSoundUntilClose(context)) return null;
    const refusal = firstCloseWith(context, [1009]);
    if (refusal !== null) return closedWith1009(context, refusal);
    const ending = endingOf(context);
    if (ending === null || ending.how === 'close' || ending.anyClose || ending.lastFrame === null)
      return null;
    // The receiver let no more through: the size of the message did not decide.
    if (context.connection.http2?.stalled) return null;
    return droppedWithoutClose(context, ending);
  },
};
