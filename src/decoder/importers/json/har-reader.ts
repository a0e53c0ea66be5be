// HTTP Archive with WebSocket messages, as Chrome, Edge, Playwright, mitmproxy and HTTP Toolkit write it:
// whole messages, no frames. `_webSocketMessages`: type send | receive | error, time in epoch seconds,
// opcode, data (base64 for opcode 2). Firefox writes only the handshake. Playwright writes milliseconds,
// sometimes monotonic ones: these are shifted to the start of the entry. Files of any size are read entry by
// entry.

import { parseBase64 } from '../../bytes/base64.ts';
import { MemoryStore } from '../../bytes/store.ts';
import { decodeText, encodeText } from '../../bytes/utf8.ts';
import { senders } from '../../model/basics.ts';
import type { CaptureSink, ConnectionSink } from '../../model/capture-sink.ts';
import type { ImportOptions, ImportRun } from '../../model/importer.ts';
import { knownFields } from '../../model/saved-fields.ts';
import { headOf } from '../http-head.ts';
import { JsonInput } from './input.ts';
import { parseLenient } from './repair.ts';
import { JsonSplitter } from './splitter.ts';
import { arrayOf, numberOf, objectOf, stringOf } from './values.ts';

type Fields = Readonly<Record<string, unknown>>;

function pairs(value: unknown): [string, string][] {
  return arrayOf(value)
    .map((item) => objectOf(item))
    .map((item): [string, string] => [stringOf(item.name), stringOf(item.value)])
    .filter(([name]) => name !== '');
}

function version(value: unknown): string {
  const text = stringOf(value);
  if (/^http\/\d/i.test(text)) return text.toUpperCase();
  return text === 'h2' ? 'HTTP/2' : 'HTTP/1.1';
}

/** The target of a request line: the path and query of a URL. */
function targetOf(url: string): string {
  const match = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url);
  const path = match ? match[1] : url;
  return path.startsWith('/') ? path : `/${path}`;
}

function messageBytes(opcode: number, data: string): Uint8Array {
  if (opcode === 1) return encodeText(data);
  return parseBase64(data) ?? encodeText(data);
}

/** A time in seconds, whatever unit the writer used: seconds, milliseconds (Playwright) or microseconds. */
function secondsOf(value: unknown): number {
  const time = numberOf(value);
  if (time > 1e14) return time / 1e6;
  return time > 1e11 ? time / 1e3 : time;
}

const entryPath = ['log', 'entries', '*'];
const messagesPath = [...entryPath, '_webSocketMessages'];
/** Parts of an entry that are read; bodies, cookies and timings are skipped. */
const wanted = [
  ['log', 'creator'],
  [...messagesPath, '*'],
  ...['startedDateTime', 'time', 'serverIPAddress', '_resourceType', '_webSocketClose', '_error'].map(
    (key) => [...entryPath, key],
  ),
  ...['method', 'url', 'httpVersion', 'headers'].map((key) => [...entryPath, 'request', key]),
  ...['status', 'statusText', 'httpVersion', 'headers', '_error', '_failureText'].map((key) => [
    ...entryPath,
    'response',
    key,
  ]),
];
/**
 * Messages are buffered until their entry is complete, up to this many bytes: Chrome writes them before the
 * request.
 */
const heldLimit = 16 * 1024 * 1024;

/** An entry that is being read. */
class Entry {
  /** Values by path: `request.url`. */
  readonly #values = new Map<string, unknown>();
  listed = false;
  connection: ConnectionSink | null = null;
  held: Fields[] = [];
  heldLength = 0;
  /** Seconds to add to the times of messages: none when they are wall-clock times. */
  shift: number | null = null;
  last = Number.NaN;

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  text(name: string): string {
    return stringOf(this.#values.get(name));
  }

  value(name: string): unknown {
    return this.#values.get(name);
  }

  get started(): number {
    return Date.parse(this.text('startedDateTime')) / 1000;
  }

  get isWebSocket(): boolean {
    if (this.listed || /^websocket$/i.test(this.text('_resourceType'))) return true;
    if (/^wss?:/i.test(this.text('request.url')) || numberOf(this.value('response.status')) === 101)
      return true;
    return pairs(this.value('request.headers')).some(
      ([name, value]) => /^upgrade$/i.test(name) && /websocket/i.test(value),
    );
  }
}

/** Reads a HAR. */
export class HarReader implements ImportRun {
  readonly #sink: CaptureSink;
  readonly #splitter: JsonSplitter;
  readonly #input = new JsonInput((bytes) => this.#splitter.push(bytes));
  /** Decoded payloads: the file holds them as JSON strings or base64. */
  readonly #store: MemoryStore;
  #entry: Entry | null = null;
  #entries = 0;
  #sockets = 0;
  /** Entries that were saved without fields of their handshake. */
  #lacking = 0;
  /** Entries that have a list of messages, though it may be empty. */
  #lists = 0;
  #creator = '';
  #at = 0;

  constructor(sink: CaptureSink, options: ImportOptions) {
    this.#sink = sink;
    this.#store = new MemoryStore(options.name ?? 'har');
    sink.describe('HAR');
    this.#splitter = new JsonSplitter(wanted, (path, bytes) => this.#part(path, decodeText(bytes)), [
      { path: entryPath, enter: () => this.#begin(), leave: () => this.#finish() },
      { path: messagesPath, enter: () => this.#list() },
    ]);
  }

  push(chunk: Uint8Array): void {
    this.#input.push(chunk);
    this.#at += chunk.length;
    this.#sink.progress(this.#at);
  }

  #part(path: readonly string[], text: string): void {
    const value = parseLenient(text);
    if (path[1] === 'creator') {
      const creator = objectOf(value);
      this.#creator = `${stringOf(creator.name)} ${stringOf(creator.version)}`.trim();
      if (this.#creator) this.#sink.describe(`HAR by ${this.#creator}`);
    } else if (path[3] === '_webSocketMessages') this.#message(objectOf(value), text.length);
    else this.#entry?.set(path.slice(3).join('.'), value);
  }

  #begin(): void {
    this.#entries++;
    this.#entry = new Entry();
  }

  #list(): void {
    this.#lists++;
    if (this.#entry) this.#entry.listed = true;
  }

  #message(message: Fields, size: number): void {
    const entry = this.#entry;
    // Truncated inside a message.
    if (!entry || typeof message.data !== 'string') return;
    if (entry.connection) {
      this.#tell(entry, entry.connection, message);
      return;
    }
    entry.held.push(message);
    entry.heldLength += size;
    if (entry.heldLength > heldLimit) this.#release(entry, this.#open(entry));
  }

  #open(entry: Entry): ConnectionSink {
    this.#sockets++;
    const url = entry.text('request.url');
    const address = entry.text('serverIPAddress');
    const port =
      /^[a-z]+:\/\/(?:\[[^\]]*\]|[^/:?#]*):(\d+)/i.exec(url)?.[1] ??
      (/^(?:wss|https):/i.test(url) ? '443' : '80');
    const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
    entry.connection = this.#sink.connection({
      transport: 'browser',
      fidelity: 'messages',
      client: null,
      server: host === '' ? null : `${host}:${port}`,
      roles: 'known',
      store: this.#store,
      ...(url === '' ? {} : { url }),
    });
    return entry.connection;
  }

  #release(entry: Entry, connection: ConnectionSink): void {
    for (const message of entry.held) this.#tell(entry, connection, message);
    entry.held = [];
  }

  #tell(entry: Entry, connection: ConnectionSink, message: Fields): void {
    const data = stringOf(message.data);
    const time = secondsOf(message.time);
    if (entry.shift === null) {
      const { started } = entry;
      const far = Number.isFinite(started) && Number.isFinite(time) && Math.abs(time - started) > 86400;
      entry.shift = far ? started - time : 0;
    }
    const when = time + entry.shift;
    if (Number.isFinite(when)) entry.last = when;
    if (message.type === 'error') {
      connection.symptom(data, when);
      return;
    }
    const opcode = numberOf(message.opcode);
    const known = opcode === 1 || opcode === 2 || (opcode >= 8 && opcode <= 10) ? opcode : 1;
    connection.message(message.type === 'send' ? 'client' : 'server', known, messageBytes(known, data), when);
  }

  /** Called when the entry is complete, or the file ends inside it. */
  #finish(): void {
    const entry = this.#entry;
    this.#entry = null;
    if (!entry?.isWebSocket) return;
    const { started } = entry;
    const connection = entry.connection ?? this.#open(entry);
    const url = entry.text('request.url');
    const headers = entry.value('request.headers');
    const status = numberOf(entry.value('response.status'));
    const request = knownFields(pairs(headers), true);
    const response = knownFields(pairs(entry.value('response.headers')), status === 101);
    const lacksFields = request.lacksFields || (status > 0 && response.lacksFields);
    if (lacksFields) this.#lacking++;
    if (url !== '' || headers) {
      const line = `${entry.text('request.method') || 'GET'} ${targetOf(url)} ${version(entry.value('request.httpVersion'))}`;
      connection.handshake({ ...headOf(line, request.pairs), lacksFields: request.lacksFields }, started);
    }
    if (status > 0) {
      const line = `${version(entry.value('response.httpVersion'))} ${status} ${entry.text('response.statusText')}`;
      // What was agreed on can be judged with both heads alone.
      const head = { ...headOf(line, response.pairs), lacksFields };
      connection.handshake(head, started + Math.max(0, numberOf(entry.value('time')) || 0) / 1000);
    }
    for (const name of ['response._error', '_error', 'response._failureText']) {
      if (entry.text(name) !== '') connection.symptom(entry.text(name), started);
    }
    this.#release(entry, connection);
    this.#close(entry, connection);
  }

  #close(entry: Entry, connection: ConnectionSink): void {
    const last = Number.isFinite(entry.last) ? entry.last : entry.started;
    // A field of HTTP Toolkit; it does not name the endpoint that closed.
    const close = entry.value('_webSocketClose');
    if (typeof close === 'string') connection.symptom(`WebSocket connection ${close}`, last);
    else if (close) {
      const { code, reason } = objectOf(close);
      const why = stringOf(reason) === '' ? '' : `: ${stringOf(reason)}`;
      const closed = numberOf(code);
      if (closed !== 1000 && closed !== 1001 && closed !== 1005) {
        connection.symptom(`WebSocket closed with code ${stringOf(code)}${why}`, last);
      }
    }
    for (const sender of senders) connection.end(sender, 'cut', last);
  }

  end(): void {
    this.#input.end();
    const { cut } = this.#splitter;
    if (cut) this.#part(cut.path, decodeText(cut.bytes));
    this.#finish();
    if (!this.#splitter.done) {
      this.#sink.note({
        level: 'warning',
        id: 'file-cut',
        text: `Expected the closing brackets of the HAR, found the end of the file at ${this.#at}. What came before is read.`,
        at: this.#at,
      });
    }
    if (this.#splitter.dropped > 0) {
      this.#sink.note({
        level: 'warning',
        id: 'too-large',
        text: `Left out ${this.#splitter.dropped} messages or headers of more than 256 MiB or 200,000 parts.`,
      });
    }
    if (this.#sockets === 0) {
      this.#sink.note({
        level: 'error',
        id: 'no-websocket',
        text: `Expected a WebSocket among the entries of the HAR, found none in ${this.#entries}. Open the network panel before the page connects, then save again.`,
      });
      return;
    }
    if (this.#lacking > 0) {
      this.#sink.note({
        level: 'info',
        id: 'fields-missing',
        text: 'The HAR was saved without some header fields of the handshake, or with their values masked. They are unknown: nothing is said about them. To judge the handshake, export the HAR with sensitive data.',
      });
    }
    if (this.#lists === 0) {
      this.#sink.note({
        level: 'warning',
        id: 'no-messages',
        text: `Expected WebSocket messages, found only handshakes: ${this.#creator || 'this program'} leaves messages out of a HAR. To see what broke take a packet capture, or a NetLog of Chrome (chrome://net-export, "Include raw bytes"); the HAR of Chrome and Edge has messages, but no frames.`,
      });
      return;
    }
    this.#sink.note({
      level: 'info',
      id: 'messages-only',
      text: 'A HAR holds whole messages, not frames: nothing can be said of masks, fragments, pings or lengths. For those take a NetLog (chrome://net-export, "Include raw bytes") or a packet capture.',
    });
  }
}
