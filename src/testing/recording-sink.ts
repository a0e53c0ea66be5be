// A sink that records what an importer or the network stack hands on, and shows it in several forms.

import { formatHex } from '../decoder/bytes/hex.ts';
import type { Note, Sender } from '../decoder/model/basics.ts';
import type {
  CaptureSecret,
  CaptureSink,
  CarrierEvent,
  ConnectionSink,
  ElidedRun,
  EndKind,
  Opening,
} from '../decoder/model/capture-sink.ts';
import type { HttpHead } from '../decoder/model/http.ts';
import { hex as bytesOfHex } from './bytes.ts';

/** Bytes of one connection that are kept: a run of repeated rows may represent hundreds of megabytes. */
const maxKeptBytes = 8 * 1024 * 1024;

/** One call of a connection sink. */
export type Recorded =
  | { kind: 'data'; sender: Sender; hex: string; time: number }
  | { kind: 'gap'; sender: Sender; length: number; time: number }
  | { kind: 'end'; sender: Sender; how: EndKind; time: number }
  | { kind: 'event'; event: CarrierEvent }
  | { kind: 'handshake'; head: HttpHead; time: number }
  | { kind: 'frame'; sender: Sender; byte0: number; masked: boolean; length: number; time: number }
  | { kind: 'message'; sender: Sender; opcode: number; hex: string; time: number }
  | { kind: 'symptom'; text: string; time: number };

/** Bytes of one call, and where the call said that they are. */
export interface RecordedRun {
  readonly at: number;
  readonly hex: string;
}

function latin1(hex: string): string {
  let text = '';
  for (const byte of bytesOfHex(hex)) text += String.fromCharCode(byte);
  return text;
}

/** What one connection was given. */
export class RecordedConnection implements ConnectionSink {
  readonly opening: Opening;
  /** Every call in order, each data call apart. */
  readonly calls: Recorded[] = [];
  readonly #runs: RecordedRun[];
  #events: readonly Recorded[] = [];
  #joinedCalls = 0;
  /** Data calls whose bytes are not where the call said. Counted only where the opening has a store. */
  misplaced = 0;
  /** Number of all bytes given, kept or not. */
  byteCount = 0;

  /** `runs` takes the bytes of each data call. */
  constructor(opening: Opening, runs: RecordedRun[]) {
    this.opening = opening;
    this.#runs = runs;
  }

  data(sender: Sender, bytes: Uint8Array, at: number, time: number): void {
    this.byteCount += bytes.length;
    if (this.byteCount - bytes.length > maxKeptBytes) return;
    const hex = formatHex(bytes);
    const { store } = this.opening;
    if (store && formatHex(store.readNow(at, at + bytes.length)) !== hex) this.misplaced++;
    this.#runs.push({ at, hex });
    this.calls.push({ kind: 'data', sender, hex, time });
  }
  gap(sender: Sender, length: number, time: number): void {
    this.calls.push({ kind: 'gap', sender, length, time });
  }
  end(sender: Sender, kind: EndKind, time: number): void {
    this.calls.push({ kind: 'end', sender, how: kind, time });
  }
  event(event: CarrierEvent): void {
    this.calls.push({ kind: 'event', event });
  }
  handshake(head: HttpHead, time: number): void {
    this.calls.push({ kind: 'handshake', head, time });
  }
  frameHeader(sender: Sender, byte0: number, masked: boolean, payloadLength: number, time: number): void {
    this.calls.push({ kind: 'frame', sender, byte0, masked, length: payloadLength, time });
  }
  message(
    sender: Sender,
    opcode: number,
    bytes: Uint8Array,
    time: number,
    elided: readonly ElidedRun[] = [],
  ): void {
    let hex = '';
    let shown = 0;
    let at = 0;
    for (const run of elided) {
      hex += `${formatHex(bytes.subarray(shown, shown + run.at - at))}[${run.length}]`;
      shown += run.at - at;
      at = run.at + run.length;
    }
    this.calls.push({ kind: 'message', sender, opcode, hex: hex + formatHex(bytes.subarray(shown)), time });
  }
  symptom(text: string, time: number): void {
    this.calls.push({ kind: 'symptom', text, time });
  }

  /** The calls with data of one sender at one time joined: the same however the input was cut into chunks. */
  get events(): readonly Recorded[] {
    if (this.#joinedCalls !== this.calls.length) {
      this.#events = joined(this.calls);
      this.#joinedCalls = this.calls.length;
    }
    return this.#events;
  }

  /** One line a call: `client "Hello"`, `client gap 5`, `client end fin`, `event reordered client 0`. */
  get lines(): string[] {
    return this.calls.flatMap((call) => {
      if (call.kind === 'data') return [`${call.sender} "${latin1(call.hex)}"`];
      if (call.kind === 'gap') return [`${call.sender} gap ${call.length}`];
      if (call.kind === 'end') return [`${call.sender} end ${call.how}`];
      if (call.kind !== 'event') return [];
      const { kind, sender, offset } = call.event;
      return [`event ${kind} ${sender ?? '-'}${offset === undefined ? '' : ` ${offset}`}`];
    });
  }

  /** All bytes of one sender as hex, gaps as `[length]`. */
  stream(sender: Sender): string {
    return this.#written(sender, (hex) => hex);
  }

  /** All bytes of one sender as Latin-1 text, gaps as `[length]`. */
  text(sender: Sender): string {
    return this.#written(sender, latin1);
  }

  #written(sender: Sender, format: (hex: string) => string): string {
    return this.calls
      .map((call) => {
        if (call.kind === 'data' && call.sender === sender) return format(call.hex);
        return call.kind === 'gap' && call.sender === sender ? `[${call.length}]` : '';
      })
      .join('');
  }
}

function joined(calls: readonly Recorded[]): Recorded[] {
  const events: Recorded[] = [];
  for (let i = 0; i < calls.length; ) {
    const first = calls[i++];
    if (first.kind !== 'data') {
      events.push(first);
      continue;
    }
    const parts = [first.hex];
    for (; i < calls.length; i++) {
      const next = calls[i];
      if (next.kind !== 'data' || next.sender !== first.sender || !Object.is(next.time, first.time)) break;
      parts.push(next.hex);
    }
    events.push({ ...first, hex: parts.join('') });
  }
  return events;
}

/** Records a whole capture. */
export class RecordingSink implements CaptureSink {
  readonly connections: RecordedConnection[] = [];
  readonly notes: Note[] = [];
  readonly descriptions: string[] = [];
  readonly secrets: CaptureSecret[] = [];
  /** The bytes of every data call of the capture, in order. */
  readonly runs: RecordedRun[] = [];
  lastProgress = 0;

  connection(opening: Opening): ConnectionSink {
    const connection = new RecordedConnection(opening, this.runs);
    this.connections.push(connection);
    return connection;
  }
  note(note: Note): void {
    this.notes.push(note);
  }
  describe(text: string): void {
    this.descriptions.push(text);
  }
  secret(secret: CaptureSecret): void {
    this.secrets.push(secret);
  }
  progress(at: number): void {
    this.lastProgress = at;
  }

  /** Everything as plain data, to compare two runs: the same however the input was cut into chunks. */
  summary(): unknown {
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
  /** The bytes of `sender` over all connections, as hex. */
  stream(sender: Sender): string {
    return this.connections.map((connection) => connection.stream(sender)).join('');
  }
  /** The bytes of `sender` over all connections, as Latin-1 text. */
  text(sender: Sender): string {
    return this.connections.map((connection) => connection.text(sender)).join('');
  }
  get noteIds(): string[] {
    return this.notes.map((note) => note.id);
  }
}
