// Hands a connection over: gathers what an output is made from, without what is left out, and has it written.

import type { ConnectionFacts } from '../decoder/handover/connection-facts.ts';
import { endsInOrder } from '../decoder/handover/ends-in-order.ts';
import type { Output } from '../decoder/handover/output.ts';
import { outputs } from '../decoder/handover/outputs.ts';
import { writers } from '../decoder/handover/registry.ts';
import { replayScript } from '../decoder/handover/replay-steps.ts';
import { type Sender, senders } from '../decoder/model/basics.ts';
import { streamOffset } from '../decoder/model/coordinates.ts';
import { count, formatBytes, formatCount } from '../decoder/model/words.ts';
import type { Segment } from '../decoder/segments/segments.ts';
import type { Capture, OpenConnection } from './capture.ts';
import { connectionFacts } from './handed-facts.ts';
import { handedMessages, type LeftOut } from './handed-messages.ts';
import { handedReport } from './handed-report.ts';
import { HandoverProblem } from './handover-problem.ts';
import type { HandoverRequest, HandoverResult, RemovedSecret } from './protocol.ts';
import { redactedRange, type SharedPart, sharedBytes } from './shared-bytes.ts';
import { connectionView } from './views.ts';

/** Largest connection that is written as packets, in bytes. */
const maxCapture = 256 << 20;
/** Largest run of bytes that is written as source text. */
const maxSource = 4 << 20;
/** Texts that are gathered before they become a part of the content, in characters. */
const maxGathered = 1 << 20;
const maxRemovedListed = 200;

/** The content with what is said of it. */
interface Written {
  readonly parts: BlobPart[];
  readonly notes?: readonly string[];
  readonly left: LeftOut;
  readonly plays?: Sender;
}

interface Handed {
  readonly capture: Capture;
  readonly open: OpenConnection;
  readonly request: HandoverRequest;
  readonly facts: ConnectionFacts;
}

const nothingLeft: LeftOut = { removed: [], unsearchedCount: 0 };

/** Writes an output of a connection. */
export async function handOver(
  capture: Capture,
  open: OpenConnection,
  request: HandoverRequest,
): Promise<HandoverResult> {
  try {
    const facts = connectionFacts(capture, open, request);
    const writer = writers[request.output];
    const { parts, notes = [], left, plays = null } = await write({ capture, open, request, facts }, writer);
    const { mediaType } = outputs[request.output];
    return {
      ok: true,
      name: fileName(capture.name, request),
      mediaType,
      content: new Blob(parts, { type: mediaType }),
      notes,
      removed: left.removed.slice(0, maxRemovedListed),
      removedCount: left.removed.length,
      unsearchedCount: left.unsearchedCount,
      plays,
    };
  } catch (error) {
    if (error instanceof HandoverProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

function write(handed: Handed, writer: Output): Promise<Written> {
  switch (writer.kind) {
    case 'report':
      return writeReport(handed, writer);
    case 'messages':
      return writeMessages(handed, writer);
    case 'capture':
      return writeCapture(handed, writer);
    case 'bytes':
      return writeBytes(handed, writer);
    case 'reproduction':
      return writeReproduction(handed, writer);
  }
}

type WriterOf<Kind extends Output['kind']> = Extract<Output, { kind: Kind }>;

async function writeReport({ capture, open, request }: Handed, writer: WriterOf<'report'>): Promise<Written> {
  const { report, left } = await handedReport(capture, open, request);
  return { parts: [writer.write({ report, project: request.project })], left };
}

async function writeMessages(
  { open, request, facts }: Handed,
  writer: WriterOf<'messages'>,
): Promise<Written> {
  if (open.connection.fidelity === 'frames')
    throw new HandoverProblem('Expected messages, found frame headers alone: this input holds no payloads.');
  const removed: RemovedSecret[] = [];
  const messages = handedMessages(open, request, removed);
  const parts: BlobPart[] = [];
  let texts: string[] = [];
  let length = 0;
  for await (const text of writer.write({ facts, messages })) {
    texts.push(text);
    length += text.length;
    if (length < maxGathered) continue;
    parts.push(new Blob(texts));
    texts = [];
    length = 0;
  }
  parts.push(...texts);
  return { parts, left: { removed, unsearchedCount: 0 } };
}

/** All bytes of the connection in their order. Throws `HandoverProblem` where they are not known or too many. */
async function wholeConnection(
  open: OpenConnection,
  request: HandoverRequest,
  limit: number,
): Promise<{ readonly segments: readonly Segment[]; readonly left: LeftOut }> {
  const { connection } = open;
  if (connection.fidelity !== 'bytes')
    throw new HandoverProblem(
      'Expected the bytes of the connection, found messages or headers alone: this input does not hold what was on the wire.',
    );
  const length = senders.reduce((sum, sender) => sum + connection.directions[sender].map.length, 0);
  const part: SharedPart = { scope: 'connection', frame: null, blank: request.blank, redact: request.redact };
  const shared = length > limit ? null : await sharedBytes(open, part, limit);
  if (shared === null)
    throw new HandoverProblem(
      `Expected at most ${formatBytes(limit)}, found ${formatBytes(length)} in this connection.`,
    );
  return { segments: endsInOrder(shared.segments), left: shared.redaction ?? nothingLeft };
}

const inHttp2 =
  'Expected a connection of its own, found a stream of HTTP/2: its handshake is not bytes of the stream.';

async function writeCapture({ open, request, facts }: Handed, writer: WriterOf<'capture'>): Promise<Written> {
  if (open.connection.transport === 'http2') throw new HandoverProblem(inHttp2);
  const { segments, left } = await wholeConnection(open, request, maxCapture);
  const notes: string[] = [];
  if (segments.every(({ time }) => Number.isNaN(time)))
    notes.push('The input has no times: packets are 1 ms apart, from 1970 on.');
  if (facts.client === null || facts.server === null)
    notes.push('The input names no addresses: 192.0.2.1 is the client, 192.0.2.2 the server.');
  if (facts.request === null && facts.response === null)
    notes.push(
      'There is no handshake: in Wireshark choose Decode As, WebSocket. A few frames alone are not recognised: Save as a file keeps them.',
    );
  return { parts: [...writer.write({ facts, segments })], notes, left };
}

async function writeBytes({ open, request }: Handed, writer: WriterOf<'bytes'>): Promise<Written> {
  const { connection } = open;
  const { bytesOf } = request;
  if (connection.fidelity !== 'bytes')
    throw new HandoverProblem('Expected bytes of the wire, found messages or headers alone in this input.');
  const isDirection = typeof bytesOf === 'string';
  if (!isDirection && !(bytesOf.frame >= 0 && bytesOf.frame < connection.frames.length))
    throw new HandoverProblem(
      `Expected a frame from 0 to ${connection.frames.length - 1}, found ${formatCount(bytesOf.frame)}.`,
    );
  const sender = isDirection ? bytesOf : connection.frames.sender(bytesOf.frame);
  const start = isDirection ? streamOffset(0) : connection.locator.frameStart(bytesOf.frame);
  const { length } = connection.directions[sender].map;
  const declared = isDirection ? length : connection.locator.payloadRange(bytesOf.frame).end;
  const end = streamOffset(Math.min(length, declared));
  if (end - start > maxSource)
    throw new HandoverProblem(
      `Expected at most ${formatBytes(maxSource)}, found ${formatBytes(end - start)}.`,
    );
  const { bytes, redaction } = await redactedRange(open, sender, { start, end }, request);
  const lacking = connection.locator
    .missingRanges(sender, { start, end })
    .reduce((sum, hole) => sum + hole.end - hole.start, 0);
  const what = isDirection ? `all bytes of the ${sender}` : `frame ${bytesOf.frame} of the ${sender}`;
  return {
    parts: [writer.write({ title: what, bytes })],
    notes: [
      ...(lacking > 0 ? [`Zeros stand for ${count(lacking, 'byte')} that the capture lacks.`] : []),
      ...(declared > end
        ? [`The capture ends inside the frame: ${count(declared - end, 'byte')} are missing.`]
        : []),
    ],
    left: redaction ?? nothingLeft,
  };
}

/** The side whose bytes are at fault: that of the break, of the first error, or of the first evidence. */
function sideAtFault(open: OpenConnection, id: number): Sender {
  const { breaks, findings, diagnosis } = connectionView(open, id);
  const places = diagnosis[0]?.evidence.flatMap(({ place }) => place ?? []) ?? [];
  return breaks[0]?.sender ?? findings[0]?.sender ?? places[0]?.sender ?? 'server';
}

async function writeReproduction(
  { capture, open, request, facts }: Handed,
  writer: WriterOf<'reproduction'>,
): Promise<Written> {
  const { connection } = open;
  const { segments, left } = await wholeConnection(open, request, maxSource);
  const plays = request.play ?? sideAtFault(open, request.connection);
  const isMade = connection.directions[plays].heads.length === 0;
  const notes = [
    ...(isMade ? ['The recording has no handshake of this side: the program makes one.'] : []),
    ...(connection.transport === 'http2'
      ? ['The recording is a stream of HTTP/2: the program speaks HTTP/1.1.']
      : []),
    ...(connection.directions[plays].missing > 0
      ? [`Zeros stand for ${count(connection.directions[plays].missing, 'byte')} that the capture lacks.`]
      : []),
  ];
  const { headline } = connectionView(open, request.connection);
  const about = [
    `A recorded WebSocket connection as a program. Made by Framescope from ${capture.name}.`,
    `Verdict: ${headline}.`,
    ...(facts.changed === null ? [] : [facts.changed]),
    ...notes,
  ];
  return { parts: [writer.write(replayScript(connection, segments, plays, about))], notes, left, plays };
}

/** Endings of the file name by group, so that files beside each other say what they are. */
const nameOf = { report: 'report', messages: 'messages', capture: 'connection', bytes: 'bytes' } as const;

function fileName(input: string, { output, connection, project }: HandoverRequest): string {
  const { group, extension } = outputs[output];
  if (group === 'reproduction') return `reproduction.${extension}`;
  const base = input.replace(/\.[^.]*$/, '').replace(/[^\w.-]+/g, '-') || 'connection';
  const of = connection === 0 ? '' : `-${connection}`;
  const what = output === 'issue' ? `issue-${project}` : nameOf[group];
  return `${base}${of}-${what}.${extension}`;
}
