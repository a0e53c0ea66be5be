// What PHP's var_dump prints of a string: `string(7) "` and the bytes as they are. In a file or a pipe they are all
// there; a terminal or a paste loses those that are not text, which the length shows.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { MemoryStore } from '../../bytes/store.ts';
import { decodeLatin1 } from '../../bytes/utf8.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import type { Importer, ImportRun, TextMark } from '../../model/importer.ts';
import { count } from '../../model/words.ts';
import { lossyDump } from '../text/lossy.ts';

const opening = /^[ \t]*(?:\[[^\]\r\n]{1,60}\]=>\s*)?(?:\S{1,200}:\d{1,6}:\s*)?string\((\d{1,9})\) "/gm;
const quote = 0x22;
/** What a decoder of UTF-8 puts in place of bytes that are not text, as three bytes. */
const replaced = /\xef\xbf\xbd/;
/** Bytes that no text has: of a dump without them nothing is judged here. */
const binary = /[\x00-\x08\x0e-\x1f\x80-\xff]/;
/** More of an input is not collected, in bytes. */
const maxLength = 64 * 1024 * 1024;

/** A string of the dump. Offsets count in the input, in bytes. */
interface Dumped {
  readonly declared: number;
  readonly start: number;
  readonly end: number;
  /** The closing quote stands where the length says. */
  readonly isWhole: boolean;
}

function dumpedIn(bytes: Uint8Array, latin1: string): Dumped[] {
  const found: Dumped[] = [];
  const find = new RegExp(opening);
  for (let match = find.exec(latin1); match; match = find.exec(latin1)) {
    const declared = Number(match[1]);
    const start = find.lastIndex;
    const isWhole = bytes[start + declared] === quote;
    const nextQuote = bytes.indexOf(quote, start);
    const end = isWhole ? start + declared : nextQuote < 0 ? bytes.length : nextQuote;
    found.push({ declared, start, end, isWhole });
    find.lastIndex = Math.max(find.lastIndex, end);
  }
  return found;
}

class PhpRun implements ImportRun {
  readonly #sink: CaptureSink;
  readonly #name: string;
  readonly #held = new ByteBuilder();
  readonly #marks: TextMark[] = [];
  #isCut = false;

  constructor(sink: CaptureSink, name: string | null) {
    this.#sink = sink;
    this.#name = name ?? 'paste';
  }

  push(chunk: Uint8Array): void {
    const room = maxLength - this.#held.length;
    this.#isCut ||= chunk.length > room;
    this.#held.append(chunk.subarray(0, room));
    this.#sink.progress(this.#held.length);
  }

  end(): void {
    const bytes = this.#held.take();
    const latin1 = decodeLatin1(bytes);
    const strings = dumpedIn(bytes, latin1).filter(({ start, end }) => binary.test(latin1.slice(start, end)));
    this.#sink.describe('var_dump of PHP');
    if (this.#isCut) {
      this.#sink.note({
        level: 'warning',
        id: 'too-large',
        text: `Expected a dump of at most ${maxLength / 2 ** 20} MiB, found a longer one. Its end was not read.`,
      });
    }
    const lost = strings.find(({ start, end }) => replaced.test(latin1.slice(start, end)));
    if (lost !== undefined) {
      this.#sink.note({
        level: 'error',
        id: lossyDump,
        text: `Expected the ${count(lost.declared, 'byte')} that var_dump counted, found text in which those that are not UTF-8 were replaced. Print bin2hex($data) in PHP, or save the output to a file and drop that.`,
      });
      return;
    }
    this.#give(bytes, strings);
  }

  #give(bytes: Uint8Array, strings: readonly Dumped[]): void {
    const store = new MemoryStore(this.#name);
    const connection = this.#sink.connection({
      transport: 'bytes',
      fidelity: 'bytes',
      roles: 'guess',
      client: null,
      server: null,
      store,
    });
    for (const { start, end, declared, isWhole } of strings) {
      const data = bytes.subarray(start, end);
      connection.data('server', data, store.append(data), Number.NaN);
      this.#marks.push({ start, end, as: 'bytes' });
      if (isWhole) continue;
      this.#sink.note({
        level: 'warning',
        id: 'count-differs',
        text: `Expected ${count(declared, 'byte')} and a quote after them, found ${count(data.length, 'byte')} up to the next quote: the dump was cut or changed.`,
        at: start,
      });
    }
    connection.end('server', 'cut', Number.NaN);
  }

  marks(): TextMark[] {
    return this.#marks;
  }
}

/** Strings that PHP dumped. */
export const phpDump: Importer = {
  id: 'php-dump',
  name: 'var_dump of PHP',
  text: true,
  sniff(head) {
    const latin1 = decodeLatin1(head);
    if (latin1.search(opening) < 0) return 'no';
    const strings = dumpedIn(head, latin1);
    return strings.some(({ start, end }) => binary.test(latin1.slice(start, end))) ? 'certain' : 'no';
  },
  open: (sink, { name }) => new PhpRun(sink, name),
};
