// Makes the views of a capture and its connections for the page.

import { findingsOf } from '../decoder/diagnosis/findings.ts';
import { type Sender, senders } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { firstTime, lastTime } from '../decoder/model/connection-times.ts';
import { count, duration } from '../decoder/model/words.ts';
import type { Capture, OpenConnection } from './capture.ts';
import type { CaptureView, ConnectionGroup, ConnectionView } from './protocol.ts';
import { groupKey, Tally } from './tally.ts';

const maxFindings = 200;

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** One line with the size of a connection. */
function sizeLine(connection: Connection): string {
  const frames = connection.frames.length;
  const first = firstTime(connection);
  const last = lastTime(connection);
  const words = [count(frames, 'frame'), count(connection.messages.length, 'message')];
  if (last > first) words.push(`in ${duration(last - first)}`);
  return `${words.join(', ')}.`;
}

/** Frames that break no rule, and begin a message that is faulty inside. */
function framesFaultyInside({ connection, contentFindings }: OpenConnection): number {
  const inside = new Set((contentFindings ?? []).flatMap(({ frame }) => frame ?? []));
  return [...inside].filter((frame) => connection.frames.violations(frame) === 0).length;
}

/** The view of a connection. It is kept after the diagnosis. */
export function connectionView(open: OpenConnection, id: number): ConnectionView {
  if (open.view !== null) return open.view;
  const { connection, diagnosis } = open;
  const { directions, frames } = connection;
  const { findings, count: findingCount, frameCount } = findingsOf(connection, maxFindings);
  const bytesOf = (sender: Sender) => Math.max(0, connection.locator.extent(sender).end);
  const view: ConnectionView = {
    id,
    file: open.file,
    client: connection.client,
    server: connection.server,
    url: connection.url ?? requestTarget(connection),
    transport: connection.transport,
    fidelity: connection.fidelity,
    handshake: connection.handshake,
    frames: frames.length,
    framesBySender: { client: directions.client.frameCount, server: directions.server.frameCount },
    messages: connection.messages.length,
    bytesBySender: { client: bytesOf('client'), server: bytesOf('server') },
    firstTime: orNull(firstTime(connection)),
    lastTime: orNull(lastTime(connection)),
    senderInferred: connection.senderInferred,
    deflate: connection.deflate,
    deflateFrom: connection.deflateFrom,
    level: diagnosis?.level ?? 'unknown',
    headline: diagnosis?.headline.title ?? 'Reading…',
    summary: diagnosis?.headline.summary ?? sizeLine(connection),
    diagnosis: diagnosis?.diagnosis ?? [],
    considered: diagnosis?.considered ?? [],
    findings,
    findingCount,
    framesWithFindings: frameCount + framesFaultyInside(open),
    contentFindings: open.contentFindings ?? [],
    breaks: senders
      .flatMap((sender) => {
        const { broken } = directions[sender];
        return broken === null ? [] : [{ sender, offset: broken.offset, frame: broken.frame }];
      })
      .sort((a, b) => a.frame - b.frame),
    reports: open.reports ?? [],
    symptoms: connection.symptoms.map(({ text }) => text),
    ends: { client: directions.client.end, server: directions.server.end },
    tls: connection.tls,
    legs: open.legs,
    pair: open.legs === null ? null : open.legs.front === id ? open.legs.back : open.legs.front,
  };
  if (diagnosis !== null) open.view = view;
  return view;
}

function requestTarget(connection: Connection): string | null {
  return connection.handshake?.request?.target ?? null;
}

/** All connections by group; those that are not diagnosed yet by what the list says of them. */
function groupsOf(connections: readonly ConnectionView[], counted: Tally): ConnectionGroup[] {
  const all = new Tally();
  for (const view of connections) {
    const { level, headline: title, summary, diagnosis } = view;
    all.add(groupKey({ level, headline: { title, summary }, diagnosis }, view), view.frames, view.id);
  }
  all.addAll(counted);
  return all.groups();
}

/** The view of a capture, as far as it has been read. */
export function captureView(capture: Capture): CaptureView {
  const connections = capture.connections.map((open, id) => {
    // The tables grow while the input is read: take the current ones.
    if (!capture.complete) open.connection = open.decoder.view();
    return connectionView(open, id);
  });
  const { counted } = capture;
  return {
    name: capture.name,
    kind: capture.kind,
    errors: capture.errors,
    recognition: capture.recognition,
    joinedText: capture.joinedText,
    format: capture.format,
    formatName: capture.formatName,
    grade: capture.grade,
    description: capture.description,
    bytes: capture.bytes,
    notes: [...capture.countedNotes(), ...capture.keyNotes, ...capture.http2Notes],
    alternatives: capture.alternatives,
    assumptions: capture.assumptions,
    connections,
    otherConnections: capture.otherConnections,
    counted: { connections: counted.connections, frames: counted.frames },
    groups: groupsOf(connections, counted),
    marks: capture.marks,
    complete: capture.complete,
    edited: capture.edited,
  };
}
