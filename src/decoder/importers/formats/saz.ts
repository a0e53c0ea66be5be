// Fiddler's session archive: a ZIP with raw/N_c.txt (request), raw/N_s.txt (response), raw/N_m.xml (what is
// known of the session) and raw/N_w.txt, the WebSocket frames: `Request-Length: 11`, `ID`, `BitFlags`,
// `DoneRead`, `BeginSend`, `DoneSend`, a blank line, the frame, CRLF. Fiddler parses and rewrites frames:
// masking keys are kept, a wrong length is not.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { MemoryStore } from '../../bytes/store.ts';
import { decodeLatin1 } from '../../bytes/utf8.ts';
import { readZip, ZipContents, type ZipEntry } from '../../bytes/zip.ts';
import type { Sender } from '../../model/basics.ts';
import type { CaptureSink, ConnectionSink } from '../../model/capture-sink.ts';
import type { Importer, ImportRun } from '../../model/importer.ts';
import { inflateRaw } from '../../websocket/inflate-raw.ts';

/** Bytes of a request in which its headers are looked for. */
const maxRequestHead = 16384;
const sessionFile = /^raw\/(\d+)_([csmw])\.(?:txt|xml)$/i;

interface Session {
  readonly files: Partial<Record<'c' | 's' | 'm' | 'w', ZipEntry>>;
}

function inflate(bytes: Uint8Array, cap: number): Uint8Array {
  return inflateRaw(bytes, cap).bytes;
}

/** The end of a head: just after its blank line, or the length of the bytes. */
function headEnd(bytes: Uint8Array): number {
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i + 4;
  }
  return bytes.length;
}

/** Bytes of the heading of a frame. */
const maxHeading = 1024;

/** The end of the heading at `at`: after its first blank line, or the most that a heading has. */
function headingEnd(bytes: Uint8Array, at: number): number {
  const limit = Math.min(bytes.length, at + maxHeading);
  let from = at;
  while (from < limit && (bytes[from] === 13 || bytes[from] === 10)) from++;
  for (let i = from; i + 1 < limit; i++) {
    if (bytes[i] !== 10) continue;
    if (bytes[i + 1] === 10) return i + 2;
    if (bytes[i + 1] === 13 && bytes[i + 2] === 10) return i + 3;
  }
  return limit;
}

/** Fiddler writes the full URL in the request line, as sent to a proxy; the server received the path. */
function originForm(head: Uint8Array): Uint8Array {
  const text = decodeLatin1(head.subarray(0, 8192));
  const match = /^([A-Z]+) (?:https?|wss?):\/\/[^/ ]*(\S*)( HTTP\/\d\.\d\r\n)/i.exec(text);
  if (!match) return head;
  const line = `${match[1]} ${match[2] || '/'}${match[3]}`;
  const rest = head.subarray(match[0].length);
  const joined = new Uint8Array(line.length + rest.length);
  for (let i = 0; i < line.length; i++) joined[i] = line.charCodeAt(i);
  joined.set(rest, line.length);
  return joined;
}

function attribute(xml: string, name: string): string {
  const flag = new RegExp(`<SessionFlag N="${name}" V="([^"]*)"`, 'i').exec(xml);
  return flag?.[1] ?? new RegExp(`\\b${name}="([^"]*)"`).exec(xml)?.[1] ?? '';
}

class SazRun implements ImportRun {
  readonly #sink: CaptureSink;
  readonly #bytes = new ByteBuilder(1024 * 1024 * 1024);
  readonly #store: MemoryStore;

  constructor(sink: CaptureSink, name: string | null) {
    this.#sink = sink;
    this.#store = new MemoryStore(name ?? 'saz');
    sink.describe('Fiddler session archive (SAZ)');
  }

  push(chunk: Uint8Array): void {
    this.#bytes.append(chunk);
    this.#sink.progress(this.#bytes.length);
  }

  end(): void {
    const bytes = this.#bytes.view();
    const contents = new ZipContents(bytes, inflate);
    const { entries, damage } = readZip(bytes);
    if (damage)
      this.#sink.note({ level: 'warning', id: 'file-cut', text: `${damage} What could be found is read.` });
    const sessions = new Map<number, Session>();
    for (const entry of entries) {
      const match = sessionFile.exec(entry.name.replaceAll('\\', '/'));
      if (!match) continue;
      const id = Number(match[1]);
      const session = sessions.get(id) ?? { files: {} };
      sessions.set(id, session);
      session.files[match[2].toLowerCase() as 'c' | 's' | 'm' | 'w'] = entry;
    }
    const withFrames = [...sessions.values()].filter((session) => this.#isWebSocket(session, contents));
    for (const session of withFrames) this.#session(session, contents);
    const { excess } = contents;
    if (excess !== null) this.#sink.note({ level: 'warning', id: 'too-large', text: excess });
    if (entries.some((entry) => entry.encrypted)) {
      const text =
        'Expected readable sessions, found a password on the archive. Save it again in Fiddler without a password.';
      this.#sink.note({ level: 'error', id: 'encrypted-archive', text });
    } else if (withFrames.length === 0) {
      const text = `Expected WebSocket sessions in the archive, found none among ${sessions.size} sessions. Fiddler saves frames only of tabs that it watched from the handshake on.`;
      this.#sink.note({ level: 'error', id: 'no-websocket', text });
    }
  }

  #file(session: Session, kind: 'c' | 's' | 'm' | 'w', contents: ZipContents): Uint8Array {
    const entry = session.files[kind];
    return entry === undefined ? new Uint8Array(0) : contents.read(entry);
  }

  #isWebSocket(session: Session, contents: ZipContents): boolean {
    if (session.files.w) return true;
    const request = session.files.c && contents.read(session.files.c, maxRequestHead);
    return request !== undefined && /\r\nupgrade:[^\r]*websocket/i.test(decodeLatin1(request));
  }

  #data(connection: ConnectionSink, sender: Sender, bytes: Uint8Array, time: number): void {
    if (bytes.length > 0) connection.data(sender, bytes, this.#store.append(bytes), time);
  }

  #session(session: Session, contents: ZipContents): void {
    const request = this.#file(session, 'c', contents);
    const response = this.#file(session, 's', contents);
    const xml = decodeLatin1(this.#file(session, 'm', contents).subarray(0, 65536));
    const line = decodeLatin1(request.subarray(0, 4096));
    const url = /^[A-Z]+ (\S+:\/\/\S+) HTTP/.exec(line)?.[1].replace(/^http/i, 'ws');
    const clientPort = attribute(xml, 'x-clientport');
    const clientAddress = attribute(xml, 'x-clientip').replace(/^::ffff:/, '');
    const host = attribute(xml, 'x-hostip');
    const port = /^\w+:\/\/[^/:]*:(\d+)/.exec(url ?? '')?.[1] ?? (url?.startsWith('wss') ? '443' : '80');
    const connection = this.#sink.connection({
      transport: url?.startsWith('wss') ? 'tls' : 'tcp',
      fidelity: 'bytes',
      client: clientAddress && clientPort ? `${clientAddress}:${clientPort}` : null,
      server: host ? `${host}:${port}` : null,
      roles: 'known',
      store: this.#store,
      ...(url ? { url } : {}),
    });
    const sent = Date.parse(attribute(xml, 'ClientBeginRequest')) / 1000;
    const answered = Date.parse(attribute(xml, 'ServerBeginResponse')) / 1000;
    this.#data(connection, 'client', originForm(request), sent);
    const end = headEnd(response);
    // The bytes after the head of a 101 are frames, which _w.txt holds too.
    const body = session.files.w && /^HTTP\/1\.[01] 101/.test(decodeLatin1(response.subarray(0, 12)));
    this.#data(connection, 'server', body ? response.subarray(0, end) : response, answered);
    if (session.files.w) this.#frames(connection, this.#file(session, 'w', contents));
    for (const sender of ['client', 'server'] as const) connection.end(sender, 'cut', Number.NaN);
  }

  /** The frames of _w.txt. */
  #frames(connection: ConnectionSink, bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const head = decodeLatin1(bytes.subarray(at, headingEnd(bytes, at)));
      const match = /^[\r\n]*((?:[\w-]+: [^\r\n]*\r?\n)+)(?:\r?\n)+/.exec(head);
      const length = match && /^(Request|Response)-Length: (\d+)/m.exec(match[1]);
      if (!match || !length) {
        if (head.trim() !== '') {
          const text = `Expected the heading of a frame (Request-Length or Response-Length) in a _w.txt of the archive, found other bytes at ${at}. What came before is read.`;
          this.#sink.note({ level: 'warning', id: 'file-cut', text });
        }
        return;
      }
      // The heading ends with one blank line; a frame may begin with a line end.
      const heading = /^[\r\n]*(?:[\w-]+: [^\r\n]*\r?\n)+\r?\n/.exec(head);
      at += heading ? heading[0].length : match[0].length;
      const declared = Number(length[2]);
      const frame = bytes.subarray(at, at + declared);
      const when = /^DoneRead: (\S+)/m.exec(match[1])?.[1] ?? /^BeginSend: (\S+)/m.exec(match[1])?.[1] ?? '';
      const sender: Sender = length[1] === 'Request' ? 'client' : 'server';
      const time = Date.parse(when.replace(/(\.\d{3})\d+/, '$1')) / 1000;
      this.#data(connection, sender, frame, time);
      if (frame.length < declared) {
        connection.gap(sender, declared - frame.length, time);
        return;
      }
      at += declared;
    }
  }
}

/** Archives by Fiddler. */
export const saz: Importer = {
  id: 'saz',
  name: 'Fiddler session archive (SAZ)',
  text: false,
  sniff(head) {
    if (head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3 || head[3] !== 4) return 'no';
    const text = decodeLatin1(head.subarray(0, 65536));
    return /raw[/\\]\d+_[csmw]\.|raw[/\\]PK|_index\.htm/i.test(text) ? 'certain' : 'no';
  },
  open: (sink, options) => new SazRun(sink, options.name),
};
