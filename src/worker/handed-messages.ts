// The messages of a connection in their order, control frames among them, without what is left out.

import type { HandedMessage } from '../decoder/handover/output.ts';
import { isControl, opcode as opcodes } from '../decoder/model/opcode.ts';
import { formatBytes } from '../decoder/model/words.ts';
import { filler, overwrite, secretsInText } from '../decoder/redaction/secrets.ts';
import { incompleteMessage } from '../decoder/websocket/message-reader.ts';
import type { OpenConnection } from './capture.ts';
import type { LeavingOut } from './handed-facts.ts';
import { HandoverProblem } from './handover-problem.ts';
import type { RemovedSecret } from './protocol.ts';

/** What was left out, for the user to judge. */
export interface LeftOut {
  readonly removed: readonly RemovedSecret[];
  readonly unsearchedCount: number;
}

/** Largest message that is written whole, in bytes. */
const maxMessage = 64 << 20;
/** Largest sum of all messages. */
const maxTotal = 256 << 20;

const controlKinds: Readonly<Record<number, HandedMessage['kind']>> = {
  [opcodes.close]: 'close',
  [opcodes.ping]: 'ping',
  [opcodes.pong]: 'pong',
};

/** Removes secrets from a text and blanks a payload, in place. A Close keeps its code. */
function leaveOut(message: HandedMessage, { redact, blank }: LeavingOut, removed: RemovedSecret[]): void {
  const { bytes, kind, sender, frames } = message;
  const isData = kind === 'text' || kind === 'binary';
  if (blank && isData) bytes.fill(kind === 'text' ? filler : 0);
  else if (redact && (kind === 'text' || kind === 'close')) {
    const text = kind === 'close' ? bytes.subarray(2) : bytes;
    const secrets = secretsInText(text);
    overwrite(text, 0, secrets);
    for (const { what, start, end } of secrets)
      removed.push({ what, sender, frame: frames[0] ?? null, bytes: end - start });
  }
}

async function controlFrame(open: OpenConnection, row: number): Promise<HandedMessage | null> {
  const { frames } = open.connection;
  const kind = controlKinds[frames.opcode(row)];
  if (kind === undefined) return null;
  const bytes = await open.messages.payload(row, 0, Math.min(frames.payloadLength(row), maxMessage));
  return {
    sender: frames.sender(row),
    time: frames.time(row),
    kind,
    trust: frames.confidence(row),
    frames: [row],
    compressed: false,
    complete: frames.complete(row),
    bytes,
    note: null,
  };
}

async function dataMessage(open: OpenConnection, row: number, message: number): Promise<HandedMessage> {
  const { frames, messages } = open.connection;
  const { bytes, note, capped } = await open.messages.read(message, maxMessage);
  const complete = messages.complete(message);
  return {
    sender: messages.sender(message),
    time: frames.time(row),
    kind: messages.kind(message),
    trust: frames.confidence(row),
    frames: open.messages.framesOf(message),
    compressed: messages.compressed(message),
    complete,
    bytes,
    note: !complete ? incompleteMessage : capped ? `Cut after ${formatBytes(maxMessage)}.` : note,
  };
}

/** Reads the messages back. Secrets that are taken out are added to `removed`. Throws `HandoverProblem`. */
export async function* handedMessages(
  open: OpenConnection,
  leaving: LeavingOut,
  removed: RemovedSecret[],
): AsyncGenerator<HandedMessage> {
  const { frames, messages } = open.connection;
  let total = 0;
  for (let row = 0; row < frames.length; row++) {
    const index = frames.message(row);
    const isFirst = index >= 0 && messages.firstFrame(index) === row;
    if (!isFirst && !isControl(frames.opcode(row))) continue;
    const message = isFirst ? await dataMessage(open, row, index) : await controlFrame(open, row);
    if (message === null) continue;
    total += message.bytes.length;
    if (total > maxTotal)
      throw new HandoverProblem(
        `Expected at most ${formatBytes(maxTotal)} of messages, found more in this connection.`,
      );
    leaveOut(message, leaving, removed);
    yield message;
  }
}
