// A log in JSON whose records hold the bytes of a connection: `{"dir":"in","data":"810548656c6c6f"}`, one a line or
// in an array.

import { count } from '../../model/words.ts';
import { bracketDepthOf } from '../json/bracket-depth.ts';
import { objectOf } from '../json/values.ts';
import type { TextBlock } from '../text/blocks.ts';
import { isSurrounding, type Line, linesOfBlock } from '../text/lines.ts';
import { bytesOf, type Fields, RecordReader, type RecordShape, shapeOfRecords } from '../text/records.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

/** An object that goes on over more characters than this is not read. */
const maxObjectLength = 16 * 1024 * 1024;
/** Objects that are looked at to tell what a text is. */
const maxSampled = 50;
/** Lines of words that may stand around the records. */
const maxLinesAround = 4;

const aroundObject = ' \t\r,[]';

/** A line without the brackets and commas of the array around its object. */
function withoutArray(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && aroundObject.includes(line[start])) start++;
  while (end > start && aroundObject.includes(line[end - 1])) end--;
  return line.slice(start, end);
}

/** Collects the lines of an object until its brackets are closed. */
class ObjectLines {
  #open = '';
  #depth = 0;

  /** The object that ends with a line; `null` when none does, `undefined` when what ended is no object. */
  take(line: string): Fields | null | undefined {
    const text = this.#open === '' ? withoutArray(line) : line;
    if (this.#open === '' && !text.startsWith('{')) return text === '' ? null : undefined;
    if (this.#open === '') this.#depth = 0;
    this.#open += text;
    this.#depth += bracketDepthOf(text);
    // An array around the objects closes after the last one.
    if (this.#depth > 0 && this.#open.length <= maxObjectLength) return null;
    const value = this.#open.slice(0, this.#open.lastIndexOf('}') + 1);
    this.#open = '';
    try {
      const parsed: unknown = JSON.parse(value);
      return objectOf(parsed);
    } catch {
      return undefined;
    }
  }
}

/** Whether an object says where the next one is to be stored, as `tshark -T ek` writes it for Elasticsearch. */
const isBulkAction = (record: Fields) => Object.keys(record).join() === 'index';

/** The shape of a log whose bytes begin as a connection does, or `null`. */
function shapeOf(lines: readonly string[]): RecordShape | null {
  const collected = new ObjectLines();
  const records: Fields[] = [];
  let otherCount = 0;
  for (const line of lines) {
    if (isSurrounding(line)) continue;
    const record = collected.take(line);
    // A printed Buffer of Node alone is no record.
    if (record && isBulkAction(record)) continue;
    if (record && bytesOf(record) === null) records.push(record);
    else if (record) return null;
    else if (record === undefined) otherCount++;
    if (records.length >= maxSampled) break;
  }
  if (records.length === 0 || otherCount > records.length + maxLinesAround) return null;
  return shapeOfRecords(records);
}

class JsonLinesReader implements TextReader {
  readonly #out: Transcript;
  readonly #records: RecordReader;
  readonly #collected = new ObjectLines();
  #ignoredCount = 0;

  constructor(out: Transcript, shape: RecordShape) {
    this.#out = out;
    this.#records = new RecordReader(out, shape);
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) this.#line(block.text.slice(line.start, line.end), line);
  }

  #line(source: string, line: Line): void {
    if (isSurrounding(source)) {
      this.#out.mark(line.start, line.end, 'ignored');
      return;
    }
    const record = this.#collected.take(source);
    if (record && isBulkAction(record)) {
      this.#out.mark(line.start, line.end, 'ignored');
      return;
    }
    const isIgnored = record !== null && (record === undefined || !this.#records.take(record));
    this.#out.mark(line.start, line.end, isIgnored ? 'ignored' : 'bytes');
    if (isIgnored && source.trim() !== '') this.#ignoredCount++;
  }

  end(): void {
    this.#records.end('records');
    if (this.#ignoredCount === 0) return;
    const records = count(this.#ignoredCount, 'record');
    this.#out.note('info', 'lines-ignored', `Left out ${records} without bytes.`);
  }
}

/** Logs in JSON with bytes. */
export const jsonLines = textImporter({
  id: 'json-lines',
  name: 'log in JSON with bytes',
  grade: ({ lines, isStripped }) => (!isStripped && shapeOf(lines) !== null ? 'certain' : 'no'),
  open: (head, out) => {
    out.describe('JSON log');
    const shape = shapeOf(head.split(/\r?\n/));
    return shape === null ? nothingToRead : new JsonLinesReader(out, shape);
  },
});
