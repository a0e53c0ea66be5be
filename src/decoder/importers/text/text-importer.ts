// Makes an importer of a text format: decodes the text block by block, and refuses what is empty. Formats of
// lines read each block as it comes; formats of one value collect the text and read it at its end.

import { encodeText } from '../../bytes/utf8.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import {
  type Grade,
  grades,
  type Importer,
  type ImportOptions,
  type ImportRun,
  type TextMark,
} from '../../model/importer.ts';
import { blockSizes, LineCutter, TextBlock, TextCutter, type TextReader } from './blocks.ts';
import { commonIndent, type Dedented, dedentBy } from './dedent.ts';
import { isStream } from './evidence.ts';
import { explainsText, TrialSink } from './explains.ts';
import {
  colourPlaces,
  encodingOf,
  headLimit,
  headOfText,
  type StrippedHead,
  strippedHead,
  type TextHead,
  textHead,
  withoutColours,
  withPlainSigns,
} from './head.ts';
import { type LogPrefix, withoutPrefix } from './log-prefix.ts';
import { MarkList } from './marks.ts';
import { generalNotations } from './notations.ts';
import { Transcript } from './transcript.ts';
import { WholeText } from './whole-text.ts';

export type { TextReader };

/** For a text that was refused. */
export const nothingToRead: TextReader = { read() {}, end() {} };

interface TextKind {
  readonly id: string;
  readonly name: string;
  grade(head: TextHead): Grade;
}

/** A format whose lines are read as they come. */
export interface LineFormat extends TextKind {
  /**
   * What a reader must know beforehand (radix, byte order, who speaks) it is to take from the head: the first
   * mebibyte, or the whole text when that is shorter.
   */
  open(head: string, out: Transcript): TextReader;
}

/** A format that is one value, such as base64 or a literal. */
export interface ValueFormat extends TextKind {
  /** It reads rows with addresses, which no other value has. */
  readonly isDump?: boolean;
  /** Reads the whole text; never throws on bad input, says what is wrong in notes. */
  read(text: string, out: Transcript): void;
}

/** What makes one text format differ from another. */
export type TextFormat = LineFormat | ValueFormat;

function openReader(format: TextFormat, head: string, out: Transcript): TextReader {
  return 'open' in format
    ? format.open(head, out)
    : new WholeText(out, format.name, (text) => format.read(text, out));
}

function close(format: TextFormat, reader: TextReader, out: Transcript): void {
  reader.end();
  if (out.byteCount + out.partCount + out.errorCount === 0) {
    out.note('error', 'no-bytes', `Expected bytes in this text (${format.name}), found none.`);
  }
  out.close();
}

class TextRun implements ImportRun {
  readonly #format: TextFormat;
  readonly #out: Transcript;
  readonly #sink: CaptureSink;
  readonly #cutter = new LineCutter((text, last) => this.#take(text, last));
  /** In place of `#cutter`, for a text that is given as such. */
  #textCutter: TextCutter | null = null;
  readonly #marks: MarkList | null;
  #reader: TextReader | null = null;
  #first: number[] | null = [];
  /** Of an encoding with units of two bytes; UTF-8 needs none. */
  #wide: TextDecoder | null = null;
  #taken = 0;
  #base = 0;
  #line = 1;
  #indent = 0;
  /** Of a log: what is cut from each line, and the indent of the rest. */
  #prefix: LogPrefix | null = null;
  #innerIndent = 0;

  constructor(format: TextFormat, sink: CaptureSink, { name, marks }: ImportOptions) {
    this.#format = format;
    this.#sink = sink;
    this.#marks = marks === true ? new MarkList() : null;
    this.#out = new Transcript(sink, name ?? 'paste', this.#marks, generalNotations.has(format.id));
  }

  pushText(part: string): void {
    if (part === '') return;
    let text = part;
    if (this.#textCutter === null) {
      this.#textCutter = new TextCutter((whole, last) => this.#take(whole, last));
      // A byte order mark is no part of the text, yet it is one of the characters that places count.
      if (text.startsWith('\ufeff')) {
        this.#base = 1;
        text = text.slice(1);
      }
    }
    this.#taken += part.length;
    this.#textCutter.push(text);
    this.#sink.progress(this.#taken);
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#taken += chunk.length;
    // The encoding is decided by the first two bytes.
    if (this.#first) {
      this.#first.push(...chunk.subarray(0, 2));
      if (this.#first.length < 2) return;
      const before = this.#first.slice(0, this.#first.length - Math.min(2, chunk.length));
      this.#start(Uint8Array.from(this.#first));
      this.#bytes(Uint8Array.from(before));
    }
    this.#bytes(chunk);
    this.#sink.progress(this.#taken);
  }

  #start(first: Uint8Array): void {
    this.#first = null;
    const encoding = encodingOf(first);
    if (encoding !== 'utf-8') this.#wide = new TextDecoder(encoding);
  }

  #bytes(bytes: Uint8Array): void {
    this.#cutter.push(this.#wide ? encodeText(this.#wide.decode(bytes, { stream: true })) : bytes);
  }

  #take(decoded: string, last: boolean): void {
    const text = withPlainSigns(withoutColours(decoded));
    const isHead = this.#reader === null;
    if (this.#reader === null) {
      if (text.trim() === '') {
        if (last) noteEmpty(this.#out);
        this.#base += decoded.length;
        this.#line += linesIn(text);
        return;
      }
      this.#reader = this.#openReader(text);
    }
    const place = colourPlaces(decoded);
    for (let at = 0; at <= text.length; ) {
      // The head is looked at as a whole and read as what follows it.
      let end = at + blockSizes.block < text.length ? text.indexOf('\n', at + blockSizes.block - 1) + 1 : 0;
      if (end === 0) end = text.length;
      const ends = end === text.length;
      const from = at;
      this.#read(text.slice(at, end), (inner) => place(from + inner), last && ends, !isHead);
      if (ends) break;
      at = end;
    }
    this.#base += decoded.length;
  }

  /** Decides from the head what is cut from each line. */
  #openReader(text: string): TextReader {
    this.#indent = commonIndent(text);
    const dedented = dedentBy(text, this.#indent).text;
    const isWhole = dedented.length < headLimit;
    this.#prefix = gradeOf(this.#format, headOfText(dedented.slice(0, headLimit), isWhole)).prefix;
    if (this.#prefix) this.#innerIndent = commonIndent(withoutPrefix(dedented, this.#prefix).text);
    return openReader(this.#format, this.#cut(text).text, this.#out);
  }

  /** A text without the prefix and the indent of its lines. */
  #cut(text: string): Dedented {
    const whole = dedentBy(text, this.#indent);
    if (this.#prefix === null) return whole;
    const bare = withoutPrefix(whole.text, this.#prefix);
    const inner = dedentBy(bare.text, this.#innerIndent);
    return { text: inner.text, original: (at) => whole.original(bare.original(inner.original(at))) };
  }

  /** `place` leads from a place in `text` to one in what was decoded last. */
  #read(text: string, place: (at: number) => number, last: boolean, beyond: boolean): void {
    const dedented = this.#cut(text);
    const original = (at: number) => place(dedented.original(at));
    const block = new TextBlock({ text: dedented.text, original }, this.#base, this.#line, last, beyond);
    this.#line += linesIn(text);
    this.#out.enter(block);
    this.#reader?.read(block);
  }

  end(): void {
    if (this.#textCutter === null) this.#endBytes();
    else this.#textCutter.end();
    if (this.#reader) close(this.#format, this.#reader, this.#out);
  }

  #endBytes(): void {
    if (this.#first) {
      const held = Uint8Array.from(this.#first);
      this.#start(held);
      this.#bytes(held);
    }
    if (this.#wide) this.#cutter.push(encodeText(this.#wide.decode()));
    if (this.#cutter.overflow) {
      this.#out.note(
        'warning',
        'too-large',
        `Expected lines of at most ${blockSizes.line / 2 ** 20} MiB, found a longer one. Its end and what follows was not read. Break the dump into lines, or save the traffic as pcap.`,
      );
    }
    this.#cutter.end();
  }

  marks(): TextMark[] {
    // A row is read when the offset after it is known, so its marks come late.
    return this.#marks?.marks.sort((a, b) => a.start - b.start) ?? [];
  }
}

function linesIn(text: string): number {
  let count = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) count++;
  return count;
}

function noteEmpty(out: Transcript): void {
  out.note(
    'error',
    'empty-input',
    'Expected a dump or a capture, found nothing. Paste bytes or drop a file.',
  );
}

/** Reads a head as this format, to see what it gives. */
function tryFormat(format: ValueFormat, { text }: TextHead) {
  const marks = new MarkList();
  const trial = new TrialSink();
  const out = new Transcript(trial, 'trial', marks);
  out.enter(new TextBlock({ text, original: (at) => at }, 0, 1, true, false));
  format.read(text, out);
  return { marks: marks.marks, trial, out };
}

/** Whether reading a text as this format explains it. The text is read once for that, up to `headLimit`. */
function explains(format: ValueFormat, head: TextHead): boolean {
  const { marks, trial, out } = tryFormat(format, head);
  // What a format says of a text that it refuses is for the user.
  if (trial.byteCount === 0) return out.errorCount > 0;
  const streams = trial.streams();
  // The words that were cut may have named values of another kind.
  if (head.isStripped && !streams.some(isStream)) return false;
  return explainsText(head.text, head.lines, marks, streams);
}

function plainGrade(format: TextFormat, head: TextHead): Grade {
  if ('read' in format && head.isDump && format.isDump !== true) return 'no';
  const grade = format.grade(head);
  return grade === 'no' || !('read' in format) || explains(format, head) ? grade : 'no';
}

/** Whether a text that fits equally well with and without the prefix of its lines is read without it. */
function isBetterStripped(format: TextFormat, head: TextHead, { prefix, head: bare }: StrippedHead): boolean {
  if ('open' in format) return prefix.isShared;
  // A value of several lines is whole only without what stands between them.
  return tryFormat(format, bare).trial.byteCount > tryFormat(format, head).trial.byteCount;
}

/** How a format reads a text: as it is, or without the prefix of its lines, whichever fits better. */
function gradeOf(format: TextFormat, head: TextHead): { grade: Grade; prefix: LogPrefix | null } {
  const grade = plainGrade(format, head);
  const stripped = strippedHead(head);
  if (stripped === null || ('read' in format && !stripped.prefix.isShared)) return { grade, prefix: null };
  const bare = plainGrade(format, stripped.head);
  const lead = grades.indexOf(grade) - grades.indexOf(bare);
  const isStripped = lead > 0 || (lead === 0 && bare !== 'no' && isBetterStripped(format, head, stripped));
  return isStripped ? { grade: bare, prefix: stripped.prefix } : { grade, prefix: null };
}

/** An importer for a text format. */
export function textImporter(format: TextFormat): Importer {
  return {
    id: format.id,
    name: format.name,
    text: true,
    findsValues: 'read' in format,
    sniff(head, hint) {
      const seen = textHead(head, hint);
      return seen ? gradeOf(format, seen).grade : 'no';
    },
    open(sink, options) {
      return new TextRun(format, sink, options);
    },
  };
}
