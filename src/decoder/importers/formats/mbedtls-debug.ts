// The debug output of Mbed TLS at level 4, as ESP-IDF and other devices print it: a heading `dumping 'input payload
// after decrypt' (7 bytes)` and rows `0000:  81 05 ...`, each after the words of the program. Of the many dumps only
// the plaintext of application data is the connection's; the type of the record tells it from handshake messages.

import type { Sender } from '../../model/basics.ts';
import { count } from '../../model/words.ts';
import type { TextBlock } from '../text/blocks.ts';
import { timeIn } from '../text/directions.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

/** Characters of a line that are looked at: the words of a program, and a row. */
const maxLine = 400;
const heading = /\bdumping '([^']{1,60})' \((\d{1,7}) bytes\)/;
const plaintext: Readonly<Record<string, Sender>> = {
  // As in the log of a client; the bytes overrule it.
  'before encrypt: output payload': 'client',
  'input payload after decrypt': 'server',
};
const row = /(?:^|[\s\]])([\da-f]{4}): {1,3}((?:[\da-f]{2} ){0,15}[\da-f]{2})(?: |$)/;
const recordType = /\b(input|output) record: msgtype = (\d{1,3})\b/;
/** The content type of application data (RFC 8446, 5.1). */
const applicationData = 23;

/** The plaintext of a record whose rows are being read. */
interface Dump {
  readonly sender: Sender;
  readonly declared: number;
  readonly time: number;
  readonly bytes: number[];
}

class MbedTlsReader implements TextReader {
  readonly #out: Transcript;
  #dump: Dump | null = null;
  /** Rows of another dump follow. */
  #isOther = false;
  /** Plaintext that waits for the type of its record, which is printed after it. */
  #waiting: Dump | null = null;
  #inputType = applicationData;
  #cutCount = 0;
  #otherCount = 0;

  constructor(out: Transcript) {
    this.#out = out;
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) {
      this.#line(block.text.slice(line.start, Math.min(line.end, line.start + maxLine)), line);
    }
  }

  #line(source: string, line: Line): void {
    const head = heading.exec(source);
    const cells = head === null ? row.exec(source) : null;
    if (cells !== null && (this.#dump !== null || this.#isOther)) {
      this.#row(cells, line);
      return;
    }
    this.#endDump();
    const type = recordType.exec(source);
    this.#out.mark(line.start, line.end, head === null ? 'ignored' : 'direction');
    if (type !== null && type[1] === 'input') this.#inputType = Number(type[2]);
    else if (type !== null) this.#giveWaiting(Number(type[2]));
    if (head === null) return;
    const sender = plaintext[head[1]];
    this.#isOther = sender === undefined;
    if (sender === undefined) return;
    this.#giveWaiting(applicationData);
    this.#dump = { sender, declared: Number(head[2]), time: timeIn(source.slice(0, head.index)), bytes: [] };
  }

  #row([whole, offset, digits]: RegExpExecArray, line: Line): void {
    const dump = this.#dump;
    this.#out.mark(line.start, line.end, dump === null ? 'ignored' : 'bytes');
    if (dump === null || whole === '') return;
    const at = Number.parseInt(offset, 16);
    if (at !== dump.bytes.length % 0x10000) return;
    for (const pair of digits.split(' ')) dump.bytes.push(Number.parseInt(pair, 16));
  }

  #endDump(): void {
    const dump = this.#dump;
    this.#dump = null;
    this.#isOther = false;
    if (dump === null) return;
    if (dump.sender === 'server') this.#give(dump, this.#inputType);
    else this.#waiting = dump;
  }

  #giveWaiting(type: number): void {
    const dump = this.#waiting;
    this.#waiting = null;
    if (dump !== null) this.#give(dump, type);
  }

  #give({ sender, declared, time, bytes }: Dump, type: number): void {
    if (type !== applicationData) {
      this.#otherCount++;
      return;
    }
    const connection = this.#out.only({ roles: 'guess' });
    connection.bytes(sender, Uint8Array.from(bytes.slice(0, declared)), time);
    if (bytes.length >= declared) return;
    this.#cutCount++;
    connection.gap(sender, declared - bytes.length, time);
  }

  end(): void {
    this.#endDump();
    this.#giveWaiting(applicationData);
    if (this.#cutCount > 0) {
      const text = `Expected all rows of each dump, found ${count(this.#cutCount, 'dump')} with fewer bytes than its heading says: the log was cut, or lines were lost.`;
      this.#out.note('warning', 'count-differs', text);
    }
    if (this.#otherCount > 0) {
      const text = `Left out ${count(this.#otherCount, 'record')} of TLS that hold no application data.`;
      this.#out.note('info', 'lines-ignored', text);
    }
  }
}

/** Debug output of Mbed TLS. */
export const mbedTlsDebug = textImporter({
  id: 'mbedtls-debug',
  name: 'debug output of Mbed TLS',
  grade: ({ lines, isStripped }) =>
    !isStripped && lines.some((line) => (heading.exec(line)?.[1] ?? '') in plaintext) ? 'certain' : 'no',
  open: (_head, out) => {
    out.describe('Mbed TLS debug output');
    return new MbedTlsReader(out);
  },
});
