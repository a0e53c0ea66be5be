// The trace of Python's websocket-client (enableTrace): `++Sent raw: b'\x81\x85...'`, `++Rcv raw:`, heads between
// `--- request header ---` and a rule of dashes. `++Sent decoded:` and `++Rcv decoded:` show the same frames
// once more and are left out. Before version 1.0 `send: b'...'` alone. A second handler of the logger prints
// each line twice, with another prefix.

import { encodeText } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import type { TextBlock } from '../text/blocks.ts';
import { stampLength, timeIn } from '../text/directions.ts';
import { readEscapes } from '../text/escapes.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';

/** A logger's words end in this many characters of a line. */
const maxPrefix = 300;
const rawLine = /(?:\+\+(Sent|Rcv) raw|(?:^|[\s:|\]])send): (?=b?['"])/;
const decodedLine = /\+\+(?:Sent|Rcv) decoded: /;
const headLine = /--- (request|response) header ---\s*$/;
const rule = /-{23}\s*$/;
const headField = /^(?:[A-Z]+ \S+ HTTP\/1\.1|HTTP\/1\.[01] \d{3}\b.*|[\w!#$%&'*+.^`|~-]+: ?.*)$/;
const problem =
  /(?:^|[\s:])((?:error from callback|Connection (?:to|timed)|Bad|Handshake status|goodbye|ping\/pong timed out).{0,200}|[\w.]*(?:Error|Exception): .{1,200})$/;

/** What one handler of the logger writes before its lines, without the time. */
type HandlerKey = string;

/** A head whose end was not read yet. */
interface OpenHead {
  readonly sender: Sender;
  readonly key: HandlerKey;
  readonly time: number;
  readonly lines: string[];
  /** Another handler prints the lines up to the rule again. */
  isSkipping: boolean;
}

/** Whether a line of a head is its first or its last line so far, perhaps with the prefix of another handler. */
function isRepeatedField(line: string, lines: readonly string[]): boolean {
  return (
    line !== '' && lines.length > 0 && [lines[0], lines[lines.length - 1]].some((one) => line.endsWith(one))
  );
}

class TraceReader implements TextReader {
  readonly #out: Transcript;
  readonly #connections = new Map<HandlerKey, TextConnection>();
  #head: OpenHead | null = null;
  /** The last line of the trace and its handler. */
  #last = { key: '', words: '' };
  #repeated = new Set<HandlerKey>();
  #receivedCount = 0;
  #cutCount = 0;

  constructor(out: Transcript) {
    this.#out = out;
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) this.#line(block.text.slice(line.start, line.end), line);
  }

  #line(source: string, line: Line): void {
    const start = source.slice(0, maxPrefix);
    const raw = rawLine.exec(start);
    const head = raw === null ? headLine.exec(start) : null;
    const match = raw ?? head;
    if (match !== null) {
      const prefix = source.slice(0, match.index);
      const key = prefix.slice(stampLength(prefix)).trim();
      const words = source.slice(match.index);
      // Handlers print one after the other.
      const isRepeated = this.#last.key !== key && this.#last.words === words;
      if (isRepeated) this.#repeated.add(key);
      if (this.#repeated.has(key)) {
        this.#out.mark(line.start, line.end, 'ascii');
        return;
      }
      this.#last = { key, words };
      this.#endHead();
      if (raw !== null) this.#raw(source, line, raw, key);
      else if (head !== null) this.#begin(head[1], key, timeIn(prefix), line);
      return;
    }
    if (this.#head !== null && this.#headLine(source, line, this.#head)) return;
    const isShownAgain = decodedLine.test(start) || rule.test(start);
    this.#out.mark(line.start, line.end, isShownAgain ? 'ascii' : 'ignored');
    if (isShownAgain) return;
    const said = problem.exec(start);
    const connection = this.#connections.get(this.#last.key);
    if (said !== null) connection?.symptom(said[1].trim(), timeIn(start));
  }

  #raw(source: string, line: Line, match: RegExpExecArray, key: HandlerKey): void {
    const from = match.index + match[0].length;
    const quoteAt = source[from] === 'b' ? from + 1 : from;
    const part = readEscapes(source, quoteAt + 1, source.length, source[quoteAt]);
    this.#out.mark(line.start, line.start + from, 'direction');
    this.#out.mark(line.start + from, line.start + part.stop, 'bytes');
    const isReceived = match[1] === 'Rcv';
    if (isReceived) this.#receivedCount++;
    if (!part.closed) this.#cutCount++;
    const connection = this.#connectionOf(key);
    connection.bytes(isReceived ? 'server' : 'client', part.bytes, timeIn(source.slice(0, match.index)));
  }

  #connectionOf(key: HandlerKey): TextConnection {
    let connection = this.#connections.get(key);
    if (connection === undefined) {
      connection = this.#out.connection({ roles: 'known' });
      this.#connections.set(key, connection);
    }
    return connection;
  }

  #begin(kind: string, key: HandlerKey, time: number, line: Line): void {
    // A request begins the next connection.
    if (kind === 'request') this.#connections.delete(key);
    this.#head = {
      sender: kind === 'request' ? 'client' : 'server',
      key,
      time,
      lines: [],
      isSkipping: false,
    };
    this.#out.mark(line.start, line.end, 'direction');
  }

  /** A line between the name of a head and its rule; `false`: it belongs to no head. */
  #headLine(source: string, line: Line, head: OpenHead): boolean {
    if (rule.test(source.slice(0, maxPrefix))) {
      this.#out.mark(line.start, line.end, 'header');
      this.#endHead();
      return true;
    }
    const { lines, key } = head;
    const unstamped = source.slice(stampLength(source));
    const bare = (key !== '' && unstamped.startsWith(key) ? unstamped.slice(key.length) : source).trim();
    const isOther = this.#repeated.size > 0 && isRepeatedField(bare, lines);
    // Each handler prints a request as a whole, and the lines of a response one by one.
    if (isOther && head.sender === 'client') head.isSkipping = true;
    const isTaken = bare !== '' && !isOther && !head.isSkipping;
    if (isTaken && !headField.test(bare)) return false;
    if (isTaken) {
      lines.push(bare);
      this.#connectionOf(key).bytes(head.sender, encodeText(`${bare}\r\n`), head.time);
    }
    this.#out.mark(line.start, line.end, isTaken ? 'bytes' : 'ascii');
    return true;
  }

  #endHead(): void {
    const head = this.#head;
    this.#head = null;
    if (head === null || head.lines.length === 0) return;
    this.#connectionOf(head.key).bytes(head.sender, encodeText('\r\n'), head.time);
  }

  end(): void {
    const out = this.#out;
    if (this.#receivedCount > 0) {
      out.note(
        'info',
        'bytes-rebuilt',
        'websocket-client prints what it received from its parsed frames, not from the wire: the form of a length is the shortest in this trace, and a mask of the server is another one. To judge these take a packet capture.',
      );
    }
    if (this.#repeated.size > 0) {
      out.note(
        'info',
        'lines-repeated',
        'A second handler of the log prints each line again: those lines are left out.',
      );
    }
    if (this.#cutCount > 0) {
      out.note(
        'warning',
        'paste-truncated',
        `Expected the closing quote of each literal, found ${this.#cutCount} without one. How many bytes are missing is not known.`,
      );
    }
  }
}

/** Traces of Python's websocket-client. */
export const websocketClient = textImporter({
  id: 'websocket-client',
  name: "trace of Python's websocket-client",
  grade: ({ lines, isStripped }) => {
    if (isStripped) return 'no';
    const starts = lines.map((line) => line.slice(0, maxPrefix));
    if (starts.some((line) => /\+\+(?:Sent|Rcv) (?:raw|decoded): /.test(line))) return 'certain';
    return starts.some((line) => headLine.test(line)) && starts.some((line) => rule.test(line))
      ? 'certain'
      : 'no';
  },
  open: (_head, out) => {
    out.describe('trace of websocket-client');
    return new TraceReader(out);
  },
});
