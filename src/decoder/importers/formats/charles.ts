// Sessions that Charles exports as JSON (an array of transactions) or XML (`<charles-session>`). Both have
// the fields of requests and responses. WebSocket handshakes are read; neither export holds messages.
// Charles' own files (.chls, .chlz) are binary and undocumented: they are recognised by name and refused with
// the format to export instead.

import { MemoryStore } from '../../bytes/store.ts';
import { decodeText } from '../../bytes/utf8.ts';
import { senders } from '../../model/basics.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import type { Importer, ImportOptions, ImportRun } from '../../model/importer.ts';
import { headOf } from '../http-head.ts';
import { parseLenient } from '../json/repair.ts';
import { JsonSplitter } from '../json/splitter.ts';
import { arrayOf, numberOf, objectOf, stringOf } from '../json/values.ts';
import { textHead } from '../text/head.ts';
import { attributeOf, childOf, childrenOf, childText } from '../xml/element.ts';
import { XmlSplitter } from '../xml/splitter.ts';

/** Request or response of a transaction. */
interface Message {
  readonly firstLine: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** Fields of a request and its response that both exports have. */
interface Transaction {
  readonly secure: boolean;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly method: string;
  readonly version: string;
  readonly client: string;
  readonly remote: string;
  readonly webSocket: boolean;
  readonly request: Message;
  readonly response: Message;
  readonly status: number;
  readonly times: readonly [number, number];
}

function jsonMessage(value: unknown): Message {
  const header = objectOf(objectOf(value).header);
  return {
    firstLine: stringOf(header.firstLine),
    headers: arrayOf(header.headers)
      .map(objectOf)
      .map(({ name, value: text }) => [stringOf(name), stringOf(text)] as const)
      .filter(([name]) => name !== ''),
  };
}

function fromJson(text: string): Transaction {
  const entry = objectOf(parseLenient(text));
  const query = stringOf(entry.query);
  const client = stringOf(entry.clientAddress).replace(/^.*\//, '');
  const times = objectOf(entry.times);
  const time = (name: string) => Date.parse(stringOf(times[name])) / 1000;
  return {
    secure: /^(?:https|wss)$/i.test(stringOf(entry.scheme)),
    host: stringOf(entry.host),
    port: stringOf(entry.actualPort) || stringOf(entry.port),
    path: `${stringOf(entry.path) || '/'}${query ? `?${query}` : ''}`,
    method: stringOf(entry.method) || 'GET',
    version: stringOf(entry.protocolVersion) || 'HTTP/1.1',
    client: client && entry.clientPort ? `${client}:${stringOf(entry.clientPort)}` : '',
    // "host/address", as Java writes it.
    remote: stringOf(entry.remoteAddress).replace(/^.*\//, ''),
    webSocket: entry.webSocket === true,
    request: jsonMessage(entry.request),
    response: jsonMessage(entry.response),
    status: numberOf(objectOf(entry.response).status),
    times: [time('start'), time('responseBegin')],
  };
}

function xmlMessage(xml: string): Message {
  const headers = childOf(xml, 'headers')?.inner ?? '';
  return {
    firstLine: childText(headers, 'first-line'),
    headers: childrenOf(headers, 'header').map(({ inner }) => [
      childText(inner, 'name'),
      childText(inner, 'value'),
    ]),
  };
}

function fromXml(xml: string): Transaction {
  const whole = childOf(xml, 'transaction');
  const attribute = (name: string) => attributeOf(whole?.attributes ?? '', name);
  const inner = whole?.inner ?? '';
  const response = childOf(inner, 'response');
  const query = attribute('query');
  return {
    secure: /^(?:https|wss)$/i.test(attribute('protocol')),
    host: attribute('host'),
    port: attribute('actualPort') || attribute('port'),
    path: `${attribute('path') || '/'}${query ? `?${query}` : ''}`,
    method: attribute('method') || 'GET',
    version: attribute('protocolVersion') || 'HTTP/1.1',
    client: '',
    remote: attribute('remoteAddress').replace(/^.*\//, ''),
    webSocket: attribute('webSocket') === 'true',
    request: xmlMessage(childOf(inner, 'request')?.inner ?? ''),
    response: xmlMessage(response?.inner ?? ''),
    status: numberOf(attributeOf(response?.attributes ?? '', 'status')),
    times: [numberOf(attribute('startTimeMillis')) / 1000, numberOf(attribute('responseTimeMillis')) / 1000],
  };
}

const instead =
  'Charles exports no WebSocket messages: to see what broke take a packet capture, or a NetLog of the browser (chrome://net-export, "Include raw bytes").';

class CharlesRun implements ImportRun {
  readonly #sink: CaptureSink;
  /** Empty: the file holds no bytes of the connection. */
  readonly #store: MemoryStore;
  #json: JsonSplitter | null = null;
  #xml: XmlSplitter | null = null;
  #started = false;
  #at = 0;
  #transactions = 0;
  #handshakes = 0;

  constructor(sink: CaptureSink, options: ImportOptions) {
    this.#sink = sink;
    this.#store = new MemoryStore(options.name ?? 'charles');
    sink.describe('Charles session');
  }

  push(chunk: Uint8Array): void {
    if (!this.#started) this.#start(chunk);
    this.#json?.push(chunk);
    this.#xml?.push(chunk);
    this.#at += chunk.length;
    this.#sink.progress(this.#at);
  }

  /** The first byte after white space and byte order mark distinguishes JSON, XML and binary. */
  #start(chunk: Uint8Array): void {
    const first = chunk.find((byte) => byte > 32 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
    if (first === undefined) return;
    this.#started = true;
    if (first === 91)
      this.#json = new JsonSplitter([['*']], (_path, bytes) => this.#add(fromJson(decodeText(bytes))));
    else if (first === 60)
      this.#xml = new XmlSplitter('transaction', (bytes) => this.#add(fromXml(decodeText(bytes))));
  }

  #add(entry: Transaction): void {
    this.#transactions++;
    const upgrades = entry.request.headers.some(
      ([name, value]) => /^upgrade$/i.test(name) && /websocket/i.test(value),
    );
    if (!upgrades && !entry.webSocket && entry.status !== 101) return;
    this.#handshakes++;
    const port = entry.port || (entry.secure ? '443' : '80');
    const server = entry.remote || entry.host;
    const connection = this.#sink.connection({
      transport: 'browser',
      fidelity: 'messages',
      client: entry.client || null,
      server: server === '' ? null : /:\d+$/.test(server) ? server : `${server}:${port}`,
      roles: 'known',
      store: this.#store,
      url: `${entry.secure ? 'wss' : 'ws'}://${entry.host}:${port}${entry.path}`,
    });
    const line = entry.request.firstLine || `${entry.method} ${entry.path} ${entry.version}`;
    connection.handshake(headOf(line, entry.request.headers), entry.times[0]);
    if (entry.status > 0) {
      const status = entry.response.firstLine || `${entry.version} ${entry.status}`;
      connection.handshake(headOf(status, entry.response.headers), entry.times[1]);
    }
    for (const sender of senders) connection.end(sender, 'cut', Number.NaN);
  }

  end(): void {
    const note = (level: 'info' | 'warning' | 'error', id: string, text: string) =>
      this.#sink.note({ level, id, text });
    if (!this.#json && !this.#xml) {
      note(
        'error',
        'charles-binary',
        'Expected a Charles session as JSON or XML, found its own binary form, which is not documented. Open it in Charles and save it with File, Export Session, as JSON Session File or HTTP Archive (.har); what broke a connection shows in a packet capture or a Chrome NetLog.',
      );
      return;
    }
    this.#xml?.end();
    const cut = this.#json?.cut;
    if (cut) this.#add(fromJson(decodeText(cut.bytes)));
    else if (this.#xml?.cut) this.#add(fromXml(decodeText(this.#xml.cut)));
    if (this.#json ? !this.#json.done : this.#xml?.cut) {
      const text = `Expected the end of the Charles session, found the end of the file at ${this.#at}. What came before is read.`;
      this.#sink.note({ level: 'warning', id: 'file-cut', text, at: this.#at });
    }
    if (this.#handshakes === 0) {
      const text = `Expected an upgrade to WebSocket in the session, found none in ${this.#transactions} transactions. ${instead}`;
      note('error', 'no-websocket', text);
    } else note('info', 'handshake-only', `Only handshakes are in this file. ${instead}`);
  }
}

/** Sessions exported by Charles. */
export const charles: Importer = {
  id: 'charles',
  name: 'Charles session (JSON, XML)',
  text: true,
  sniff(head, hint) {
    const seen = textHead(head, hint);
    if (seen && /^\s*(?:<\?xml[^>]*\?>\s*)?<charles-session[\s>]/.test(seen.text)) return 'certain';
    if (seen && /^\s*\[\s*\{/.test(seen.text)) {
      const marks = [
        '"protocolVersion"',
        '"actualPort"',
        '"tunnel"',
        '"keptAlive"',
        '"webSocket"',
        '"remoteAddress"',
      ];
      const found = marks.filter((mark) => seen.text.includes(mark)).length;
      return found >= 4 ? 'certain' : found >= 2 && /"scheme"/.test(seen.text) ? 'likely' : 'no';
    }
    return /\.chl[sz]$/i.test(hint.name ?? '') ? 'certain' : 'no';
  },
  open: (sink, options) => new CharlesRun(sink, options),
};
