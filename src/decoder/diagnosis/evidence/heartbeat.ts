// Heartbeats that an application or a framework sends as messages of its own, and the end of a connection because
// they were not answered or did not come.

import { decodeText } from '../../bytes/utf8.ts';
import { otherSender, type Sender } from '../../model/basics.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import type { DiagnosisContext } from '../context.ts';
import { oncePer } from '../once-per.ts';
import type { Ending } from './ending.ts';

/** Seconds of the timers that an Engine.IO server announces in its first message. */
export interface EngineTimers {
  readonly interval: number;
  readonly timeout: number;
}

/** A heartbeat after which the other endpoint sent nothing until the one who asked ended the connection. */
export interface UnansweredHeartbeat {
  /** What speaks so: `Engine.IO`, or `null` for an application of its own. */
  readonly protocol: 'Engine.IO' | null;
  /** The text of the message. */
  readonly text: string;
  /** Rows of the frames without an answer, in order. */
  readonly frames: readonly number[];
  /** Seconds from the first of them to the end. */
  readonly waited: number;
}

/** A heartbeat is short, the first message of Engine.IO longer. In bytes. */
const maxHeartbeat = 120;
const maxEngineOpen = 2048;
/** An answer may still be on its way when an application ends for another reason. In seconds. */
const minWait = 0.8;
/** So many in a row are of a kind that asks for no answer. */
const maxUnanswered = 4;

/** Messages that ask for an answer. Those of ActionCable, which ask for none, carry a time beside the type. */
const asksForAnswer =
  /^(?:"?(?:ping|heartbeat)"?|\{"(?:type|event|action|op|cmd|kind|method)":"(?:ping|heartbeat)"\}|\[(?:null|"\d+"),"\d+","phoenix","heartbeat",\{\}\])$/i;

/** The text of a whole, uncompressed text message; `null` for any other frame, a longer one, and outside the window. */
function textOf(context: DiagnosisContext, row: number, maxLength = maxHeartbeat): string | null {
  const { frames } = context.connection;
  const isPlainText = frames.opcode(row) === opcodes.text && (frames.byte0(row) & 0xf0) === 0x80;
  const length = frames.payloadLength(row);
  if (!isPlainText || length > maxLength || !frames.complete(row)) return null;
  const { bytes, start } = context.stream(frames.sender(row));
  const at = frames.offset(row) + frames.headerLength(row) - start;
  if (at < 0 || at + length > bytes.length) return null;
  const key = frames.masked(row) ? frames.maskingKey(row) : 0;
  return decodeText(unmaskCopy(bytes.subarray(at, at + length), key));
}

/** The first message of an Engine.IO server: its session with its timers in milliseconds. */
const engineOpen = /^0\{"sid":.*"pingInterval":(\d{1,9}),"pingTimeout":(\d{1,9})/;

/** The timers of Engine.IO 4, in which the server sends the heartbeat; `null` for another protocol or version. */
export const engineTimers = oncePer((context: DiagnosisContext): EngineTimers | null => {
  const { frames, handshake } = context.connection;
  if (!/[?&]EIO=4(?:&|$)/.test(handshake?.request?.target ?? '')) return null;
  for (let row = 0; row < frames.length; row++) {
    if (frames.sender(row) !== 'server') continue;
    const found = engineOpen.exec(textOf(context, row, maxEngineOpen) ?? '');
    return found === null ? null : { interval: Number(found[1]) / 1000, timeout: Number(found[2]) / 1000 };
  }
  return null;
});

/** The frames that one side sent after the last frame of the other, up to the end. */
function lastRun({ connection: { frames } }: DiagnosisContext, sender: Sender, ending: Ending): number[] {
  const rows: number[] = [];
  const last = ending.close === null ? frames.length : ending.close.frame;
  for (let row = last - 1; row >= 0; row--) {
    if (frames.time(row) > ending.time) continue;
    if (frames.sender(row) !== sender) break;
    rows.unshift(row);
  }
  return rows;
}

/** The end says that a timer ran out, or nothing: a code such as 1012 has a reason of its own. */
function mayBeHeartbeatTimer({ how, close }: Ending): boolean {
  return how !== 'close' || close === null || close.code === null || close.code === 1005;
}

/** A timer ends so much later than it says, at most. In seconds. */
const timerSlack = { early: 0.2, late: 2 } as const;
/** An application looks for answers at its next heartbeat: how far from the interval, as a share and in seconds. */
const intervalSlack = { share: 0.1, seconds: 0.1 } as const;

/** Whether the heartbeats end with the interval at which they came: the timer that sends them found no answer. */
function endsWithInterval({ connection: { frames } }: DiagnosisContext, run: readonly number[], end: number) {
  const [last, before] = [run.at(-1), run.at(-2)];
  if (last === undefined || before === undefined) return false;
  const interval = frames.time(last) - frames.time(before);
  const rest = end - frames.time(last);
  return Math.abs(rest - interval) <= Math.max(intervalSlack.seconds, interval * intervalSlack.share);
}

/** The heartbeats of the one who ended the connection that got no answer; `null` when there are none. */
export function unansweredHeartbeat(context: DiagnosisContext, ending: Ending): UnansweredHeartbeat | null {
  const { connection } = context;
  const { frames } = connection;
  const { first, time } = ending;
  if (connection.directions[otherSender(first)].missing > 0 || !mayBeHeartbeatTimer(ending)) return null;
  const timers = first === 'server' ? engineTimers(context) : null;
  const asks = (text: string | null) =>
    text !== null && (timers !== null ? text === '2' : asksForAnswer.test(text));
  const run = lastRun(context, first, ending).filter((row) => asks(textOf(context, row)));
  if (run.length === 0 || run.length > maxUnanswered) return null;
  const waited = time - frames.time(run[0]);
  const isTimer =
    timers === null
      ? waited >= minWait && endsWithInterval(context, run, time)
      : waited >= timers.timeout - timerSlack.early && waited <= timers.timeout + timerSlack.late;
  if (!isTimer) return null;
  return {
    protocol: timers === null ? null : 'Engine.IO',
    text: textOf(context, run[0]) ?? '',
    frames: run,
    waited,
  };
}

/**
 * Seconds for which an Engine.IO client had waited for the heartbeat of the server when it ended the connection; `null`
 * when its timers do not say that it gave up.
 */
export function heartbeatMissed(context: DiagnosisContext, ending: Ending): number | null {
  const timers = engineTimers(context);
  const { connection } = context;
  const { frames } = connection;
  if (timers === null || ending.first !== 'client' || !mayBeHeartbeatTimer(ending)) return null;
  if (connection.directions.server.missing > 0) return null;
  let last = (ending.close?.frame ?? frames.length) - 1;
  while (last >= 0 && (frames.sender(last) !== 'server' || frames.time(last) > ending.time)) last--;
  if (last < 0) return null;
  const waited = ending.time - frames.time(last);
  const limit = timers.interval + timers.timeout;
  return waited >= limit - timerSlack.early && waited <= limit + timerSlack.late ? waited : null;
}
