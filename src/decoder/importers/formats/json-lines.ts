// A log in JSON whose records hold the bytes of a connection: `{"dir":"in","data":"810548656c6c6f"}`, one a line or
// in an array. The bytes are hex, base64, an array of numbers or Node's printed Buffer; other members say when and
// from whom.

import { parseBase64 } from '../../bytes/base64.ts';
import { parseHex } from '../../bytes/hex.ts';
import { count } from '../../model/words.ts';
import { bracketDepthOf } from '../json/bracket-depth.ts';
import { arrayOf, numberOf, objectOf, stringOf } from '../json/values.ts';
import type { TextBlock } from '../text/blocks.ts';
import { type Lead, readLead, timeIn } from '../text/directions.ts';
import { beginsStream, isStream } from '../text/evidence.ts';
import { isSurrounding, type Line, linesOfBlock } from '../text/lines.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';
import { directionInferred, haveTurns, Turns } from '../text/turns.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Members that may hold the bytes, the likeliest first. */
const byteMembers = [
  'bytes',
  'hex',
  'raw',
  'raw_hex',
  'payload_hex',
  'data_hex',
  'data',
  'payload',
  'buffer',
  'buf',
  'frame',
  'chunk',
  'packet',
  'body',
  'content',
  'message',
  'msg',
] as const;
const directionMember =
  /^(?:dir|direction|event|type|kind|op|action|side|from|sender|source|src|msg|message|flow|tag|name)$/i;
const timeMember = /^@?(?:ts|time|timestamp|date|datetime|t|when|at)$/i;
const connectionMember =
  /^(?:conn|connection|socket|session|client|stream|flow|peer)[_-]?id$|^(?:cid|conn)$/i;
/** Members with the bytes of one end, which may stand in one record. */
const memberOfEnd =
  /^(?:(client|c2s|request|req|sent|tx|out|from_?client)|(server|s2c|response|resp|received|rx|in|from_?server))(?:[_-]?(?:bytes|hex|data|payload|raw|base64|b64))?$/i;
/** A word of a direction is short. */
const maxWordLength = 60;
/** An object that goes on over more characters than this is not read. */
const maxObjectLength = 16 * 1024 * 1024;
/** Objects that are looked at to tell what a text is. */
const maxSampled = 50;
/** Such a share of the records has bytes. */
const minShareWithBytes = 0.5;
/** Lines of words that may stand around the records. */
const maxLinesAround = 4;
const millisecondsFrom = 1e11;
const secondsFrom = 1e8;
const hexText = /^(?:0x)?(?:[\da-f]{2}[\s:,-]?)+$/i;

function bytesOfArray(values: readonly unknown[]): Uint8Array | null {
  const isBytes =
    values.length > 1 &&
    values.every((value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256);
  return isBytes ? Uint8Array.from(values, Number) : null;
}

/** The bytes that a member holds, or `null`. */
function bytesOf(value: unknown): Uint8Array | null {
  if (typeof value === 'string') {
    if (value.length < 4) return null;
    if (hexText.test(value)) return parseHex(value.replace(/^0x|[\s:,-]/gi, ''));
    return /^[\w+/-]+={0,2}$/.test(value) ? parseBase64(value) : null;
  }
  if (Array.isArray(value)) return bytesOfArray(value);
  const { type, data } = objectOf(value);
  return type === 'Buffer' ? bytesOfArray(arrayOf(data)) : null;
}

/** Bytes in a record of the log. */
interface Entry {
  readonly bytes: Uint8Array;
  /** Who sent it, as the words beside it say; `known`: they name the client or the server. */
  readonly lead: Pick<Lead, 'sender' | 'known'>;
  /** Seconds since the epoch, or NaN. */
  readonly time: number;
  readonly connection: string;
}

function timeOf(value: unknown): number {
  if (typeof value === 'string' && !/^\d+(?:\.\d+)?$/.test(value)) return timeIn(value);
  const number = numberOf(value);
  if (number >= millisecondsFrom) return number / 1000;
  return number >= secondsFrom ? number : Number.NaN;
}

/** The name that `byteMemberOf` gives where each end has a member of its own. */
const bothEnds = 'both ends';

/** The bytes in an object: in one of its members, which may lie one object deeper, or in one member for each end. */
function entriesOf(fields: Fields, member: string): Entry[] {
  const own = bytesOf(fields[member]);
  const ends = member === bothEnds ? Object.entries(fields).filter(([name]) => memberOfEnd.test(name)) : [];
  if (own === null && ends.length === 0) {
    const inner = Object.values(fields).find((value) => bytesOf(objectOf(value)[member]) !== null);
    return inner === undefined ? [] : entriesOf({ ...fields, ...objectOf(inner) }, member);
  }
  const words: string[] = [];
  let time = Number.NaN;
  let connection = '';
  for (const [name, value] of Object.entries(fields)) {
    if (name === member) continue;
    const text = stringOf(value);
    if (timeMember.test(name)) time = timeOf(value);
    else if (connectionMember.test(name)) connection = text;
    else if (directionMember.test(name) && text.length <= maxWordLength) words.push(text);
  }
  const about = { time, connection };
  if (own !== null)
    return [{ ...about, bytes: own, lead: readLead(words.length === 0 ? '' : `${words.join(' ')}: `) }];
  return ends.flatMap(([name, value]) => {
    const bytes = bytesOf(value);
    const sender = memberOfEnd.exec(name)?.[1] === undefined ? 'server' : 'client';
    return bytes === null
      ? []
      : [{ ...about, bytes, lead: { sender, known: /client|server|c2s|s2c/i.test(name) } }];
  });
}

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

/** How the bytes stand in the records of a log. */
interface Shape {
  readonly member: string;
  /** No words say who sent what, and the bytes tell. */
  readonly isSenderInferred: boolean;
}

/** The shape of a log whose bytes begin as a connection does, or `null`. */
function shapeOf(lines: readonly string[]): Shape | null {
  const collected = new ObjectLines();
  const records: Fields[] = [];
  let otherCount = 0;
  for (const line of lines) {
    if (isSurrounding(line)) continue;
    const record = collected.take(line);
    // A printed Buffer of Node alone is no record.
    if (record && bytesOf(record) === null) records.push(record);
    else if (record) return null;
    else if (record === undefined) otherCount++;
    if (records.length >= maxSampled) break;
  }
  if (records.length === 0 || otherCount > records.length + maxLinesAround) return null;
  for (const member of [...byteMembers, bothEnds]) {
    const entries = records.flatMap((record) => entriesOf(record, member));
    const runs = entries.map(({ bytes }) => bytes);
    if (entries.length < records.length * minShareWithBytes || !runs.some(isStream)) continue;
    if (runs.filter(beginsStream).length * 2 <= runs.length) continue;
    const isSilent = entries.some(({ lead }) => lead.sender === null);
    return { member, isSenderInferred: isSilent && haveTurns(runs) };
  }
  return null;
}

class JsonLinesReader implements TextReader {
  readonly #out: Transcript;
  readonly #shape: Shape;
  readonly #collected = new ObjectLines();
  readonly #connections = new Map<
    string,
    { readonly connection: TextConnection; readonly turns: Turns | null }
  >();
  #ignoredCount = 0;

  constructor(out: Transcript, shape: Shape) {
    this.#out = out;
    this.#shape = shape;
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
    const entries = record ? entriesOf(record, this.#shape.member) : [];
    const isIgnored = record === undefined || (record !== null && entries.length === 0);
    this.#out.mark(line.start, line.end, isIgnored ? 'ignored' : 'bytes');
    if (isIgnored && source.trim() !== '') this.#ignoredCount++;
    for (const { bytes, lead, time, connection: name } of entries) {
      const { connection, turns } = this.#connectionOf(name, lead.known);
      connection.bytes(turns === null ? lead.sender : turns.senderOf(bytes), bytes, time);
    }
  }

  #connectionOf(name: string, areSendersKnown: boolean) {
    let known = this.#connections.get(name);
    if (known === undefined) {
      const connection = this.#out.connection({ roles: areSendersKnown ? 'known' : 'guess' });
      known = { connection, turns: this.#shape.isSenderInferred ? new Turns() : null };
      this.#connections.set(name, known);
    }
    return known;
  }

  end(): void {
    if (this.#shape.isSenderInferred)
      this.#out.note('info', 'direction-inferred', directionInferred('records'));
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
    return new JsonLinesReader(
      out,
      shapeOf(head.split(/\r?\n/)) ?? { member: byteMembers[0], isSenderInferred: false },
    );
  },
});
