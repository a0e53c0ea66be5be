// Reads the HTTP/2 connections of a capture once it is read and decrypted: each WebSocket stream (RFC 8441)
// becomes a connection of its own, and the other streams are counted.

import { createFrameFastPath } from '../decoder/fast-path/frames.ts';
import { Http2Connection } from '../decoder/http2/connection.ts';
import { framesOf } from '../decoder/http2/frames.ts';
import { type Note, type Sender, senders } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { type StreamOffset, streamOffset } from '../decoder/model/coordinates.ts';
import { headerTokens } from '../decoder/model/http.ts';
import type { Http2Stream, Http2Summary } from '../decoder/model/http2.ts';
import { missing } from '../decoder/model/stream-map.ts';
import { count } from '../decoder/model/words.ts';
import { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';
import type { Capture } from './capture.ts';
import { type Pace, readPieces } from './carrier-pieces.ts';
import type { Http2Content } from './http2-content.ts';

/** Bytes of a direction in which frames are recognised, when the capture begins in the middle. */
const maxRecognised = 4096;
/** Segments of a direction that are looked at. */
const maxSegments = 64;
/** Frames of both directions that fit: a run of them with lengths, types and streams that fit is no chance. */
const minFrames = 3;
/** Notes about connections with WebSockets in one capture. */
const maxNotes = 5;

/** Where HTTP/2 begins in each direction. */
interface Beginning {
  readonly at: Record<Sender, StreamOffset>;
  readonly start: 'first' | 'middle';
  readonly began: Http2Stream['began'];
}

/** Reads every HTTP/2 connection of a capture. */
export async function readHttp2(capture: Capture, pace: Pace): Promise<void> {
  const contents = new Map<ConnectionDecoder, Http2Content>();
  const carried: Carried[] = [];
  for (const carrier of capture.decoders) {
    const decrypted = capture.decrypted.get(carrier);
    const decoder = decrypted?.decoder ?? carrier;
    if (!decoder.mayCarryHttp2) continue;
    const connection = decoder.view();
    const beginning = await beginningOf(connection);
    if (beginning === null) continue;
    const content = await readConnection(capture, decoder, beginning, pace);
    contents.set(decoder, content);
    decoder.http2Streams = content.summary;
    carried.push({ connection, summary: content.summary, began: beginning.began });
  }
  capture.http2 = contents;
  capture.http2Notes = notesOn(carried);
}

async function readConnection(
  capture: Capture,
  carrier: ConnectionDecoder,
  { at: begins, start, began }: Beginning,
  pace: Pace,
): Promise<Http2Content> {
  const connection = carrier.view();
  const streams: ConnectionDecoder[] = [];
  const { store } = carrier.opening;
  const reader = new Http2Connection({
    start,
    began,
    open() {
      const decoder = new ConnectionDecoder(
        connection.id,
        {
          transport: 'http2',
          fidelity: 'bytes',
          client: connection.client,
          server: connection.server,
          roles: 'known',
          ...(store === undefined ? {} : { store }),
          ...(connection.tls === null ? {} : { tls: connection.tls }),
        },
        carrier.store,
        capture.assumptions,
        createFrameFastPath(),
      );
      streams.push(decoder);
      return decoder;
    },
  });
  for await (const { sender, offset, length, bytes, at, time } of readPieces(
    connection,
    carrier.store,
    pace,
  )) {
    const skipped = Math.max(0, begins[sender] - offset);
    if (skipped >= length) continue;
    if (bytes === null) reader.gap(sender, length - skipped, time);
    else reader.data(sender, bytes.subarray(skipped), at + skipped, time);
  }
  for (const sender of senders) {
    const { end, endTime } = connection.directions[sender];
    if (end !== null && end !== 'cut') reader.end(sender, end, endTime);
  }
  reader.finish();
  for (const [i, facts] of reader.facts().entries()) {
    streams[i].http2 = facts;
    streams[i].finish();
  }
  return { streams, summary: reader.summary(), began };
}

/** Where the HTTP/2 of a connection begins, or `null` when it is none. */
async function beginningOf(connection: Connection): Promise<Beginning | null> {
  const { client, server } = connection.directions;
  const preface = client.heads.find(({ head }) => head.method === 'PRI')?.start ?? streamOffset(0);
  const isAgreed = connection.tls?.protocol === 'h2';
  if (client.kind === 'http2') {
    const switched = server.heads.find(
      ({ head }) => head.status === 101 && headerTokens(head, 'upgrade').includes('h2c'),
    );
    if (switched) {
      const begin = streamOffset(switched.start + switched.head.byteLength);
      return { at: { client: preface, server: begin }, start: 'first', began: 'upgrade' };
    }
    // An answer of HTTP/1.1 is the other end's mistake, or refusal.
    if (server.kind !== 'http2' && !isAgreed && !(await startsWithFrames(connection, 'server'))) return null;
    const began = isAgreed ? 'alpn' : 'preface';
    return { at: { client: preface, server: streamOffset(0) }, start: 'first', began };
  }
  const zero = { client: streamOffset(0), server: streamOffset(0) };
  const isUnread = client.heads.length === 0 && server.heads.length === 0;
  // With heads, a side speaks HTTP/1.1 though ALPN agreed on HTTP/2.
  if (isAgreed && isUnread) return { at: zero, start: 'middle', began: 'alpn' };
  if (!isUnread || !(await consistsOfFrames(connection))) return null;
  return { at: zero, start: 'middle', began: 'before-capture' };
}

async function startsWithFrames({ directions }: Connection, sender: Sender): Promise<boolean> {
  const head = await directions[sender].map.read(streamOffset(0), streamOffset(maxRecognised));
  return framesOf(head) !== null;
}

/** Whether both directions consist of HTTP/2 frames, though the capture lacks their beginning. */
async function consistsOfFrames({ directions }: Connection): Promise<boolean> {
  let frames = 0;
  for (const sender of senders) {
    const { map, kind } = directions[sender];
    if (kind === 'empty') continue;
    if (map.extentCount === 0 || kind === 'tls') return false;
    let found = 0;
    // The first bytes may be the rest of a frame; a segment after it begins with one.
    for (let i = 0; i < Math.min(map.extentCount, maxSegments) && found < minFrames; i++) {
      const { start, end, at } = map.extent(i);
      if (at === missing) continue;
      const bytes = await map.read(start, streamOffset(Math.min(end, start + maxRecognised)));
      found = Math.max(found, framesOf(bytes)?.length ?? 0);
    }
    if (found === 0) return false;
    frames += found;
  }
  return frames >= minFrames;
}

const beganWords: Readonly<Record<Http2Stream['began'], string>> = {
  alpn: 'ALPN h2',
  preface: 'with prior knowledge',
  upgrade: 'after Upgrade: h2c',
  'before-capture': 'recognised by its frames, since the capture begins later',
};

/** What one connection carried. */
interface Carried {
  readonly connection: Connection;
  readonly summary: Http2Summary;
  readonly began: Http2Stream['began'];
}

/** A note about each connection with WebSockets, and one about all others. */
function notesOn(carried: readonly Carried[]): Note[] {
  const withWebSockets = carried.filter(({ summary }) => summary.webSocketCount > 0);
  const others = carried.filter(({ summary }) => summary.webSocketCount === 0);
  const notes = [...withWebSockets.slice(0, maxNotes), ...(others.length === 1 ? others : [])].map(noteOn);
  if (others.length > 1) {
    const streams = others.reduce((sum, { summary }) => sum + summary.streamCount, 0);
    const [first] = others.filter(({ summary }) => summary.requests.length > 0);
    const listed = first === undefined ? '' : ` The first: ${listOf(first.summary)}.`;
    notes.push({
      level: 'info',
      id: 'http2-streams',
      text: `${count(others.length, 'HTTP/2 connection')} without a WebSocket: ${count(streams, 'stream')}, which are not judged.${listed}`,
    });
  }
  return notes;
}

function noteOn({ connection, summary, began }: Carried): Note {
  const { client, server } = connection;
  const { streamCount, webSocketCount, skippedCount, requests, unknownBlockCount, headerError } = summary;
  const ends = client !== null && server !== null ? ` from ${client} to ${server}` : '';
  const webSockets = webSocketCount === 0 ? 'no WebSocket' : count(webSocketCount, 'WebSocket');
  const sentences = [`HTTP/2${ends} (${beganWords[began]}): ${count(streamCount, 'stream')}, ${webSockets}.`];
  if (requests.length > 0) sentences.push(`Other streams, which are not judged: ${listOf(summary)}.`);
  if (began === 'before-capture' && webSocketCount === 0)
    sentences.push(
      'A WebSocket that was opened before is recognised only by whole frames: begin the capture before the connection opens.',
    );
  if (unknownBlockCount > 0)
    sentences.push(
      `${count(unknownBlockCount, 'header block')} cannot be read in full, since the capture lacks bytes before or in them.`,
    );
  if (headerError !== null) sentences.push(`A header block is damaged: ${headerError}`);
  if (skippedCount > 0) sentences.push(`${count(skippedCount, 'further WebSocket')} are not read.`);
  return { level: 'info', id: 'http2-streams', text: sentences.join(' ') };
}

/** The ordinary requests, as far as they are listed. */
function listOf({ requests, streamCount, webSocketCount }: Http2Summary): string {
  const listed = requests.map(
    ({ stream, method, path, status }) =>
      `${stream}: ${method} ${path} (${status === 0 ? 'no answer' : status})`,
  );
  const more = streamCount - webSocketCount - requests.length;
  return `${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
