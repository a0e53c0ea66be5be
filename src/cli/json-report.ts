// The object of docs/inspect-json.md, written piece by piece: a capture of any size never becomes one string.

import { findingsOf } from '../decoder/diagnosis/findings.ts';
import type { Diagnosis, Finding } from '../decoder/model/finding.ts';
import type { OpenConnection } from '../worker/capture.ts';
import type { CaptureView, ConnectionView } from '../worker/protocol.ts';
import { messageSha256, payloadSha256 } from './digests.ts';

/** Takes text; resolves when more may be written. */
export type Write = (text: string) => Promise<void>;

/** Findings written for each connection; `findingCount` counts all. */
const mostFindings = 10_000;

/** Writes the whole object and a line end. `most` limits frames and messages of each connection. */
export async function writeJson(
  capture: CaptureView,
  connections: readonly OpenConnection[],
  most: number | null,
  write: Write,
): Promise<void> {
  const { format, bytes, notes, name, formatName, description } = capture;
  const source = { format, bytes, notes: notes.map((note) => note.text), name, formatName, description };
  await write(`{\n"source": ${JSON.stringify(source)},\n"connections": [`);
  for (const [i, view] of capture.connections.entries()) {
    await write(i === 0 ? '\n' : ',\n');
    await writeConnection(view, connections[i], most ?? Number.POSITIVE_INFINITY, write);
  }
  await write('\n]\n}\n');
}

async function writeConnection(
  view: ConnectionView,
  open: OpenConnection,
  most: number,
  write: Write,
): Promise<void> {
  const { connection } = open;
  const { id, client, server, transport, fidelity, url, senderInferred, deflate, deflateFrom } = view;
  const head = { id, client, server, transport, fidelity, url, senderInferred, deflate, deflateFrom };
  await write(`${JSON.stringify(head).slice(0, -1)},\n"handshake": ${JSON.stringify(handshakeOf(view))},\n`);
  await writeList('frames', Math.min(connection.frames.length, most), (i) => frameOf(open, i), write);
  await writeList('messages', Math.min(connection.messages.length, most), (i) => messageOf(open, i), write);
  const { findings, count } = findingsOf(connection, mostFindings);
  await write(`"findings": ${JSON.stringify(findings.map(findingOf))},\n"findingCount": ${count},\n`);
  await write(`"breaks": ${JSON.stringify(view.breaks)},\n`);
  await write(`"diagnosis": ${JSON.stringify(view.diagnosis.map(diagnosisOf))},\n`);
  await write(`"reports": ${JSON.stringify(view.reports)}}`);
}

async function writeList(
  name: string,
  count: number,
  item: (index: number) => Promise<unknown>,
  write: Write,
): Promise<void> {
  await write(`"${name}": [`);
  for (let i = 0; i < count; i++) await write(`${i === 0 ? '\n' : ',\n'}${JSON.stringify(await item(i))}`);
  await write('],\n');
}

function handshakeOf(view: ConnectionView): unknown {
  const { handshake } = view;
  if (handshake === null) return null;
  const { request, response, checks, deflate, subprotocol, fingerprints, accepted } = handshake;
  return {
    status: response?.status ?? null,
    path: request?.target ?? null,
    checks: checks.map(({ id, ok, severity, text, section }) => ({ id, ok, severity, text, section })),
    deflate,
    subprotocol,
    accepted,
    fingerprints,
  };
}

async function frameOf(open: OpenConnection, index: number): Promise<unknown> {
  const { frames } = open.connection;
  const time = frames.time(index);
  return {
    index,
    sender: frames.sender(index),
    senderInferred: open.connection.senderInferred,
    time: Number.isFinite(time) ? time : null,
    offset: frames.offset(index),
    fin: frames.fin(index),
    rsv: frames.rsv(index),
    opcode: frames.opcode(index),
    masked: frames.masked(index),
    maskingKey: maskingKeyOf(open, index),
    headerLength: frames.headerLength(index),
    payloadLength: frames.payloadLength(index),
    complete: frames.complete(index),
    trust: frames.confidence(index),
    payloadSha256: await payloadSha256(open, index),
  };
}

/** The key of a masked frame whose header the input holds to its end. */
function maskingKeyOf(open: OpenConnection, index: number): string | null {
  const { frames } = open.connection;
  const short = frames.byte1(index) & 127;
  const whole = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + 4;
  if (!frames.masked(index) || frames.headerLength(index) < whole) return null;
  return frames.maskingKey(index).toString(16).padStart(8, '0');
}

async function messageOf(open: OpenConnection, index: number): Promise<unknown> {
  const { messages } = open.connection;
  return {
    index,
    sender: messages.sender(index),
    kind: messages.kind(index),
    frames: open.messages.framesOf(index),
    length: messages.applicationLength(index),
    compressed: messages.compressed(index),
    complete: messages.complete(index),
    sha256: await messageSha256(open, index),
  };
}

function findingOf(finding: Finding): unknown {
  const { rule, severity, sender, frame, place, section, closeCode, text } = finding;
  return {
    rule,
    severity,
    sender,
    frame,
    offset: place.offset,
    length: place.length,
    section,
    closeCode,
    text,
  };
}

function diagnosisOf(diagnosis: Diagnosis): unknown {
  const { evidence, ...rest } = diagnosis;
  return {
    ...rest,
    evidence: evidence.map(({ text, place }) => ({
      text,
      sender: place?.sender ?? null,
      offset: place?.offset ?? null,
      length: place?.length ?? null,
    })),
  };
}
