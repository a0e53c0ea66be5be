// strace: `read(3, "\201\5Hello", 65536) = 7`, default escapes or -xx, with pids, times, -y and -yy, readv,
// sendto and so on. Reading is receiving, writing is sending; connect and accept say which side the traced
// program is. strace cuts strings after 32 characters unless -s is given.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { decodeLatin1 } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import type { TextBlock } from '../text/blocks.ts';
import { hexCells, rowScan } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { type EscapedString, readEscapes } from '../text/escapes.ts';
import { linesOfBlock } from '../text/lines.ts';
import { streamScore } from '../text/plausible.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';

const reads = 'read|recv|recvfrom|recvmsg|readv|pread64|preadv';
const writes = 'write|send|sendto|sendmsg|writev|pwrite64|pwritev';
const call = new RegExp(
  `^(?:\\[pid\\s+(\\d+)\\] |(\\d+)\\s+)?([\\d:.+-]*\\s*)?(?:(${reads}|${writes})\\((\\d+)(<(?:TCP(?:v6)?:\\[.*?\\]|[^>]*)>)?, |<\\.\\.\\. (${reads}|${writes}) resumed>)`,
);
const sniffCall = new RegExp(`(?:^|\\s)(?:${reads}|${writes})\\(\\d+(?:<[^"]*>)?, (?!\\d+\\):).*"`, 'm');
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

/** What one descriptor carried between its opening and its closing. `pieces`: those not given yet. */
interface Channel {
  readonly pieces: Piece[];
  role: 'client' | 'server' | null;
  peer: string | null;
  own: string | null;
  socket: boolean;
  file: boolean;
  /** It had pieces. */
  used: boolean;
  /** Pieces that were looked at, and whether one of them looks like HTTP or WebSocket. */
  checked: number;
  stream: boolean;
  connection: TextConnection | null;
}

function endpoint(written: string, port: string): string {
  // -xx writes the address in escapes, too.
  const host = decodeLatin1(readEscapes(written, 0, written.length, '').bytes);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What follows a buffer in a call: `", 46) = 46`. */
const endOfBuffer = /", (\d{1,9})\)\s*= /g;

/**
 * The literal that begins at `from`. ltrace writes quotes inside of it without a backslash: then the count after it
 * says where it ends.
 */
function literalAt(text: string, from: number, end: number): EscapedString {
  const part = readEscapes(text, from, end, '"');
  if (
    !part.closed ||
    /^"(?:\.\.\.)?(?:[,)\]}]|\s*$)/.test(text.slice(part.stop, Math.min(end, part.stop + 6)))
  )
    return part;
  for (const { index, 1: count } of text.slice(from, end).matchAll(endOfBuffer)) {
    const whole = readEscapes(text, from, from + index, '');
    if (whole.bytes.length === Number(count)) return { ...whole, closed: true };
  }
  return part;
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
    const part = literalAt(text, i + 1, end);
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

class StraceReader implements TextReader {
  readonly #out: Transcript;
  readonly #channels: Channel[] = [];
  readonly #open = new Map<string, Channel>();
  readonly #unfinished = new Map<string, { sends: boolean; fd: string; bytes: Uint8Array; name: string }>();
  #missing = 0;

  /** The piece to which a hex dump (-e read=all) below a call belongs, and how much of it was shown. */
  #last: Piece | null = null;
  #dumped = 0;
  readonly #shown = new ByteBuilder();
  readonly #row = rowScan();

  constructor(out: Transcript) {
    this.#out = out;
  }

  /** One row of the dump that -e read and -e write add: ` | 00000  48 54 ...  HTTP/1.1 |`. */
  #dump(text: string, start: number, end: number, offset: number): void {
    const last = this.#last;
    if (!last || offset !== this.#dumped) return;
    dumpCells(text, start, Math.min(end, start + 50), Math.min(16, last.moved - offset), this.#row);
    const { bytes, count, stop } = this.#row;
    const shown = this.#shown;
    this.#dumped += count;
    this.#out.mark(start, stop, 'bytes');
    if (Math.max(last.bytes.length, shown.length) >= this.#dumped) return;
    if (shown.length === 0) shown.append(last.bytes.subarray(0, offset));
    shown.appendValues(bytes, count);
  }

  /** The dump below a call is whole: its bytes take the place of those in the call, which were cut. */
  #endDump(): void {
    const last = this.#last;
    if (!last || this.#shown.length === 0) return;
    last.bytes = this.#shown.take();
    last.missing = last.moved - last.bytes.length;
  }

  #channel(fd: string): Channel {
    let channel = this.#open.get(fd);
    if (!channel) {
      channel = {
        pieces: [],
        role: null,
        peer: null,
        own: null,
        socket: false,
        file: false,
        used: false,
        checked: 0,
        stream: false,
        connection: null,
      };
      this.#open.set(fd, channel);
      this.#channels.push(channel);
    }
    return channel;
  }

  read(block: TextBlock): void {
    if (block.beyond) this.#emit(false);
    const { text } = block;
    for (const line of linesOfBlock(block)) {
      const source = text.slice(line.start, Math.min(line.end, line.start + 400));
      const row = dumpRow.exec(source);
      if (row) {
        this.#dump(text, line.start + row[0].length, line.end, Number.parseInt(row[1], 16));
        continue;
      }
      const match = call.exec(source);
      if (match) this.#call(text, match, line.start, line.end);
      else this.#other(text.slice(line.start, line.end), line.start, line.end);
    }
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

  #call(text: string, match: RegExpExecArray, start: number, end: number): void {
    const pid = match[1] ?? match[2] ?? '';
    const name = match[4] ?? match[7];
    const from = start + match[0].length;
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
    this.#endDump();
    this.#last = { sends, bytes: kept, missing, moved, time };
    channel.pieces.push(this.#last);
    channel.used = true;
    this.#dumped = 0;
  }

  /**
   * Gives what is known so far: of sockets where the trace tells them from files, otherwise of whatever looks
   * like a stream.
   * `last`: no call follows, so the last piece is whole and a lone descriptor is the stream, whatever it carries.
   */
  #emit(last: boolean): void {
    const used = this.#channels.filter((channel) => channel.used);
    const sockets = used.filter((channel) => channel.socket && !channel.file);
    for (const channel of sockets.length > 0 ? sockets : used) {
      const { pieces } = channel;
      const whole = !last && pieces[pieces.length - 1] === this.#last ? pieces.length - 1 : pieces.length;
      if (channel.stream || (last && used.length === 1) || looksLikeStream(channel, whole)) {
        channel.stream = true;
        if (whole > 0) this.#give(channel, whole);
      }
    }
  }

  /** Gives the first `count` pieces of a channel. */
  #give(channel: Channel, count: number): void {
    if (!channel.connection) {
      const roles = channel.role === null ? 'guess' : 'known';
      channel.role ??= guessRole(channel.pieces[0]);
      const { role, own, peer } = channel;
      channel.connection = this.#out.connection({
        roles,
        client: role === 'client' ? own : peer,
        server: role === 'client' ? peer : own,
      });
    }
    const own: Sender = channel.role ?? 'client';
    const other: Sender = own === 'client' ? 'server' : 'client';
    for (const piece of channel.pieces.splice(0, count)) {
      const sender = piece.sends ? own : other;
      channel.connection.bytes(sender, piece.bytes, piece.time);
      if (piece.missing > 0) {
        this.#missing += piece.missing;
        channel.connection.gap(sender, piece.missing, piece.time);
      }
    }
  }

  end(): void {
    this.#endDump();
    this.#emit(true);
    const used = this.#channels.filter((channel) => channel.used).length;
    const streams = this.#channels.filter((channel) => channel.stream).length;
    if (used > 0 && streams === 0) {
      this.#out.note(
        'error',
        'no-bytes',
        `Expected reads and writes of a socket, found ${used} file descriptors without HTTP or WebSocket. Trace with \`strace -f -xx -s 1000000 -e trace=network,read,write,readv,writev,close\`.`,
      );
    }
    if (this.#missing > 0) {
      this.#out.note(
        'warning',
        'paste-truncated',
        `strace cut its strings: ${this.#missing} bytes are missing. Trace again with \`strace -f -xx -s 1000000 -e trace=network,read,write\`.`,
      );
    }
    if (used > streams && streams > 0) {
      this.#out.note(
        'info',
        'lines-ignored',
        `Left out ${used - streams} file descriptors that carry no WebSocket or HTTP.`,
      );
    }
  }
}

/** Whether one of the first `count` pieces looks like HTTP or WebSocket. Each is looked at once. */
function looksLikeStream(channel: Channel, count: number): boolean {
  for (; channel.checked < count; channel.checked++) {
    if (streamScore(channel.pieces[channel.checked].bytes) > 0) return true;
  }
  return false;
}

/** Whoever sends a request, or is sent an answer, is the client. */
function guessRole(first: Piece): Sender {
  const text = String.fromCharCode(...first.bytes.subarray(0, 8));
  if (text.startsWith('GET ')) return first.sends ? 'client' : 'server';
  return text.startsWith('HTTP/') && first.sends ? 'server' : 'client';
}

/** System calls traced by strace. */
export const strace = textImporter({
  id: 'strace',
  name: 'strace output',
  grade: ({ text }) => (sniffCall.test(text) ? 'certain' : 'no'),
  open: (_head, out) => {
    out.describe('strace');
    return new StraceReader(out);
  },
});
