// Events of the Chrome DevTools Protocol in a log: Network.webSocketFrameSent, webSocketFrameReceived,
// webSocketHandshakeResponseReceived, webSocketFrameError and so on, one JSON object a line, bare or after
// the words of a logger (Playwright's DEBUG=pw:protocol, Puppeteer's DEBUG=puppeteer:*), in the `message` of
// Selenium's performance log, or in an array over several lines. They hold whole messages, not frames.

import { parseBase64 } from '../../bytes/base64.ts';
import { encodeText } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { count } from '../../model/words.ts';
import { headOf, pairsOf } from '../http-head.ts';
import { bracketDepthOf } from '../json/bracket-depth.ts';
import { numberOf, objectOf, stringOf } from '../json/values.ts';
import type { TextBlock } from '../text/blocks.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { MessageLog, type MessageLogConnection, wholePayload } from '../text/message-log.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

type Fields = Readonly<Record<string, unknown>>;

const eventName =
  /\\?"method\\?"\s*:\s*\\?"Network\.webSocket(?:Created|WillSendHandshakeRequest|HandshakeResponseReceived|FrameSent|FrameReceived|FrameError|Closed)\\?"/;
/** A value that goes on over more characters than this is not read. */
const maxValueLength = 4 * 1024 * 1024;
/** How deep the event lies inside the object of a line. */
const maxDepth = 3;

/** The event inside a parsed object: the object itself, or one of its members, perhaps as text. */
function eventIn(value: unknown, depth = 0): Fields | null {
  if (depth > maxDepth) return null;
  if (typeof value === 'string') return value.startsWith('{') ? eventIn(parsed(value), depth + 1) : null;
  const fields = objectOf(value);
  if (stringOf(fields.method).startsWith('Network.webSocket')) return fields;
  return 'message' in fields ? eventIn(fields.message, depth + 1) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pairsIn(headers: unknown): [string, string][] {
  return Object.entries(objectOf(headers)).map(([name, value]) => [name, stringOf(value)]);
}

function targetOf(url: string): string {
  const path = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? '';
  return path.startsWith('/') ? path : `/${path}`;
}

/** One WebSocket of the page. */
interface Socket {
  /** The session that was told of it first. */
  readonly session: string;
  url: string;
  connection: MessageLogConnection | null;
  /** Seconds to add to times, which count from the start of the browser's machine. */
  shift: number;
}

class CdpReader implements TextReader {
  readonly #out: Transcript;
  readonly #log: MessageLog;
  readonly #sockets = new Map<string, Socket>();
  /** Lines of a value that is not complete, and its depth of brackets. */
  #open = '';
  #depth = 0;
  #ignoredCount = 0;
  #damagedCount = 0;
  #repeatedCount = 0;

  constructor(out: Transcript) {
    this.#out = out;
    this.#log = new MessageLog(out);
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) this.#line(block.text.slice(line.start, line.end), line);
  }

  #line(source: string, line: Line): void {
    const isEvent = eventName.test(source);
    if (isEvent && /^\s*\[\s*\{/.test(source) && this.#array(source, line)) return;
    const brace = source.indexOf('{');
    const last = source.lastIndexOf('}');
    const event =
      isEvent && brace >= 0 && last > brace ? eventIn(parsed(source.slice(brace, last + 1))) : null;
    if (event !== null) {
      this.#open = '';
      this.#out.mark(line.start, line.start + brace, 'direction');
      this.#out.mark(line.start + brace, line.start + last + 1, 'bytes');
      this.#event(event);
      return;
    }
    if (this.#open !== '' || /^\s*\{\s*$/.test(source)) {
      this.#continue(source, line);
      return;
    }
    if (isEvent) this.#damagedCount++;
    this.#out.mark(line.start, line.end, 'ignored');
    if (/\w/.test(source)) this.#ignoredCount++;
  }

  /** Events in an array that is one line; false: it is no whole array. */
  #array(source: string, line: Line): boolean {
    const values = parsed(source);
    if (!Array.isArray(values)) return false;
    this.#out.mark(line.start, line.end, 'bytes');
    for (const value of values) {
      const event = eventIn(value);
      if (event === null) this.#ignoredCount++;
      else this.#event(event);
    }
    return true;
  }

  /** A line of an object that is written over several lines. */
  #continue(source: string, line: Line): void {
    this.#out.mark(line.start, line.end, 'bytes');
    if (this.#open === '') this.#depth = 0;
    if (this.#open.length > maxValueLength) {
      this.#open = '';
      this.#damagedCount++;
      return;
    }
    this.#open += source;
    this.#depth += bracketDepthOf(source);
    if (this.#depth > 0) return;
    const value = this.#open.slice(0, this.#open.lastIndexOf('}') + 1);
    this.#open = '';
    const event = eventName.test(value) ? eventIn(parsed(value)) : null;
    if (event !== null) this.#event(event);
    else this.#ignoredCount++;
  }

  #event(event: Fields): void {
    const params = objectOf(event.params);
    const id = stringOf(params.requestId);
    const session = stringOf(event.sessionId);
    let socket = this.#sockets.get(id);
    if (socket === undefined) {
      socket = { session, url: '', connection: null, shift: 0 };
      this.#sockets.set(id, socket);
    }
    // Each session that watches the page is told the same.
    if (socket.session !== session) {
      this.#repeatedCount++;
      return;
    }
    const wall = numberOf(params.wallTime);
    if (Number.isFinite(wall)) socket.shift = wall - numberOf(params.timestamp);
    const time = numberOf(params.timestamp) + socket.shift;
    const response = objectOf(params.response);
    switch (stringOf(event.method).slice('Network.webSocket'.length)) {
      case 'Created':
        socket.url = stringOf(params.url);
        return;
      case 'WillSendHandshakeRequest': {
        const pairs = pairsIn(objectOf(params.request).headers);
        const start = `GET ${targetOf(socket.url)} HTTP/1.1`;
        this.#connectionOf(socket).handshake(headOf(start, pairs), time);
        return;
      }
      case 'HandshakeResponseReceived': {
        const text = stringOf(response.headersText);
        const [start, ...fields] = text.split('\r\n');
        const line = `HTTP/1.1 ${stringOf(response.status)} ${stringOf(response.statusText)}`;
        const head = text === '' ? headOf(line, pairsIn(response.headers)) : headOf(start, pairsOf(fields));
        this.#connectionOf(socket).handshake(head, time);
        return;
      }
      case 'FrameSent':
        this.#frame(socket, 'client', response, time);
        return;
      case 'FrameReceived':
        this.#frame(socket, 'server', response, time);
        return;
      case 'FrameError':
        this.#connectionOf(socket).symptom(stringOf(params.errorMessage), time);
        return;
    }
  }

  #connectionOf(socket: Socket): MessageLogConnection {
    socket.connection ??= this.#log.open({
      transport: 'browser',
      ...(socket.url === '' ? {} : { url: socket.url }),
    });
    return socket.connection;
  }

  #frame(socket: Socket, sender: Sender, response: Fields, time: number): void {
    const opcode = numberOf(response.opcode);
    const data = stringOf(response.payloadData);
    const isKnown =
      opcode === opcodes.text ||
      opcode === opcodes.binary ||
      (opcode >= opcodes.close && opcode <= opcodes.pong);
    const bytes = opcode === opcodes.text ? encodeText(data) : (parseBase64(data) ?? encodeText(data));
    const payload = wholePayload(bytes);
    const known = isKnown ? opcode : opcodes.binary;
    this.#connectionOf(socket).frame({ sender, opcode: known, fin: true, payload, time });
  }

  end(): void {
    const out = this.#out;
    out.note(
      'info',
      'messages-only',
      'Events of the DevTools Protocol hold whole messages, not frames: nothing can be said of masks, fragments, pings or lengths. For those take a NetLog (chrome://net-export, "Include raw bytes") or a packet capture.',
    );
    if (this.#damagedCount > 0) {
      const events = count(this.#damagedCount, 'event');
      out.note(
        'warning',
        'line-damaged',
        `Expected JSON that is complete, found ${events} of a WebSocket without its end: left out.`,
      );
    }
    if (this.#repeatedCount > 0) {
      const events = count(this.#repeatedCount, 'event');
      out.note('info', 'lines-repeated', `Left out ${events} that a second session was told as well.`);
    }
    if (this.#ignoredCount > 0) {
      const lines = count(this.#ignoredCount, 'line');
      out.note('info', 'lines-ignored', `Left out ${lines} that are no event of a WebSocket.`);
    }
  }
}

/** Events of the Chrome DevTools Protocol. */
export const cdpEvents = textImporter({
  id: 'cdp-events',
  name: 'events of the Chrome DevTools Protocol',
  grade: ({ text, isStripped }) => (!isStripped && eventName.test(text) ? 'certain' : 'no'),
  open: (_head, out) => {
    out.describe('DevTools Protocol events');
    return new CdpReader(out);
  },
});
