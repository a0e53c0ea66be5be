// Burp Suite's "Save items": `<items burpVersion>` with an `<item>` for each request and its response, in base64
// or as text. Only handshakes are read: Burp exports no WebSocket messages, so a connection ends after its 101.

import { parseBase64 } from '../../bytes/base64.ts';
import { MemoryStore } from '../../bytes/store.ts';
import { decodeLatin1, decodeText, encodeText } from '../../bytes/utf8.ts';
import { type Sender, senders } from '../../model/basics.ts';
import type { CaptureSink, ConnectionSink } from '../../model/capture-sink.ts';
import type { Importer, ImportOptions, ImportRun } from '../../model/importer.ts';
import { textHead } from '../text/head.ts';
import { attributeOf, childOf, childText, textOf } from '../xml/element.ts';
import { XmlSplitter } from '../xml/splitter.ts';

/** The bytes of a `<request>` or `<response>`. */
function bytesOf(xml: string, name: string): Uint8Array {
  const child = childOf(xml, name);
  if (!child) return new Uint8Array(0);
  const text = textOf(child.inner);
  if (attributeOf(child.attributes, 'base64') !== 'true') return encodeText(text);
  return parseBase64(text.trim()) ?? new Uint8Array(0);
}

const upgrade = /\r?\nupgrade:[^\r\n]*websocket/i;
const answered = /^HTTP\/1\.[01] 101[ \r]/;

class BurpRun implements ImportRun {
  readonly #sink: CaptureSink;
  readonly #store: MemoryStore;
  readonly #splitter: XmlSplitter;
  #head = '';
  #at = 0;
  #items = 0;
  #handshakes = 0;

  constructor(sink: CaptureSink, options: ImportOptions) {
    this.#sink = sink;
    this.#store = new MemoryStore(options.name ?? 'burp');
    this.#splitter = new XmlSplitter('item', (bytes) => this.#item(decodeText(bytes)));
    sink.describe('Burp Suite items');
  }

  push(chunk: Uint8Array): void {
    if (this.#head.length < 4096) {
      this.#head += decodeLatin1(chunk.subarray(0, 4096));
      const version = /<items\s[^>]*burpVersion="([^"]{1,40})"/.exec(this.#head)?.[1];
      if (version) this.#sink.describe(`Burp Suite items (${version})`);
    }
    this.#splitter.push(chunk);
    this.#at += chunk.length;
    this.#sink.progress(this.#at);
  }

  #item(xml: string): void {
    this.#items++;
    const request = bytesOf(xml, 'request');
    const response = bytesOf(xml, 'response');
    const asks = upgrade.test(decodeLatin1(request.subarray(0, 16384)));
    if (!asks && !answered.test(decodeLatin1(response.subarray(0, 16)))) return;
    this.#handshakes++;
    const host = childOf(xml, 'host');
    const name = textOf(host?.inner ?? '').trim();
    const address = attributeOf(host?.attributes ?? '', 'ip') || name;
    const port = childText(xml, 'port');
    const secure = childText(xml, 'protocol') === 'https';
    const url = childText(xml, 'url').replace(/^http/i, 'ws');
    const connection = this.#sink.connection({
      transport: secure ? 'tls' : 'tcp',
      fidelity: 'bytes',
      client: null,
      server: address === '' ? null : `${address.includes(':') ? `[${address}]` : address}:${port}`,
      roles: 'known',
      store: this.#store,
      ...(url === '' ? {} : { url }),
    });
    const time = Date.parse(childText(xml, 'time')) / 1000;
    this.#data(connection, 'client', request, time);
    this.#data(connection, 'server', response, time);
    for (const sender of senders) connection.end(sender, 'cut', Number.NaN);
  }

  #data(connection: ConnectionSink, sender: Sender, bytes: Uint8Array, time: number): void {
    if (bytes.length > 0) connection.data(sender, bytes, this.#store.append(bytes), time);
  }

  end(): void {
    this.#splitter.end();
    const { cut, dropped } = this.#splitter;
    if (cut) {
      this.#item(decodeText(cut));
      const text = `Expected the end of an <item>, found the end of the file at ${this.#at}. What came before is read.`;
      this.#sink.note({ level: 'warning', id: 'file-cut', text, at: this.#at });
    }
    if (dropped > 0) {
      const text = `Left out ${dropped} items of more than 64 MiB.`;
      this.#sink.note({ level: 'warning', id: 'too-large', text });
    }
    const instead =
      'Burp exports no WebSocket messages: to see what broke take a packet capture, or a NetLog of the browser (chrome://net-export, "Include raw bytes").';
    if (this.#handshakes === 0) {
      const text = `Expected an upgrade to WebSocket among the items, found none in ${this.#items}. ${instead}`;
      this.#sink.note({ level: 'error', id: 'no-websocket', text });
    } else
      this.#sink.note({
        level: 'info',
        id: 'handshake-only',
        text: `Only handshakes are in this file. ${instead}`,
      });
  }
}

/** Items saved by Burp Suite. */
export const burp: Importer = {
  id: 'burp',
  name: 'Burp Suite items (XML)',
  text: true,
  sniff(head, hint) {
    const seen = textHead(head, hint);
    if (!seen || !/^\s*</.test(seen.text)) return 'no';
    return /<items(?:\s[^>]*)?\sburpVersion\s*=/.test(seen.text) ? 'certain' : 'no';
  },
  open: (sink, options) => new BurpRun(sink, options),
};
