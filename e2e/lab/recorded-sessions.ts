/**
 * Sound recorded conversations as sessions that can be damaged: the heads and frames of each end in the order in
 * which they were recorded, with the packet in which each began.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Piece } from './generate-session.ts';
import { type Agreed, agreedDeflate, headEnd, join, type Sender, strictRead } from './generate-strict.ts';
import { type Packet, readCapture, Tcp } from './packets.ts';

/** A piece that knows the packet in which it began; absent: it was not recorded. */
export interface RecordedPiece extends Piece {
  packet?: number;
}

export interface RecordedSession {
  /** The capture's name, without its folder. */
  name: string;
  pieces: RecordedPiece[];
  agreed: Record<Sender, Agreed> | null;
  /** Who sent the first FIN, or null when none was recorded. */
  closer: Sender | null;
  /** What is right to say of the recording beside that it is sound. */
  also: readonly string[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Folders of sound recordings. */
const folders = ['e2e/captures/healthy', 'e2e/contents/recordings'];
/** Sessions with fewer frames of both ends leave nothing to damage. */
const leastFrames = 5;
/** Larger recordings take long and show nothing else. */
const maxBytes = 400_000;

interface TimedPacket {
  readonly index: number;
  readonly time: number;
  readonly tcp: NonNullable<Packet['tcp']>;
}

/** Seconds since 1970 at which a packet was recorded. */
function timeOf(record: Buffer, isPcapng: boolean): number {
  if (!isPcapng) return record.readUInt32LE(0) + record.readUInt32LE(4) / 1e6;
  const units = record.readUInt32LE(12) * 2 ** 32 + record.readUInt32LE(16);
  return units > 1e17 ? units / 1e9 : units / 1e6;
}

interface Direction {
  bytes: Uint8Array;
  /** Where each packet's bytes begin. */
  starts: { at: number; packet: TimedPacket }[];
}

/** One direction's bytes in the order of their sequence numbers; null when bytes are missing. */
function directionOf(packets: readonly TimedPacket[]): Direction | null {
  const syn = packets.find(({ tcp }) => tcp.flags & Tcp.syn);
  if (!syn) return null;
  const parts = packets
    .filter(({ tcp }) => tcp.payload.length > 0)
    .map((packet) => ({ at: (packet.tcp.seq - syn.tcp.seq - 1) | 0, packet }))
    .sort((a, b) => a.at - b.at);
  const out: Uint8Array[] = [];
  const starts: Direction['starts'] = [];
  let length = 0;
  for (const { at, packet } of parts) {
    const { payload } = packet.tcp;
    if (at > length) return null;
    if (at + payload.length <= length) continue;
    const fresh = payload.subarray(length - at);
    starts.push({ at: length, packet });
    out.push(Uint8Array.from(fresh));
    length += fresh.length;
  }
  return { bytes: join(out), starts };
}

function piecesOf(
  direction: Direction,
  sender: Sender,
  agreed: Agreed | null,
  first: number,
): RecordedPiece[] | null {
  const { bytes, starts } = direction;
  const packetAt = (offset: number): TimedPacket => {
    const found = starts.findLast(({ at }) => at <= offset);
    if (!found) throw new Error('no packet holds this byte');
    return found.packet;
  };
  const piece = (offset: number, slice: Uint8Array, more: Partial<RecordedPiece>): RecordedPiece => ({
    sender,
    bytes: slice,
    time: packetAt(offset).time - first,
    head: false,
    parts: null,
    single: false,
    plain: null,
    packet: packetAt(offset).index,
    ...more,
  });
  const start = headEnd(bytes);
  if (start < 0) return null;
  const { frames, breakOffset, openOffset } = strictRead(bytes.subarray(start), sender, agreed);
  if (breakOffset !== null || openOffset !== null) return null;
  const pieces = [piece(0, bytes.subarray(0, start), { head: true })];
  for (const { offset, headerLength, payloadLength, opcode, fin, rsv, key, payload } of frames) {
    const at = start + offset;
    const parts = { opcode, fin, rsv, key, payload };
    const whole = bytes.subarray(at, at + headerLength + payloadLength);
    pieces.push(piece(at, whole, { parts, single: fin && opcode > 0 && opcode < 8 }));
  }
  return pieces;
}

/** Each WebSocket conversation of a capture that is recorded whole and sound. */
function sessionsOf(name: string, file: string, also: readonly string[]): RecordedSession[] {
  const isPcapng = file.endsWith('.pcapng');
  const groups = new Map<string, TimedPacket[]>();
  for (const [index, { record, tcp }] of readCapture(file).packets.entries()) {
    if (!tcp) continue;
    const back = `${tcp.to}>${tcp.from}`;
    const key = groups.has(back) ? back : `${tcp.from}>${tcp.to}`;
    const group = groups.get(key) ?? [];
    groups.set(key, [...group, { index, time: timeOf(record, isPcapng), tcp }]);
  }
  return [...groups].flatMap(([key, packets]): RecordedSession[] => {
    const [from] = key.split('>');
    const isClient = ({ tcp }: TimedPacket): boolean => tcp.from === from;
    const client = directionOf(packets.filter(isClient));
    const server = directionOf(packets.filter((packet) => !isClient(packet)));
    if (!client || !server || client.bytes.length + server.bytes.length > maxBytes) return [];
    const answer = Buffer.from(server.bytes.subarray(0, Math.max(0, headEnd(server.bytes)))).toString(
      'latin1',
    );
    if (!answer.startsWith('HTTP/1.1 101')) return [];
    const agreed = agreedDeflate(answer);
    const first = packets[0].time;
    const sent = piecesOf(client, 'client', agreed?.client ?? null, first);
    const received = piecesOf(server, 'server', agreed?.server ?? null, first);
    if (!sent || !received || sent.length + received.length < leastFrames + 2) return [];
    const pieces = [...sent, ...received].sort((a, b) => (a.packet ?? 0) - (b.packet ?? 0));
    const fin = packets.find(({ tcp }) => tcp.flags & Tcp.fin);
    const isAbrupt = !pieces.some(({ parts }) => parts?.opcode === 8);
    const right = isAbrupt ? [...also, 'abnormal-close'] : also;
    return [
      { name, pieces, agreed, closer: fin ? (isClient(fin) ? 'client' : 'server') : null, also: right },
    ];
  });
}

/** What else is right to say of a sound recording, by its truth. */
function alsoRight(truthFile: string): string[] {
  if (!existsSync(truthFile)) return [];
  const { also = [] } = JSON.parse(readFileSync(truthFile, 'utf8')) as { also?: string[] };
  return also;
}

/** The first conversation of each sound capture, in the order of their names. */
export function recordedSessions(): RecordedSession[] {
  return folders.flatMap((folder) =>
    readdirSync(path(root, folder))
      .filter((file) => /\.pcap(ng)?$/.test(file))
      .sort()
      .flatMap((file) => {
        const name = file.replace(/\.pcap(ng)?$/, '');
        const also = alsoRight(path(root, folder, `${name}.json`));
        // An end without a Close damages no frame.
        if (also.some((cause) => cause !== 'abnormal-close')) return [];
        return sessionsOf(name, path(root, folder, file), also).slice(0, 1);
      }),
  );
}
