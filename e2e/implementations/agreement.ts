// Compares what a simulated reader says with what the real program said.

import { decodeText } from '../../src/decoder/bytes/utf8.ts';
import type { Role } from '../../src/decoder/implementations/implementation.ts';
import { implementations } from '../../src/decoder/implementations/registry.ts';
import { reportOfOne, type StreamReport } from '../../src/decoder/implementations/reports.ts';
import type { Sender } from '../../src/decoder/model/basics.ts';
import type { Reading } from './facts.ts';
import { received } from './received.ts';
import type { Heard } from './run-program.ts';
import { bytesOf, readEndsOf, type Stream } from './stream.ts';

/** What `implementation` is predicted to say of a stream as a program read it. */
export function predict(
  implementation: string,
  role: Role,
  stream: Stream,
  noContext: boolean,
): StreamReport {
  const sender = role === 'client' ? 'server' : 'client';
  const found = implementations.find((one) => one.id === implementation);
  if (found === undefined) throw new Error(`No implementation "${implementation}"`);
  const { deflate, cutTo } = stream;
  const bytes = bytesOf(stream, sender);
  const readEnds = stream.readCount === undefined ? undefined : readEndsOf(stream, bytes.length);
  const reading: Reading = { sender, deflate, noContext, ended: cutTo !== undefined };
  const report = reportOfOne(received(bytes, reading, readEnds), found);
  if (report === null) throw new Error(`${implementation} is no ${role}`);
  return report;
}

/** Whether a text stands for an error without a text. */
const isSilent = (text: string | null) => text === null || text === '' || /^no message/.test(text);

/** Whether a text with ellipses for what is not known is what was said. */
function isText(predicted: string | null, said: string | null): boolean {
  if (isSilent(predicted)) return isSilent(said);
  if (predicted === said) return true;
  if (predicted === null || said === null) return false;
  const parts = predicted.split('…');
  const [first, last] = [parts[0], parts[parts.length - 1]];
  if (parts.length === 1 || !said.startsWith(first) || said.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = said.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= said.length && said.endsWith(last);
}

/** What agrees: accepted or refused, text and close code; the reason and the class are compared apart. */
export interface Agreement {
  readonly agrees: boolean;
  readonly agreesInDetail: boolean;
}

/** Above this length a program may drop the connection before its Close frame is read. */
const maxHeardLength = 1 << 20;

/** Whether the Close frame of a program repeats one of the stream, and the program says no more than its reason. */
function isAnswer({ text, closeCode, closeReason }: Heard, { pieces }: Stream): boolean {
  if (text === '' || text !== closeReason) return false;
  return pieces.some((piece) => {
    if (piece instanceof Uint8Array || piece.opcode !== 8 || (piece.payload?.length ?? 0) < 2) return false;
    const [high, low, ...reason] = piece.payload ?? [];
    return high * 256 + low === closeCode && decodeText(Uint8Array.from(reason)) === closeReason;
  });
}

const hasClose = ({ pieces }: Stream): boolean =>
  pieces.some((piece) => !(piece instanceof Uint8Array) && piece.opcode === 8);

/** `said`: what the program said; `sender`: who wrote the stream. */
export function compare(predicted: StreamReport, said: Heard, stream: Stream, sender: Sender): Agreement {
  const { length } = bytesOf(stream, sender);
  const heard = isAnswer(said, stream) ? { ...said, text: null, error: null, code: null } : said;
  // A Close frame with the code that was received can be an answer or a refusal: the program says no more than that.
  const isEcho = heard.text === null && heard.closeCode !== null && predicted.closeCode === heard.closeCode;
  if (predicted.accepts && heard.text === null) {
    // Without a Close frame the program answers the end of the connection, which is no part of the stream.
    const isAnswered = predicted.closeCode !== null || (heard.closeCode !== null && hasClose(stream));
    const hasAnswer =
      predicted.closeCode === heard.closeCode && (predicted.closeReason ?? '') === (heard.closeReason ?? '');
    return { agrees: true, agreesInDetail: !isAnswered || hasAnswer };
  }
  if (predicted.accepts || (heard.text === null && !isEcho)) return { agrees: false, agreesInDetail: false };
  const isOnWire =
    isSilent(heard.text) && heard.closeReason !== '' && isText(predicted.text, heard.closeReason);
  // A program without a text of its own is quoted by the reason of its Close frame, which may repeat that of the peer.
  const isEchoed = heard.text === heard.closeReason && isSilent(predicted.text);
  // Another is quoted by that reason too, which may lack the end of the text.
  const isCut = heard.text === heard.closeReason && predicted.closeReason === heard.text;
  const hasText = isText(predicted.text, heard.text) || isOnWire || isEchoed || isCut;
  const isLost = heard.closeCode === null && length > maxHeardLength;
  const agrees = hasText && (predicted.closeCode === heard.closeCode || isLost);
  const hasReason = isText(predicted.closeReason, heard.closeReason) || isLost;
  // A program that is quoted by its Close frame tells no class and no code.
  const hasClass = heard.error === null || predicted.error === heard.error;
  const hasCode = heard.code === null || predicted.code === heard.code;
  return { agrees, agreesInDetail: agrees && hasReason && hasClass && hasCode };
}
