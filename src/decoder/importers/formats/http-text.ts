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

function read(text: string, out: Transcript): void {
  out.describe('HTTP text');
  const connection = out.only({ roles: 'known' });
  let sender: Sender | null = null;
  let inHead = false;
  let code = 0;
  let contentLength = Number.POSITIVE_INFINITY;
  let body: string[] = [];
  let seenHex = false;
  const flushBody = () => {
    while (body.length > 0 && body[body.length - 1] === '') body.pop();
    // After a 101 it is what was written without a frame. The body of another response has its own line ends,
    // and what a terminal shows after it is no part of it.
    const bytes =
      code === 101 || code === 0
        ? encodeText(body.join('\r\n'))
        : encodeText(body.join('\n')).subarray(0, contentLength);
    if (bytes.length > 0) connection.bytes(sender, bytes);
    body = [];
  };
  const endHead = () => {
    if (inHead) connection.bytes(sender, encodeText('\r\n'));
    inHead = false;
  };
  for (const line of linesOf(text)) {
    const source = text.slice(line.start, line.end);
    const isRequest = request.test(source);
    if (isRequest || status.test(source)) {
      endHead();
      flushBody();
      sender = isRequest ? 'client' : 'server';
      const plain = source.replace(/^[><*] ?/, '').trimEnd();
      code = isRequest ? 0 : Number(plain.slice(plain.indexOf(' ') + 1, plain.indexOf(' ') + 4));
      contentLength = Number.POSITIVE_INFINITY;
      inHead = true;
      connection.bytes(sender, encodeText(`${plain}\r\n`));
      out.mark(line.start, line.end, 'bytes');
      continue;
    }
    if (inHead) {
      if (header.test(source) || /^[ \t]+\S/.test(source)) {
        connection.bytes(sender, encodeText(`${source.replace(/^[><] ?/, '').trimEnd()}\r\n`));
        const declared = /^(?:[><] ?)?content-length:\s*(\d+)\s*$/i.exec(source)?.[1];
        if (declared !== undefined) contentLength = Number(declared);
        out.mark(line.start, line.end, 'bytes');
        continue;
      }
      if (/^[><]?\s*$/.test(source)) {
        endHead();
        continue;
      }
      if (noise.test(source)) {
        out.mark(line.start, line.end, 'ignored');
        continue;
      }
      endHead();
    }
    // What stands before the first head, between two, or after frames as hex, are somebody's words.
    const isLabel = body.length === 0 && (code === 0 || code === 101) && label.test(source);
    const isProse = sender === null || isLabel || (seenHex && body.length === 0 && !hexish.test(source));
    if (isProse || (body.length === 0 && isSurrounding(source)) || noise.test(source)) {
      out.mark(line.start, line.end, 'ignored');
      continue;
    }
    if (code === 101 || code === 0) {
      const start = [...hexStarts(text, line.start, line.end)].find((at) => {
        const scan = scanHex(text, at, line.end);
        return scan.bytes.length > 1 && scan.bad < 0 && scan.half < 0;
      });
      if (start !== undefined) {
        const words = readLead(text.slice(line.start, start));
        if (words.sender !== null) sender = words.sender;
        const scan = scanHex(text, start, line.end);
        flushBody();
        seenHex = true;
        connection.bytes(sender, scan.bytes.take(), words.time);
        out.mark(start, scan.stop, 'bytes');
        continue;
      }
      const words = readLead(source);
      if (words.sender !== null && source.trim().length < 60 && !/[{<]/.test(source)) {
        sender = words.sender;
        out.mark(line.start, line.end, 'direction');
        continue;
      }
    }
    body.push(source);
    out.mark(line.start, line.end, 'bytes');
  }
  endHead();
  flushBody();
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
