// The list of messages: those with a frame that passes a filter, in pages.

import { decodeText } from '../decoder/bytes/utf8.ts';
import { firstTime } from '../decoder/model/connection-times.ts';
import { visibleLine } from '../decoder/model/visible-text.ts';
import { severityOfFrame } from './all-findings.ts';
import { Cancelled } from './cancelled.ts';
import type { OpenConnection } from './capture.ts';
import type { FilteredRange, MessageRows, MessageRowView } from './list-protocol.ts';
import { filtered, hexPreview } from './rows.ts';
import { wireLength } from './wire-length.ts';

/** Largest number of rows in one answer. */
const maxRows = 500;
const previewBytes = 240;
const previewCharacters = 200;
/** Frames of one message that are looked at for findings. */
const maxFramesRead = 10_000;

/** The messages of these frames, each once, in order; `null` for all. */
function messagesOf({ connection }: OpenConnection, rows: Int32Array | null): Int32Array | null {
  if (rows === null) return null;
  const { frames, messages } = connection;
  const isWanted = new Uint8Array(messages.length);
  let count = 0;
  for (const frame of rows) {
    const message = frames.message(frame);
    if (message < 0 || isWanted[message] === 1) continue;
    isWanted[message] = 1;
    count++;
  }
  const list = new Int32Array(count);
  let at = 0;
  for (let message = 0; message < isWanted.length; message++)
    if (isWanted[message] === 1) list[at++] = message;
  return list;
}

/** The beginning of a message, and its length where that shows it. */
async function begin(
  open: OpenConnection,
  message: number,
): Promise<{ readonly preview: string; readonly length: number | null }> {
  if (open.connection.fidelity === 'frames') return { preview: '', length: null };
  const { bytes, note, capped } = await open.messages.read(message, previewBytes);
  const isText = open.connection.messages.kind(message) === 'text';
  return {
    preview: isText ? visibleLine(decodeText(bytes)).slice(0, previewCharacters) : hexPreview(bytes),
    length: note === null && !capped && bytes.length < previewBytes ? bytes.length : null,
  };
}

const ranks = { error: 3, warning: 2, note: 1 } as const;

async function messageRow(open: OpenConnection, message: number): Promise<MessageRowView> {
  const { frames, messages } = open.connection;
  const list = open.messages.framesOf(message);
  const start = firstTime(open.connection);
  const first = list[0] ?? messages.firstFrame(message);
  const time = frames.time(first) - start;
  const lasts = frames.time(list.at(-1) ?? first) - frames.time(first);
  let severity: MessageRowView['severity'] = null;
  for (const frame of list.slice(0, maxFramesRead)) {
    const one = severityOfFrame(open, frame);
    if (one !== null && (severity === null || ranks[one] > ranks[severity])) severity = one;
  }
  const compressed = messages.compressed(message);
  const known = messages.applicationLength(message);
  const { preview, length } = await begin(open, message);
  const isComplete = messages.complete(message);
  // That of a compressed message is 0 as long as it is not known.
  const isKnown = isComplete && (!compressed || known > 0);
  return {
    index: message,
    sender: messages.sender(message),
    kind: messages.kind(message),
    time: Number.isNaN(time) ? null : time,
    lasts: Number.isNaN(lasts) ? null : lasts,
    firstFrame: first,
    frames: list.length,
    length: isKnown ? known : isComplete ? length : null,
    wireLength: wireLength(open.connection, message),
    compressed,
    complete: isComplete,
    severity,
    preview,
  };
}

/** A page of the messages that have a frame which passes the filter. */
export async function messageRows(
  open: OpenConnection,
  { filter, from, count }: FilteredRange,
  signal: { readonly cancelled: boolean },
): Promise<MessageRows> {
  const { rows: passing, problem } = await filtered(open, filter, signal);
  const list = messagesOf(open, passing);
  const total = list === null ? open.connection.messages.length : list.length;
  const first = Math.max(0, from);
  const rows: MessageRowView[] = [];
  for (let row = first; row < Math.min(total, first + Math.min(count, maxRows)); row++) {
    if (signal.cancelled) throw new Cancelled();
    rows.push(await messageRow(open, list === null ? row : list[row]));
  }
  return { from: first, total, rows, problem };
}
