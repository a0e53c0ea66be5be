// mitmproxy's flow file: one typed netstring for each flow. WebSocket messages are part of their HTTP flow
// (version 7 and later) or a flow of their own type (up to 6). It holds messages, not frames. A message is
// [opcode, from client, content, time, dropped, injected].

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { MemoryStore } from '../../bytes/store.ts';
import { decodeLatin1, decodeText, encodeText } from '../../bytes/utf8.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import type { Importer, ImportOptions, ImportRun } from '../../model/importer.ts';
import { headOf } from '../http-head.ts';
import { readTnet, type Tnet, tnetHeader } from '../tnetstring.ts';

const flowCap = 512 * 1024 * 1024;

const get = (value: Tnet | undefined, key: string): Tnet =>
  value instanceof Map ? (value.get(key) ?? null) : null;
const list = (value: Tnet): Tnet[] => (Array.isArray(value) ? value : []);
const number = (value: Tnet): number => (typeof value === 'number' ? value : Number.NaN);

function text(value: Tnet): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? decodeText(value) : typeof value === 'number' ? String(value) : '';
}

function bytes(value: Tnet): Uint8Array {
  return value instanceof Uint8Array ? value : encodeText(text(value));
}

function endpoint(value: Tnet): string | null {
  const [host, port] = list(value);
  const name = text(host ?? null);
  if (name === '') return null;
  return `${name.includes(':') ? `[${name}]` : name}:${text(port ?? null)}`;
}

function headers(value: Tnet): [string, string][] {
  return list(value).map((pair) => [text(list(pair)[0] ?? null), text(list(pair)[1] ?? null)]);
}

class MitmRun implements ImportRun {
  readonly #sink: CaptureSink;
  readonly #held = new ByteBuilder(flowCap);
  /** The payloads of messages. */
  readonly #store: MemoryStore;
  #at = 0;
  #need = 1;
  #flows = 0;
  #sockets = 0;
  #broken = false;

  constructor(sink: CaptureSink, options: ImportOptions) {
    this.#sink = sink;
    this.#store = new MemoryStore(options.name ?? 'mitmproxy');
    sink.describe('mitmproxy flows');
  }

  push(chunk: Uint8Array): void {
    this.#at += chunk.length;
    if (this.#broken) return;
    this.#held.append(chunk);
    if (this.#held.length >= this.#need) this.#drain();
    this.#sink.progress(this.#at);
  }

  #drain(): void {
    const held = this.#held.view();
    let from = 0;
    for (;;) {
      while (from < held.length && (held[from] === 10 || held[from] === 13)) from++;
      const head = tnetHeader(held, from);
      if (head === null) {
        this.#broken = true;
        const place = this.#at - held.length + from;
        const found = 'Expected the length of the next flow, found other bytes';
        this.#note('warning', 'file-cut', `${found} at ${place}. What came before is read.`, place);
        return;
      }
      if (!head || head.start + head.length >= held.length) {
        const rest = held.slice(from);
        this.#need = head ? head.start - from + head.length + 1 : rest.length + 1;
        this.#held.truncate(0);
        this.#held.append(rest);
        return;
      }
      const end = head.start + head.length + 1;
      this.#flow(readTnet(held, from, end + 1), true);
      from = end;
    }
  }

  #flow(flow: Tnet, whole: boolean): void {
    if (!(flow instanceof Map)) return;
    this.#flows++;
    const old = text(get(flow, 'type')) === 'websocket';
    const websocket = old ? flow : get(flow, 'websocket');
    const request = get(flow, 'request');
    const response = get(flow, 'response');
    const upgrade = headers(get(request, 'headers')).some(
      ([name, value]) => /^upgrade$/i.test(name) && /websocket/i.test(value),
    );
    if (!(websocket instanceof Map) && !upgrade) return;
    this.#sockets++;
    const secure = text(get(request, 'scheme')) === 'https';
    const host = text(get(request, 'host'));
    const path = text(get(request, 'path')) || '/';
    const server = get(flow, 'server_conn');
    const connection = this.#sink.connection({
      transport: 'browser',
      fidelity: 'messages',
      client:
        endpoint(get(get(flow, 'client_conn'), 'peername')) ??
        endpoint(get(get(flow, 'client_conn'), 'address')),
      server: endpoint(get(server, 'peername')) ?? endpoint(get(server, 'address')),
      roles: 'known',
      store: this.#store,
      ...(host ? { url: `${secure ? 'wss' : 'ws'}://${host}:${text(get(request, 'port'))}${path}` } : {}),
    });
    if (request instanceof Map) {
      const line = `${text(get(request, 'method'))} ${path} ${text(get(request, 'http_version'))}`;
      connection.handshake(
        headOf(line, headers(get(request, 'headers'))),
        number(get(request, 'timestamp_start')),
      );
    }
    if (response instanceof Map) {
      const status = `${text(get(response, 'http_version'))} ${text(get(response, 'status_code'))} ${text(get(response, 'reason'))}`;
      connection.handshake(
        headOf(status, headers(get(response, 'headers'))),
        number(get(response, 'timestamp_start')),
      );
    }
    let last = Number.NaN;
    for (const item of list(get(websocket, 'messages'))) {
      const [opcode, fromClient, content, time] = list(item);
      if (content === undefined) continue;
      last = number(time ?? null);
      connection.message(
        fromClient === true ? 'client' : 'server',
        number(opcode) === 2 ? 2 : 1,
        bytes(content),
        last,
      );
    }
    // Several fields tell how the connection closed; a truncated flow may have only some of them.
    if (whole) this.#close(connection, websocket, last);
    const error = text(get(get(flow, 'error'), 'msg'));
    if (error) connection.symptom(error, number(get(get(flow, 'error'), 'timestamp')));
    for (const sender of ['client', 'server'] as const) connection.end(sender, 'cut', last);
  }

  #close(connection: ReturnType<CaptureSink['connection']>, websocket: Tnet, last: number): void {
    const code = number(get(websocket, 'close_code'));
    if (!Number.isFinite(code)) return;
    const reason = text(get(websocket, 'close_reason'));
    const time = number(get(websocket, 'timestamp_end'));
    const when = Number.isFinite(time) ? time : last;
    const sender = get(websocket, 'closed_by_client') === true ? 'client' : 'server';
    // 1005, 1006 and 1015 are never sent: the frame had no code, or there was no frame.
    if (code === 1006 || code === 1015) {
      connection.symptom(`WebSocket closed with code ${code}${reason ? `: ${reason}` : ''}`, when);
      return;
    }
    // mitmproxy reports a protocol error that it found as a close by that sender, with the error as reason.
    if ((code === 1002 || code === 1007) && reason !== '') connection.symptom(reason, when);
    const payload = code === 1005 ? [] : [code >> 8, code & 255, ...encodeText(reason)];
    connection.message(sender, 8, Uint8Array.from(payload), when);
  }

  #note(level: 'info' | 'warning' | 'error', id: string, words: string, at?: number): void {
    this.#sink.note(at === undefined ? { level, id, text: words } : { level, id, text: words, at });
  }

  end(): void {
    const held = this.#held.view();
    if (!this.#broken && held.length > 0) {
      const at = this.#at - held.length;
      this.#flow(readTnet(held, 0, held.length), false);
      this.#note(
        'warning',
        'file-cut',
        `Expected ${this.#need} bytes of a flow, found ${held.length} at ${at}. What came before is read.`,
        at,
      );
    }
    if (this.#sockets === 0) {
      this.#note(
        'error',
        'no-websocket',
        `Expected a WebSocket among the flows, found none in ${this.#flows}.`,
      );
      return;
    }
    this.#note(
      'info',
      'messages-only',
      'A mitmproxy file holds whole messages, not frames: nothing can be said of masks, fragments, pings or lengths. For those take a packet capture; mitmproxy can write TLS keys for it (SSLKEYLOGFILE).',
    );
  }
}

/** Flow files of mitmproxy. */
export const mitmproxy: Importer = {
  id: 'mitmproxy',
  name: 'mitmproxy flows',
  text: false,
  sniff(head) {
    const start = tnetHeader(head, 0);
    if (!start || start.length < 10) return 'no';
    const seen = decodeLatin1(head.subarray(start.start, start.start + 65536));
    if (!/^\d+:\w+[;,]/.test(seen)) return 'no';
    return /\d:(?:client_conn|server_conn|websocket|request|response|intercepted|version)[;,]/.test(seen)
      ? 'certain'
      : 'no';
  },
  open: (sink, options) => new MitmRun(sink, options),
};
