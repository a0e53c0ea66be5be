// The trace of Rust's tungstenite: a block for each frame, `<FRAME>` and then `opcode: TEXT`, `payload: 0x48656c6c6f`.
// Where only what is sent is traced, `Sending frame: Frame { header: ..., payload: [72, 101] }`.
// The payload is shown without its mask, and the header's bits in words: the frames are known, their bytes are not.

import { parseHex } from '../../bytes/hex.ts';
import type { Sender } from '../../model/basics.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { count } from '../../model/words.ts';
import type { TextBlock } from '../text/blocks.ts';
import { timeIn } from '../text/directions.ts';
import { readEscapes } from '../text/escapes.ts';
import { linesOfBlock } from '../text/lines.ts';
import { MessageLog, type MessageLogConnection, payloadOf } from '../text/message-log.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const heading = /\b(received|writing|sending) frame\b/i;
const blockStart = /<FRAME>\s*$/;
const blockField = /^\s*(final|reserved|opcode|length|payload length|payload): ?(.*?)\s*$/;
/** A frame in one line, as Rust prints a structure. The payload is a list of numbers or a string. */
const sentFrame =
  /\bSending frame: Frame \{ header: FrameHeader \{ is_final: (true|false), rsv1: false, rsv2: false, rsv3: false, opcode: \w+\((\w+)\),.{0,80}?\}, payload: (?:\[([\d, ]*)\]|b"(.*)") \}/;
const opcodeNames: Readonly<Record<string, number>> = {
  CONTINUE: opcodes.continuation,
  TEXT: opcodes.text,
  BINARY: opcodes.binary,
  CLOSE: opcodes.close,
  PING: opcodes.ping,
  PONG: opcodes.pong,
};
/** How an opcode that the RFC reserves is written: `RESERVED_DATA_3`. */
const reservedOpcode = /^RESERVED_\w*?_?(\d+)$/;
const nothingShown = new Uint8Array(0);

/** A block that is being read. */
interface Block {
  readonly sender: Sender;
  readonly time: number;
  readonly fields: Map<string, string>;
}

class TungsteniteReader implements TextReader {
  readonly #out: Transcript;
  readonly #log: MessageLog;
  readonly #connection: MessageLogConnection;
  /** As in the log of a client. */
  #next: { readonly sender: Sender; readonly time: number } = { sender: 'server', time: Number.NaN };
  #block: Block | null = null;
  #ignoredCount = 0;

  /** Frames are traced in blocks: their lines repeat some of them. */
  readonly #hasBlocks: boolean;

  constructor(out: Transcript, head: string) {
    this.#out = out;
    this.#hasBlocks = hasBlock.test(head);
    this.#log = new MessageLog(out);
    this.#connection = this.#log.open({ roles: 'guess' });
  }

  read(block: TextBlock): void {
    for (const { start, end } of linesOfBlock(block)) {
      const source = block.text.slice(start, end);
      const isRead = this.#line(source);
      this.#out.mark(start, end, isRead ? 'bytes' : 'ignored');
      if (!isRead && source.trim() !== '') this.#ignoredCount++;
    }
  }

  #line(source: string): boolean {
    if (!this.#hasBlocks && this.#sent(source)) return true;
    const said = heading.exec(source);
    if (said !== null) {
      this.#endBlock();
      const sender = said[1].toLowerCase() === 'received' ? 'server' : 'client';
      this.#next = { sender, time: timeIn(source) };
    }
    if (blockStart.test(source)) {
      this.#endBlock();
      this.#block = { ...this.#next, fields: new Map() };
      return true;
    }
    if (said !== null) return true;
    const [, name, value] = (this.#block && blockField.exec(source)) ?? [];
    if (name === undefined || value === undefined || this.#block === null) return false;
    this.#block.fields.set(name, value);
    if (name === 'payload') this.#endBlock();
    return true;
  }

  /** Takes a frame in one line. */
  #sent(source: string): boolean {
    const [, final, name = '', numbers, text = ''] = sentFrame.exec(source) ?? [];
    const opcode = opcodeNames[name.toUpperCase()];
    if (opcode === undefined) return false;
    const payload =
      numbers === undefined
        ? readEscapes(text, 0, text.length, '').bytes
        : Uint8Array.from(numbers.match(/\d+/g) ?? [], Number);
    this.#connection.frame({
      sender: 'client',
      opcode,
      fin: final === 'true',
      payload: payloadOf(payload, nothingShown, payload.length),
      time: timeIn(source),
    });
    return true;
  }

  #endBlock(): void {
    const block = this.#block;
    this.#block = null;
    if (block === null) return;
    const { sender, time, fields } = block;
    const name = fields.get('opcode') ?? '';
    const opcode = opcodeNames[name];
    if (opcode === undefined || /true/.test(fields.get('reserved') ?? '')) {
      this.#connection.symptom(wordsOn(name, fields.get('reserved') ?? ''), time);
      return;
    }
    const digits = (fields.get('payload') ?? '').replace(/^0x/, '');
    const length = Number(fields.get('payload length') ?? digits.length / 2);
    // Older versions write small bytes with one digit: then it is not known where a byte ends.
    const shown = (digits.length === length * 2 && parseHex(digits)) || nothingShown;
    const payload = payloadOf(shown, nothingShown, length);
    this.#connection.frame({ sender, opcode, fin: fields.get('final') !== 'false', payload, time });
  }

  end(): void {
    this.#endBlock();
    this.#out.note(
      'info',
      'messages-only',
      'The trace names the fields of each frame and not its bytes: nothing can be said of masks or of how lengths were written. For those take a packet capture.',
    );
    this.#log.noteMissing('');
    if (this.#ignoredCount > 0)
      this.#out.note(
        'info',
        'lines-ignored',
        `Left out ${count(this.#ignoredCount, 'line')} without a frame.`,
      );
  }
}

/** What is wrong with the header of a frame that is no message. */
function wordsOn(name: string, reserved: string): string {
  const number = reservedOpcode.exec(name)?.[1];
  if (number !== undefined) return `The trace shows a frame with the reserved opcode ${number} (${name}).`;
  const set = reserved.split(/\s+/).flatMap((bit, i) => (bit === 'true' ? [`RSV${i + 1}`] : []));
  return `The trace shows a frame (${name}) with ${set.join(' and ')} set.`;
}

const hasBlock = /<FRAME>\s*\n\s*final: (?:true|false)/;

/** The trace of tungstenite. */
export const tungstenite = textImporter({
  id: 'tungstenite',
  name: 'trace of tungstenite',
  grade: ({ text }) => (hasBlock.test(text) || sentFrame.test(text) ? 'certain' : 'no'),
  open: (head, out) => {
    out.describe('trace of tungstenite');
    return new TungsteniteReader(out, head);
  },
});
