// Decodes one connection as its bytes arrive: both directions, the handshake between them, and who is the
// client.

import { concat } from '../bytes/concat.ts';
import type { ByteStore } from '../bytes/store.ts';
import { type Assumptions, type DeflateParameters, plainDeflate } from '../model/assumptions.ts';
import { otherSender, type Sender, senders } from '../model/basics.ts';
import type { CarrierEvent, ConnectionSink, ElidedRun, EndKind, Opening } from '../model/capture-sink.ts';
import type { Connection, SidesFrom } from '../model/connection.ts';
import { streamOffset } from '../model/coordinates.ts';
import { FrameTable } from '../model/frame-table.ts';
import type { HandshakeAudit } from '../model/handshake.ts';
import {
  acceptsWebSocket,
  asksForTunnel,
  type HttpHead,
  headerTokens,
  headerValue,
  isSuccess,
  opensWebSocket,
} from '../model/http.ts';
import type { Http2Stream, Http2Summary } from '../model/http2.ts';
import { Locator } from '../model/locator.ts';
import { MessageTable } from '../model/message-table.ts';
import { missing, StreamMap } from '../model/stream-map.ts';
import type { TlsSummary } from '../model/tls.ts';
import { violation } from '../model/violation.ts';
import { isOfTheBrowser } from './background-hosts.ts';
import { type DirectionContext, DirectionReader } from './direction-reader.ts';
import type { ConnectionState, FrameBatch, FrameFastPath } from './frame-state.ts';
import { auditHandshake } from './handshake.ts';
import type { DeflateState } from './message-checker.ts';
import { MessageRecorder } from './message-recorder.ts';
import { settleRoles } from './settle-roles.ts';

/** Bytes whose sender is unknown are buffered up to this many; then the sender is decided. */
const roleWindow = 65536;
const maxEvents = 2000;
/** A client that rejects a certificate goes at once; a spare connection of a browser idles. In seconds. */
const maxRejectionTime = 1;

interface Waiting {
  readonly sender: Sender;
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly time: number;
}

/** Takes a connection from an importer and decodes it. */
export class ConnectionDecoder implements ConnectionSink {
  readonly opening: Opening;
  readonly frames = new FrameTable();
  readonly messages = new MessageTable(this.frames);
  readonly store: ByteStore;
  /** What is known of the TLS around the bytes, or of the TLS that they are. */
  tls: TlsSummary | null;
  /** What the carrier shows of the HTTP/2 stream that it is. */
  http2: Http2Stream | null = null;
  /** What its own HTTP/2 streams are. */
  http2Streams: Http2Summary | null = null;
  /** Its place among the connections of the input, in the order in which they began. */
  readonly id: number;
  readonly #assumptions: Assumptions;
  readonly #readers: { client: DirectionReader; server: DirectionReader };
  readonly #events: CarrierEvent[] = [];
  readonly #symptoms: { text: string; time: number }[] = [];
  readonly #recorder: MessageRecorder;
  #waiting: Waiting[] | null;
  #waitingBytes = 0;
  #swap = false;
  #senderInferred = false;
  #sidesFrom: SidesFrom = 'input';
  #turn = 0;
  #last: Sender | null = null;
  #deflate: DeflateState;
  #deflateFrom: Connection['deflateFrom'] = 'none';
  #request: HttpHead | null = null;
  #response: HttpHead | null = null;
  /** Requests whose response has not been read. */
  #unansweredCount = 0;
  #audit: HandshakeAudit | null = null;
  #midStream: boolean;

  /** `fastPath` reads whole frames faster; without it all are read one by one. */
  constructor(
    id: number,
    opening: Opening,
    file: ByteStore,
    assumptions: Assumptions,
    fastPath: FrameFastPath | null = null,
  ) {
    this.id = id;
    this.opening = opening;
    this.store = opening.store ?? file;
    this.tls = opening.tls ?? null;
    this.#assumptions = assumptions;
    this.#midStream = opening.transport === 'tcp' && opening.roles !== 'known';
    this.#deflate = 'unknown';
    if (assumptions.deflate !== null) {
      this.#deflate = assumptions.deflate;
      this.#deflateFrom = assumptions.deflate === 'none' ? 'none' : 'assumed';
    }
    const context: DirectionContext = {
      frames: this.frames,
      messages: this.messages,
      fastPath,
      midStream: () => this.#midStream,
      deflate: () => this.#deflate,
      onDeflateInferred: () => this.#inferDeflate(),
      onHead: (sender, head) => this.#onHead(sender, head),
      headless: opening.transport === 'http2' && opening.fidelity === 'bytes',
      headExpected: (sender) => sender === 'server' && this.#request !== null && this.#response === null,
      tunnelRequested: () => asksForTunnel(this.#request),
      tunnelOpen: () => asksForTunnel(this.#request) && isSuccess(this.#response),
      switchesToOther: (response) => switchesToOther(this.#request, response),
    };
    this.#readers = {
      client: new DirectionReader('client', new StreamMap(this.store), context),
      server: new DirectionReader('server', new StreamMap(this.store), context),
    };
    this.#recorder = new MessageRecorder(this.frames, this.messages);
    this.#waiting = opening.roles === 'known' ? null : [];
  }

  data(sender: Sender, bytes: Uint8Array, at: number, time: number): void {
    if (bytes.length === 0) return;
    if (this.#waiting !== null) {
      this.#waiting.push({ sender, bytes: bytes.slice(), at, time });
      this.#waitingBytes += bytes.length;
      if (this.#waitingBytes >= roleWindow) this.#settleRoles();
      return;
    }
    const reader = this.#readerOf(sender);
    this.#countTurn(reader.sender);
    reader.data(bytes, 0, bytes.length, at, time, this.#turn);
  }

  /** The state of both directions as values; `null` while the fast path cannot continue it. */
  saveState(): ConnectionState | null {
    if (this.#waiting !== null || typeof this.#deflate !== 'string') return null;
    const client = this.#readerOf('client').saveState();
    const server = client === null ? null : this.#readerOf('server').saveState();
    return client === null || server === null ? null : { client, server };
  }

  /** Continues after bytes that the fast path read from the saved state. */
  restoreState(batch: FrameBatch): void {
    const { segments, segmentCount, frames, frameCount, states } = batch;
    for (let i = 0; i < segmentCount; i++) {
      const reader = this.#readerOf(segments.fromServer[i] === 1 ? 'server' : 'client');
      this.#countTurn(reader.sender);
      reader.advance(segments.lengths[i], segments.fileOffsets[i], segments.times[i], this.#turn);
    }
    const firstFrame = this.frames.length;
    const firstMessage = this.messages.length;
    this.messages.append(frames, frameCount, firstFrame);
    this.frames.append(frames, frameCount, batch.offsetHigh, firstMessage);
    for (const sender of senders) {
      this.#readerOf(sender).reader?.restoreState(states[sender], firstFrame, firstMessage);
    }
  }

  /** The reader of the sender that the importer calls `sender`. */
  #readerOf(sender: Sender): DirectionReader {
    return this.#readers[this.#swap ? otherSender(sender) : sender];
  }

  #countTurn(sender: Sender): void {
    if (sender === this.#last) return;
    this.#turn++;
    this.#last = sender;
  }

  gap(sender: Sender, length: number, time: number): void {
    this.#settleRoles();
    this.#readerOf(sender).gap(length, time, this.#turn);
  }

  end(sender: Sender, kind: EndKind, time: number): void {
    this.#settleRoles();
    this.#readerOf(sender).finish(kind, time);
  }

  event(event: CarrierEvent): void {
    if (this.#events.length < maxEvents) this.#events.push(event);
    if (event.kind === 'no-syn') this.#midStream = true;
  }

  handshake(head: HttpHead, _time: number): void {
    this.#onHead(head.kind === 'request' ? 'client' : 'server', head);
  }

  frameHeader(sender: Sender, byte0: number, masked: boolean, payloadLength: number, time: number): void {
    this.#recorder.header(sender, byte0, masked, payloadLength, time);
  }

  message(
    sender: Sender,
    opcode: number,
    bytes: Uint8Array,
    time: number,
    elided: readonly ElidedRun[] = [],
  ): void {
    const { map } = this.#readers[sender];
    const at = this.opening.store ? this.opening.store.append(bytes.slice()) : 0;
    this.#countTurn(sender);
    const offset = map.length;
    let shown = 0;
    for (const run of elided) {
      const before = run.at - (map.length - offset);
      if (before > 0) map.append(before, at + shown, time, this.#turn);
      map.append(run.length, missing, time, this.#turn);
      shown += before;
    }
    if (shown === 0 || shown < bytes.length) {
      map.append(bytes.length - shown, at + shown, time, this.#turn);
    }
    const violations = elided.length > 0 ? violation.payloadGap : 0;
    this.#recorder.message(sender, opcode, map.length - offset, offset, time, violations);
  }

  symptom(text: string, time: number): void {
    this.#symptoms.push({ text, time });
  }

  /** Decides who is the client, once the bytes are sufficient, and passes the buffered bytes on. */
  #settleRoles(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    const assumed = this.#assumptions.sender;
    const first = new Map<Sender, Uint8Array>();
    for (const sender of senders) {
      const own = waiting.filter((piece) => piece.sender === sender);
      if (own.length > 0) first.set(sender, concat(own.map(({ bytes }) => bytes)));
    }
    const settled = settleRoles(first, this.opening);
    const isAssumed = assumed !== null && waiting.length > 0;
    this.#swap = isAssumed ? waiting[0].sender !== assumed : settled.swap;
    this.#sidesFrom = assumed === null ? settled.from : 'input';
    this.#senderInferred =
      assumed === null && (this.opening.transport === 'bytes' || settled.from === 'masks');
    for (const piece of waiting) this.data(piece.sender, piece.bytes, piece.at, piece.time);
  }

  #onHead(sender: Sender, head: HttpHead): void {
    if (sender === 'client' && head.kind === 'request') {
      // The preface of HTTP/2 has the form of a request, and is none (RFC 9113 3.4).
      if (head.method === 'PRI') return;
      this.#request = head;
      this.#response = null;
      this.#unansweredCount++;
    } else if (sender === 'server' && head.kind === 'response') {
      if (head.status >= 100 && head.status < 200 && head.status !== 101) return;
      const isAccepted = acceptsWebSocket(this.#request, head);
      // The first response answers the request; one that follows it without a request answers none.
      if (this.#response !== null && this.#request !== null && this.#unansweredCount === 0 && !isAccepted)
        return;
      this.#unansweredCount = Math.max(0, this.#unansweredCount - 1);
      this.#response = head;
      if (!isAccepted) this.#readers.client.refused();
      else if (switchesToOther(this.#request, head)) {
        // HTTP/2 begins with a preface that is read as a head (RFC 9113 3.4).
        if (!headerTokens(head, 'upgrade').includes('h2c')) this.#readers.client.switched();
      } else this.#agree(this.#audited(this.#request, head).deflate);
    }
  }

  /** The audit of the handshake, made once for these heads. */
  #audited(request: HttpHead | null, response: HttpHead | null): HandshakeAudit {
    const known = this.#audit;
    if (known !== null && known.request === request && known.response === response) return known;
    this.#audit = auditHandshake(request, response);
    return this.#audit;
  }

  #agree(deflate: DeflateParameters | null): void {
    this.#deflate = deflate ?? 'none';
    this.#deflateFrom = deflate === null ? 'none' : 'handshake';
    this.#readers.client.reader?.setDeflate(this.#deflate);
    this.#readers.server.reader?.setDeflate(this.#deflate);
  }

  #inferDeflate(): void {
    this.#deflate = plainDeflate;
    this.#deflateFrom = 'inferred';
    this.#readers.client.reader?.setDeflate(this.#deflate);
    this.#readers.server.reader?.setDeflate(this.#deflate);
  }

  /** No more bytes: completes what is open and sorts late rows into their places. */
  finish(): void {
    this.#settleRoles();
    for (const sender of senders) this.#readers[sender].finish('cut', Number.NaN);
    if (senders.some((sender) => this.#readers[sender].reader?.hasLateRows)) this.#reorder();
  }

  #reorder(): void {
    const { frames, messages } = this;
    const count = frames.length;
    const lists: Record<Sender, number[]> = { client: [], server: [] };
    for (let i = 0; i < count; i++) lists[frames.sender(i)].push(i);
    // A single direction is already in order.
    if (lists.client.length === 0 || lists.server.length === 0) return;
    const order = new Int32Array(count);
    const locator = new Locator(frames, this.#directions());
    const turnOf = (sender: Sender, index: number): number =>
      this.#readers[sender].map.turnAt(locator.frameStart(index));
    let c = 0;
    let s = 0;
    for (let i = 0; i < count; i++) {
      const client = lists.client[c];
      const server = lists.server[s];
      const takeClient =
        server === undefined || (client !== undefined && turnOf('client', client) < turnOf('server', server));
      order[i] = takeClient ? client : server;
      if (takeClient) c++;
      else s++;
    }
    frames.reorder(order);
    const place = new Int32Array(count);
    for (let i = 0; i < count; i++) place[order[i]] = i;
    messages.renumber(place);
    for (const sender of senders) this.#readers[sender].reader?.renumber(place);
  }

  get isWebSocket(): boolean {
    const { client, server } = this.#readers;
    // A stream of HTTP/2 is given here because it is a WebSocket.
    const { fidelity, transport } = this.opening;
    if (fidelity !== 'bytes' || transport === 'bytes' || transport === 'http2') return true;
    const request = this.#request;
    if (this.#response !== null && opensWebSocket(this.#response))
      return request === null || !switchesToOther(request, this.#response);
    // HTTP/2 inside TLS was agreed on (ALPN), so it is not what a WebSocket client sent by mistake.
    if (client.kind === 'http2' && request === null) return this.tls?.protocol !== 'h2';
    if (asksForTunnel(request)) return this.#tunnelIsOfInterest;
    if (request !== null) return asksForWebSocket(request);
    if (client.kind === 'tls' || server.kind === 'tls') return !this.#isEmptyTls && !this.#isClientSilent;
    if (client.kind === 'http' || server.kind === 'http') return false;
    if (this.#beginsWithoutRequest) return false;
    return client.plausibleFrames || server.plausibleFrames;
  }

  /** A tunnel that its proxy refused, or one that holds TLS: a WebSocket may be what it was for. */
  get #tunnelIsOfInterest(): boolean {
    const { client, server } = this.#readers;
    if (this.#response !== null && !isSuccess(this.#response))
      return !isOfTheBrowser(this.#request?.target ?? '');
    return client.kind === 'tls' || server.kind === 'tls';
  }

  /** The capture has the SYN and the client's first byte, but no request (RFC 6455 4.1 begins with one). */
  get #beginsWithoutRequest(): boolean {
    if (this.opening.transport !== 'tcp' || this.opening.roles !== 'known') return false;
    const [first] = this.#readers.client.map.extents(streamOffset(0), streamOffset(1));
    return first !== undefined && first.at !== missing;
  }

  /**
   * All records were opened, and there is no application data: a browser opens such connections ahead. A client
   * that goes at once after a certificate with a fault has rejected it.
   */
  get #isEmptyTls(): boolean {
    return this.#isOpenedWithoutData && !this.mayRejectCertificate;
  }

  /** The client came and went without a byte, as one that looks whether a port is open. */
  get #isClientSilent(): boolean {
    const { map, end } = this.#readers.client;
    return this.opening.roles === 'known' && map.length === 0 && (end === 'fin' || end === 'rst');
  }

  /** All records were opened, and no alert says that TLS failed. */
  get #isOpenedWithoutData(): boolean {
    const { tls } = this;
    return tls?.keys === 'decrypted' && tls.reason === null && tls.alerts.every(({ fatal }) => !fatal);
  }

  /**
   * The client finished TLS with a faulty certificate and left at once, without a byte or an alert: it rejected the
   * certificate, or this is a spare connection of a browser that accepted it.
   */
  get mayRejectCertificate(): boolean {
    const faults = this.tls?.handshake.certificateFaults ?? [];
    if (faults.length === 0 || !this.isEncrypted || !this.#isOpenedWithoutData) return false;
    const { firstTime, endTime } = this.#readers.client.view();
    return endTime - firstTime < maxRejectionTime;
  }

  /** Whether its bytes may be HTTP/2: by its preface, by ALPN, or because no side began with HTTP/1.1. */
  get mayCarryHttp2(): boolean {
    const { client, server } = this.#readers;
    if (this.opening.fidelity !== 'bytes' || this.opening.transport === 'http2') return false;
    const hasHeads = client.heads.length > 0 || server.heads.length > 0;
    return client.kind === 'http2' || this.tls?.protocol === 'h2' || (!hasHeads && !this.isEncrypted);
  }

  /** Whether a side begins with TLS records, and neither with anything else. */
  get isEncrypted(): boolean {
    const kinds = senders.map((sender) => this.#readers[sender].kind);
    return kinds.includes('tls') && kinds.every((kind) => kind === 'tls' || kind === 'empty');
  }

  /** Whether both directions ended. */
  get hasEnded(): boolean {
    return senders.every((sender) => this.#readers[sender].end !== null);
  }

  /** How many frames so far, for progress. */
  get frameCount(): number {
    return this.frames.length;
  }

  checkpoints(sender: Sender) {
    return this.#readers[sender].reader?.checkpoints ?? [];
  }

  #directions() {
    return { client: this.#readers.client.view(), server: this.#readers.server.view() };
  }

  view(): Connection {
    const handshake =
      this.#request === null && this.#response === null ? null : this.#audited(this.#request, this.#response);
    const { opening } = this;
    const directions = this.#directions();
    return {
      id: this.id,
      client: this.#swap ? opening.server : opening.client,
      server: this.#swap ? opening.client : opening.server,
      url: opening.url ?? null,
      transport: opening.transport,
      fidelity: opening.fidelity,
      frames: this.frames,
      messages: this.messages,
      locator: new Locator(this.frames, directions),
      directions,
      handshake,
      deflate: typeof this.#deflate === 'object' ? this.#deflate : null,
      deflateFrom: this.#deflateFrom,
      senderInferred: this.#senderInferred,
      sidesFrom: this.#sidesFrom,
      midStream: this.#midStream && handshake === null,
      events: this.#events,
      symptoms: this.#symptoms,
      isWebSocket: this.isWebSocket,
      http2: this.http2,
      http2Streams: this.http2Streams,
      tls: this.tls,
    };
  }
}

/** Whether a 101 goes on in another protocol, `tcp` or `h2c`: nobody asked for a WebSocket, and it names none. */
function switchesToOther(request: HttpHead | null, response: HttpHead): boolean {
  const protocols = headerTokens(response, 'upgrade');
  if (protocols.length === 0 || protocols.some((token) => token.startsWith('websocket'))) return false;
  return request === null
    ? headerValue(response, 'sec-websocket-accept') === null
    : !asksForWebSocket(request);
}

/** Whether a request has a header that only an opening handshake has. */
function asksForWebSocket(request: HttpHead): boolean {
  return (
    headerTokens(request, 'upgrade').includes('websocket') ||
    headerValue(request, 'sec-websocket-key') !== null ||
    headerValue(request, 'sec-websocket-key1') !== null ||
    headerValue(request, 'sec-websocket-version') !== null
  );
}
