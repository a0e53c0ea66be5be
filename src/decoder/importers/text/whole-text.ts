import { blockSizes, TextBlock, type TextReader } from './blocks.ts';
import type { Transcript } from './transcript.ts';

/** Collects a text that is one value and reads it at its end. */
export class WholeText implements TextReader {
  readonly #out: Transcript;
  readonly #name: string;
  readonly #read: (text: string) => void;
  #blocks: TextBlock[] = [];
  #length = 0;
  #overflow = false;

  /** `name`: of the format, for people. */
  constructor(out: Transcript, name: string, read: (text: string) => void) {
    this.#out = out;
    this.#name = name;
    this.#read = read;
  }

  read(block: TextBlock): void {
    if (this.#overflow) return;
    this.#overflow = this.#length + block.text.length > blockSizes.value;
    if (this.#overflow) return;
    this.#blocks.push(block);
    this.#length += block.text.length;
  }

  end(): void {
    if (this.#overflow) {
      this.#out.note(
        'warning',
        'too-large',
        `Expected at most ${blockSizes.value / 2 ** 20} MiB of ${this.#name}, which is read as one value, found more. The rest was not read. Save the traffic as pcap, which has no such limit.`,
      );
    }
    const blocks = this.#blocks;
    this.#blocks = [];
    const starts: number[] = [];
    let length = 0;
    for (const block of blocks) {
      starts.push(length);
      length += block.text.length;
    }
    const text = blocks.length === 1 ? blocks[0].text : blocks.map((block) => block.text).join('');
    const original = (at: number) => {
      const after = starts.findIndex((start) => start > at);
      const index = after < 0 ? starts.length - 1 : after - 1;
      return blocks[index].original(at - starts[index]);
    };
    this.#out.enter(new TextBlock({ text, original }, 0, 1, true, false));
    this.#read(text);
  }
}
