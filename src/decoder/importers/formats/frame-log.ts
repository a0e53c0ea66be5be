// Messages as libraries log them, one or a few lines each: SignalR's transport trace, Spring's
// LoggingWebSocketHandlerDecorator, arduinoWebSockets on a serial port. None shows how the messages were framed.

import { parseHex } from '../../bytes/hex.ts';
import { encodeText } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { count } from '../../model/words.ts';
import type { TextBlock } from '../text/blocks.ts';
import { timeIn } from '../text/directions.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { MessageLog, type MessageLogConnection, payloadOf, type ShownPayload } from '../text/message-log.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

/** `(WebSockets transport) data received. String data of length 11. Content: '...'.`; the content is optional. */
const signalR =
  /\(WebSockets transport\) (data received|sending data)\. (String|Binary) data of length (\d+)\.(?: Content: '(.*)'\.)?\s*$/;
/** Spring logs on the server: it handles what the client sent. Of the text the first ten characters are shown. */
const spring =
  /\b(Handling|Sending) (Text|Binary|Ping|Pong)Message payload=\s*\[(.*)\], byteCount=(\d+), last=(true|false)\]/;
const springShortened = /\.\.$/;
const springEnd = /\bclosed with CloseStatus\[code=(\d+), reason=(.*)\]\s*$/;
/** arduinoWebSockets: the header of a frame that was read in two lines, its text in a third. */
const arduinoOpcode = /\[WS(?:-\w+)?\]\[\d+\]\[handleWebsocket\] fin: ([01]) .*\bopCode: (\d+)/;
const arduinoLength = /\[WS(?:-\w+)?\]\[\d+\]\[handleWebsocket\] mask: ([01]) payloadLen: (\d+)/;
const arduinoText = /\[WS(?:-\w+)?\]\[\d+\]\[handleWebsocket\w*\] text: (.*)$/;
const arduinoSent =
  /\[WS(?:-\w+)?\]\[\d+\]\[sendFrame\] fin: ([01]) opCode: (\d+) mask: ([01]) length: (\d+)/;

const forms = [signalR, spring, arduinoOpcode, arduinoSent];
const springOpcodes: Readonly<Record<string, number>> = {
  Text: opcodes.text,
  Binary: opcodes.binary,
  Ping: opcodes.ping,
  Pong: opcodes.pong,
};
/** Close codes that say that an end closed on purpose. */
const orderlyCodes = new Set([1000, 1001, 1005]);
const nothingShown = new Uint8Array(0);

/** A frame of arduinoWebSockets whose payload comes in a later line. */
interface OpenFrame {
  readonly fin: boolean;
  readonly opcode: number;
  sender: Sender;
  length: number;
  shown: Uint8Array;
}

class FrameLogReader implements TextReader {
  readonly #out: Transcript;
  readonly #log: MessageLog;
  readonly #connection: MessageLogConnection;
  #frame: OpenFrame | null = null;
  #ignoredCount = 0;

  constructor(out: Transcript) {
    this.#out = out;
    this.#log = new MessageLog(out);
    this.#connection = this.#log.open();
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) {
      const source = block.text.slice(line.start, line.end);
      const isRead = this.#signalR(source) || this.#spring(source) || this.#arduino(source);
      this.#mark(source, line, isRead);
    }
  }

  #mark(source: string, line: Line, isRead: boolean): void {
    this.#out.mark(line.start, line.end, isRead ? 'bytes' : 'ignored');
    if (!isRead && source.trim() !== '') this.#ignoredCount++;
  }

  #give(sender: Sender, opcode: number, payload: ShownPayload, line: string, fin = true): void {
    this.#connection.frame({ sender, opcode, fin, payload, time: timeIn(line) });
  }

  #signalR(line: string): boolean {
    const match = signalR.exec(line);
    if (match === null) return false;
    const [, act, kind, length, content = ''] = match;
    const isText = kind === 'String';
    const digits = content.replace(/0x/g, '');
    const shown = isText ? encodeText(content) : (parseHex(digits) ?? nothingShown);
    // Of a text the length counts UTF-16 units.
    const size = isText && content.length === Number(length) ? shown.length : Number(length);
    const opcode = isText ? opcodes.text : opcodes.binary;
    this.#give(
      act === 'data received' ? 'server' : 'client',
      opcode,
      payloadOf(shown, nothingShown, size),
      line,
    );
    return true;
  }

  #spring(line: string): boolean {
    const end = springEnd.exec(line);
    if (end !== null) {
      if (!orderlyCodes.has(Number(end[1]))) this.#connection.symptom(end[0].trim(), timeIn(line));
      return true;
    }
    const match = spring.exec(line);
    if (match === null) return false;
    const [, act, kind, words, size, last] = match;
    const isText = kind === 'Text';
    const shown = isText ? encodeText(words.replace(springShortened, '')) : nothingShown;
    const payload = payloadOf(shown, nothingShown, Number(size));
    this.#give(act === 'Handling' ? 'client' : 'server', springOpcodes[kind], payload, line, last === 'true');
    return true;
  }

  #arduino(line: string): boolean {
    const begun = arduinoOpcode.exec(line);
    const sized = arduinoLength.exec(line);
    const text = arduinoText.exec(line);
    const sent = arduinoSent.exec(line);
    if (begun !== null) {
      this.#endFrame();
      const opcode = Number(begun[2]);
      this.#frame = { fin: begun[1] === '1', opcode, sender: 'server', length: 0, shown: nothingShown };
    } else if (sized !== null && this.#frame !== null) {
      // A client masks what it sends.
      this.#frame.sender = sized[1] === '1' ? 'client' : 'server';
      this.#frame.length = Number(sized[2]);
    } else if (text !== null && this.#frame !== null) {
      this.#frame.shown = encodeText(text[1]);
    } else if (sent !== null) {
      this.#endFrame();
      const payload = payloadOf(nothingShown, nothingShown, Number(sent[4]));
      this.#give(sent[3] === '1' ? 'client' : 'server', Number(sent[2]), payload, line, sent[1] === '1');
    }
    return (begun ?? sized ?? text ?? sent) !== null;
  }

  #endFrame(): void {
    const frame = this.#frame;
    this.#frame = null;
    if (frame === null) return;
    const { sender, opcode, shown, length, fin } = frame;
    this.#give(sender, opcode, payloadOf(shown, nothingShown, length), '', fin);
  }

  end(): void {
    this.#endFrame();
    this.#out.note(
      'info',
      'messages-only',
      'A log of messages does not show how they were framed: nothing can be said of masks, fragments or lengths. For those take a packet capture.',
    );
    this.#log.noteMissing('');
    if (this.#ignoredCount > 0) {
      const text = `Left out ${count(this.#ignoredCount, 'line')} without a message.`;
      this.#out.note('info', 'lines-ignored', text);
    }
  }
}

/** Logs of messages. */
export const frameLog = textImporter({
  id: 'frame-log',
  name: 'log of messages (SignalR, Spring, arduinoWebSockets)',
  grade: ({ lines, isStripped }) =>
    !isStripped && lines.some((line) => forms.some((form) => form.test(line))) ? 'certain' : 'no',
  open: (_head, out) => {
    out.describe('log of messages');
    return new FrameLogReader(out);
  },
});
