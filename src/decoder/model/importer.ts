import type { CaptureSink } from './capture-sink.ts';

/** How sure an importer is that the input is its own. The best grade wins; a tie is shown to the user. */
export type Grade = 'certain' | 'likely' | 'possible' | 'no';

/** Grades from best to worst. */
export const grades: readonly Grade[] = ['certain', 'likely', 'possible', 'no'];

/** What may be known of the input beside its first bytes. Never needed to be right. */
export interface InputHint {
  readonly name: string | null;
  /** Total bytes where known. */
  readonly size: number | null;
  /** Typed or pasted rather than a file. */
  readonly pasted: boolean;
}

/** What an importer reads beyond the bytes. */
export interface ImportOptions {
  readonly name: string | null;
  readonly size: number | null;
  /** Record which characters of the text are taken as what. */
  readonly marks?: boolean;
}

/** An import under way. `push` borrows its chunk; chunks may have any size; nothing here throws on bad input. */
export interface ImportRun {
  push(chunk: Uint8Array): void;
  /**
   * Formats of text take a text that is in memory as it is, in parts of any length. A run is given bytes or
   * text, never both.
   */
  pushText?(part: string): void;
  /** No more bytes: says what is still held, and closes open connections. */
  end(): void;
  /** After `end`, when `ImportOptions.marks` asked for them: what the characters were taken as, in order. */
  marks?(): TextMark[];
}

/** One character range of pasted text and what it was taken for. */
export interface TextMark {
  readonly start: number;
  readonly end: number;
  readonly as: 'bytes' | 'offset' | 'ascii' | 'direction' | 'ignored' | 'header';
}

/** One input format: one file under `importers/formats`, one line in the registry. */
export interface Importer {
  /** Stable name, part of the JSON contract: `pcap`, `pcapng`, `hex`, `xxd`, ... */
  readonly id: string;
  /** For people: `Wireshark or tcpdump capture (pcapng)`. */
  readonly name: string;
  /** Whether the input is text that a person may paste. */
  readonly text: boolean;
  /**
   * Whether it looks for values, such as the literals of a program, wherever they stand in a text. Where
   * another is as sure and accounts for each line, that one comes first: its text column may spell a literal.
   */
  readonly findsValues?: boolean;
  /** Whether it comes after every other that is as sure: it reads what no other reads. */
  readonly comesLast?: boolean;
  /** Looks at the first bytes (up to 64 KiB, fewer at the end of the input). */
  sniff(head: Uint8Array, hint: InputHint): Grade;
  open(sink: CaptureSink, options: ImportOptions): ImportRun;
}
