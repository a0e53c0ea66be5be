// Decodes a connection again from its mapped bytes: with other assumptions, or with bytes changed.

import type { ByteStore } from '../bytes/store.ts';
import type { Assumptions } from '../model/assumptions.ts';
import { type Sender, senders } from '../model/basics.ts';
import type { Opening } from '../model/capture-sink.ts';
import type { Connection } from '../model/connection.ts';
import type { StreamOffset } from '../model/coordinates.ts';
import { type Extent, missing } from '../model/stream-map.ts';
import { ConnectionDecoder } from './connection-decoder.ts';

/** Replaces a byte of a sender's stream by `value`. */
export interface StreamPatch {
  readonly sender: Sender;
  readonly offset: StreamOffset;
  readonly value: number;
}

/** A store with some bytes replaced. Offsets are those of the underlying store. */
export class PatchedStore implements ByteStore {
  readonly name: string;
  readonly #below: ByteStore;
  readonly #patches: ReadonlyMap<number, number>;

  constructor(below: ByteStore, patches: ReadonlyMap<number, number>) {
    this.name = below.name;
    this.#below = below;
    this.#patches = patches;
  }

  get length(): number {
    return this.#below.length;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const bytes = await this.#below.read(start, end);
    let copy: Uint8Array | null = null;
    for (const [at, value] of this.#patches) {
      if (at < start || at >= start + bytes.length) continue;
      copy ??= bytes.slice();
      copy[at - start] = value;
    }
    return copy ?? bytes;
  }
}

/** Stream patches as patches of the store. Bytes that the capture lacks cannot be changed. */
export function storePatches(
  connection: Connection,
  patches: readonly StreamPatch[],
): ReadonlyMap<number, number> {
  const result = new Map<number, number>();
  for (const { sender, offset, value } of patches) {
    const place = connection.locator.fileOffset(sender, offset);
    if (place !== null) result.set(place, value);
  }
  return result;
}

/** The pieces of both directions in the order in which they arrived. */
export function* piecesInOrder(connection: Connection): Generator<{ sender: Sender; piece: Extent }> {
  const { client, server } = connection.directions;
  let c = 0;
  let s = 0;
  while (c < client.map.extentCount || s < server.map.extentCount) {
    const one = c < client.map.extentCount ? client.map.extent(c) : null;
    const other = s < server.map.extentCount ? server.map.extent(s) : null;
    if (one !== null && (other === null || one.turn <= other.turn)) {
      yield { sender: 'client', piece: one };
      c++;
    } else if (other !== null) {
      yield { sender: 'server', piece: other };
      s++;
    }
  }
}

const step = 1 << 20;

/** Decodes `connection` again. `cancelled` is called between reads; a cancelled replay gives `null`. */
export async function replayConnection(
  connection: Connection,
  store: ByteStore,
  assumptions: Assumptions,
  { roles, reportedMasks }: Pick<Opening, 'roles' | 'reportedMasks'>,
  cancelled: () => boolean,
): Promise<ConnectionDecoder | null> {
  const decoder = new ConnectionDecoder(
    connection.id,
    {
      transport: connection.transport,
      fidelity: connection.fidelity,
      client: connection.client,
      server: connection.server,
      roles,
      ...(reportedMasks === undefined ? {} : { reportedMasks }),
      ...(connection.url === null ? {} : { url: connection.url }),
      ...(connection.tls === null ? {} : { tls: connection.tls }),
    },
    store,
    assumptions,
  );
  decoder.http2 = connection.http2;
  decoder.http2Streams = connection.http2Streams;
  if (connection.transport === 'http2' && connection.handshake !== null) {
    // The heads are not among the bytes.
    const { request, response } = connection.handshake;
    if (request !== null) decoder.handshake(request, Number.NaN);
    if (response !== null) decoder.handshake(response, Number.NaN);
  }
  for (const event of connection.events) decoder.event(event);
  for (const symptom of connection.symptoms) decoder.symptom(symptom.text, symptom.time);
  for (const { sender, piece } of piecesInOrder(connection)) {
    if (piece.at === missing) {
      decoder.gap(sender, piece.end - piece.start, piece.time);
      continue;
    }
    const end = piece.at + piece.end - piece.start;
    for (let at: number = piece.at; at < end; at += step) {
      if (cancelled()) return null;
      const bytes = await store.read(at, Math.min(at + step, end));
      decoder.data(sender, bytes, at, piece.time);
    }
  }
  for (const sender of senders) {
    const { end, endTime } = connection.directions[sender];
    if (end !== null && end !== 'cut') decoder.end(sender, end, endTime);
  }
  decoder.finish();
  return decoder;
}
