// Messages as wscat prints them (`> sent`, `< received` between Connected and Disconnected), and as the tables
// of developer tools are copied: arrow, data, length, time. Neither says how the messages were framed.

import { encodeText } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { count } from '../../model/words.ts';
import type { TextBlock } from '../text/blocks.ts';
import { timeIn } from '../text/directions.ts';
import { isSurrounding, type Line, linesOfBlock } from '../text/lines.ts';
import {
  MessageLog,
  type MessageLogConnection,
  payloadOf,
  type ShownPayload,
  wholePayload,
} from '../text/message-log.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const connected = /^[Cc]onnected \(press CTRL\+C to quit\)\s*$/;
const disconnected = /^[Dd]isconnected(?: \(code: (\d+)(?:, reason: "(.*)")?\))?\s*$/;
const failed = /^error: (.{1,300})$/;
const control = /^(?:< )?Received (ping|pong)(?: \(data: "(.*)"\))?\s*$/;
const said = /^(?:> )*([<>]) (.*)$/;
/** The arrow or word with which a row of a table begins. */
const rowStart = /^\s*(?:([↑⬆▲→]\uFE0F?|sen[td]\b)|([↓⬇▼←]\uFE0F?|received?\b))[\t ]*/iu;
/** Length and time, with which it ends; Firefox shows the time alone. */
const rowEnd = /(?:[\t ](\d+)(?: ?B)?)?[\t ]+(\d{1,2}:\d\d:\d\d(?:\.\d+)?)\s*$/;
/** The same in a copy that lost the arrows: tabs keep the columns apart. */
const cellsAtEnd = /\t(\d+)(?: ?B)?\t(\d{1,2}:\d\d:\d\d(?:\.\d+)?)\s*$/;
const binaryData = /^binary(?: message)?$/i;
const maxRowEnd = 60;
/** The names of the columns. */
const columnNames = /^\s*(?:data|message|type)\b[\t ,|]+.*\b(?:length|size|time)\b/i;
/** The lines of Postman on the connection itself. */
const stateLine = /^\s*(?:[^\p{L}\d\s]{1,2}\s*)?(?:Connected to|Disconnected from) (?:wss?|https?):\/\//iu;
const hexPairs = /^(?:(?:0x)?[\da-f]{2}[\s,:-]?){2,}$/i;
/** Codes that say that an end closed on purpose. */
const orderlyCodes = new Set([1000, 1001, 1005]);

/** A row of a table: who sent it, what is shown of it, and its length as the tool counts. */
interface Row {
  /** `null` where the copy does not show it. */
  readonly sender: Sender | null;
  readonly data: string;
  /** `null` where the table has no such column. */
  readonly length: number | null;
  readonly time: number;
  /** Where the data begins in the line. */
  readonly dataAt: number;
}

function rowOf(line: string): Row | null {
  const start = rowStart.exec(line.slice(0, maxRowEnd));
  const tailAt = Math.max(0, line.length - maxRowEnd);
  const tail = (start === null ? cellsAtEnd : rowEnd).exec(line.slice(tailAt));
  if (tail === null) return null;
  const dataAt = start?.[0].length ?? 0;
  const data = line.slice(dataAt, tailAt + tail.index).trimEnd();
  if (data === '') return null;
  const sender = start === null ? null : start[1] === undefined ? 'server' : 'client';
  const length = tail[1] === undefined ? null : Number(tail[1]);
  return { sender, data, length, time: timeIn(tail[2].padStart(8, '0')), dataAt };
}

/** Whether the length of a row is that of its data, in characters or bytes. */
function hasOwnLength({ data, length }: Row): boolean {
  return binaryData.test(data) || data.length === length || encodeText(data).length === length;
}

const isBesideRows = (line: string) => columnNames.test(line) || stateLine.test(line);
const isWscat = (line: string) => connected.test(line) || disconnected.test(line);

class ListReader implements TextReader {
  readonly #out: Transcript;
  readonly #log: MessageLog;
  readonly #isTable: boolean;
  #connection: MessageLogConnection | null = null;
  /** A message of wscat, whose text may go on in the next line. */
  #message: { readonly sender: Sender; text: string } | null = null;
  #withoutSender = 0;
  #differingCount = 0;
  #ignoredCount = 0;

  constructor(out: Transcript, isTable: boolean) {
    this.#out = out;
    this.#log = new MessageLog(out);
    this.#isTable = isTable;
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) {
      const source = block.text.slice(line.start, line.end);
      if (this.#isTable) this.#row(source, line);
      else this.#wscat(source, line);
    }
  }

  get #current(): MessageLogConnection {
    this.#connection ??= this.#log.open();
    return this.#connection;
  }

  #give(sender: Sender, opcode: number, payload: ShownPayload, time = Number.NaN): void {
    this.#current.frame({ sender, opcode, fin: true, payload, time });
  }

  #ignore(source: string, line: Line): void {
    this.#out.mark(line.start, line.end, 'ignored');
    if (source.trim() !== '' && !isBesideRows(source)) this.#ignoredCount++;
  }

  #row(source: string, line: Line): void {
    const row = stateLine.test(source) ? null : rowOf(source);
    if (row === null) {
      this.#ignore(source, line);
      return;
    }
    const { data, length, time, dataAt } = row;
    if (row.sender === null) this.#withoutSender++;
    const sender = row.sender ?? 'server';
    this.#out.mark(line.start, line.start + dataAt, 'direction');
    this.#out.mark(line.start + dataAt, line.start + dataAt + data.length, 'bytes');
    if (binaryData.test(data)) {
      this.#give(sender, opcodes.binary, payloadOf(new Uint8Array(0), new Uint8Array(0), length ?? 0), time);
      return;
    }
    const cut = /(?:\u2026|\.\.\.)$/.exec(data);
    const whole = encodeText(data);
    // Tools count characters or bytes.
    if (length === null || whole.length === length || data.length === length) {
      this.#give(sender, opcodes.text, wholePayload(whole), time);
      return;
    }
    const shown = cut === null ? whole : encodeText(data.slice(0, cut.index));
    if (cut === null) this.#differingCount++;
    this.#give(sender, opcodes.text, payloadOf(shown, new Uint8Array(0), length), time);
  }

  #wscat(source: string, line: Line): void {
    const ping = control.exec(source);
    const match = ping === null ? said.exec(source) : null;
    if (
      match === null &&
      this.#message !== null &&
      ping === null &&
      !isWscat(source) &&
      !failed.test(source)
    ) {
      if (/^>?\s*$/.test(source)) return;
      this.#message.text += `\n${source}`;
      this.#out.mark(line.start, line.end, 'bytes');
      return;
    }
    this.#endMessage();
    if (match !== null) {
      this.#message = { sender: match[1] === '>' ? 'client' : 'server', text: match[2] };
      this.#out.mark(line.start, line.end - match[2].length, 'direction');
      this.#out.mark(line.end - match[2].length, line.end, 'bytes');
      return;
    }
    if (ping !== null) {
      const opcode = ping[1] === 'ping' ? opcodes.ping : opcodes.pong;
      this.#give('server', opcode, wholePayload(encodeText(ping[2] ?? '')));
      this.#out.mark(line.start, line.end, 'bytes');
      return;
    }
    const end = disconnected.exec(source);
    const failure = failed.exec(source);
    if (connected.test(source)) this.#connection = null;
    else if (failure !== null) this.#current.symptom(failure[1], Number.NaN);
    else if (end?.[1] !== undefined && !orderlyCodes.has(Number(end[1]))) {
      this.#current.symptom(source.trim(), Number.NaN);
    }
    if (connected.test(source) || failure !== null || end !== null)
      this.#out.mark(line.start, line.end, 'header');
    else if (source.trim() !== '>') this.#ignore(source, line);
  }

  #endMessage(): void {
    const message = this.#message;
    this.#message = null;
    if (message !== null) this.#give(message.sender, opcodes.text, wholePayload(encodeText(message.text)));
  }

  end(): void {
    this.#endMessage();
    const out = this.#out;
    const alike = this.#isTable ? '' : ' wscat prints text and binary messages alike: all are shown as text.';
    out.note(
      'info',
      'messages-only',
      `A list of messages does not show how they were framed: nothing can be said of masks, fragments or lengths.${alike} For those take a packet capture.`,
    );
    this.#log.noteMissing('');
    if (this.#withoutSender > 0) {
      out.note('warning', 'sender-unknown', sendersNotCopied(this.#withoutSender));
    }
    if (this.#differingCount > 0) {
      out.note(
        'warning',
        'count-differs',
        `Expected data as long as the rows say, found ${count(this.#differingCount, 'row')} with another length: the data was cut or changed.`,
      );
    }
    if (this.#ignoredCount > 0) {
      out.note('info', 'lines-ignored', `Left out ${count(this.#ignoredCount, 'line')} without a message.`);
    }
  }
}

/** For messages of which a copy does not say who sent them. */
function sendersNotCopied(rows: number): string {
  return `The copy lost the arrows of ${count(rows, 'row')}: who sent them is not known, and all are shown as the server's. Save a HAR file instead.`;
}

/** Whether nearly all lines are rows of a table of messages, none of them with bytes. */
function isTable(lines: readonly string[]): boolean {
  const used = lines.filter((line) => !isSurrounding(line) && !isBesideRows(line));
  const rows = used.map(rowOf).filter((row) => row !== null);
  if (rows.length < 2 || rows.length < used.length * 0.8) return false;
  const bare = rows.filter(({ sender }) => sender === null);
  // Rows of another table end in a number and a time as well.
  if (bare.filter(hasOwnLength).length * 2 < bare.length) return false;
  return !rows.some(({ data }) => hexPairs.test(data));
}

/** Lists of messages. */
export const messageList = textImporter({
  id: 'message-list',
  name: 'list of messages (wscat, developer tools)',
  grade: ({ lines, isStripped }) => {
    if (isStripped) return 'no';
    const isTranscript = lines.some(isWscat) && lines.some((line) => said.test(line) || control.test(line));
    return isTranscript || isTable(lines) ? 'certain' : 'no';
  },
  open: (head, out) => {
    const isTranscript = head.split(/\r?\n/).some(isWscat);
    out.describe(isTranscript ? 'transcript of wscat' : 'list of messages');
    return new ListReader(out, !isTranscript);
  },
});
