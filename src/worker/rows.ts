// The frame list as the page asks for it: filtered, in pages, and the row of a frame.

import { chunkRows, U32Column } from '../decoder/bytes/column.ts';
import { formatHex } from '../decoder/bytes/hex.ts';
import { decodeText } from '../decoder/bytes/utf8.ts';
import { matches, type Needle } from '../decoder/frame-filter/expression.ts';
import { parseFilter } from '../decoder/frame-filter/parse.ts';
import { firstTime } from '../decoder/model/connection-times.ts';
import { opcode as opcodes } from '../decoder/model/opcode.ts';
import { visibleLine } from '../decoder/model/visible-text.ts';
import { severityOfFrame } from './all-findings.ts';
import { Cancelled } from './cancelled.ts';
import type { OpenConnection } from './capture.ts';
import type { FrameRowView } from './protocol.ts';
import { type Search, TextSearch } from './text-search.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

const previewBytes = 160;
const previewCharacters = 120;
/** Number of frames that are tested before the event loop runs. */
const filterStep = 65536;
const maxFilters = 8;

/** The first bytes of a payload that is not text. */
export function hexPreview(bytes: Uint8Array): string {
  return formatHex(bytes.subarray(0, 40), ' ');
}

async function preview(open: OpenConnection, frame: number): Promise<string> {
  const { connection, messages } = open;
  const { frames } = connection;
  if (frames.payloadLength(frame) === 0 || connection.fidelity === 'frames') return '';
  const message = frames.message(frame);
  if (message >= 0 && connection.messages.compressed(message)) {
    if (connection.messages.firstFrame(message) !== frame) return '';
    const { bytes } = await messages.read(message, previewBytes);
    return connection.messages.kind(message) === 'text'
      ? visibleLine(decodeText(bytes)).slice(0, previewCharacters)
      : hexPreview(bytes);
  }
  // A gap is not shown as zeros.
  const hole = messages.holes(frame, 0, previewBytes)[0];
  const bytes = (await messages.payload(frame, 0, previewBytes)).subarray(0, hole?.start);
  const lacking = hole === undefined ? '' : ' [not captured]';
  return `${previewOf(open, frame, bytes)}${lacking}`.trim();
}

/** The first bytes of a payload in the form that suits them. */
function previewOf({ connection }: OpenConnection, frame: number, bytes: Uint8Array): string {
  const opcode = connection.frames.opcode(frame);
  if (opcode === opcodes.close) {
    if (bytes.length < 2) return '';
    return `${(bytes[0] << 8) | bytes[1]} ${visibleLine(decodeText(bytes.subarray(2)))}`.trim();
  }
  const message = connection.frames.message(frame);
  const isText = opcode === opcodes.text || (message >= 0 && connection.messages.kind(message) === 'text');
  if (isText || looksLikeText(bytes)) return visibleLine(decodeText(bytes)).slice(0, previewCharacters);
  return hexPreview(bytes);
}

function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  for (const byte of bytes) {
    if (byte > 126 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  }
  return true;
}

/** One row, with its preview. */
export async function rowView(open: OpenConnection, frame: number): Promise<FrameRowView> {
  const { frames } = open.connection;
  const time = frames.time(frame) - firstTime(open.connection);
  const message = frames.message(frame);
  return {
    index: frame,
    sender: frames.sender(frame),
    time: Number.isNaN(time) ? null : time,
    opcode: frames.opcode(frame),
    fin: frames.fin(frame),
    rsv: frames.rsv(frame),
    masked: frames.masked(frame),
    length: frames.payloadLength(frame),
    complete: frames.complete(frame),
    confidence: frames.confidence(frame),
    severity: severityOfFrame(open, frame),
    preview: await preview(open, frame),
    message: message < 0 ? null : message,
  };
}

/** The needles of a filter with their patterns compiled, or what is wrong with one. */
async function searchesOf(needles: readonly Needle[]): Promise<Search[] | string> {
  const searches: Search[] = [];
  for (const needle of needles) {
    if (!('pattern' in needle)) {
      searches.push(needle);
      continue;
    }
    // With its package: few filters have one.
    const { compilePattern } = await import('./pattern.ts');
    const pattern = compilePattern(needle.pattern, needle.ignoresCase);
    if (typeof pattern === 'string') return pattern;
    searches.push({ pattern });
  }
  return searches;
}

/** All frames: no filter, or one that is wrong. */
const all = { rows: null, shortened: 0 };

/**
 * The frames that match a filter; `null` for all. Texts are searched for in every payload, which reads the file again.
 * `shortened`: messages of which only the beginning was searched.
 */
export async function filtered(
  open: OpenConnection,
  text: string,
  signal: { readonly cancelled: boolean },
): Promise<{ rows: Int32Array | null; shortened: number; problem: string | null }> {
  const { connection, contentFindings } = open;
  const wanted = text.trim();
  // What is wrong inside messages is found with the diagnosis: an answer of before is not the answer after it.
  const key = `${contentFindings === null ? '' : 'diagnosed '}${wanted}`;
  const held = open.filters.get(key);
  if (held !== undefined) return { ...held, problem: null };
  const parsed = parseFilter(wanted);
  if (!parsed.ok) return { ...all, problem: parsed.problem };
  const { expression, needles } = parsed.filter;
  if (expression === null) return { ...all, problem: null };
  const faulty = new Set((contentFindings ?? []).map(({ frame }) => frame));
  const total = connection.frames.length;
  const found = new U32Column();
  const accepts = (frame: number, held: readonly boolean[] | null) =>
    matches(expression, connection, frame, held, (one) => faulty.has(one));
  const searches = await searchesOf(needles);
  if (typeof searches === 'string') return { ...all, problem: searches };
  const search =
    searches.length > 0
      ? new TextSearch(open, searches, (frame, held) => accepts(frame, held) === true)
      : null;
  for (let frame = 0; frame < total; frame++) {
    if (frame % filterStep === 0 && frame > 0) {
      await yieldToEventLoop();
      if (signal.cancelled) throw new Cancelled();
    }
    const byRow = accepts(frame, null);
    if (byRow === false) continue;
    if (byRow === null && search !== null) {
      const answer = search.matches(frame);
      if (!(typeof answer === 'boolean' ? answer : await answer)) continue;
      if (signal.cancelled) throw new Cancelled();
    }
    found.push(frame);
  }
  const rows = new Int32Array(found.length);
  for (const [i, chunk] of found.chunks.entries()) {
    const at = i * chunkRows;
    rows.set(chunk.subarray(0, found.length - at), at);
  }
  if (open.filters.size >= maxFilters) {
    const oldest = open.filters.keys().next().value;
    if (oldest !== undefined) open.filters.delete(oldest);
  }
  const answer = { rows, shortened: search?.shortened ?? 0 };
  open.filters.set(key, answer);
  return { ...answer, problem: null };
}

/** The row of `frame` in `rows`, or the row that would follow it. */
export function rowOf(rows: Int32Array | null, frame: number): { row: number; exact: boolean } {
  if (rows === null) return { row: frame, exact: true };
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < frame) low = middle + 1;
    else high = middle;
  }
  return { row: low, exact: rows[low] === frame };
}
