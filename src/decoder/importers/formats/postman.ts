// The message list of Postman, as it is copied: a line or more of data, then the time alone in a line, between the
// lines `Connected to wss://...` and `Disconnected from wss://...`. The newest message comes first. The copy does
// not say who sent which.

import { encodeText } from '../../bytes/utf8.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import type { TextBlock } from '../text/blocks.ts';
import { timeIn } from '../text/directions.ts';
import { linesOfBlock } from '../text/lines.ts';
import { MessageLog, wholePayload } from '../text/message-log.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const clock = /^\s*(\d{1,2}:\d\d:\d\d(?:\.\d+)?)(?: ?[AP]M)?\s*$/i;
const connected = /^\s*(?:Connected to|Disconnected from) (?:wss?|https?):\/\/\S+\s*$/i;

/** A message of the list. */
interface Item {
  readonly text: string;
  readonly time: number;
}

class PostmanReader implements TextReader {
  readonly #out: Transcript;
  readonly #items: Item[] = [];
  #lines: string[] = [];

  constructor(out: Transcript) {
    this.#out = out;
  }

  read(block: TextBlock): void {
    for (const { start, end } of linesOfBlock(block)) {
      const source = block.text.slice(start, end);
      const time = clock.exec(source);
      if (time !== null) this.#endItem(timeIn(time[1].padStart(8, '0')));
      else if (source.trim() !== '') this.#lines.push(source);
      this.#out.mark(start, end, time === null && !connected.test(source) ? 'bytes' : 'header');
    }
  }

  #endItem(time: number): void {
    const text = this.#lines.join('\n');
    this.#lines = [];
    if (text !== '' && !connected.test(text)) this.#items.push({ text, time });
  }

  end(): void {
    this.#endItem(Number.NaN);
    const [first, last] = [this.#items.at(0), this.#items.at(-1)];
    const isNewestFirst = first !== undefined && last !== undefined && first.time > last.time;
    const items = isNewestFirst ? this.#items.toReversed() : this.#items;
    const log = new MessageLog(this.#out);
    const connection = log.open({ roles: 'guess' });
    for (const { text, time } of items) {
      const payload = wholePayload(encodeText(text));
      connection.frame({ sender: 'server', opcode: opcodes.text, fin: true, payload, time });
    }
    this.#out.note(
      'info',
      'messages-only',
      'A list of messages does not show how they were framed: nothing can be said of masks, fragments or lengths. For those take a packet capture.',
    );
    this.#out.note(
      'warning',
      'sender-unknown',
      "The list of Postman does not say in words who sent a message: all are shown as the server's.",
    );
  }
}

/** The message list of Postman. */
export const postman = textImporter({
  id: 'postman',
  name: 'list of messages (Postman)',
  grade: ({ lines, isStripped }) => {
    if (isStripped) return 'no';
    const clocks = lines.filter((line) => clock.test(line)).length;
    const events = lines.filter((line) => connected.test(line)).length;
    return events > 0 && clocks > events ? 'certain' : 'no';
  },
  open: (_head, out) => {
    out.describe('list of messages');
    return new PostmanReader(out);
  },
});
