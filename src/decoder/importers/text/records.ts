// Records that hold the bytes of a connection: objects of a log in JSON, rows of a table. The bytes are hex, base64,
// an array of numbers or Node's printed Buffer; other members say when and from whom.

import { parseBase64 } from '../../bytes/base64.ts';
import { parseHex } from '../../bytes/hex.ts';
import type { Opening } from '../../model/capture-sink.ts';
import { ownProperty } from '../../model/own-property.ts';
import { type ClientEnd, clientOfEnds } from '../../network/roles.ts';
import { areWholeFrames } from '../json/frame-run.ts';
import { arrayOf, numberOf, objectOf, stringOf } from '../json/values.ts';
import { type Lead, readLead, timeIn } from './directions.ts';
import { beginsStream, isStream } from './evidence.ts';
import type { TextConnection, Transcript } from './transcript.ts';
import { areTurns, directionInferred, Turns } from './turns.ts';

/** A record: its members, or the cells of a row by the names of their columns. */
export type Fields = Readonly<Record<string, unknown>>;

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
  'tcp.payload',
  'tcp_tcp_payload',
] as const;
const directionMember =
  /^(?:dir|direction|event|type|kind|op|action|side|from|sender|source|src|msg|message|flow|tag|name)$/i;
const timeMember = /^@?(?:ts|time|timestamp|date|datetime|t|when|at|frame[._](?:frame_)?time_epoch)$/i;
const connectionMember =
  /^(?:conn|connection|socket|session|client|stream|flow|peer)[_-]?id$|^(?:cid|conn)$|^tcp[._](?:tcp_)?stream$/i;
/** The end that sent it: its address, its port. */
const speakerMember =
  /^(?:tcp[._](?:tcp_)?srcport|ip[._](?:ip_)?src|(?:src|source|from)(?:_?(?:ip|addr|address|port|host))?)$/i;
/** The end that received it. */
const listenerMember =
  /^(?:tcp[._](?:tcp_)?dstport|ip[._](?:ip_)?dst|(?:dst|dest|destination|to)(?:_?(?:ip|addr|address|port|host))?)$/i;
/** Members with the bytes of one end, which may stand in one record. */
const memberOfEnd =
  /^(?:(client|c2s|request|req|sent|tx|out|from_?client)|(server|s2c|response|resp|received|rx|in|from_?server))(?:[_-]?(?:bytes|hex|data|payload|raw|base64|b64))?$/i;
/** A word of a direction is short. */
const maxWordLength = 60;
/** Such a share of the records has bytes. */
const minShareWithBytes = 0.5;
const millisecondsFrom = 1e11;
const secondsFrom = 1e8;
const hexText = /^(?:0x)?(?:[\da-f]{2}[\s:,-]?)+$/i;

function bytesOfArray(values: readonly unknown[]): Uint8Array | null {
  const isBytes =
    values.length > 1 &&
    values.every((value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256);
  return isBytes ? Uint8Array.from(values, Number) : null;
}

/** A row of a dump: an address, pairs of digits, and perhaps a text column. */
const dumpRow =
  /^[ \t|]*(?:0x)?[\da-f]{4,16}[:|]?[ \t]+((?:[\da-f]{2}(?: {1,2}|$)){1,16})(?: *[|>]?.{0,20})?$/i;

/** The bytes of a dump that a string holds with its line ends; `null` for other text. */
function bytesOfDump(text: string): Uint8Array | null {
  const rows = text.split(/\r?\n/).flatMap((line) => dumpRow.exec(line.trimEnd())?.[1] ?? []);
  return rows.length === 0 ? null : parseHex(rows.join('').replaceAll(' ', ''));
}

/** The line above such a dump, which may say who sent it. */
const lineAboveDump = (value: unknown) =>
  typeof value === 'string' && value.includes('\n') ? [value.slice(0, value.indexOf('\n'))] : [];

/** The bytes that a member holds, or `null`. */
export function bytesOf(value: unknown): Uint8Array | null {
  if (typeof value === 'string') {
    if (value.length < 4) return null;
    if (value.includes('\n')) return bytesOfDump(value);
    if (hexText.test(value)) return parseHex(value.replace(/^0x|[\s:,-]/gi, ''));
    return /^[\w+/-]+={0,2}$/.test(value) ? parseBase64(value) : null;
  }
  if (Array.isArray(value)) return bytesOfArray(value);
  const { type, data } = objectOf(value);
  return type === 'Buffer' ? bytesOfArray(arrayOf(data)) : null;
}

/** How the cells of a column write bytes of which each row has a few. */
interface CellNotation {
  readonly cell: RegExp;
  readonly radix: number;
  /** Names of columns that say so; without such a name one cell has to match `proof`. */
  readonly name: RegExp;
  readonly proof: RegExp;
}

/** One byte in a row, as the table of a logic analyser has, or the few bytes of one field of a frame. */
const cellNotations: readonly CellNotation[] = [
  {
    cell: /^(?:0x)?[\da-f]{2}(?:[ ,:]{1,2}(?:0x)?[\da-f]{2})*$/i,
    radix: 16,
    name: /hex|octet/,
    proof: /0x|[\da-f](?:[a-f]|(?<=[a-f])\d)/i,
  },
  { cell: /^\d{1,3}(?:[ ,]{1,2}\d{1,3})*$/, radix: 10, name: /dec/, proof: /\d{3}/ },
  { cell: /^[01]{4}[ _]?[01]{4}$/, radix: 2, name: /bin|bits/, proof: /1/ },
];
const digitsOfCell: Readonly<Record<number, RegExp>> = {
  16: /(?<![\da-f]|0(?=x))[\da-f]{2}/gi,
  10: /\d+/g,
};
const hexNumber = /^0x[\da-f]{2}$/i;

/** The few bytes that a cell holds; `null` for anything else. */
function bytesOfCell(value: unknown, { cell, radix }: CellNotation): Uint8Array | null {
  if (typeof value !== 'string' || !cell.test(value)) return null;
  const plain = value.replace(/0x/gi, '');
  const written = radix === 2 ? [plain.replace(/[ _]/g, '')] : (plain.match(digitsOfCell[radix]) ?? []);
  const values = written.map((digits) => Number.parseInt(digits, radix));
  return values.every((one) => one < 256) ? Uint8Array.from(values) : null;
}

/** Bytes in a record of the log. */
interface Entry {
  readonly bytes: Uint8Array;
  /** Who sent it, as the words beside it say; `known`: they name the client or the server. */
  readonly lead: Pick<Lead, 'sender' | 'known'>;
  /** Seconds since the epoch, or NaN. */
  readonly time: number;
  readonly connection: string;
  /** The address and the port that sent it, as far as the record names them. */
  readonly speaker: string;
  readonly listener: string;
}

/** Objects that lie deeper in a record are not looked at. */
const maxRecordDepth = 4;

/**
 * The members of the inner object that has the bytes, of the objects around it and of those beside it; `null` without
 * one.
 */
function withInner(fields: Fields, member: string, depth: number): Fields | null {
  if (bytesOf(fields[member]) !== null) return fields;
  if (depth >= maxRecordDepth) return null;
  const inner = Object.values(fields).filter((value) => typeof value === 'object' && !Array.isArray(value));
  for (const value of inner) {
    const found = withInner(objectOf(value), member, depth + 1);
    if (found !== null) {
      const beside: Fields = Object.fromEntries(inner.flatMap((one) => Object.entries(objectOf(one))));
      return { ...fields, ...beside, ...found };
    }
  }
  return null;
}

/** Seconds since the epoch that a value says, or NaN. */
export function timeOf(value: unknown): number {
  if (typeof value === 'string' && !/^\d+(?:\.\d+)?$/.test(value)) return timeIn(value);
  const number = numberOf(value);
  if (number >= millisecondsFrom) return number / 1000;
  return number >= secondsFrom ? number : Number.NaN;
}

/** The name that `byteMemberOf` gives where each end has a member of its own. */
const bothEnds = 'both ends';

/** The bytes in an object: in one of its members, which may lie in objects inside it, or in one member for each end. */
function entriesOf(fields: Fields, member: string, read = bytesOf): Entry[] {
  const own = read(fields[member]);
  const byEnd = member === bothEnds ? Object.entries(fields).filter(([name]) => memberOfEnd.test(name)) : [];
  if (own === null && byEnd.length === 0) {
    const inner = withInner(fields, member, 0);
    return inner === null ? [] : entriesOf(inner, member);
  }
  const words: string[] = own === null ? [] : lineAboveDump(fields[member]);
  let time = Number.NaN;
  let connection = '';
  let speaker = '';
  let listener = '';
  for (const [name, value] of Object.entries(fields)) {
    if (name === member) continue;
    const text = stringOf(value);
    if (timeMember.test(name)) time = timeOf(value);
    else if (connectionMember.test(name)) connection = text;
    else if (speakerMember.test(name) && readLead(`${text} `).sender === null) speaker += `${text} `;
    else if (listenerMember.test(name)) listener += `${text} `;
    else if (directionMember.test(name) && text.length <= maxWordLength) words.push(text);
  }
  const ends = listener === '' ? '' : [speaker, listener].sort().join('and ');
  const about = { time, connection: connection || ends, speaker, listener };
  if (own !== null)
    return [{ ...about, bytes: own, lead: readLead(words.length === 0 ? '' : `${words.join(' ')}: `) }];
  return byEnd.flatMap(([name, value]) => {
    const bytes = bytesOf(value);
    const sender = memberOfEnd.exec(name)?.[1] === undefined ? 'server' : 'client';
    return bytes === null
      ? []
      : [{ ...about, bytes, lead: { sender, known: /client|server|c2s|s2c/i.test(name) } }];
  });
}

/** Whether the end that sent an entry is the client, by the ports of both; `null` where they do not tell. */
function endsOf({ speaker, listener }: Pick<Entry, 'speaker' | 'listener'>): ClientEnd | null {
  const [from, to] = [speaker, listener].map((end) => end.trim().replace(/ (?=\d+$)/, ':'));
  const ends = clientOfEnds(from, to);
  return ends?.roles === 'likely' ? ends : null;
}

/** How the bytes stand in the records of a log. */
export interface RecordShape {
  readonly member: string;
  /** No words say who sent what: the bytes tell, or the addresses, where there are two. */
  readonly senderBy: 'words' | 'bytes' | 'address';
  /** Each record has few bytes of a stream, in this notation. */
  readonly pieces: CellNotation | null;
}

/** A column that counts its rows, or the bytes before them: its cells are numbers that rise. */
function isCount(records: readonly Fields[], member: string): boolean {
  const numbers = records.map((record) => Number(ownProperty(record, member) || Number.NaN));
  return numbers.every((number, row) => row === 0 || number > numbers[row - 1]) && !Number.isNaN(numbers[0]);
}

/** Rows of few bytes each that are a stream together, or `null`. */
function shapeOfPieces(records: readonly Fields[]): RecordShape | null {
  const members = Object.keys(records[0] ?? {}).filter((member) => !isCount(records, member));
  // A row of several such bytes is a row of a dump.
  const bytesInRow = (record: Fields) =>
    members.filter((member) => hexNumber.test(stringOf(ownProperty(record, member)))).length;
  if (records.some((record) => bytesInRow(record) > 1)) return null;
  for (const notation of cellNotations) {
    for (const member of members) {
      const cells = records.map((record) => bytesOfCell(ownProperty(record, member), notation));
      const isProven = records.some((record) => notation.proof.test(stringOf(ownProperty(record, member))));
      if (!isProven && !notation.name.test(member)) continue;
      const found = cells.filter((bytes) => bytes !== null);
      if (found.length < records.length || !found.some(({ length }) => length === 1)) continue;
      const bytes = Uint8Array.from(found.flatMap((piece) => [...piece]));
      const isNamedHex =
        notation.radix === 16 &&
        (member === 'hex' ||
          records.every((record) => hexNumber.test(stringOf(ownProperty(record, member)))));
      if (areWholeFrames(bytes, null) || (isNamedHex && isStream(bytes)))
        return { member, senderBy: 'words', pieces: notation };
    }
  }
  return null;
}

/** The shape of records whose bytes begin as a connection does, or `null`. */
export function shapeOfRecords(records: readonly Fields[]): RecordShape | null {
  for (const member of [...byteMembers, bothEnds]) {
    const entries = records.flatMap((record) => entriesOf(record, member));
    const runs = entries.map(({ bytes }) => bytes);
    if (entries.length < records.length * minShareWithBytes || !runs.some(isStream)) continue;
    if (runs.filter(beginsStream).length * 2 <= runs.length) continue;
    const isSilent = entries.some(({ lead }) => lead.sender === null);
    const hasSpeakers =
      new Set(entries.map(({ speaker }) => speaker)).size > 1 ||
      entries.every((entry) => endsOf(entry) !== null);
    const otherwise = areTurns(runs) ? 'bytes' : 'words';
    return { member, senderBy: !isSilent ? 'words' : hasSpeakers ? 'address' : otherwise, pieces: null };
  }
  return shapeOfPieces(records);
}

/** A connection of the records. */
interface RecordedConnection {
  readonly connection: TextConnection;
  readonly turns: Turns | null;
  /** The end that speaks first. */
  readonly firstSpeaker: string;
}

/** Gives the bytes of records to the connections that they name. */
export class RecordReader {
  readonly #out: Transcript;
  readonly #shape: RecordShape;
  readonly #connections = new Map<string, RecordedConnection>();

  constructor(out: Transcript, shape: RecordShape) {
    this.#out = out;
    this.#shape = shape;
  }

  /** Whether a record has bytes. */
  take(record: Fields): boolean {
    const { member, pieces } = this.#shape;
    const read = pieces === null ? bytesOf : (value: unknown) => bytesOfCell(value, pieces);
    const entries = entriesOf(record, member, read);
    for (const { bytes, lead, time, connection: name, speaker, listener } of entries) {
      const { senderBy } = this.#shape;
      const ends = senderBy === 'address' ? endsOf({ speaker, listener }) : null;
      const roles = lead.known ? 'known' : (ends?.roles ?? 'guess');
      const { connection, turns, firstSpeaker } = this.#connectionOf(name, roles, speaker);
      const byAddress = (ends?.isA ?? speaker === firstSpeaker) ? 'client' : 'server';
      const byWords = senderBy === 'address' ? byAddress : lead.sender;
      connection.bytes(turns?.senderOf(bytes) ?? byWords, bytes, time);
    }
    return entries.length > 0;
  }

  #connectionOf(name: string, roles: Opening['roles'], speaker: string): RecordedConnection {
    let known = this.#connections.get(name);
    if (known === undefined) {
      const connection = this.#out.connection({ roles });
      const turns = this.#shape.senderBy === 'bytes' ? new Turns() : null;
      known = { connection, turns, firstSpeaker: speaker };
      this.#connections.set(name, known);
    }
    return known;
  }

  /** `unit`: what a record is called, in the plural. */
  end(unit: 'records' | 'rows'): void {
    if (this.#shape.senderBy === 'bytes')
      this.#out.note('info', 'direction-inferred', directionInferred(unit));
  }
}
