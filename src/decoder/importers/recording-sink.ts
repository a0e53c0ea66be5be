// Test aid: writes down what an importer says, in a form that does not depend on how the input was cut into chunks.

import { formatHex } from '../bytes/hex.ts';
import type { Note, Sender } from '../model/basics.ts';
import type { CaptureSink, CarrierEvent, ConnectionSink, EndKind, Opening } from '../model/capture-sink.ts';
import type { HttpHead } from '../model/http.ts';

/** Bytes of one connection that are kept. */
const keptBytes = 4 * 1024 * 1024;

/** One call of a connection sink. Runs of data of one sender at one time are joined. */
export type Recorded =
  | { kind: 'data'; sender: Sender; hex: string; time: number }
  | { kind: 'gap'; sender: Sender; length: number; time: number }
  | { kind: 'end'; sender: Sender; how: EndKind; time: number }
  | { kind: 'event'; event: CarrierEvent }
  | { kind: 'handshake'; head: HttpHead; time: number }
  | { kind: 'frame'; sender: Sender; byte0: number; masked: boolean; length: number; time: number }
  | { kind: 'message'; sender: Sender; opcode: number; hex: string; time: number }
  | { kind: 'symptom'; text: string; time: number };

/** One connection as it was told. */
export class RecordedConnection implements ConnectionSink {
  readonly opening: Opening;
  readonly events: Recorded[] = [];
  #parts: string[] = [];
  /** Data whose bytes did not lie where the call said. Only checked against a store. */
  misplaced = 0;
  /** All bytes given, also those that were not kept. */
  byteCount = 0;

  constructor(opening: Opening) {
    this.opening = opening;
  }

  data(sender: Sender, bytes: Uint8Array, at: number, time: number): void {
    this.byteCount += bytes.length;
    // Enough to compare; a run of repeated rows may stand for hundreds of megabytes.
    if (this.byteCount - bytes.length > keptBytes) return;
    const hex = formatHex(bytes);
    const { store } = this.opening;
    if (store && formatHex(store.readNow(at, at + bytes.length)) !== hex) this.misplaced++;
    const last = this.events[this.events.length - 1];
    if (last?.kind === 'data' && last.sender === sender && Object.is(last.time, time)) {
      this.#parts.push(hex);
      return;
    }
    this.flush();
    this.#parts.push(hex);
    this.events.push({ kind: 'data', sender, hex: '', time });
  }
  /** Joins the parts of the last run of data. */
  flush(): void {
    const last = this.events[this.events.length - 1];
    if (last?.kind === 'data' && this.#parts.length > 0) last.hex += this.#parts.join('');
    this.#parts = [];
  }
  gap(sender: Sender, length: number, time: number): void {
    this.flush();
    this.events.push({ kind: 'gap', sender, length, time });
  }
  end(sender: Sender, kind: EndKind, time: number): void {
    this.flush();
    this.events.push({ kind: 'end', sender, how: kind, time });
  }
  event(event: CarrierEvent): void {
    this.flush();
    this.events.push({ kind: 'event', event });
  }
  handshake(head: HttpHead, time: number): void {
    this.flush();
    this.events.push({ kind: 'handshake', head, time });
  }
  frameHeader(sender: Sender, byte0: number, masked: boolean, payloadLength: number, time: number): void {
    this.flush();
    this.events.push({ kind: 'frame', sender, byte0, masked, length: payloadLength, time });
  }
  message(sender: Sender, opcode: number, bytes: Uint8Array, time: number): void {
    this.flush();
    this.events.push({ kind: 'message', sender, opcode, hex: formatHex(bytes), time });
  }
  symptom(text: string, time: number): void {
    this.flush();
    this.events.push({ kind: 'symptom', text, time });
  }

  /** All bytes of one sender as hex, holes as `[n]`. */
  stream(sender: Sender): string {
    this.flush();
    return this.events
      .map((event) => {
        if (event.kind === 'data' && event.sender === sender) return event.hex;
        return event.kind === 'gap' && event.sender === sender ? `[${event.length}]` : '';
      })
      .join('');
  }
}

/** A sink that keeps everything it is told. */
export class RecordingSink implements CaptureSink {
  readonly connections: RecordedConnection[] = [];
  readonly notes: Note[] = [];
  readonly descriptions: string[] = [];
  lastProgress = 0;

  connection(opening: Opening): ConnectionSink {
    const connection = new RecordedConnection(opening);
    this.connections.push(connection);
    return connection;
  }
  note(note: Note): void {
    this.notes.push(note);
  }
  describe(text: string): void {
    this.descriptions.push(text);
  }
  progress(at: number): void {
    this.lastProgress = at;
  }

  /** Everything as plain data, to compare two runs. */
  plain(): unknown {
    for (const connection of this.connections) connection.flush();
    return {
      connections: this.connections.map((connection) => ({
        opening: { ...connection.opening, store: connection.opening.store ? 'store' : 'file' },
        events: connection.events,
        byteCount: connection.byteCount,
      })),
      notes: this.notes,
      description: this.descriptions[this.descriptions.length - 1] ?? null,
    };
  }
  /** The bytes of `sender` over all connections. */
  stream(sender: Sender): string {
    return this.connections.map((connection) => connection.stream(sender)).join('');
  }
  noteIds(): string[] {
    return this.notes.map((note) => note.id);
  }
}
