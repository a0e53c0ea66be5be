// Wireshark and tshark "follow stream": hex, raw and yaml, direction kept (node 0 spoke first and is taken for the client;
// what node 1 sent is indented). The ascii form shows dots for what cannot be printed and is refused.

import { parseBase64 } from '../../bytes/base64.ts';
import { parseHex } from '../../bytes/hex.ts';
import type { Opening } from '../../model/capture-sink.ts';
import { hexCells } from '../text/cells.ts';
import { gradeRows, type RowLayout, readTable } from '../text/dump-table.ts';
import { emitSection } from '../text/emit.ts';
import { linesOf, placeOf } from '../text/lines.ts';
import { refuseLossy } from '../text/lossy.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

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

function readHex(text: string, out: Transcript): void {
  out.describe('followed stream, hex');
  const opening = openingOf(text);
  const layout: RowLayout = { lead, radix: 16, cells: hexCells(3), rowSize: 16, loose: true, asciiGap: 8 };
  readTable(text, layout, out, {
    key: (source, line) => (/[ \t]/.test(source[line.start]) ? 'server' : 'client'),
    section: (section, key) =>
      emitSection(section, out.only(opening), key === 'server' ? 'server' : 'client'),
  });
}

function readRaw(text: string, out: Transcript): void {
  out.describe('followed stream, raw');
  const connection = out.only(openingOf(text));
  for (const line of linesOf(text)) {
    const source = text.slice(line.start, line.end);
    const match = /^([\t ]*)([0-9a-fA-F]+)\s*$/.exec(source);
    if (!match) {
      out.mark(line.start, line.end, 'header');
      continue;
    }
    const digits = match[2];
    const bytes = parseHex(digits.slice(0, digits.length & ~1)) ?? new Uint8Array(0);
    out.mark(line.start + match[1].length, line.end, 'bytes');
    connection.bytes(match[1] === '' ? 'client' : 'server', bytes);
    if (digits.length & 1) {
      const at = line.start + match[1].length + digits.length - 1;
      const text1 = `Expected two hex digits for a byte, found only "${text[at]}" at ${placeOf(text, at)}. What stands before it was decoded.`;
      out.note('error', 'half-byte', text1, at);
      return;
    }
  }
}

function readYaml(text: string, out: Transcript): void {
  out.describe('followed stream, YAML');
  const ends = [...text.matchAll(/peer:\s*\d+\s*\n\s+host:\s*(\S+)\s*\n\s+port:\s*(\d+)/g)].map(
    ([, host, port]) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`),
  );
  const connection = out.only({ client: ends[0] ?? null, server: ends[1] ?? null });
  const block = /^(\s*)(?:data|peer([01])_\d+):\s*!!binary\s*\|\s*$/;
  let peer = '0';
  let time = Number.NaN;
  let body = '';
  let open = false;
  const flush = () => {
    if (open && body !== '') {
      const core = body.length % 4 === 1 ? body.slice(0, -1) : body;
      const bytes = parseBase64(core);
      if (bytes) connection.bytes(peer === '1' ? 'server' : 'client', bytes, time);
      else
        out.note(
          'error',
          'not-base64',
          'Expected base64 in a data block of the YAML, found other characters. It was left out.',
        );
    }
    open = false;
    body = '';
  };
  for (const line of linesOf(text)) {
    const source = text.slice(line.start, line.end);
    if (open && /^\s+[A-Za-z0-9+/=]+\s*$/.test(source)) {
      body += source.trim();
      out.mark(line.start, line.end, 'bytes');
      continue;
    }
    flush();
    const start = block.exec(source);
    if (start) {
      open = true;
      if (start[2]) peer = start[2];
    }
    const who = /^\s+peer:\s*(\d)/.exec(source);
    if (who) peer = who[1];
    const when = /^\s+timestamp:\s*(\d+(?:\.\d+)?)/.exec(source);
    if (when) time = Number(when[1]);
    if (/^\s*- packet:/.test(source)) time = Number.NaN;
    out.mark(line.start, line.end, 'header');
  }
  flush();
}

function read(text: string, out: Transcript): void {
  const [, protocol, kind] = heading.exec(text) ?? ['', 'tcp', ''];
  if (protocol === 'websocket') {
    out.note(
      'error',
      'payload-only',
      'Expected the bytes of the stream, found WebSocket payloads without their frame headers (follow,websocket). Use `tshark -q -z follow,tcp,raw,N` instead.',
    );
    return;
  }
  if (kind === 'ascii' || kind === 'ebcdic' || kind === 'utf' || kind === 'utf8') {
    refuseLossy(
      out,
      `a followed stream as ${kind}`,
      '`tshark -q -z follow,tcp,raw,N` (or yaml), in Wireshark "Show data as: Raw" or "YAML"',
    );
    return;
  }
  if (/!!binary\s*\|/.test(text)) readYaml(text, out);
  else if (kind === 'raw') readRaw(text, out);
  else readHex(text, out);
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
  read,
});
