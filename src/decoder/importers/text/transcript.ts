// What a text format writes while it reads: bytes with a direction, notes, marks. It turns them into calls of the sink.

import { MemoryStore } from '../../bytes/store.ts';
import type { Note, Sender } from '../../model/basics.ts';
import type { CaptureSink, ConnectionSink, ElidedRun, EndKind, Opening } from '../../model/capture-sink.ts';
import type { HttpHead } from '../../model/http.ts';
import type { TextMark } from '../../model/importer.ts';
import { clientOfEnds } from '../../network/roles.ts';
import type { TextBlock } from './blocks.ts';
import type { MarkList } from './marks.ts';
import { UnusedBuffer } from './unused-buffer.ts';

/** One connection of a transcript. */
export class TextConnection {
  readonly #transcript: Transcript;
  readonly #open: () => ConnectionSink;
  #opened: ConnectionSink | null = null;
  readonly #seen = new Set<Sender>();
  readonly #ended = new Set<Sender>();
  readonly #ends = new Map<Sender, { readonly buffer: UnusedBuffer; time: number }>();
  #last: Sender = 'server';

  constructor(transcript: Transcript, open: () => ConnectionSink) {
    this.#transcript = transcript;
    this.#open = open;
  }

  /** The sink's connection, opened when it is first needed: a text without bytes has none. */
  get #sink(): ConnectionSink {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  #senderOf(sender: Sender | null): Sender {
    const known = sender ?? this.#last;
    this.#last = known;
    this.#seen.add(known);
    return known;
  }

  /** Bytes in the order in which they were written; `null`: the same side as before, the server at first. */
  bytes(sender: Sender | null, bytes: Uint8Array, time = Number.NaN): void {
    if (bytes.length === 0) return;
    this.#transcript.byteCount += bytes.length;
    const from = this.#senderOf(sender);
    if (!this.#transcript.mayHoldBuffers) {
      this.#give(from, bytes, time);
      return;
    }
    const held = this.#ends.get(from) ?? { buffer: new UnusedBuffer(), time };
    held.time = time;
    this.#ends.set(from, held);
    for (const part of held.buffer.take(bytes)) this.#give(from, part, time);
  }

  #give(sender: Sender, bytes: Uint8Array, time: number): void {
    const at = this.#transcript.store.append(bytes);
    this.#sink.data(sender, bytes, at, time);
  }

  /** Gives what was held back at the end of a direction. */
  #giveEnd(sender: Sender): void {
    const held = this.#ends.get(sender);
    if (held === undefined) return;
    this.#ends.delete(sender);
    const note = (text: string) => this.#transcript.noteAt('warning', 'unused-buffer', text, undefined);
    for (const part of held.buffer.end(note)) this.#give(sender, part, held.time);
  }

  gap(sender: Sender | null, length: number, time = Number.NaN): void {
    if (length === 0) return;
    const from = this.#senderOf(sender);
    this.#giveEnd(from);
    this.#sink.gap(from, length, time);
  }

  /** A message without its frames; the opening has the fidelity `messages`. */
  message(
    sender: Sender,
    opcode: number,
    bytes: Uint8Array,
    time = Number.NaN,
    elided: readonly ElidedRun[] = [],
  ): void {
    this.#transcript.partCount++;
    this.#sink.message(this.#senderOf(sender), opcode, bytes, time, elided);
  }

  /** A head that the text gives apart from the bytes. */
  handshake(head: HttpHead, time = Number.NaN): void {
    this.#transcript.partCount++;
    this.#sink.handshake(head, time);
  }

  end(sender: Sender, kind: EndKind, time = Number.NaN): void {
    if (this.#ended.has(sender)) return;
    this.#giveEnd(sender);
    this.#ended.add(sender);
    this.#sink.end(sender, kind, time);
  }

  symptom(text: string, time = Number.NaN): void {
    this.#sink.symptom(text, time);
  }

  /** Says of each direction that had bytes and did not end that the input ends here. */
  close(): void {
    for (const sender of this.#seen) this.end(sender, 'cut');
  }
}

/** Everything that reading one text gives. */
export class Transcript {
  readonly sink: CaptureSink;
  readonly #marks: MarkList | null;
  #block: TextBlock | null = null;
  readonly store: MemoryStore;
  readonly #connections: TextConnection[] = [];
  #only: TextConnection | null = null;
  /** Bytes given so far. */
  byteCount = 0;
  /** Messages and heads given so far, apart from bytes. */
  partCount = 0;
  /** Errors told so far. */
  errorCount = 0;

  /** Its bytes may be those of a buffer in memory, which is larger than what was written into it. */
  readonly mayHoldBuffers: boolean;

  constructor(sink: CaptureSink, name: string, marks: MarkList | null, mayHoldBuffers = false) {
    this.sink = sink;
    this.mayHoldBuffers = mayHoldBuffers;
    this.store = new MemoryStore(name);
    this.#marks = marks;
  }

  /** Places of notes and marks are from now on places in `block`. */
  enter(block: TextBlock): void {
    this.#block = block;
  }

  describe(text: string): void {
    this.sink.describe(text);
  }

  /** `at`: a place in `block`, which is the one being read when it is not given. */
  note(level: Note['level'], id: string, text: string, at?: number, block = this.#block): void {
    this.noteAt(level, id, text, at === undefined || block === null ? at : block.original(at));
  }

  /** `place`: in the input. */
  noteAt(level: Note['level'], id: string, text: string, place: number | undefined): void {
    if (level === 'error') this.errorCount++;
    this.sink.note(place === undefined ? { level, id, text } : { level, id, text, at: place });
  }

  /** The place in the input of a place in the block being read. */
  original(at: number): number {
    return this.#block?.original(at) ?? at;
  }

  /** Line and column of a place in the block being read, in words. */
  placeOf(at: number): string {
    return this.#block?.placeOf(at) ?? '';
  }

  mark(start: number, end: number, as: TextMark['as'], block = this.#block): void {
    if (this.#marks && block && end > start) {
      this.#marks.add(block.original(start), block.original(end - 1) + 1, as);
    }
  }

  /** Opens a connection; what is not given is not known. */
  connection(opening: Partial<Opening> = {}): TextConnection {
    const { client = null, server = null } = opening;
    const byPorts = client === null || server === null ? null : clientOfEnds(client, server);
    const open = () =>
      this.sink.connection({
        transport: 'bytes',
        roles: byPorts?.isA === true ? byPorts.roles : 'guess',
        fidelity: 'bytes',
        client: null,
        server: null,
        store: this.store,
        ...opening,
      });
    const connection = new TextConnection(this, open);
    this.#connections.push(connection);
    return connection;
  }

  /** The connection of a text that holds just one; `opening` counts the first time. */
  only(opening: Partial<Opening> = {}): TextConnection {
    this.#only ??= this.connection(opening);
    return this.#only;
  }

  /** No more text. */
  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}
