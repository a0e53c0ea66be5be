// HTTP Archive with WebSocket messages, as Chrome, Edge, Playwright, mitmproxy and HTTP Toolkit write it: whole messages, no
// frames. `_webSocketMessages`: type send | receive | error, time in epoch seconds, opcode, data (base64 for opcode 2).
// Firefox writes the handshake alone. Playwright writes milliseconds, and may write monotonic times: those are moved to where the
// entry began. Read entry by entry, at any size.

import { parseBase64 } from '../../bytes/base64.ts';
import { MemoryStore } from '../../bytes/store.ts';
import { decodeText, encodeText } from '../../bytes/utf8.ts';
import type { CaptureSink, ConnectionSink } from '../../model/capture-sink.ts';
import type { Importer, ImportOptions, ImportRun } from '../../model/importer.ts';
import { headOf } from '../http-head.ts';
import { parseLenient } from '../json/repair.ts';
import { JsonSplitter } from '../json/splitter.ts';
import { arrayOf, numberOf, objectOf, stringOf } from '../json/values.ts';
import { textHead } from '../text/head.ts';

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

function isWebSocket(entry: Fields): boolean {
  if (Array.isArray(entry._webSocketMessages)) return true;
  if (/^websocket$/i.test(stringOf(entry._resourceType))) return true;
  const request = objectOf(entry.request);
  if (/^wss?:/i.test(stringOf(request.url))) return true;
  const upgrades = pairs(request.headers).some(
    ([name, value]) => /^upgrade$/i.test(name) && /websocket/i.test(value),
  );
  return upgrades || numberOf(objectOf(entry.response).status) === 101;
}

function messageBytes(opcode: number, data: string): Uint8Array {
  if (opcode === 1) return encodeText(data);
  return parseBase64(data) ?? encodeText(data);
}

/** A time as some writer gave it, in seconds: Playwright writes milliseconds, others seconds or microseconds. */
function secondsOf(value: unknown): number {
  const time = numberOf(value);
  if (time > 1e14) return time / 1e6;
  return time > 1e11 ? time / 1e3 : time;
}

/** Seconds to add to the times of an entry's messages: none when they are wall-clock times. */
function timeShift(started: number, messages: readonly unknown[]): number {
  const first = secondsOf(objectOf(messages[0]).time);
  if (!Number.isFinite(started) || !Number.isFinite(first)) return 0;
  return Math.abs(first - started) > 86400 ? started - first : 0;
}

class HarRun implements ImportRun {
  readonly #sink: CaptureSink;
  readonly #splitter: JsonSplitter;
  /** Payloads lie here: in the file they are text of a JSON string, or base64. */
  readonly #store: MemoryStore;
  #entries = 0;
  #sockets = 0;
  /** Entries that have a list of messages, though it may be empty. */
  #lists = 0;
  #creator = '';
  #at = 0;

  constructor(sink: CaptureSink, options: ImportOptions) {
    this.#sink = sink;
    this.#store = new MemoryStore(options.name ?? 'har');
    sink.describe('HAR');
    this.#splitter = new JsonSplitter(
      [
        ['log', 'entries', '*'],
        ['log', 'creator'],
      ],
      (path, bytes) => {
        if (path[1] === 'entries') this.#entry(decodeText(bytes));
        else this.#describe(decodeText(bytes));
      },
    );
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
    this.#at += chunk.length;
    this.#sink.progress(this.#at);
  }

  #describe(text: string): void {
    const creator = objectOf(parseLenient(text));
    this.#creator = `${stringOf(creator.name)} ${stringOf(creator.version)}`.trim();
    if (this.#creator) this.#sink.describe(`HAR by ${this.#creator}`);
  }

  #entry(text: string): void {
    this.#entries++;
    // Most entries of a log are no WebSockets: a look at the text saves parsing them.
    if (!/websocket|"wss?:|101/i.test(text)) return;
    const entry = objectOf(parseLenient(text));
    if (!isWebSocket(entry)) return;
    this.#sockets++;
    const request = objectOf(entry.request);
    const response = objectOf(entry.response);
    const url = stringOf(request.url);
    const started = Date.parse(stringOf(entry.startedDateTime)) / 1000;
    const address = stringOf(entry.serverIPAddress);
    const port =
      /^[a-z]+:\/\/(?:\[[^\]]*\]|[^/:?#]*):(\d+)/i.exec(url)?.[1] ??
      (/^(?:wss|https):/i.test(url) ? '443' : '80');
    const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
    const connection = this.#sink.connection({
      transport: 'browser',
      fidelity: 'messages',
      client: null,
      server: host === '' ? null : `${host}:${port}`,
      roles: 'known',
      store: this.#store,
      ...(url === '' ? {} : { url }),
    });
    if (url !== '' || request.headers) {
      const line = `${stringOf(request.method) || 'GET'} ${targetOf(url)} ${version(request.httpVersion)}`;
      connection.handshake(headOf(line, pairs(request.headers)), started);
    }
    const status = numberOf(response.status);
    if (status > 0) {
      const line = `${version(response.httpVersion)} ${status} ${stringOf(response.statusText)}`;
      connection.handshake(
        headOf(line, pairs(response.headers)),
        started + Math.max(0, numberOf(entry.time) || 0) / 1000,
      );
    }
    for (const error of [response._error, entry._error, response._failureText]) {
      if (stringOf(error) !== '') connection.symptom(stringOf(error), started);
    }
    this.#messagesOf(connection, entry, started);
  }

  #messagesOf(connection: ConnectionSink, entry: Fields, started: number): void {
    const messages = arrayOf(entry._webSocketMessages);
    if (Array.isArray(entry._webSocketMessages)) this.#lists++;
    const shift = timeShift(started, messages);
    let last = started;
    for (const item of messages) {
      const message = objectOf(item);
      // Cut off in the middle of a message.
      if (typeof message.data !== 'string') continue;
      const { data } = message;
      const type = stringOf(message.type);
      const time = secondsOf(message.time) + shift;
      last = Number.isFinite(time) ? time : last;
      if (type === 'error') {
        connection.symptom(data, time);
        continue;
      }
      const opcode = numberOf(message.opcode);
      const known = opcode === 1 || opcode === 2 || (opcode >= 8 && opcode <= 10) ? opcode : 1;
      connection.message(type === 'send' ? 'client' : 'server', known, messageBytes(known, data), time);
    }
    // HTTP Toolkit's own field; it does not say which side closed.
    const close = entry._webSocketClose;
    if (typeof close === 'string') connection.symptom(`WebSocket connection ${close}`, last);
    else if (close) {
      const { code, reason } = objectOf(close);
      const why = stringOf(reason) === '' ? '' : `: ${stringOf(reason)}`;
      const closed = numberOf(code);
      if (closed !== 1000 && closed !== 1001 && closed !== 1005) {
        connection.symptom(`WebSocket closed with code ${stringOf(code)}${why}`, last);
      }
    }
    for (const sender of ['client', 'server'] as const) connection.end(sender, 'cut', last);
  }

  end(): void {
    const { cut } = this.#splitter;
    if (cut && cut.path[1] === 'entries') this.#entry(decodeText(cut.bytes));
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
        text: `Left out ${this.#splitter.dropped} entries of more than 256 MiB.`,
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

/** HTTP Archives. */
export const har: Importer = {
  id: 'har',
  name: 'HTTP Archive (HAR)',
  text: true,
  sniff(head, hint) {
    const seen = textHead(head, hint);
    if (!seen || !/^\s*\{/.test(seen.text)) return 'no';
    if (/^\s*\{\s*"log"\s*:\s*\{/.test(seen.text)) return 'certain';
    return /"_webSocketMessages"|"entries"\s*:\s*\[/.test(seen.text) && /"log"\s*:/.test(seen.text)
      ? 'likely'
      : 'no';
  },
  open: (sink, options) => new HarRun(sink, options),
};
