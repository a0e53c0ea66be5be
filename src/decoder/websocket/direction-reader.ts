// Reads one direction from its first byte: HTTP heads until the upgrade, then frames; or another protocol.

import { ByteBuilder } from '../bytes/byte-builder.ts';
import { startsWith } from '../bytes/starts-with.ts';
import type { Sender } from '../model/basics.ts';
import type { EndKind } from '../model/capture-sink.ts';
import type { Direction, StreamKind } from '../model/connection.ts';
import { frameOffset, streamOffset } from '../model/coordinates.ts';
import type { FrameTable } from '../model/frame-table.ts';
import { type HttpHead, headerTokens, headerValue } from '../model/http.ts';
import type { MessageTable } from '../model/message-table.ts';
import { missing, type StreamMap } from '../model/stream-map.ts';
import { violation } from '../model/violation.ts';
import { FrameReader } from './frame-reader.ts';
import type { FrameFastPath, FrameState } from './frame-state.ts';
import { headEnd, headLimit, looksLikeHttp, readHead } from './http-head.ts';
import type { DeflateState } from './message-checker.ts';
import { proxyHeaderEnd, proxyHeaderVersion } from './proxy-header.ts';
import { socksLength } from './socks.ts';

/** What a direction needs from its connection. */
export interface DirectionContext {
  readonly frames: FrameTable;
  readonly messages: MessageTable;
  readonly fastPath: FrameFastPath | null;
  midStream(): boolean;
  deflate(): DeflateState;
  onDeflateInferred(): void;
  onHead(sender: Sender, head: HttpHead, time: number): void;
  /** The heads are given separately, and the bytes are frames from the first one on. */
  readonly headless: boolean;
  /** The peer's HTTP head has been read, so one is due from this sender. */
  headExpected(sender: Sender): boolean;
  /** The last request asks a proxy for a tunnel: what follows a 2xx response is the tunnel (RFC 9110 9.3.6). */
  tunnelRequested(): boolean;
  /** The last response opened a tunnel. */
  tunnelOpen(): boolean;
  /** A 101 goes on in another protocol than WebSocket. */
  switchesToOther(response: HttpHead): boolean;
}

/** The shortest frame, in bytes. A keep-alive segment may carry one byte that is not data (RFC 9293 3.8.4). */
const minFrameBytes = 2;
/** A start line is searched for in this many bytes. */
const maxPreamble = 4096;
/** Bytes that show whether a start line begins at a place. */
const maxStartWord = 10;

export class DirectionReader {
  readonly sender: Sender;
  readonly map: StreamMap;
  reader: FrameReader | null = null;
  kind: StreamKind = 'empty';
  base = 0;
  preamble = 0;
  readonly heads: { head: HttpHead; start: number; time: number }[] = [];
  end: EndKind | null = null;
  endTime = Number.NaN;
  firstTime = Number.NaN;
  lastTime = Number.NaN;
  missing = 0;

  readonly #context: DirectionContext;
  #taken = 0;
  #phase: 'head' | 'frames' | 'body' | 'opaque' = 'head';
  /** Bytes that may become a head; `null` while there are none. */
  #buffer: ByteBuilder | null = null;
  /** Place of the start line in the buffer, -1 while it is not known. */
  #startLine = -1;
  /** Length of the exchange with a SOCKS proxy at the start of the stream. */
  #tunnelAt = 0;
  /** Bytes of the buffer that were searched for the start line, and then for the end of the head. */
  #searched = 0;
  /** Bytes that were looked at in order to find heads: the cost of small segments. */
  searchedBytes = 0;
  #headTime = Number.NaN;
  #bodyLeft = 0;

  constructor(sender: Sender, map: StreamMap, context: DirectionContext) {
    this.sender = sender;
    this.map = map;
    this.#context = context;
    if (context.headless) this.#phase = 'frames';
  }

  /** Takes borrowed bytes, `bytes[start..end)`, whose offset in the store is `at`. */
  data(bytes: Uint8Array, start: number, end: number, at: number, time: number, turn: number): void {
    this.map.append(end - start, at, time, turn);
    if (Number.isNaN(this.firstTime)) this.firstTime = time;
    this.lastTime = time;
    if (this.#context.headless && this.reader === null) this.#startFrames(false);
    this.#take(bytes, start, end, time);
  }

  /** As `FrameReader.saveState`; `null` while the bytes are not frames. */
  saveState(): FrameState | null {
    return this.#phase === 'frames' && this.reader !== null ? this.reader.saveState() : null;
  }

  /** Notes `length` bytes at offset `at` of the store, whose frames the fast path read. */
  advance(length: number, at: number, time: number, turn: number): void {
    this.map.append(length, at, time, turn);
    this.lastTime = time;
    this.#taken += length;
  }

  gap(length: number, time: number, turn: number): void {
    this.map.append(length, missing, time, turn);
    this.missing += length;
    if (this.#phase === 'head' && this.#taken === 0 && this.#buffer === null) {
      // The capture began after this direction did.
      this.#startFrames(true);
    } else if (this.#phase === 'head') this.#giveUpHead(true);
    if (this.#phase === 'frames') this.reader?.gap(length, time);
    else if (this.#phase === 'body') this.#bodyLeft = Math.max(0, this.#bodyLeft - length);
    this.#taken += length;
  }

  finish(kind: EndKind, time: number): void {
    if (this.end !== null) {
      if (kind === 'rst') this.end = kind;
      return;
    }
    this.end = kind;
    this.endTime = time;
    if (this.#phase === 'head' && this.#buffer !== null) this.#giveUpHead(true);
    this.reader?.end();
  }

  /** The peer refused the upgrade: the handshake has not ended yet. */
  refused(): void {
    if (this.#phase === 'frames' && this.reader !== null && this.reader.offset === 0) {
      this.#phase = 'head';
      this.reader = null;
      this.kind = 'http';
    }
  }

  /** The connection goes on in another protocol: no later byte is a frame. */
  switched(): void {
    if (this.reader === null) this.#phase = 'opaque';
  }

  #take(bytes: Uint8Array, start: number, end: number, time: number): void {
    let at = start;
    while (at < end) {
      switch (this.#phase) {
        case 'frames':
          this.reader?.push(bytes, at, end, time);
          this.#taken += end - at;
          return;
        case 'opaque':
          this.#taken += end - at;
          return;
        case 'body': {
          const take = Math.min(this.#bodyLeft, end - at);
          this.#bodyLeft -= take;
          this.#taken += take;
          at += take;
          if (this.#bodyLeft === 0) this.#phase = 'head';
          break;
        }
        case 'head': {
          if (this.#buffer === null) this.#headTime = time;
          this.#buffer ??= new ByteBuilder();
          this.#buffer.append(bytes.subarray(at, end));
          at = end;
          this.#tryHead(this.#buffer.view(), time);
          break;
        }
      }
    }
  }

  /** Examines the gathered bytes, and continues as soon as they can be recognised. */
  #tryHead(buffer: Uint8Array, time: number): void {
    if (this.#startLine < 0) {
      const found = this.#startLineAt(buffer);
      if (found === 'wait' || found === 'taken') return;
      if (found < 0) {
        this.#giveUpHead(false);
        return;
      }
      this.#startLine = found;
      this.#searched = found;
    }
    const start = this.#startLine;
    this.searchedBytes += buffer.length - this.#searched;
    const end = headEnd(buffer, this.#searched);
    if (end < 0) {
      // The line ends of a blank line may come in two segments.
      this.#searched = Math.max(start, buffer.length - 2);
      if (buffer.length - start > headLimit) this.#giveUpHead(true);
      return;
    }
    const head = readHead(buffer.subarray(start, end));
    if (this.heads.length === 0) this.preamble = start - this.#tunnelAt;
    this.heads.push({ head, start: this.#taken + start, time: this.#headTime });
    this.kind = 'http';
    this.#taken += end;
    this.base = this.#taken;
    const rest = buffer.subarray(end);
    this.#forgetBuffer();
    this.#afterHead(head);
    this.#context.onHead(this.sender, head, this.#headTime);
    if (rest.length > 0) this.#take(rest, 0, rest.length, time);
  }

  #forgetBuffer(): void {
    this.#buffer = null;
    this.#startLine = -1;
    this.#searched = 0;
  }

  /** Whether TLS follows a PROXY header, which then is the preamble of the stream. */
  #takesTlsAfterProxyHeader(buffer: Uint8Array): boolean {
    const end = proxyHeaderEnd(buffer);
    if (end < 0 || !looksLikeTls(buffer.subarray(end))) return false;
    this.kind = 'tls';
    this.#phase = 'opaque';
    this.preamble = end;
    this.base = end;
    this.#taken += buffer.length;
    this.#forgetBuffer();
    return true;
  }

  /**
   * Offset of the start line in the gathered bytes; -1 when this is not HTTP, `wait` when more is needed, `taken` when
   * the bytes were recognised as something else.
   */
  #startLineAt(buffer: Uint8Array): number | 'wait' | 'taken' {
    const like = looksLikeHttp(buffer);
    if (like === 'request' || like === 'response') return 0;
    if (like === 'maybe') return 'wait';
    if (this.heads.length === 0 && looksLikeHttp2Settings(buffer) === 'maybe') return 'wait';
    const socks = this.heads.length === 0 ? socksLength(buffer, this.sender) : -1;
    if (socks === 'wait') return 'wait';
    if (socks > 0) {
      const inside = looksLikeHttp(buffer.subarray(socks));
      if (inside === 'maybe') return 'wait';
      if (inside === 'request' || inside === 'response') {
        this.#tunnelAt = socks;
        return socks;
      }
    }
    // White space, a PROXY header or an early frame may precede it.
    const due = this.heads.length === 0 && this.#context.headExpected(this.sender);
    const proxy = proxyHeaderVersion(buffer) > 0;
    let blanks = 0;
    while (blanks < buffer.length && isBlank(buffer[blanks])) blanks++;
    const limit = Math.min(buffer.length, due || proxy ? maxPreamble : blanks + 1);
    const from = Math.max(1, this.#searched);
    this.searchedBytes += Math.max(0, limit - from);
    // The longest word that begins a start line may lie across two segments.
    this.#searched = Math.max(from, limit - maxStartWord);
    for (let i = from; i < limit; i++) {
      const byte = buffer[i];
      if (byte !== 0x48 && byte !== 0x47) continue;
      const here = looksLikeHttp(buffer.subarray(i, i + maxStartWord));
      if (here === 'request' || here === 'response') return i;
    }
    const blank = blanks === buffer.length && buffer.length < 8;
    if (proxy && this.#takesTlsAfterProxyHeader(buffer)) return 'taken';
    if ((proxy || blank) && buffer.length < maxPreamble) return 'wait';
    // A frame may have been written before the response that is due.
    if (due && !looksLikeTls(buffer) && buffer.length < maxPreamble) return 'wait';
    return -1;
  }

  #afterHead(head: HttpHead): void {
    if (head.method === 'PRI') {
      this.kind = 'http2';
      this.#phase = 'opaque';
    } else if (head.kind === 'request') {
      const upgrades =
        headerTokens(head, 'upgrade').some((token) => token.startsWith('websocket')) ||
        headerValue(head, 'sec-websocket-key') !== null;
      // The handshake of draft 76 continues with eight more bytes, and its frames have another format.
      if (headerValue(head, 'sec-websocket-key1') !== null) this.#phase = 'opaque';
      else if (upgrades) this.#startFrames(false);
      else this.#startBody(head);
    } else if (head.status === 101 && headerValue(head, 'sec-websocket-location') !== null)
      this.#phase = 'opaque';
    else if (head.status === 101 && this.#context.switchesToOther(head)) this.#phase = 'opaque';
    else if (head.status === 101) this.#startFrames(false);
    // The bytes after it are those of the tunnel: another head, or TLS.
    else if (head.status >= 200 && head.status < 300 && this.#context.tunnelRequested()) this.#phase = 'head';
    else if (head.status >= 200 || head.status === 0) this.#startBody(head);
  }

  #startBody(head: HttpHead): void {
    const length = Number(headerValue(head, 'content-length') ?? Number.NaN);
    const chunked = headerTokens(head, 'transfer-encoding').includes('chunked');
    if (Number.isFinite(length) && length >= 0) this.#bodyLeft = length;
    else if (chunked || (head.kind === 'response' && head.status !== 204 && head.status !== 304)) {
      this.#bodyLeft = Number.POSITIVE_INFINITY;
    } else this.#bodyLeft = 0;
    this.#phase = this.#bodyLeft > 0 ? 'body' : 'head';
  }

  /** The bytes are not an HTTP head: frames without a handshake, another protocol, or a truncated head. */
  #giveUpHead(cut: boolean): void {
    const buffer = this.#buffer?.view() ?? new Uint8Array(0);
    this.#forgetBuffer();
    const like = looksLikeHttp(buffer);
    if (cut && (like === 'request' || like === 'response') && this.heads.length === 0) {
      const head = readHead(buffer);
      this.heads.push({ head, start: this.#taken, time: this.#headTime });
      this.kind = 'http';
      this.#taken += buffer.length;
      this.base = this.#taken;
      this.#phase = 'opaque';
      this.#context.onHead(this.sender, head, this.#headTime);
      return;
    }
    if (this.#hasRefused || this.#hasSentBody) {
      this.#phase = 'opaque';
      this.#taken += buffer.length;
      return;
    }
    const http2 = startsWith(buffer, 'PRI * HTTP/2') || looksLikeHttp2Settings(buffer) === true;
    const tls = looksLikeTls(buffer);
    if ((this.heads.length === 0 || this.#context.tunnelOpen()) && (tls || http2)) {
      this.kind = tls ? 'tls' : 'http2';
      this.#phase = 'opaque';
      this.#taken += buffer.length;
      return;
    }
    this.#startFrames(true);
    this.reader?.push(buffer, 0, buffer.length, this.#headTime);
    this.#taken += buffer.length;
  }

  /** The last response is another one than 101 and opens no tunnel: bytes past its body are not frames. */
  get #hasRefused(): boolean {
    const last = this.heads.at(-1)?.head;
    const isFinal = last?.kind === 'response' && (last.status >= 200 || last.status === 0);
    return isFinal && !this.#context.tunnelOpen();
  }

  /** The last head is a request with another method than GET: the bytes after it are its body. */
  get #hasSentBody(): boolean {
    const last = this.heads.at(-1)?.head;
    return last?.kind === 'request' && /^(?:POST|PUT|PATCH|DELETE)$/.test(last.method);
  }

  #startFrames(withoutHead: boolean): void {
    this.#phase = 'frames';
    this.kind = 'frames';
    this.reader = new FrameReader({
      sender: this.sender,
      frames: this.#context.frames,
      messages: this.#context.messages,
      deflate: this.#context.deflate(),
      midStream: withoutHead && this.#context.midStream(),
      onDeflateInferred: () => this.#context.onDeflateInferred(),
      fastPath: this.#context.fastPath,
    });
  }

  /** The direction as the model describes it. */
  view(): Direction {
    const reader = this.reader;
    const lostAt = reader?.lostAt ?? null;
    return {
      sender: this.sender,
      map: this.map,
      kind: this.kind,
      base: streamOffset(this.base),
      preamble: this.preamble,
      heads: this.heads.map((one) => ({ ...one, start: streamOffset(one.start) })),
      frameCount: reader?.frameCount ?? 0,
      broken: reader?.faults.broken ?? null,
      startedAt: frameOffset(reader?.startedAt ?? 0),
      lostAt: lostAt === null ? null : frameOffset(lostAt),
      closed: reader?.closed ?? null,
      details: reader?.faults.details ?? new Map(),
      faults: reader?.faults.bits ?? 0,
      faultCount: reader?.faults.count ?? 0,
      messageOpen: reader?.messageOpen ?? false,
      end: this.end,
      endTime: this.endTime,
      firstTime: this.firstTime,
      lastTime: this.lastTime,
      missing: this.missing,
    };
  }

  /** Whether frames were read and nothing in them contradicts WebSocket. */
  get plausibleFrames(): boolean {
    const reader = this.reader;
    if (reader === null || reader.frameCount === 0 || this.map.length < minFrameBytes) return false;
    const noise =
      violation.rsv2 |
      violation.rsv3 |
      violation.rsv1OnContinuation |
      violation.reservedDataOpcode |
      violation.reservedControlOpcode;
    const { bits, count } = reader.faults;
    const isNoise = (bits & noise) !== 0;
    // Frames that all break rules, and bits among them that no program sets, are no frames.
    if (isNoise && count >= reader.frameCount) return false;
    return reader.frameCount === 1 || reader.lostAt === null;
  }
}

/** NUL or white space, which may precede a start line. */
function isBlank(byte: number): boolean {
  return byte === 0 || byte === 9 || byte === 10 || byte === 13 || byte === 32;
}

/** The first record of TLS: handshake, alert, change cipher spec or data, of version 3.x (RFC 8446 5.1). */
function looksLikeTls(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] >= 20 && bytes[0] <= 23 && bytes[1] === 3 && bytes[2] <= 4;
}

const settingsHeaderLength = 9;

/** A SETTINGS frame on stream 0: each endpoint of HTTP/2 begins so (RFC 9113 3.4). `maybe`: more bytes are needed. */
function looksLikeHttp2Settings(bytes: Uint8Array): boolean | 'maybe' {
  const header = bytes.subarray(0, settingsHeaderLength);
  const fits = header.every((byte, i) =>
    i === 2 ? byte % 6 === 0 : i === 3 ? byte === 4 : i === 4 ? byte <= 1 : byte === 0,
  );
  return fits && header.length < settingsHeaderLength ? 'maybe' : fits;
}
