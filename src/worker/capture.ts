// An opened input: the sink of its importer, its connections, and what is kept for each.

import { type ByteStore, MemoryStore } from '../decoder/bytes/store.ts';
import { type DiagnosisResult, diagnose } from '../decoder/diagnosis/diagnose.ts';
import type { Legs } from '../decoder/diagnosis/legs/legs.ts';
import { createFrameFastPath } from '../decoder/fast-path/frames.ts';
import type { ConnectionReport } from '../decoder/implementations/connection-reports.ts';
import type { Assumptions } from '../decoder/model/assumptions.ts';
import type { Note } from '../decoder/model/basics.ts';
import type {
  CaptureSecret,
  CaptureSink,
  ConnectionSink,
  EmptyConnection,
  MaskReport,
  Opening,
} from '../decoder/model/capture-sink.ts';
import type { Connection } from '../decoder/model/connection.ts';
import type { Finding } from '../decoder/model/finding.ts';
import type { Grade, TextMark } from '../decoder/model/importer.ts';
import { count, formatCount } from '../decoder/model/words.ts';
import type { ErrorText } from '../decoder/recognise/errors.ts';
import type { Recognition, TextKind } from '../decoder/recognise/recognition.ts';
import { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';
import { MessageReader } from '../decoder/websocket/message-reader.ts';
import type { DecryptedConnection, DecryptedStore } from './decrypted-store.ts';
import type { Http2Content } from './http2-content.ts';
import { BlockCache, spillInto } from './input.ts';
import type { ConnectionView } from './protocol.ts';
import { SilentServers } from './silent-servers.ts';
import { groupKey, Tally } from './tally.ts';
import { UndecodedConnection, type UndecodedOwner } from './undecoded-connection.ts';

/** Largest number of notes of one capture: a damaged file could have one for each block. */
const maxNotes = 500;
/** Connections that are decoded at the same time, each about 30 kB. Those that begin meanwhile are left out. */
const maxDecoded = 20_000;
/** Connections that are kept, whatever their verdict. Of those after them that ended, the sound ones are counted. */
const maxKept = 2000;
/** Connections that are kept in all: of those after them that ended, the faulty ones are counted too. */
const maxKeptWithFaulty = 5000;
/** Connections that are in memory undecoded at the same time, each about 2 kB; at most 16 kB. */
const maxUndecoded = 50_000;
/** Connections that begin before those that ended are looked for again. */
const minNewConnections = 100;
/** Largest number of secrets of one capture. */
const maxSecrets = 1000;

/** Takes a connection that is not decoded. */
const nowhere: ConnectionSink = {
  data: () => {},
  gap: () => {},
  end: () => {},
  event: () => {},
  handshake: () => {},
  frameHeader: () => {},
  message: () => {},
  symptom: () => {},
};

/** A connection with the results that are computed for it on request. */
export interface OpenConnection {
  decoder: ConnectionDecoder;
  connection: Connection;
  messages: MessageReader;
  store: ByteStore;
  /** Where its bytes are in the file, when they were decrypted. */
  records: DecryptedStore | null;
  /** Name of its file, where several were opened. */
  file: string | null;
  diagnosis: DiagnosisResult | null;
  /** What is wrong inside sound messages; `null` until it is computed. */
  contentFindings: readonly Finding[] | null;
  /** The other leg of the same connection through a proxy, and what the proxy did; `null` for one leg alone. */
  legs: Legs | null;
  /** What each program reports about the first fault; `null` until it is computed. */
  reports: readonly ConnectionReport[] | null;
  view: ConnectionView | null;
  /** The frames that each filter text leaves; `null` for all frames. */
  readonly filters: Map<string, { readonly rows: Int32Array | null; readonly shortened: number }>;
}

/** The host of the client, and the server with its port. */
function peersOf({ opening }: ConnectionDecoder): string {
  return `${opening.client?.replace(/:\d+$/, '')} ${opening.server}`;
}

/** A decoded connection, without computed results. */
export function openConnection(
  decoder: ConnectionDecoder,
  records: DecryptedStore | null = null,
  file: string | null = null,
): OpenConnection {
  const connection = decoder.view();
  return {
    decoder,
    connection,
    messages: new MessageReader(connection, (sender) => decoder.checkpoints(sender)),
    store: decoder.store,
    records,
    file,
    diagnosis: null,
    contentFindings: null,
    legs: null,
    reports: null,
    view: null,
    filters: new Map(),
  };
}

/** Receives the connections and notes of an importer. */
export class Capture implements CaptureSink {
  readonly decoders: ConnectionDecoder[] = [];
  readonly notes: Note[] = [];
  /** The secrets that decrypt it, given with the input or found in it. */
  readonly secrets: CaptureSecret[] = [];
  /** What the secrets decrypt, by the decoder of the encrypted bytes. */
  decrypted: ReadonlyMap<ConnectionDecoder, DecryptedConnection> = new Map();
  /** The HTTP/2 connections that were read, by the decoder of their bytes. */
  http2: ReadonlyMap<ConnectionDecoder, Http2Content> = new Map();
  /** One note about each of them. */
  http2Notes: readonly Note[] = [];
  /** What there is to say of the secrets and of the connections that they fit. */
  keyNotes: readonly Note[] = [];
  /** Connections that show signs of WebSocket, once the input is read. */
  connections: OpenConnection[] = [];
  description = '';
  otherConnections = 0;
  complete = false;
  edited = false;
  marks: readonly TextMark[] | null = null;
  /** What the input is; `unknown` until it was looked at. */
  kind: TextKind = 'unknown';
  errors: readonly ErrorText[] = [];
  /** Faults of masking that the text reports beside its bytes. */
  reportedMasks: readonly MaskReport[] = [];
  /** What a text was recognised as, part by part. */
  recognition: Recognition | null = null;
  /** The text of several configuration files, joined; else `null`. */
  joinedText: string | null = null;
  format = '';
  formatName = '';
  grade: Grade | null = null;
  alternatives: { id: string; name: string }[] = [];
  assumptions: Assumptions;
  readonly name: string;
  bytes = 0;

  /** Holds the file that is being read. */
  #store: ByteStore;
  /** Name of the file that is being read, where several are. */
  #file: string | null = null;
  readonly #files = new Map<ConnectionDecoder, string>();
  readonly #cache: BlockCache;
  readonly #noteCounts = new Map<string, number>();
  #areDecodersFinished = false;

  constructor(
    name: string,
    store: ByteStore,
    assumptions: Assumptions,
    cache: BlockCache = new BlockCache(),
  ) {
    this.#cache = cache;
    this.name = name;
    this.#store = store;
    this.assumptions = assumptions;
  }

  /** What is given from now on lies in this store, the bytes of a file with this name. */
  beginFile(name: string, store: ByteStore): void {
    this.#file = name;
    this.#store = store;
  }

  /** Connections that were counted and not decoded: without a byte, or after the limit. */
  #emptyCount = 0;
  #silentServers = new SilentServers();
  #leftOutCount = 0;
  /** Connections that were released because they are neither a WebSocket nor anything that may hold one. */
  #releasedOthers = 0;
  #tally = new Tally();
  #nextId = 0;
  /** Connections that ended and are kept to the end. */
  readonly #kept = new Set<ConnectionDecoder>();
  /** The diagnoses that were made while the input was read. */
  readonly #diagnoses = new Map<ConnectionDecoder, DiagnosisResult>();
  readonly #undecoded = new Set<UndecodedConnection>();
  /** Of these, the connections that ended. */
  #undecodedEnded: UndecodedConnection[] = [];
  readonly #undecodedOwner: UndecodedOwner = {
    decode: (connection) => this.#decode(connection),
    ended: (connection) => {
      if (!this.#countIfPlain(connection)) this.#undecodedEnded.push(connection);
    },
  };
  /** Connections that were kept or open when those that ended were released last. */
  #keptCount = 0;
  /** With so many connections `releaseEnded` looks for some to release. */
  #releaseFrom = maxKept;

  connectionWithoutBytes(connection: EmptyConnection): void {
    this.#emptyCount++;
    this.#silentServers.add(connection);
  }

  connection(opening: Opening): ConnectionSink {
    const id = this.#nextId++;
    if (!this.#mayStayUndecoded(opening)) return this.#decoder(id, opening, this.#store, this.#file);
    const connection = new UndecodedConnection(id, opening, this.#store, this.#file, this.#undecodedOwner);
    this.#undecoded.add(connection);
    return connection;
  }

  #mayStayUndecoded({ transport, fidelity, roles, store, tls }: Opening): boolean {
    const isCaptured = transport === 'tcp' && fidelity === 'bytes' && roles === 'known';
    const isPlain = store === undefined && tls === undefined && this.reportedMasks.length === 0;
    const isAsCaptured = this.assumptions.sender === null && this.assumptions.deflate === null;
    const isOfMany = this.isCrowded && this.#undecoded.size < maxUndecoded;
    return isOfMany && isCaptured && isPlain && isAsCaptured;
  }

  /** Decodes a connection whose bytes were kept so far. */
  #decode(connection: UndecodedConnection): ConnectionSink {
    const { id, opening, store, file } = connection;
    this.#undecoded.delete(connection);
    const sink = this.#decoder(id, opening, store, file);
    connection.handTo(sink);
    return sink;
  }

  #decoder(id: number, opening: Opening, store: ByteStore, file: string | null): ConnectionSink {
    if (this.decoders.length >= maxDecoded) {
      this.#leftOutCount++;
      return nowhere;
    }
    opening.store?.spillTo(spillInto(this.name, this.#cache));
    const { reportedMasks } = this;
    const decoder = new ConnectionDecoder(
      id,
      reportedMasks.length === 0 ? opening : { ...opening, reportedMasks },
      store,
      this.assumptions,
      createFrameFastPath(),
    );
    if (file !== null) this.#files.set(decoder, file);
    this.decoders.push(decoder);
    return decoder;
  }

  /** There are more connections than are kept whatever their verdict. */
  get isCrowded(): boolean {
    return this.decoders.length >= maxKept;
  }

  /**
   * Releases connections that ended, when there are more than can be kept: those without WebSocket, the sound ones, and
   * past a second limit all. They are counted, those with WebSocket by their verdict. Call it between two parts of
   * the input, and with `isLast` after the last one: before that it waits until there are many more.
   */
  async releaseEnded(throwIfCancelled: () => void, isLast = false): Promise<void> {
    const { decoders } = this;
    if (!this.isCrowded) return;
    if (decoders.length >= this.#releaseFrom || isLast) {
      let keptCount = 0;
      for (const decoder of [...decoders]) {
        throwIfCancelled();
        if (await this.#isReleased(decoder, keptCount)) continue;
        decoders[keptCount++] = decoder;
      }
      decoders.length = keptCount;
      this.#keptCount = keptCount;
      // A look at all connections is worth its time once they are an eighth more.
      this.#releaseFrom = keptCount + Math.max(minNewConnections, keptCount >> 3);
    }
    if (this.#undecodedEnded.length < minNewConnections && !isLast) return;
    const ended = this.#undecodedEnded;
    this.#undecodedEnded = [];
    for (const connection of ended) {
      throwIfCancelled();
      if (!this.#countIfPlain(connection)) await this.#settle(connection);
    }
  }

  /** Counts a connection that is plainly sound, once as many as are listed are kept. Returns whether it was. */
  #countIfPlain(connection: UndecodedConnection): boolean {
    if (this.#keptCount < maxKept) return false;
    const plain = connection.plain();
    if (plain === null) return false;
    const { title, path, frames } = plain;
    const { server } = connection.opening;
    connection.forget();
    this.#undecoded.delete(connection);
    this.#tally.add({ level: 'sound', cause: 'healthy', title, server, path }, frames);
    return true;
  }

  /** Decodes a connection that ended and is not counted yet, and counts it then unless it is to be kept. */
  async #settle(connection: UndecodedConnection): Promise<void> {
    const { decoders } = this;
    const keptCount = decoders.length;
    this.#decode(connection);
    const [decoder] = decoders.slice(keptCount);
    if (decoder !== undefined && (await this.#isReleased(decoder, keptCount))) decoders.length = keptCount;
  }

  /** Whether a connection ended, and what it is can be told without keys and without HTTP/2. */
  #mayRelease(decoder: ConnectionDecoder): boolean {
    return !this.#kept.has(decoder) && decoder.hasEnded && !decoder.isEncrypted && !decoder.mayCarryHttp2;
  }

  /** Counts a connection that ended, unless it is to be kept. `keptCount`: connections kept before it. */
  async #isReleased(decoder: ConnectionDecoder, keptCount: number): Promise<boolean> {
    if (!this.#mayRelease(decoder)) return false;
    decoder.finish();
    if (!decoder.isWebSocket) {
      this.#releasedOthers++;
      this.#files.delete(decoder);
      return true;
    }
    if (keptCount >= maxKept) {
      const connection = decoder.view();
      const diagnosis = await diagnose(connection, this.notes);
      if (diagnosis.level === 'sound' || keptCount >= maxKeptWithFaulty) {
        this.#files.delete(decoder);
        this.#tally.add(groupKey(diagnosis, connection), connection.frames.length);
        return true;
      }
      this.#diagnoses.set(decoder, diagnosis);
    }
    this.#kept.add(decoder);
    return false;
  }

  /** The connections that were diagnosed, counted and not kept. */
  get counted(): Tally {
    return this.#tally;
  }

  /** Equal notes are counted: a damaged file could repeat one for each block. */
  note(note: Note): void {
    const known = this.notes.findIndex(({ text }) => text === note.text);
    if (known >= 0) this.#noteCounts.set(note.text, (this.#noteCounts.get(note.text) ?? 1) + 1);
    else if (this.notes.length < maxNotes) this.notes.push(note);
  }

  /** The notes, each with the number of times that it was made. */
  countedNotes(): Note[] {
    return this.notes.map((note) => {
      const times = this.#noteCounts.get(note.text) ?? 1;
      return times === 1 ? note : { ...note, text: `${note.text} (${formatCount(times)} times)` };
    });
  }

  describe(text: string): void {
    this.description = text;
  }

  secret(secret: CaptureSecret): void {
    if (this.secrets.length < maxSecrets) this.secrets.push(secret);
  }

  /** Progress is measured where the input is read: `OpenPace`. */
  progress(): void {}

  get frameCount(): number {
    return this.decoders.reduce((sum, decoder) => sum + decoder.frameCount, this.#tally.frames);
  }

  /** A capture of the same input without its connections, to decode them again. */
  again(change: Partial<Pick<Capture, 'assumptions' | 'edited'>>): Capture {
    const next = new Capture(this.name, this.#store, change.assumptions ?? this.assumptions, this.#cache);
    next.notes.push(...this.notes);
    for (const [text, times] of this.#noteCounts) next.#noteCounts.set(text, times);
    for (const [decoder, file] of this.#files) next.#files.set(decoder, file);
    next.secrets.push(...this.secrets);
    next.decoders.push(...this.decoders);
    next.decrypted = this.decrypted;
    next.keyNotes = this.keyNotes;
    next.http2 = this.http2;
    next.http2Notes = this.http2Notes;
    next.#areDecodersFinished = this.#areDecodersFinished;
    next.description = this.description;
    next.kind = this.kind;
    next.errors = this.errors;
    next.recognition = this.recognition;
    next.joinedText = this.joinedText;
    next.format = this.format;
    next.formatName = this.formatName;
    next.grade = this.grade;
    next.alternatives = this.alternatives;
    next.bytes = this.bytes;
    next.marks = this.marks;
    next.otherConnections = this.otherConnections;
    next.#emptyCount = this.#emptyCount;
    next.#silentServers = this.#silentServers;
    next.#leftOutCount = this.#leftOutCount;
    next.#releasedOthers = this.#releasedOthers;
    next.#tally = this.#tally;
    next.complete = true;
    next.edited = change.edited ?? false;
    return next;
  }

  /** Selects the connections to show; while the input is read, from the connections so far. */
  select(): void {
    let chosen: { decoder: ConnectionDecoder; records: DecryptedStore | null; file: string | null }[] = [];
    this.otherConnections = this.#emptyCount + this.#releasedOthers;
    for (const captured of this.decoders) {
      const { decoder, records } = this.decrypted.get(captured) ?? { decoder: captured, records: null };
      const { streams = [], tunnels = [], began = null } = this.http2.get(decoder) ?? {};
      const file = this.#files.get(captured) ?? null;
      const inside = [...streams.map((stream) => ({ decoder: stream, records })), ...tunnels];
      if (inside.length > 0) for (const each of inside) chosen.push({ ...each, file });
      // What was read as frames of WebSocket before is HTTP/2.
      else if (began !== 'before-capture' && decoder.isWebSocket) chosen.push({ decoder, records, file });
      else this.otherConnections++;
    }
    const accepted = new Set(
      chosen.flatMap(({ decoder }) =>
        decoder.frameCount > 0 && decoder.tls !== null ? [peersOf(decoder)] : [],
      ),
    );
    // A client that went on to speak on another connection accepts the certificate: this one was a spare.
    const isSpare = (decoder: ConnectionDecoder) =>
      decoder.mayRejectCertificate && accepted.has(peersOf(decoder));
    const spareCount = chosen.filter(({ decoder }) => isSpare(decoder)).length;
    this.otherConnections += spareCount;
    if (spareCount > 0) chosen = chosen.filter(({ decoder }) => !isSpare(decoder));
    const kept = new Map(this.connections.map((open) => [open.decoder, open]));
    this.connections = chosen.map(({ decoder, records, file }) => {
      const known = kept.get(decoder);
      if (known !== undefined) return known;
      const open = openConnection(decoder, records, file);
      open.diagnosis = this.#diagnoses.get(decoder) ?? null;
      return open;
    });
  }

  /** A store in memory that may move to the disk, for bytes that are not in the file. */
  newStore(name: string): MemoryStore {
    const store = new MemoryStore(name);
    store.spillTo(spillInto(name, this.#cache));
    return store;
  }

  /** The input is read to its end: finishes every connection. */
  finishDecoders(): void {
    if (this.#areDecodersFinished) return;
    this.#areDecodersFinished = true;
    for (const connection of this.#undecoded) this.#decode(connection);
    this.#undecodedEnded = [];
    for (const decoder of this.decoders) decoder.finish();
    this.decoders.sort((a, b) => a.id - b.id);
    if (this.#leftOutCount > 0) {
      this.note({
        level: 'warning',
        id: 'too-many-connections',
        text: `Expected at most ${count(maxDecoded, 'connection')} to decode at the same time, found ${formatCount(this.#leftOutCount)} more, which are not decoded. Cut the capture to the address or the time in question (tshark -Y, editcap -A).`,
      });
    }
  }

  /** Everything is decoded: numbers the connections that are shown from 0. */
  finish(): void {
    this.finishDecoders();
    this.connections = [];
    this.select();
    this.complete = true;
    const isNoted = this.notes.some(({ id }) => id === 'no-websocket');
    const total = this.decoders.length + this.#emptyCount + this.#releasedOthers;
    if (this.connections.length === 0 && this.#tally.connections === 0 && total > 0 && !isNoted) {
      for (const note of this.#silentServers.notes()) this.note(note);
      if (total === this.#silentServers.connections) return;
      this.note({
        level: 'error',
        id: 'no-websocket',
        text: `Expected a WebSocket connection, found ${count(total, 'TCP connection')} without an upgrade request or frames. Capture on the port of the WebSocket server, from before the connection opens.`,
      });
    }
  }
}
