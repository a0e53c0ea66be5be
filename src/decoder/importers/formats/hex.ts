// Bytes as hex digits in any dress: `81 05`, `8105`, `0x81,0x05`, `\x81\x05`, `81:05`, .NET's `81-05`, `xxd
// -p`, with or without the words of a log before them. The last resort for text: what is no dump at all is
// refused here in words.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { type Sender, senders } from '../../model/basics.ts';
import type { Grade } from '../../model/importer.ts';
import { areWholeFrames } from '../json/frame-run.ts';
import { annotatedEnd, areAnnotated } from '../text/annotated.ts';
import type { TextBlock } from '../text/blocks.ts';
import { type NumbersBefore, numbersBefore, startAfterNumber } from '../text/counted-lines.ts';
import { type Lead, readLead } from '../text/directions.ts';
import { headLimit, headLines, type TextHead } from '../text/head.ts';
import { showsBytes } from '../text/hex-evidence.ts';
import {
  areNumbered,
  areSingle,
  countBefore,
  foundHex,
  type HexScan,
  hexLine,
  scanHex,
} from '../text/hex-line.ts';
import { hexEvidence } from '../text/hex-lines.ts';
import { isColumnNumbers, isSurrounding, type Line, linesOfBlock } from '../text/lines.ts';
import type { LogPrefix } from '../text/log-prefix.ts';
import { risingOffsets } from '../text/offsets.ts';
import { areWholePackets, PacketWriter } from '../text/packets.ts';
import { type PlainHex, plainHex, SameWords } from '../text/plain-hex.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';
import { directionInferred, haveTurns, Turns } from '../text/turns.ts';
import { joinedByte } from '../text/wrapped-line.ts';

/** One line of hex that was read. */
interface Run {
  readonly bytes: Uint8Array;
  readonly lead: Lead;
  /** Of the first line with a digit that stands alone: the bytes before that, and the note should it be half a byte. */
  readonly single: { readonly before: number; readonly note: Problem } | null;
}

/** What ends the reading. */
interface Problem {
  readonly id: string;
  readonly text: string;
  readonly place: number;
}

/** Before a name behind the bytes: `<- client`. */
const arrowOfNote = /^\s*<-+\s*(?:from\s+)?(?=\w)/;
/** The sign of a quote, and a line of words after it. */
const quoteSign = /^\s*(?:>[ \t]?)+/;
const quotedWords = /^[ \t]*(?:>[ \t]?)+\p{L}{2,}[ \t]+\p{L}{2,}/mu;

/** Whether a sign before each line quotes it: sentences have it too. An arrow stands before bytes alone. */
const isQuoting = (head: string) => quotedWords.test(head) && !/^[ \t]*</m.test(head);

/** Words that end in a colon. */
const headingOfBytes = /\p{L}.*[:：]\s*$/u;

/** Runs whose sender no words name, beside others whose sender is named: the masks of whole frames tell it. */
function withSendersByMask(held: readonly Run[]): readonly Run[] {
  const silent = held.filter(({ lead }) => lead.sender === null);
  const named = held.find(({ lead }) => lead.sender !== null);
  if (named === undefined || silent.length === 0) return held;
  return held.map((run) => {
    if (run.lead.sender !== null) return run;
    const sender = senders.find((one) => areWholeFrames(run.bytes, one));
    return sender === undefined ? run : { ...run, lead: { ...run.lead, sender, known: named.lead.known } };
  });
}

/** Characters of a text that are looked at for quoted sentences. */
const maxQuoted = 4096;
/** A row of nothing but `*`, perhaps after the words of a log. */
const repeatedRows = /(?:^|\s)\*\s{0,8}$/;

class HexReader implements TextReader {
  readonly #out: Transcript;
  readonly #numbered: boolean;
  readonly #tabs: boolean;
  readonly #singly: boolean;
  readonly #annotated: boolean;
  readonly #numbers: NumbersBefore;
  /** What a log has before the bytes of its lines; it may give their time. */
  readonly #prefix: LogPrefix | null;
  /** The lines are quoted: the sign before them is no arrow. */
  readonly #isQuoted: boolean;
  /** The text is something else: nothing of it is judged. */
  readonly #isRefused: boolean;
  /** The head and its first block, to quote where there is no hex at all. */
  #head: string | null;
  #firstBlock: TextBlock | null = null;
  #lead: Lead = readLead('');
  /** Bytes were read since a line of words. */
  #isLeadUsed = false;
  /** Lines of the head, until it is known what they are. */
  #held: Run[] | null = [];
  #ignored = 0;
  // Digits that stand alone are whole bytes in a dump that does not pad, and otherwise damage.
  #singles = 0;
  #padded = false;
  #firstSingle = -1;
  #lastIsSingle = false;
  #singlesAre: 'bytes' | 'halves' | null = null;
  #packets: PacketWriter | null = null;
  #packetCount = 0;
  #turns: Turns | null = null;
  #half: Problem | null = null;
  /** Where the next line is read on, when the line before took its first digit. */
  #resume = 0;
  #problem: Problem | null = null;
  readonly #sameWords = new SameWords();
  // Lines of one sender go on together.
  readonly #batch = new ByteBuilder();
  #batchLead: Lead = this.#lead;
  #batchSender: Sender | null = null;

  constructor(head: string, out: Transcript) {
    out.describe('hex');
    this.#out = out;
    this.#head = head;
    this.#isQuoted = isQuoting(head.slice(0, maxQuoted));
    const lines = headLines(head.slice(0, headLimit), head.length < headLimit);
    this.#numbered = areNumbered(lines);
    this.#singly = areSingle(head.length < headLimit ? lines.slice(0, -1) : lines);
    this.#annotated = areAnnotated(lines);
    this.#numbers = numbersBefore(lines);
    const { explains, prefix } = hexEvidence(lines, this.#numbered, this.#singly);
    this.#isRefused = !explains;
    this.#prefix = prefix;
    this.#tabs = /^[0-9a-fA-F]/m.test(head) && /^\t[0-9a-fA-F]/m.test(head);
  }

  read(block: TextBlock): void {
    this.#firstBlock ??= block;
    if (this.#isRefused) return;
    if (block.beyond) this.#settle(false);
    for (const line of linesOfBlock(block)) {
      if (this.#problem) break;
      const start = Math.max(line.start, Math.min(this.#resume, line.end));
      this.#resume = 0;
      this.#line(block.text, { ...line, start });
    }
    this.#flush();
    this.#packets?.flush();
  }

  #line(text: string, line: Line): void {
    const out = this.#out;
    if (this.#head !== null && isColumnNumbers(text.slice(line.start, line.end))) {
      out.mark(line.start, line.end, 'ignored');
      return;
    }
    const afterNumber = this.#startAfterNumber(text, line);
    if (afterNumber >= 0) {
      this.#found(text, line, afterNumber, scanHex(text, afterNumber, line.end));
      return;
    }
    if (this.#annotated && this.#annotatedLine(text, line)) return;
    const isPlain = !this.#numbered && !this.#tabs;
    const bare = this.#bare(text, line);
    const plain = isPlain ? (plainHex(text, bare.start, line.end) ?? this.#sameWords.find(text, line)) : null;
    if (plain) {
      this.#plain(text, line, plain);
      return;
    }
    const source = text.slice(line.start, Math.min(line.end, line.start + 240));
    if (isSurrounding(source)) {
      out.mark(line.start, line.end, 'ignored');
      return;
    }
    const found = hexLine(text, bare, this.#numbered);
    if (!found || (!this.#singly && !showsBytes(text, bare, foundHex(found)))) {
      if (this.#head === null && repeatedRows.test(source)) {
        this.#problem = this.#repeated(line);
        return;
      }
      const words = readLead(source);
      if (words.sender !== null) this.#lead = words;
      // Another heading: who sent the bytes above it says nothing of those below.
      else if (this.#isLeadUsed && headingOfBytes.test(source)) this.#lead = readLead('');
      this.#isLeadUsed = false;
      out.mark(line.start, line.end, words.sender === null ? 'ignored' : 'direction');
      this.#ignored++;
      return;
    }
    if (isPlain) this.#sameWords.learn(text, line, found);
    this.#found(text, line, found.start, found.scan);
  }

  /** Whether a line holds bytes and what explains them. */
  #annotatedLine(text: string, line: Line): boolean {
    const end = annotatedEnd(text.slice(line.start, line.end));
    if (end < 0) return false;
    this.#found(text, line, line.start, scanHex(text, line.start, line.start + end));
    return true;
  }

  /** Bytes of a line, which begin at `start`. */
  #found(text: string, line: Line, start: number, scan: HexScan): void {
    const out = this.#out;
    const words = this.#leadFrom(text, line, start);
    if (words.sender === null) this.#leadBehind(text.slice(scan.stop, Math.min(line.end, scan.stop + 60)));
    if (this.#tabs && words.sender === null) {
      this.#lead = { ...this.#lead, sender: text[line.start] === '\t' ? 'server' : 'client' };
    }
    out.mark(line.start, start, words.sender === null ? 'ignored' : 'direction');
    out.mark(start, scan.stop, 'bytes');
    const joined = joinedByte(text, line, scan);
    if (joined !== null) {
      this.#resume = joined.resume;
      this.#padded ||= scan.padded;
      const whole = Uint8Array.of(...scan.bytes.take().subarray(0, -1), joined.byte);
      this.#run({ bytes: whole, lead: this.#lead, single: null });
      return;
    }
    const bytes = scan.bytes.take();
    const [at = -1] = scan.singleAt;
    let single: Run['single'] = null;
    if (at >= 0 && this.#firstSingle < 0) {
      this.#firstSingle = out.original(at);
      single = { before: countBefore(text, bytes, at), note: this.#halfByte(text, at) };
    }
    this.#singles += scan.singles;
    this.#padded ||= scan.padded;
    this.#lastIsSingle = at >= 0 && scan.singleAt[scan.singleAt.length - 1] === scan.stop - 1;
    if (scan.half >= 0) this.#problem = this.#halfByte(text, scan.half);
    else if (scan.bad >= 0) this.#problem = this.#notHex(text, scan.bad);
    this.#run({ bytes, lead: this.#lead, single });
  }

  /** Where the bytes of a line begin after such a number, or -1. */
  #startAfterNumber(text: string, line: Line): number {
    if (this.#numbers === 'none') return -1;
    const at = startAfterNumber(text.slice(line.start, line.end), this.#numbers);
    return at < 0 ? -1 : line.start + at;
  }

  /** A line without the prefix of its log. */
  #bare(text: string, line: Line): Line {
    if (this.#prefix === null) return line;
    const length = this.#prefix.lengthIn(text.slice(line.start, Math.min(line.end, line.start + 400)));
    return { ...line, start: line.start + length };
  }

  /** A line of whole bytes, perhaps behind words. */
  #plain(text: string, line: Line, { bytes, start, stop, padded }: PlainHex): void {
    const out = this.#out;
    if (start > line.start) {
      const words = this.#leadFrom(text, line, start);
      out.mark(line.start, start, words.sender === null ? 'ignored' : 'direction');
    }
    out.mark(start, stop, 'bytes');
    this.#padded ||= padded;
    this.#lastIsSingle = false;
    this.#run({ bytes: this.#held ? bytes.slice() : bytes, lead: this.#lead, single: null });
  }

  /** Reads the words before the bytes, which may say who sent them and when. */
  #leadFrom(text: string, line: Line, start: number): Lead {
    const before = text.slice(line.start, start);
    const words = readLead(this.#isQuoted ? before.replace(quoteSign, '') : before);
    if (words.sender !== null) this.#lead = words;
    else if (!Number.isNaN(words.time)) this.#lead = { ...this.#lead, time: words.time };
    return words;
  }

  /** Reads a note behind the bytes that names who sent them: `(client)`. */
  #leadBehind(note: string): void {
    const words = /[g-z]/i.test(note) ? readLead(note.replace(arrowOfNote, 'from ')) : null;
    if (words?.known) this.#lead = { ...words, time: this.#lead.time };
  }

  #run(run: Run): void {
    this.#head = null;
    this.#isLeadUsed = true;
    if (this.#held) this.#held.push(run);
    else this.#give(run);
  }

  /** Decides from the lines held what they are, and lets them through. */
  #settle(whole: boolean): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    if (this.#singles > 0) {
      // No byte is written as 05, and it is not the cut end.
      const isHalf = this.#padded || (whole && this.#singles === 1 && this.#lastIsSingle);
      this.#singlesAre = isHalf ? 'halves' : 'bytes';
    }
    const runs = held.map(({ bytes }) => bytes);
    if (this.#singlesAre !== 'halves') {
      if (!this.#problem && this.#givePackets(held, runs, whole)) return;
      const silent = held.length > 1 && held.every(({ lead }) => lead.sender === null);
      if (silent && haveTurns(runs)) this.#turns = new Turns();
    }
    for (const run of withSendersByMask(held)) this.#give(run);
  }

  /** Bytes that begin with an IP header of just their length are packets: one a line, or one over all lines. */
  #givePackets(held: readonly Run[], runs: readonly Uint8Array[], whole: boolean): boolean {
    if (runs.length === 0) return false;
    if (areWholePackets(runs)) {
      this.#packets = new PacketWriter('hex packets', this.#out);
      for (const run of held) this.#give(run);
      return true;
    }
    const total = runs.reduce((sum, run) => sum + run.length, 0);
    if (!whole || runs.length === 1 || total > 65600) return false;
    const bytes = Uint8Array.from(runs.flatMap((run) => [...run]));
    if (!areWholePackets([bytes])) return false;
    this.#packets = new PacketWriter('hex packets', this.#out);
    this.#give({ bytes, lead: readLead(''), single: null });
    return true;
  }

  #give(run: Run): void {
    if (this.#half) return;
    const { lead } = run;
    let { bytes } = run;
    if (run.single) {
      this.#singlesAre ??= this.#padded ? 'halves' : 'bytes';
      if (this.#singlesAre === 'halves') {
        this.#half = run.single.note;
        bytes = bytes.subarray(0, run.single.before);
      }
    }
    if (this.#packets) {
      this.#packetCount++;
      this.#packets.add({ bytes, time: lead.time });
      return;
    }
    const sender = this.#turns ? this.#turns.senderOf(bytes) : lead.sender;
    if (sender !== this.#batchSender || !isSame(lead, this.#batchLead)) this.#flush();
    this.#batchLead = lead;
    this.#batchSender = sender;
    this.#batch.append(bytes);
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const { known, time } = this.#batchLead;
    this.#out.only({ roles: known ? 'known' : 'guess' }).bytes(this.#batchSender, this.#batch.take(), time);
  }

  end(): void {
    const out = this.#out;
    if (this.#head !== null) {
      refuse(this.#head, this.#firstBlock, out);
      return;
    }
    this.#settle(true);
    this.#flush();
    if (this.#singlesAre === 'bytes') {
      out.noteAt(
        'info',
        'unpadded-hex',
        `Took ${this.#singles} single hex ${this.#singles === 1 ? 'digit' : 'digits'} for whole bytes (5 for 05): no byte here is written with a leading zero.`,
        this.#firstSingle,
      );
    }
    if (this.#packets) {
      const count = this.#packetCount;
      out.note(
        'info',
        'packets-found',
        `Took ${count === 1 ? 'the bytes for a whole packet' : `the lines for ${count} whole packets`}: they begin with IP headers of just their length.`,
      );
      this.#packets.end();
    }
    if (this.#turns) {
      out.note('info', 'direction-inferred', directionInferred('lines'));
    }
    const problem = this.#half ?? this.#problem;
    if (problem) out.noteAt('error', problem.id, problem.text, problem.place);
    if (this.#ignored === 0 || this.#half || this.#packets) return;
    const lines = `${this.#ignored} ${this.#ignored === 1 ? 'line' : 'lines'}`;
    out.note('info', 'lines-ignored', `Left out ${lines} without bytes.`);
  }

  #halfByte(text: string, at: number): Problem {
    const place = this.#out.placeOf(at);
    return {
      id: 'half-byte',
      text: `Expected two hex digits for a byte, found only "${text[at]}" at ${place}. What stands before it was decoded. Add the missing digit or remove this one.`,
      place: this.#out.original(at),
    };
  }

  #repeated({ start, number }: Line): Problem {
    return {
      id: 'paste-truncated',
      text: `Expected bytes, found "*" in line ${number}, which stands for rows that repeat the one before. Without offsets their count is not known, so nothing after it was read. Print all rows (od -v, hexdump -v).`,
      place: this.#out.original(start),
    };
  }

  #notHex(text: string, at: number): Problem {
    const found = String.fromCodePoint(text.codePointAt(at) ?? 63);
    return {
      id: 'not-hex',
      text: `Expected a hex digit (0-9, a-f), found "${found}" at ${this.#out.placeOf(at)}. What stands before it was decoded. Correct or remove it.`,
      place: this.#out.original(at),
    };
  }
}

function isSame(a: Lead, b: Lead): boolean {
  return a === b || (a.known === b.known && Object.is(a.time, b.time));
}

function refuse(head: string, block: TextBlock | null, out: Transcript): void {
  const words = head.trim().split(/\s+/, 6).join(' ').slice(0, 60);
  const wrong = head.search(/[^0-9a-fA-F\s]/);
  out.note(
    'error',
    'plain-text',
    `Expected bytes as hex or base64, a dump or a capture, found text: "${words}". Paste what the tool printed (xxd, hexdump -C, tcpdump -x, a log of bytes) or drop the capture file.`,
    Math.max(0, wrong),
    block,
  );
}

/** Lines of words in a log, beyond one for each row of bytes, where the rows are frames. */
const maxFurtherLines = 2;

/** Two runs of digits, a tab between them. */
const twoColumns = /^[0-9a-f]{8,}\t+[0-9a-f]{8,}[ \t\r]*$/i;

/** Two dumps beside each other, as `paste` and `diff -y` print them: their bytes do not follow each other. */
function areBesideEachOther(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== '');
  const count = filled.filter((line) => twoColumns.test(line)).length;
  // The last rows may be shorter, or of one dump alone.
  return count > 1 && count >= filled.length - 2;
}

function grade({ text, lines, isStripped }: TextHead): Grade {
  // It reads the prefix of a log itself.
  if (isStripped || areBesideEachOther(lines)) return 'no';
  if (text.trim() === '') return 'possible';
  // Rows with offsets are a dump of some viewer, not bare bytes.
  const offsets = risingOffsets(lines);
  if (offsets.rows > 1 && offsets.share > 0.7) return 'possible';
  const numbered = areNumbered(lines);
  const singly = areSingle(lines);
  const { explains, hexLines, others, areStreams, isWhole, isAnnounced } = hexEvidence(
    lines,
    numbered,
    singly,
  );
  // A log may have a line of words for each row, and a few more.
  const isStreams = areStreams || (isWhole && isAnnounced);
  const isEnough = hexLines >= others || (isStreams && hexLines + maxFurtherLines >= others);
  return explains && isEnough ? 'likely' : 'possible';
}

/** Bytes as hex digits. */
export const hex = textImporter({
  id: 'hex',
  name: 'hex digits',
  grade,
  open: (head, out) => new HexReader(head, out),
});
