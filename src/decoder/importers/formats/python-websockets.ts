// The debug log of Python's websockets: `> TEXT 'Hello' [5 bytes]`, `< BINARY 00 01 ... ff [256 bytes]`,
// `> CLOSE 1000 (OK) [2 bytes]`, `= connection is OPEN`, heads line by line. Up to version 9
// `client > Frame(fin=True, opcode=1, data=b'Hello', rsv1=False, ...)`. Frames are logged decoded: without
// mask, inflated, of a long payload the beginning and the end alone. One log may hold the client's and the
// server's view of a connection, and several connections: each is one of its own.

import { parseHex } from '../../bytes/hex.ts';
import { encodeText } from '../../bytes/utf8.ts';
import { otherSender, type Sender } from '../../model/basics.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { count } from '../../model/words.ts';
import { headOf, pairsOf } from '../http-head.ts';
import type { TextBlock } from '../text/blocks.ts';
import { timeIn } from '../text/directions.ts';
import { readEscapes } from '../text/escapes.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import {
  MessageLog,
  type MessageLogConnection,
  payloadOf,
  type ShownPayload,
  wholePayload,
} from '../text/message-log.ts';
import { endOfPythonText, pythonText } from '../text/python-text.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

/** A logger's words end in this many characters of a line. */
const maxPrefix = 300;
/** How a frame's length is written, at the end of its line. */
const maxTail = 60;

const opcodeOf: Readonly<Record<string, number>> = {
  CONT: opcodes.continuation,
  TEXT: opcodes.text,
  BINARY: opcodes.binary,
  CLOSE: opcodes.close,
  PING: opcodes.ping,
  PONG: opcodes.pong,
};
const before = '(?:^|[\\s:|\\]])';
const frameStart = new RegExp(`${before}([<>]) (TEXT|BINARY|CONT|CLOSE|PING|PONG)(?= )`);
const frameEnd = /\[(?:(?:text|binary), )?(\d+) bytes?(, continued)?\]\s*$/;
/** Up to version 9: the log names the end that writes it. */
const oldFrame = new RegExp(
  `${before}(client|server) ([<>]) Frame\\(fin=(True|False), opcode=(?:<Opcode\\.\\w+: )?(\\d+)>?, data=(?=b['"])`,
);
const oldHeaders = new RegExp(`${before}(client|server) ([<>]) (?:<?Headers\\b|\\[\\()`);
const headerPair = /\('((?:[^'\\]|\\.){0,200})', '((?:[^'\\]|\\.){0,8000})'\)/g;
const startLine = new RegExp(
  `${before}(?:(client|server) )?([<>]) ((?:GET \\S+ HTTP/1\\.1|HTTP/1\\.1 \\d{3}\\b.*))$`,
);
const headerLine = new RegExp(`${before}([<>]) ([\\w!#$%&'*+.^\`|~-]+: ?.*)$`);
const stateLine = new RegExp(
  `${before}(?:=|(client|server) - state =) (?:connection is )?(CONNECTING|OPEN|CLOSING|CLOSED)\\s*$`,
);
const failure = new RegExp(`${before}(?:client |server )?! (.{1,300})$`);
const otherLine = new RegExp(
  `${before}(?:(?:client |server )?[x%!-] \\S|[<>] (?:EOF|\\[body\\])|connection (?:open|closed)\\b)`,
);
const raised = /^(?:\w+\.)*(?:exceptions\.\w+|ConnectionClosed\w*|Invalid\w+): .{1,300}$/;
const loggerSide = /\bwebsockets\.(client|server)\b/;
const identifier = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i;
const closeText = /^(\d{4}) \([^)]*\)(?: (.*))?$/;

/** Codes that an end gives when it fails the connection (RFC 6455 7.4.1). */
const failureCodes = new Set([1002, 1003, 1007, 1008, 1009, 1010, 1011]);

/** The payload that a line shows between the opcode and the length. */
function payloadIn(shown: string, length: number): ShownPayload {
  if (length === 0) return wholePayload(new Uint8Array(0));
  const [quote] = shown;
  if (quote !== "'" && quote !== '"') return hexPayload(shown, length);
  const whole = encodeText(pythonText(shown.slice(1, -1)));
  if (whole.length === length) return wholePayload(whole);
  // The middle is cut out of the quoted text: two thirds before the dots, one after them.
  const third = (shown.length - 3) / 3;
  const dots = shown.startsWith('...', 2 * third) ? 2 * third : shown.indexOf('...');
  if (dots >= 0) {
    const first = encodeText(pythonText(shown.slice(1, dots)));
    const last = endOfPythonText(shown.slice(dots + 3, -1));
    return payloadOf(first, last, length);
  }
  // A character that stands for bytes which are not UTF-8 hides them, and how many they are.
  const hidden = shown.indexOf('\ufffd');
  const known = hidden < 0 ? whole : encodeText(pythonText(shown.slice(1, hidden)));
  return payloadOf(known, new Uint8Array(0), length);
}

function hexPayload(shown: string, length: number): ShownPayload {
  const [first, last = ''] = shown.split('...');
  return payloadOf(
    parseHex(first.replaceAll(' ', '')) ?? new Uint8Array(0),
    parseHex(last.replaceAll(' ', '')) ?? new Uint8Array(0),
    length,
  );
}

/** The payload of `1001 (going away) reason`. A code that is not sent stands for an empty payload. */
function closePayload(shown: string, length: number): ShownPayload {
  const match = closeText.exec(shown);
  if (match === null) return payloadIn(shown, length);
  if (length === 0) return wholePayload(new Uint8Array(0));
  const code = Number(match[1]);
  const reason = match[2] ?? '';
  const head = Uint8Array.of(code >> 8, code & 255, ...encodeText(reason));
  if (head.length === length) return wholePayload(head);
  const dots = reason.indexOf('...');
  const first = dots < 0 ? head : Uint8Array.of(code >> 8, code & 255, ...encodeText(reason.slice(0, dots)));
  return payloadOf(first, dots < 0 ? new Uint8Array(0) : encodeText(reason.slice(dots + 3)), length);
}

/** The connections that one logger writes of: one after the other, or several at once. */
interface Logger {
  /** The end whose log it is, or `null`. */
  side: Sender | null;
  current: MessageLogConnection | null;
  /** Connections that were opened and not closed. */
  openCount: number;
  /** Several are open at once, and no line says whose it is. */
  isAmbiguous: boolean;
  head: { readonly sender: Sender; readonly lines: string[]; readonly time: number } | null;
}

class PythonWebsocketsReader implements TextReader {
  readonly #out: Transcript;
  readonly #log: MessageLog;
  readonly #loggers = new Map<string, Logger>();
  #last: Logger | null = null;
  #ignoredCount = 0;
  #ambiguousCount = 0;
  #differingCount = 0;
  #isGuessed = false;

  constructor(out: Transcript) {
    this.#out = out;
    this.#log = new MessageLog(out);
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) this.#line(block.text.slice(line.start, line.end), line);
  }

  #line(source: string, line: Line): void {
    const start = source.slice(0, maxPrefix);
    const old = oldFrame.exec(start);
    const frame = old ?? frameStart.exec(start);
    if (frame !== null && this.#frame(source, line, frame, old !== null)) return;
    if (this.#head(source, start, line) || this.#event(start, line)) return;
    this.#out.mark(line.start, line.end, 'ignored');
    if (source.trim() !== '') this.#ignoredCount++;
  }

  #loggerOf(prefix: string, named: string | undefined): Logger {
    const side = (named ?? loggerSide.exec(prefix)?.[1] ?? null) as Sender | null;
    const key = `${side ?? ''} ${identifier.exec(prefix)?.[0] ?? ''}`;
    let logger = this.#loggers.get(key);
    if (logger === undefined) {
      logger = { side, current: null, openCount: 0, isAmbiguous: false, head: null };
      this.#loggers.set(key, logger);
    }
    if (this.#last !== null && this.#last !== logger) this.#endHead(this.#last);
    this.#last = logger;
    return logger;
  }

  #senderOf(logger: Logger, arrow: string): Sender {
    if (logger.side === null) this.#isGuessed = true;
    const own = logger.side ?? 'client';
    return arrow === '>' ? own : otherSender(own);
  }

  #connectionOf(logger: Logger): MessageLogConnection {
    logger.current ??= this.#log.open({ roles: logger.side === null ? 'guess' : 'known' });
    return logger.current;
  }

  /** Reads a line that describes a frame; `false` when it is another line. */
  #frame(source: string, line: Line, match: RegExpExecArray, isOld: boolean): boolean {
    const from = match.index + match[0].length;
    const prefix = source.slice(0, match.index);
    let frame: { arrow: string; opcode: number; fin: boolean; payload: ShownPayload; end: number };
    if (isOld) {
      const part = readEscapes(source, from + 2, source.length, source[from + 1]);
      if (!part.closed) return false;
      const fin = match[3] === 'True';
      frame = {
        arrow: match[2],
        opcode: Number(match[4]),
        fin,
        payload: wholePayload(part.bytes),
        end: part.stop + 1,
      };
    } else {
      const tailFrom = Math.max(from, source.length - maxTail);
      const tail = frameEnd.exec(source.slice(tailFrom));
      if (tail === null) return false;
      const end = tailFrom + tail.index;
      const shown = source.slice(from, end).trim();
      const length = Number(tail[1]);
      const opcode = opcodeOf[match[2]];
      const payload = opcode === opcodes.close ? closePayload(shown, length) : payloadIn(shown, length);
      if (payload.elided.length === 0 && payload.bytes.length !== length) this.#differingCount++;
      frame = { arrow: match[1], opcode, fin: tail[2] === undefined, payload, end };
    }
    const logger = this.#loggerOf(prefix, isOld ? match[1] : undefined);
    this.#endHead(logger);
    this.#out.mark(line.start, line.start + from, 'direction');
    this.#out.mark(line.start + from, line.start + frame.end, 'bytes');
    if (logger.isAmbiguous) {
      this.#ambiguousCount++;
      return true;
    }
    const { arrow, end: _, ...shown } = frame;
    const time = timeIn(prefix);
    const sender = this.#senderOf(logger, arrow);
    const connection = this.#connectionOf(logger);
    connection.frame({ ...shown, sender, time });
    const { bytes } = frame.payload;
    const code = frame.opcode === opcodes.close && bytes.length > 1 ? (bytes[0] << 8) | bytes[1] : 0;
    if (failureCodes.has(code))
      connection.symptom(
        `the ${sender} sent ${source.slice(from - match[2].length, frame.end).trim()}`,
        time,
      );
    return true;
  }

  /** Reads a line of a head, or ends the head before another line. */
  #head(source: string, start: string, line: Line): boolean {
    const first = startLine.exec(start);
    if (first !== null) {
      const prefix = source.slice(0, first.index);
      const logger = this.#loggerOf(prefix, first[1]);
      this.#endHead(logger);
      const isRequest = !first[3].startsWith('HTTP/');
      // Whoever sends the request is the client.
      logger.side ??= isRequest === (first[2] === '>') ? 'client' : 'server';
      if (isRequest && logger.current?.isUsed) logger.current = null;
      logger.head = {
        sender: isRequest ? 'client' : 'server',
        lines: [
          source
            .slice(first.index)
            .replace(/^.*?[<>] /, '')
            .trim(),
        ],
        time: timeIn(prefix),
      };
      this.#out.mark(line.start, line.end, 'bytes');
      return true;
    }
    const logger = this.#last;
    if (logger === null || logger.head === null) return false;
    const pairs = oldHeaders.test(start) ? [...source.matchAll(headerPair)] : [];
    if (pairs.length > 0) {
      for (const [, name, value] of pairs)
        logger.head.lines.push(`${pythonText(name)}: ${pythonText(value)}`);
      this.#out.mark(line.start, line.end, 'bytes');
      return true;
    }
    const header = headerLine.exec(source);
    const own = logger.side ?? 'client';
    const arrow = logger.head.sender === own ? '>' : '<';
    if (header === null || header.index > maxPrefix || header[1] !== arrow) {
      this.#endHead(logger);
      return false;
    }
    logger.head.lines.push(header[2]);
    this.#out.mark(line.start, line.end, 'bytes');
    return true;
  }

  #endHead(logger: Logger): void {
    const { head } = logger;
    logger.head = null;
    if (head === null) return;
    if (logger.isAmbiguous) {
      this.#ambiguousCount++;
      return;
    }
    const [start, ...fields] = head.lines;
    this.#connectionOf(logger).handshake(headOf(start, pairsOf(fields)), head.time);
  }

  /** Reads a line that tells what became of a connection. */
  #event(start: string, line: Line): boolean {
    const state = stateLine.exec(start);
    const match = state ?? failure.exec(start) ?? otherLine.exec(start);
    if (match === null) {
      if (!raised.test(start) || this.#last === null || this.#last.isAmbiguous) return false;
      this.#connectionOf(this.#last).symptom(start.trim(), Number.NaN);
      return true;
    }
    const prefix = start.slice(0, match.index);
    const logger = this.#loggerOf(prefix, state?.[1]);
    this.#endHead(logger);
    this.#out.mark(line.start, line.end, 'ignored');
    if (state !== null) changeState(logger, state[2]);
    else if (failure.test(start) && !logger.isAmbiguous) {
      this.#connectionOf(logger).symptom(match[1].trim(), timeIn(prefix));
    }
    return true;
  }

  end(): void {
    for (const logger of this.#loggers.values()) this.#endHead(logger);
    const out = this.#out;
    out.note(
      'info',
      'messages-only',
      'A debug log of websockets holds decoded frames, not the bytes of the wire: nothing can be said of masks, reserved bits, the form of lengths, or compressed bytes. For those take a packet capture.',
    );
    this.#log.noteMissing('Log them whole with WEBSOCKETS_MAX_LOG_SIZE=1000000.');
    if (this.#differingCount > 0) {
      out.note(
        'warning',
        'count-differs',
        `Expected payloads as long as their lines say, found ${this.#differingCount} with more bytes: the text was changed after it was logged.`,
      );
    }
    if (this.#ambiguousCount > 0) {
      out.note(
        'warning',
        'connections-mixed',
        `Several connections are open at once in this log, and its lines do not say whose they are: ${this.#ambiguousCount} frames and heads are left out. Log one connection, or each connection's id.`,
      );
    }
    if (this.#isGuessed) {
      out.note(
        'info',
        'direction-guessed',
        'The log does not say whose it is: it is taken for the log of a client, so ">" is the client.',
      );
    }
    if (this.#ignoredCount > 0) {
      const lines = count(this.#ignoredCount, 'line');
      out.note('info', 'lines-ignored', `Left out ${lines} that are not of websockets.`);
    }
  }
}

function changeState(logger: Logger, state: string): void {
  if (state === 'CONNECTING') {
    logger.current = null;
    logger.openCount++;
    if (logger.openCount > 1) logger.isAmbiguous = true;
  } else if (state === 'CLOSED') {
    logger.openCount = Math.max(0, logger.openCount - 1);
    if (logger.openCount === 0) logger.isAmbiguous = false;
  }
}

function isFrameLine(line: string): boolean {
  const start = line.slice(0, maxPrefix);
  return oldFrame.test(start) || (frameStart.test(start) && frameEnd.test(line.slice(-maxTail)));
}

/** Debug logs of Python's websockets. */
export const pythonWebsockets = textImporter({
  id: 'python-websockets',
  name: "debug log of Python's websockets",
  grade: ({ lines, isStripped }) => {
    // It reads the prefix of a log itself: the logger's name says whose log it is.
    if (isStripped) return 'no';
    if (lines.some(isFrameLine)) return 'certain';
    const hasState = lines.some((line) => stateLine.test(line.slice(0, maxPrefix)));
    return hasState && lines.some((line) => startLine.test(line.slice(0, maxPrefix))) ? 'certain' : 'no';
  },
  open: (_head, out) => {
    out.describe('debug log of websockets');
    return new PythonWebsocketsReader(out);
  },
});
