// Makes an importer of a text format: collects the text, refuses what is empty or too long, and reads it in one go.

import type { CaptureSink, ConnectionSink } from '../../model/capture-sink.ts';
import type { Grade, Importer, ImportRun, TextMark } from '../../model/importer.ts';
import { dedent } from './dedent.ts';
import { encodingOf, type TextHead, textHead, withoutColours } from './head.ts';
import { MarkList } from './marks.ts';
import { Transcript } from './transcript.ts';

/** Text beyond this many bytes is not read. */
export const textLimit = 256 * 1024 * 1024;

/** What makes one text format differ from another. */
export interface TextFormat {
  readonly id: string;
  readonly name: string;
  grade(head: TextHead): Grade;
  /** Reads the whole text; never throws on bad input, says what is wrong in notes. */
  read(text: string, out: Transcript): void;
}

const noConnection: ConnectionSink = {
  data() {},
  gap() {},
  end() {},
  event() {},
  handshake() {},
  frameHeader() {},
  message() {},
  symptom() {},
};

/** A sink that forgets everything, for reading a text only for its marks. */
export const forgetful: CaptureSink = {
  connection: () => noConnection,
  note() {},
  describe() {},
  progress() {},
};

class TextRun implements ImportRun {
  readonly #format: TextFormat;
  readonly #sink: CaptureSink;
  readonly #name: string;
  #held: number[] | null = [];
  #decoder: TextDecoder | null = null;
  #text = '';
  #taken = 0;
  #overflow = false;

  constructor(format: TextFormat, sink: CaptureSink, name: string | null) {
    this.#format = format;
    this.#sink = sink;
    this.#name = name ?? 'paste';
  }

  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.#taken + bytes.length > textLimit) {
      bytes = bytes.subarray(0, textLimit - this.#taken);
      this.#overflow = true;
    }
    if (bytes.length === 0) return;
    this.#taken += bytes.length;
    if (this.#held) {
      // The encoding is decided by the first two bytes.
      if (this.#held.length + bytes.length < 2) {
        this.#held.push(...bytes);
        return;
      }
      this.#start(bytes);
    }
    this.#text += this.#decoder!.decode(bytes, { stream: true });
    this.#sink.progress(this.#taken);
  }

  #start(next: Uint8Array): void {
    const held = Uint8Array.from(this.#held ?? []);
    this.#held = null;
    const first = Uint8Array.from([...held, ...next.subarray(0, 2)]);
    this.#decoder = new TextDecoder(encodingOf(first));
    if (held.length > 0) this.#text += this.#decoder.decode(held, { stream: true });
  }

  end(): void {
    if (this.#held) this.#start(new Uint8Array(0));
    this.#text += this.#decoder!.decode();
    const { text, original } = dedent(withoutColours(this.#text));
    this.#text = '';
    const out = new Transcript(this.#sink, this.#name, null, original);
    if (this.#overflow) {
      out.note(
        'warning',
        'too-large',
        'Expected at most 256 MiB of text, found more. The rest was not read. Save the traffic as pcap, which has no such limit.',
      );
    }
    readText(this.#format, text, out);
  }
}

function readText(format: TextFormat, text: string, out: Transcript): void {
  if (text.trim() === '') {
    out.note(
      'error',
      'empty-input',
      'Expected a dump or a capture, found nothing. Paste bytes or drop a file.',
    );
    return;
  }
  format.read(text, out);
  if (out.byteCount === 0 && out.errorCount === 0) {
    out.note('error', 'no-bytes', `Expected bytes in this text (${format.name}), found none.`);
  }
  out.close();
}

/** An importer for a text format. */
export function textImporter(format: TextFormat): Importer {
  return {
    id: format.id,
    name: format.name,
    text: true,
    sniff(head, hint) {
      const seen = textHead(head, hint);
      return seen ? format.grade(seen) : 'no';
    },
    open(sink, options) {
      return new TextRun(format, sink, options.name);
    },
    mark(text): TextMark[] {
      const marks = new MarkList();
      const { text: plain, original } = dedent(text);
      if (text.trim() !== '') readText(format, plain, new Transcript(forgetful, 'marks', marks, original));
      // A row is read when the offset after it is known, so its marks come late.
      return marks.marks.sort((a, b) => a.start - b.start);
    },
  };
}
