// Reads the HTTP/2 connections of a capture once it is read and decrypted: each WebSocket stream (RFC 8441)
// becomes a connection of its own, and the other streams are counted.

import { createFrameFastPath } from '../decoder/fast-path/frames.ts';
import { Http2Connection } from '../decoder/http2/connection.ts';
import { framesOf } from '../decoder/http2/frames.ts';
import { type Note, type Sender, senders } from '../decoder/model/basics.ts';
import type { Opening } from '../decoder/model/capture-sink.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { type StreamOffset, streamOffset } from '../decoder/model/coordinates.ts';
import { headerTokens } from '../decoder/model/http.ts';
import type { Http2Stream, Http2Summary } from '../decoder/model/http2.ts';
import { missing } from '../decoder/model/stream-map.ts';
import { count } from '../decoder/model/words.ts';
import { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';
import type { Capture } from './capture.ts';
import { type Pace, readPieces } from './carrier-pieces.ts';
import type { DecryptTunnel } from './decrypt.ts';
import type { Http2Content, Tunnelled } from './http2-content.ts';

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

/** Reads every HTTP/2 connection of a capture. `decrypt` decrypts TLS in a tunnel. */
export async function readHttp2(capture: Capture, pace: Pace, decrypt: DecryptTunnel | null): Promise<void> {
  const contents = new Map<ConnectionDecoder, Http2Content>();
  const carried: Carried[] = [];
  for (const captured of capture.decoders) {
    const decrypted = capture.decrypted.get(captured);
    const decoder = decrypted?.decoder ?? captured;
    if (!decoder.mayCarryHttp2) continue;
    const connection = decoder.view();
    const beginning = await beginningOf(connection);
    if (beginning === null) continue;
    const carrier = { decoder, records: decrypted?.records ?? null };
    const content = await readConnection(capture, carrier, beginning, { pace, decrypt });
    contents.set(decoder, content);
    decoder.http2Streams = content.summary;
    const { summary, tunnels } = content;
    carried.push({ connection, summary, tunnels: tunnels.length, began: beginning.began });
  }
  capture.http2 = contents;
  capture.http2Notes = notesOn(carried);
}

/** How an HTTP/2 connection is read. */
interface Reading {
  readonly pace: Pace;
  readonly decrypt: DecryptTunnel | null;
}

async function readConnection(
  capture: Capture,
  { decoder: carrier, records }: Tunnelled,
  { at: begins, start, began }: Beginning,
  { pace, decrypt }: Reading,
): Promise<Http2Content> {
  const connection = carrier.view();
  const { client, server, tls } = connection;
  const streams: ConnectionDecoder[] = [];
  const tunnels: ConnectionDecoder[] = [];
  const { store } = carrier.opening;
  const open = (transport: Opening['transport'], into: ConnectionDecoder[]) => {
    const inner = new ConnectionDecoder(
      connection.id,
      {
        transport,
        fidelity: 'bytes',
        client,
        server,
        roles: 'known',
        ...(store === undefined ? {} : { store }),
        ...(tls === null ? {} : { tls }),
      },
      carrier.store,
      capture.assumptions,
      createFrameFastPath(),
    );
    into.push(inner);
    return inner;
  };
  const reader = new Http2Connection({
    start,
    began,
    open: () => open('http2', streams),
    openTunnel: () => open(tls === null ? 'tcp' : 'tls', tunnels),
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
  const shown: Tunnelled[] = [];
  for (const decoder of tunnels) {
    const inner = await tunnelled({ decoder, records }, decrypt);
    if (inner.decoder.isWebSocket) shown.push(inner);
  }
  return { streams, tunnels: shown, summary: reader.summary(), began };
}

/** What a tunnel carries, decrypted where there are keys. */
async function tunnelled(tunnel: Tunnelled, decrypt: DecryptTunnel | null): Promise<Tunnelled> {
  tunnel.decoder.finish();
  if (!tunnel.decoder.isEncrypted || decrypt === null) return tunnel;
  return (await decrypt(tunnel.decoder, tunnel.records)) ?? tunnel;
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
  /** Count of tunnels that are shown as connections. */
  readonly tunnels: number;
  readonly began: Http2Stream['began'];
}

const isOfInterest = ({ summary, tunnels }: Carried) => summary.webSocketCount > 0 || tunnels > 0;

/** A note about each connection with WebSockets or tunnels, and one about all others. */
function notesOn(carried: readonly Carried[]): Note[] {
  const withWebSockets = carried.filter(isOfInterest);
  const others = carried.filter((one) => !isOfInterest(one));
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

function noteOn({ connection, summary, tunnels, began }: Carried): Note {
  const { client, server } = connection;
  const { streamCount, webSocketCount, skippedCount, requests, unknownBlockCount, headerError } = summary;
  const ends = client !== null && server !== null ? ` from ${client} to ${server}` : '';
  const held = [
    ...(webSocketCount === 0 ? [] : [count(webSocketCount, 'WebSocket')]),
    ...(tunnels === 0 ? [] : [count(tunnels, 'tunnel')]),
  ].join(', ');
  const sentences = [
    `HTTP/2${ends} (${beganWords[began]}): ${count(streamCount, 'stream')}, ${held || 'no WebSocket'}.`,
  ];
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
