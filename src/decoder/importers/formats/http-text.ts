// A handshake pasted as text, from curl -v, a browser's "raw headers" or a log, alone or followed by frames
// as hex. Line ends become CRLF, as they were on the wire.

import { encodeText } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import { readLead } from '../text/directions.ts';
import { hexStarts, scanHex } from '../text/hex-line.ts';
import { isSurrounding, linesOf } from '../text/lines.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const request = /^(?:[><*] ?)?[A-Z]{3,8} \S+ HTTP\/\d(?:\.\d)?\s*$/;
const status = /^(?:[><*] ?)?HTTP\/\d(?:\.\d)? \d{3}(?: .*)?$/;
const header = /^(?:[><] ?)?[\w!#$%&'*+.^`|~-]+:\s?.*$/;
/** `Response headers:`, `Here is the response:` */
const label = /^[A-Za-z][\w ()/'-]{2,60}:\s*$/;
const hexish = /[0-9a-fA-F]{2}[\s,:-]?[0-9a-fA-F]{2}/;
const noise =
  /^\r?(?:[*] |[{}] \[|curl: \(\d+\) | {2}% Total | {33}Dload|[ \d.kMG]{3}.*(?:--|\d):(?:--|\d\d):(?:--|\d\d))/;

/** A start line after the end of a body in the same line: the body has no line end of its own. */
const startLineInside = /(?:HTTP\/\d(?:\.\d)? \d{3}|[A-Z]{3,8} \S+ HTTP\/\d)/;

/** Reads the lines of a paste one by one. */
class HeadsReader {
  readonly #text: string;
  readonly #out: Transcript;
  #connection: ReturnType<Transcript['only']>;
  /** Who has a head in this connection, and whether words stand after the last head or its body. */
  readonly #haveHeads = new Set<Sender>();
  #hasWords = false;
  #sender: Sender | null = null;
  #inHead = false;
  /** Status of the last head; 0 for a request. */
  #status = 0;
  /** What the last head says of its body, in bytes. */
  #contentLength = Number.POSITIVE_INFINITY;
  #body: string[] = [];
  #hasHex = false;

  constructor(text: string, out: Transcript) {
    this.#text = text;
    this.#out = out;
    this.#connection = out.only({ roles: 'known' });
  }

  line({ start, end }: { readonly start: number; readonly end: number }): void {
    const source = this.#text.slice(start, end);
    if (request.test(source) || status.test(source)) this.#startLine(source, start, end);
    else if (this.#inHead && this.#headLine(source, start, end)) return;
    else this.#bodyLine(source, start, end);
  }

  end(): void {
    this.#endHead();
    this.#flushBody();
  }

  /** Whether what follows the last head is what the connection carries, and no body of the head. */
  get #isAfterUpgrade(): boolean {
    return this.#status === 101 || (this.#status === 0 && this.#contentLength === Number.POSITIVE_INFINITY);
  }

  #startLine(source: string, start: number, end: number): void {
    this.end();
    const isRequest = request.test(source);
    const sender = isRequest ? 'client' : 'server';
    // Somebody put words between two handshakes: each is of its own connection.
    if (this.#hasWords && this.#haveHeads.has(sender)) {
      this.#connection = this.#out.connection({ roles: 'known' });
      this.#haveHeads.clear();
      this.#hasHex = false;
    }
    this.#hasWords = false;
    this.#haveHeads.add(sender);
    this.#sender = sender;
    const plain = source.replace(/^[><*] ?/, '').trimEnd();
    this.#status = isRequest ? 0 : Number(plain.slice(plain.indexOf(' ') + 1, plain.indexOf(' ') + 4));
    this.#contentLength = Number.POSITIVE_INFINITY;
    this.#inHead = true;
    this.#connection.bytes(this.#sender, encodeText(`${plain}\r\n`));
    this.#out.mark(start, end, 'bytes');
  }

  /** Whether a line belongs to the head, or ends it as a blank line. */
  #headLine(source: string, start: number, end: number): boolean {
    if (header.test(source) || /^[ \t]+\S/.test(source)) {
      this.#connection.bytes(this.#sender, encodeText(`${source.replace(/^[><] ?/, '').trimEnd()}\r\n`));
      const declared = /^(?:[><] ?)?content-length:\s*(\d+)\s*$/i.exec(source)?.[1];
      if (declared !== undefined) this.#contentLength = Number(declared);
      this.#out.mark(start, end, 'bytes');
      return true;
    }
    if (noise.test(source)) {
      this.#out.mark(start, end, 'ignored');
      return true;
    }
    this.#endHead();
    return /^[><]?\s*$/.test(source);
  }

  #bodyLine(source: string, start: number, end: number): void {
    // What stands before the first head, between two, or after frames as hex, are somebody's words.
    const isFirst = this.#body.length === 0;
    const isLabel = isFirst && this.#isAfterUpgrade && label.test(source);
    const isProse = this.#sender === null || isLabel || (this.#hasHex && isFirst && !hexish.test(source));
    if (isProse || (isFirst && isSurrounding(source)) || noise.test(source)) {
      this.#hasWords ||= isProse && /[a-z]/i.test(source);
      this.#out.mark(start, end, 'ignored');
      return;
    }
    const inside = startLineInside.exec(source)?.index ?? -1;
    if (
      !this.#isAfterUpgrade &&
      inside > 0 &&
      encodeText(source.slice(0, inside)).length === this.#bodyLeft
    ) {
      this.#body.push(source.slice(0, inside));
      this.#out.mark(start, start + inside, 'bytes');
      this.#startLine(source.slice(inside), start + inside, end);
      return;
    }
    if (this.#isAfterUpgrade && (this.#hexLine(start, end) || this.#directionLine(source, start, end)))
      return;
    this.#body.push(source);
    this.#out.mark(start, end, 'bytes');
  }

  /** Bytes of the body that are still to come. */
  get #bodyLeft(): number {
    return this.#contentLength - encodeText(this.#body.map((line) => `${line}\n`).join('')).length;
  }

  /** Whether a line holds frames as hex. */
  #hexLine(start: number, end: number): boolean {
    const from = [...hexStarts(this.#text, start, end)].find((at) => {
      const scan = scanHex(this.#text, at, end);
      return scan.bytes.length > 1 && scan.bad < 0 && scan.half < 0;
    });
    if (from === undefined) return false;
    const words = readLead(this.#text.slice(start, from));
    if (words.sender !== null) this.#sender = words.sender;
    const scan = scanHex(this.#text, from, end);
    this.#flushBody();
    this.#hasHex = true;
    this.#connection.bytes(this.#sender, scan.bytes.take(), words.time);
    this.#out.mark(from, scan.stop, 'bytes');
    return true;
  }

  /** Whether a line says who sends what follows. */
  #directionLine(source: string, start: number, end: number): boolean {
    const { sender } = readLead(source);
    if (sender === null || source.trim().length >= 60 || /[{<]/.test(source)) return false;
    this.#sender = sender;
    this.#out.mark(start, end, 'direction');
    return true;
  }

  #endHead(): void {
    if (this.#inHead) this.#connection.bytes(this.#sender, encodeText('\r\n'));
    this.#inHead = false;
  }

  #flushBody(): void {
    const body = this.#body;
    while (body.length > 0 && body[body.length - 1] === '') body.pop();
    // After an upgrade it is what was written without a frame. A body has its own line ends, and what a terminal
    // shows after it is no part of it.
    const bytes = this.#isAfterUpgrade
      ? encodeText(body.join('\r\n'))
      : encodeText(body.join('\n')).subarray(0, this.#contentLength);
    if (bytes.length > 0) this.#connection.bytes(this.#sender, bytes);
    this.#body = [];
  }
}

function read(text: string, out: Transcript): void {
  out.describe('HTTP text');
  const reader = new HeadsReader(text, out);
  for (const line of linesOf(text)) reader.line(line);
  reader.end();
}

const describedOpcode = /(?:^|\s)[<>] (?:TEXT|BINARY|CONT|CLOSE|PING|PONG)\b/;
const describedLength = /\[(?:\w+, )?\d+ bytes?(?:, continued)?\]\s*$/;

/** A frame as a debug log of Python's websockets describes it, `< TEXT 'hello' [5 bytes]`: no bytes of the wire. */
function isDescribedFrame(line: string): boolean {
  return describedOpcode.test(line) && describedLength.test(line);
}

/** A handshake as text. */
export const httpText = textImporter({
  id: 'http-text',
  name: 'HTTP handshake as text',
  grade: ({ lines }) => {
    if (lines.some(isDescribedFrame)) return 'no';
    const used = lines.filter((line) => !isSurrounding(line) && !noise.test(line));
    const at = used.findIndex((line) => request.test(line) || status.test(line));
    if (at < 0) return 'no';
    const follows = used.slice(at + 1, at + 4).some((line) => header.test(line));
    return at === 0 && (follows || used.length === 1) ? 'certain' : follows ? 'likely' : 'no';
  },
  read,
});
