// strace: `read(3, "\201\5Hello", 65536) = 7`, default escapes or -xx, with pids, times, -y and -yy, readv, sendto and so on.
// Reading is receiving, writing is sending; connect and accept say which side the traced program is. strace cuts strings
// after 32 characters unless -s is given.

import { decodeLatin1 } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import { hexCells, rowScan } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { readEscapes } from '../text/escapes.ts';
import { linesOf } from '../text/lines.ts';
import { streamScore } from '../text/plausible.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const reads = 'read|recv|recvfrom|recvmsg|readv|pread64|preadv';
const writes = 'write|send|sendto|sendmsg|writev|pwrite64|pwritev';
const call = new RegExp(
  `^(?:\\[pid\\s+(\\d+)\\] |(\\d+)\\s+)?([\\d:.+-]*\\s*)?(?:(${reads}|${writes})\\((\\d+)(<(?:TCP(?:v6)?:\\[.*?\\]|[^>]*)>)?, |<\\.\\.\\. (${reads}|${writes}) resumed>)`,
);
const sniffCall = new RegExp(`(?:^|\\s)(?:${reads}|${writes})\\(\\d+(?:<[^"]*>)?, .*"`, 'm');
const opened =
  /\b(?:openat|open|pipe2?|eventfd2?|epoll_create1?|timerfd_create|memfd_create|inotify_init1?)\(.*\)\s+=\s+(\d+)/;
const connects =
  /\bconnect\((\d+)(?:<[^>]*>)?, \{sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")/;
const accepts =
  /\baccept4?\(\d+(?:<[^>]*>)?, \{sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)").*\)\s+=\s+(\d+)/;
const acceptsBare = /\baccept4?\(.*\)\s+=\s+(\d+)/;
const closes = /\bclose\((\d+)(?:<[^>]*>)?\)\s+=\s+0/;
const dumpRow = /^\s*\| ([0-9a-f]{5,}) {2}(?=[0-9a-f]{2} )/;
const dumpCells = hexCells(3);
const result = /\)\s*=\s*(-?\d+)(?:\s|$|<)/;

interface Piece {
  readonly sends: boolean;
  bytes: Uint8Array;
  missing: number;
  /** Bytes that the call moved. */
  readonly moved: number;
  readonly time: number;
}

/** What one descriptor carried between its opening and its closing. */
interface Channel {
  readonly pieces: Piece[];
  role: 'client' | 'server' | null;
  peer: string | null;
  own: string | null;
  socket: boolean;
  file: boolean;
}

function endpoint(written: string, port: string): string {
  // -xx writes the address in escapes, too.
  const host = decodeLatin1(readEscapes(written, 0, written.length, '').bytes);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** All string literals of a call: the bytes of its buffers. */
function literals(
  text: string,
  from: number,
  end: number,
  out: Transcript,
): { bytes: Uint8Array; cut: boolean } {
  const parts: Uint8Array[] = [];
  let cut = false;
  let total = 0;
  for (let i = text.indexOf('"', from); i >= 0 && i < end; i = text.indexOf('"', i)) {
    const part = readEscapes(text, i + 1, end, '"');
    // Addresses of sendto and recvfrom are strings too.
    if (/inet_addr\($|inet_pton\([A-Z0-9_]+, $|sun_path=@?$/.test(text.slice(Math.max(from, i - 30), i))) {
      i = part.stop + 1;
      continue;
    }
    parts.push(part.bytes);
    total += part.bytes.length;
    out.mark(i + 1, part.stop, 'bytes');
    i = part.stop + 1;
    if (!part.closed || text.startsWith('...', i)) cut = true;
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, cut };
}

class StraceReader {
  readonly #text: string;
  readonly #out: Transcript;
  readonly #channels: Channel[] = [];
  readonly #open = new Map<string, Channel>();
  readonly #unfinished = new Map<string, { sends: boolean; fd: string; bytes: Uint8Array; name: string }>();

  /** The piece to which a hex dump (-e read=all) below a call belongs, and how much of it was shown. */
  #last: Piece | null = null;
  #dumped = 0;
  readonly #row = rowScan();

  constructor(text: string, out: Transcript) {
    this.#text = text;
    this.#out = out;
  }

  /** One row of the dump that -e read and -e write add: ` | 00000  48 54 ...  HTTP/1.1 |`. */
  #dump(start: number, end: number, offset: number): void {
    const last = this.#last;
    if (!last || offset !== this.#dumped) return;
    dumpCells(this.#text, start, Math.min(end, start + 50), Math.min(16, last.moved - offset), this.#row);
    const { bytes, count, stop } = this.#row;
    this.#dumped += count;
    this.#out.mark(start, stop, 'bytes');
    if (last.bytes.length >= this.#dumped) return;
    const grown = new Uint8Array(offset + count);
    grown.set(last.bytes.subarray(0, offset));
    grown.set(bytes.slice(0, count), offset);
    last.bytes = grown;
    last.missing = last.moved - grown.length;
  }

  #channel(fd: string): Channel {
    let channel = this.#open.get(fd);
    if (!channel) {
      channel = { pieces: [], role: null, peer: null, own: null, socket: false, file: false };
      this.#open.set(fd, channel);
      this.#channels.push(channel);
    }
    return channel;
  }

  read(): void {
    for (const line of linesOf(this.#text)) {
      const source = this.#text.slice(line.start, Math.min(line.end, line.start + 400));
      const row = dumpRow.exec(source);
      if (row) {
        this.#dump(line.start + row[0].length, line.end, Number.parseInt(row[1], 16));
        continue;
      }
      const match = call.exec(source);
      if (match) this.#call(match, line.start, line.end);
      else this.#other(this.#text.slice(line.start, line.end), line.start, line.end);
    }
    this.#emit();
  }

  #other(source: string, start: number, end: number): void {
    this.#out.mark(start, end, 'ignored');
    const connect = connects.exec(source);
    if (connect) {
      this.#open.delete(connect[1]);
      const channel = this.#channel(connect[1]);
      channel.role = 'client';
      channel.socket = true;
      channel.peer = endpoint(connect[3] ?? connect[4], connect[2]);
      return;
    }
    const accept = accepts.exec(source);
    const bare = accept ? null : acceptsBare.exec(source);
    if (accept || bare) {
      const fd = accept ? accept[4] : bare![1];
      this.#open.delete(fd);
      const channel = this.#channel(fd);
      channel.role = 'server';
      channel.socket = true;
      if (accept) channel.peer = endpoint(accept[2] ?? accept[3], accept[1]);
      return;
    }
    const file = opened.exec(source);
    if (file) {
      this.#open.delete(file[1]);
      this.#channel(file[1]).file = true;
    }
    const close = closes.exec(source);
    if (close) this.#open.delete(close[1]);
  }

  #call(match: RegExpExecArray, start: number, end: number): void {
    const pid = match[1] ?? match[2] ?? '';
    const name = match[4] ?? match[7];
    const from = start + match[0].length;
    const text = this.#text;
    const { bytes, cut } = literals(text, from, end, this.#out);
    const tail = text.slice(Math.max(from, end - 120), end);
    const held = match[7] ? this.#unfinished.get(pid) : undefined;
    const fd = match[5] ?? held?.fd;
    if (fd === undefined) return;
    const sends = new RegExp(`^(?:${writes})$`).test(name);
    const time = timeIn(match[3] ?? '');
    if (/<unfinished \.\.\.>\s*$/.test(tail)) {
      this.#unfinished.set(pid, { sends, fd, bytes, name });
      return;
    }
    this.#unfinished.delete(pid);
    const whole = held && held.bytes.length > bytes.length ? held.bytes : bytes;
    const count = result.exec(tail)?.[1];
    const moved = count === undefined ? whole.length : Math.max(0, Number(count));
    const path = match[6] && !/^<(?:TCP|socket)/.test(match[6]) ? match[6] : '';
    const channel = this.#channel(fd + path);
    if (/^(?:recv|send)/.test(name) || /<(?:TCP|TCPv6|socket)/.test(match[6] ?? '')) channel.socket = true;
    if (match[6] && !/<(?:TCP|socket)/.test(match[6])) channel.file = true;
    const ends = /<TCP(?:v6)?:\[?(.*?)->(.*?)\]?>/.exec(match[6] ?? '');
    if (ends) {
      channel.own = ends[1];
      channel.peer = ends[2];
    }
    const kept = whole.length > moved ? whole.subarray(0, moved) : whole;
    const missing = cut || kept.length < moved ? moved - kept.length : 0;
    if (moved === 0) return;
    channel.pieces.push({ sends, bytes: kept, missing, moved, time });
    this.#last = channel.pieces[channel.pieces.length - 1];
    this.#dumped = 0;
  }

  /** Gives the connections: sockets where the trace tells them from files, otherwise whatever looks like a stream. */
  #emit(): void {
    const used = this.#channels.filter((channel) => channel.pieces.length > 0);
    const sockets = used.filter((channel) => channel.socket && !channel.file);
    const streams = (sockets.length > 0 ? sockets : used).filter(
      (channel) => used.length === 1 || channel.pieces.some((piece) => streamScore(piece.bytes) > 0),
    );
    if (used.length > 0 && streams.length === 0) {
      this.#out.note(
        'error',
        'no-bytes',
        `Expected reads and writes of a socket, found ${used.length} file descriptors without HTTP or WebSocket. Trace with \`strace -f -xx -s 1000000 -e trace=network,read,write,readv,writev,close\`.`,
      );
    }
    let missing = 0;
    const left = used.length - streams.length;
    for (const channel of streams) {
      const first = channel.pieces[0];
      const text = String.fromCharCode(...first.bytes.subarray(0, 8));
      // Whoever sends a request, or is sent an answer, is the client.
      const role =
        channel.role ??
        (text.startsWith('GET ')
          ? first.sends
            ? 'client'
            : 'server'
          : text.startsWith('HTTP/') && first.sends
            ? 'server'
            : 'client');
      const own: Sender = role;
      const other: Sender = role === 'client' ? 'server' : 'client';
      const connection = this.#out.connection({
        roles: channel.role ? 'known' : 'guess',
        client: role === 'client' ? channel.own : channel.peer,
        server: role === 'client' ? channel.peer : channel.own,
      });
      for (const piece of channel.pieces) {
        const sender = piece.sends ? own : other;
        connection.bytes(sender, piece.bytes, piece.time);
        if (piece.missing > 0) {
          missing += piece.missing;
          connection.gap(sender, piece.missing, piece.time);
        }
      }
    }
    if (missing > 0) {
      this.#out.note(
        'warning',
        'paste-truncated',
        `strace cut its strings: ${missing} bytes are missing. Trace again with \`strace -f -xx -s 1000000 -e trace=network,read,write\`.`,
      );
    }
    if (left > 0 && streams.length > 0) {
      this.#out.note(
        'info',
        'lines-ignored',
        `Left out ${left} file descriptors that carry no WebSocket or HTTP.`,
      );
    }
  }
}

/** System calls traced by strace. */
export const strace = textImporter({
  id: 'strace',
  name: 'strace output',
  grade: ({ text }) => (sniffCall.test(text) ? 'certain' : 'no'),
  read: (text, out) => {
    out.describe('strace');
    new StraceReader(text, out).read();
  },
});
