// Wireshark and tshark "follow stream": hex, raw and yaml, direction kept (node 0 spoke first and is taken
// for the client; what node 1 sent is indented). The ascii form shows dots for what cannot be printed and is
// refused.

import { parseBase64 } from '../../bytes/base64.ts';
import type { Sender } from '../../model/basics.ts';
import type { Opening } from '../../model/capture-sink.ts';
import type { TextBlock } from '../text/blocks.ts';
import { hexCells } from '../text/cells.ts';
import { gradeRows, type RowLayout, TableReader } from '../text/dump-table.ts';
import { emitPiece } from '../text/emit.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { refuseLossy } from '../text/lossy.ts';
import { hexRun } from '../text/plain-hex.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';

const heading = /^Follow: ([\w.]+),(\w+)/m;
const lead = /(?:\t| {2,8})?([0-9A-Fa-f]{8}) {2}(?=[0-9a-fA-F]{2}(?: |$|\r?\n))/y;
const row =
  /^(?:\t| {2,8})?[0-9A-Fa-f]{8} {2}[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){0,7}(?: {2}[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){0,7})?(?: {2,}(?!\s*\|)|\s*$)/;
const indented = /^(?:\t| {2,8})[0-9A-Fa-f]{8} {2}[0-9a-fA-F]{2}/m;

function openingOf(text: string): Partial<Opening> {
  const client = /^Node 0: (\S+)/m.exec(text)?.[1];
  const server = /^Node 1: (\S+)/m.exec(text)?.[1];
  return { client: client ?? null, server: server && server !== ':0' ? server : null };
}

function openHex(head: string, out: Transcript): TextReader {
  out.describe('followed stream, hex');
  const opening = openingOf(head);
  const layout: RowLayout = { lead, radix: 16, cells: hexCells(3), rowSize: 16, loose: true, asciiGap: 8 };
  return new TableReader<Sender>(layout, out, {
    key: (text, start) => (/[ \t]/.test(text[start]) ? 'server' : 'client'),
    piece: (piece, sender) => emitPiece(piece, out.only(opening), sender),
  });
}

function openRaw(head: string, out: Transcript): TextReader {
  out.describe('followed stream, raw');
  const connection = out.only(openingOf(head));
  let broken = false;
  const readLine = (text: string, line: Line) => {
    let from = line.start;
    while (from < line.end && (text[from] === ' ' || text[from] === '\t')) from++;
    const end = from + text.slice(from, line.end).trimEnd().length;
    const bytes = hexRun(text, from, end);
    if (!bytes) {
      out.mark(line.start, line.end, 'header');
      return;
    }
    out.mark(from, line.end, 'bytes');
    connection.bytes(from === line.start ? 'client' : 'server', bytes);
    if ((end - from) & 1) {
      const at = end - 1;
      const words = `Expected two hex digits for a byte, found only "${text[at]}" at ${out.placeOf(at)}. What stands before it was decoded.`;
      out.note('error', 'half-byte', words, at);
      broken = true;
    }
  };
  return {
    read: (block) => {
      for (const line of linesOfBlock(block)) {
        if (broken) return;
        readLine(block.text, line);
      }
    },
    end() {},
  };
}

const dataBlock = /^(\s*)(?:data|peer([01])_\d+):\s*!!binary\s*\|\s*$/;

/** The packets of a stream in YAML: base64 below `data:` or `peer0_1:`. */
class YamlReader implements TextReader {
  readonly #out: Transcript;
  readonly #connection: TextConnection;
  #peer = '0';
  #time = Number.NaN;
  #body = '';
  #open = false;

  constructor(head: string, out: Transcript) {
    out.describe('followed stream, YAML');
    const ends = [...head.matchAll(/peer:\s*\d+\s*\n\s+host:\s*(\S+)\s*\n\s+port:\s*(\d+)/g)].map(
      ([, host, port]) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`),
    );
    this.#out = out;
    this.#connection = out.only({ client: ends[0] ?? null, server: ends[1] ?? null });
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) this.#line(block.text.slice(line.start, line.end), line);
  }

  #line(source: string, line: Line): void {
    if (this.#open && /^\s+[A-Za-z0-9+/=]+\s*$/.test(source)) {
      this.#body += source.trim();
      this.#out.mark(line.start, line.end, 'bytes');
      return;
    }
    this.end();
    const start = dataBlock.exec(source);
    if (start) {
      this.#open = true;
      if (start[2]) this.#peer = start[2];
    }
    const who = /^\s+peer:\s*(\d)/.exec(source);
    if (who) this.#peer = who[1];
    const when = /^\s+timestamp:\s*(\d+(?:\.\d+)?)/.exec(source);
    if (when) this.#time = Number(when[1]);
    if (/^\s*- packet:/.test(source)) this.#time = Number.NaN;
    this.#out.mark(line.start, line.end, 'header');
  }

  /** The data of a packet ends. */
  end(): void {
    const body = this.#body;
    if (this.#open && body !== '') {
      const bytes = parseBase64(body.length % 4 === 1 ? body.slice(0, -1) : body);
      if (bytes) this.#connection.bytes(this.#peer === '1' ? 'server' : 'client', bytes, this.#time);
      else {
        const text = 'Expected base64 in a data block of the YAML, found other characters. It was left out.';
        this.#out.note('error', 'not-base64', text);
      }
    }
    this.#open = false;
    this.#body = '';
  }
}

function open(head: string, out: Transcript): TextReader {
  const [, protocol, kind] = heading.exec(head) ?? ['', 'tcp', ''];
  if (protocol === 'websocket') {
    out.note(
      'error',
      'payload-only',
      'Expected the bytes of the stream, found WebSocket payloads without their frame headers (follow,websocket). Use `tshark -q -z follow,tcp,raw,N` instead.',
    );
    return nothingToRead;
  }
  if (kind === 'ascii' || kind === 'ebcdic' || kind === 'utf' || kind === 'utf8') {
    refuseLossy(
      out,
      `a followed stream as ${kind}`,
      '`tshark -q -z follow,tcp,raw,N` (or yaml), in Wireshark "Show data as: Raw" or "YAML"',
    );
    return nothingToRead;
  }
  if (/!!binary\s*\|/.test(head)) return new YamlReader(head, out);
  return kind === 'raw' ? openRaw(head, out) : openHex(head, out);
}

/** One TCP stream as Wireshark shows it. */
export const followStream = textImporter({
  id: 'follow-stream',
  name: 'followed stream (Wireshark, tshark)',
  grade: ({ text, lines }) => {
    if (heading.test(text)) return 'certain';
    if (/!!binary\s*\|/.test(text) && /(?:peer\d_\d+|^\s+peer): ?/m.test(text)) return 'certain';
    const grade = gradeRows(lines, row);
    // Without a heading and without a second side it may be any viewer's.
    return grade !== 'no' && !indented.test(text) ? 'possible' : grade;
  },
  open,
});
