// Opens an input: recognises its format, reads it in one pass, reports progress.

import { formatHex } from '../decoder/bytes/hex.ts';
import { stage } from '../decoder/bytes/kernels/kernels.ts';
import type { Note } from '../decoder/model/basics.ts';
import type { CaptureSecret } from '../decoder/model/capture-sink.ts';
import type { Importer, ImportRun, TextMark } from '../decoder/model/importer.ts';
import { secretKindOf } from '../decoder/model/secret-text.ts';
import { formatBytes, formatCount } from '../decoder/model/words.ts';
import { kindOfFormat } from '../decoder/recognise/format-kinds.ts';
import { Cancelled } from './cancelled.ts';
import { Capture } from './capture.ts';
import { readCarried } from './carried.ts';
import { Pace } from './carrier-pieces.ts';
import { BlockCache } from './input.ts';
import { type LookedAt, lookAt } from './look-at.ts';
import type { CallContext, OpenInput } from './protocol.ts';
import { type FurtherFile, inReadingOrder, titleOf, unreadNote } from './several-files.ts';
import { InflatesTooFar, openSource, type Source, textParts } from './source.ts';
import { captureView } from './views.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

/**
 * Milliseconds between two reports of progress, and before the first. Each report redraws the page, which
 * takes processor time from reading.
 */
const progressInterval = 150;
const firstProgressAfter = 50;
/** Milliseconds between two reports that carry what can be shown so far. */
const viewInterval = 400;
/** Connections of which such a report tells: with more, the page shows the capture when it is read. */
const maxViewedConnections = 500;
/**
 * Bytes that are read at a time where there are more connections than are kept: those that ended are released before
 * the memory manager moves them among the long-lived objects.
 */
const crowdedPartSize = 1 << 17;
/** Longest wait of a request or a cancel of the page, in milliseconds. */
const yieldInterval = 16;

/**
 * Reads an input to its end. `begun` gets the capture before its first byte is read, so that the page can
 * show it while it grows.
 */
export async function openCapture(
  asGiven: OpenInput,
  context: CallContext<'open'>,
  begun?: (capture: Capture) => void,
): Promise<Capture> {
  const cache = new BlockCache();
  const { input, further, notes, joinedText } = await inReadingOrder(asGiven, cache);
  const source = await openSource(input, cache);
  const capture = new Capture(titleOf(input, further), source.store, input.assumptions, cache);
  capture.bytes = source.size;
  capture.joinedText = joinedText;
  for (const note of notes) capture.note(note);
  for (const secret of input.secrets ?? []) capture.secret(secret);
  const looked = await lookAt(source, input);
  const { recognised, readings } = looked;
  const texts = recognised === null ? null : { ...(await import('./text-input.ts')), recognised };
  texts?.describeText(capture, texts.recognised);
  const secret = recognised === null ? null : secretKindOf(recognised.text);
  const [first] = secret === null ? readings : [];
  capture.alternatives = [
    ...otherFormats(first?.importer ?? null, looked),
    ...(texts?.otherKindsOf(texts.recognised) ?? []),
  ];
  if (first === undefined) {
    if (secret !== null) capture.note(secretAlone(secret));
    else if (texts === null || texts.recognised.recognition.kind === 'unknown') {
      capture.note(
        texts !== null && source.size > 0
          ? unknownText
          : unknownFormat(source.head, source.size, looked.sniffed.tried),
      );
    } else texts.takeText(capture, texts.recognised);
    for (const file of further) capture.note(unreadNote(file));
    capture.finish();
    return capture;
  }
  const { importer } = first;
  capture.format = importer.id;
  capture.formatName = source.isCompressed ? `${importer.name}, gzip` : importer.name;
  if (recognised === null && input.format === null)
    capture.grade = looked.sniffed.tried.find(({ id }) => id === importer.id)?.grade ?? null;
  begun?.(capture);
  texts?.noteSeveralDumps(capture, texts.recognised);
  capture.bytes += further.reduce((sum, file) => sum + file.source.size, 0);
  const openPace = new OpenPace(source.text?.length ?? capture.bytes, capture, context);
  if (further.length > 0) capture.beginFile(input.name, source.store);
  const marks = await readAll(capture, input.name, looked, openPace);
  if (source.text !== null) capture.marks = marks;
  if (readings.length === 1) texts?.noteStatedSize(capture, texts.recognised, marks);
  for (const file of further) await readFurther(file, capture, openPace);
  await capture.releaseEnded(() => openPace.throwIfCancelled(), true);
  capture.finishDecoders();
  await readCarried(capture, new Pace(() => context.signal.cancelled));
  capture.finish();
  const isOpened = recognised === null || capture.connections.length > 0;
  if (capture.kind === 'unknown' && isOpened) capture.kind = kindOfFormat(importer.id);
  return capture;
}

/** Reads each dump of an input, or the whole of it. Returns what was read of a text, in its order. */
async function readAll(
  capture: Capture,
  name: string,
  { source, size, readings }: LookedAt,
  pace: OpenPace,
): Promise<TextMark[]> {
  const marks: TextMark[] = [];
  for (const { importer, source: part } of readings) {
    const run = importer.open(capture, { name, size, marks: source.text !== null });
    await readThrough(part, run, pace);
    marks.push(...(run.marks?.() ?? []));
  }
  return marks.sort((a, b) => a.start - b.start);
}

/** Reads one more file into a capture; one that is no capture and no dump is named in a note. */
async function readFurther(file: FurtherFile, capture: Capture, pace: OpenPace): Promise<void> {
  const { name, source, size, readings } = file;
  if (readings.length === 0) {
    capture.note(unreadNote(file));
    pace.add(source.size);
    return;
  }
  capture.beginFile(name, source.store);
  for (const { importer, source: part } of readings)
    await readThrough(part, importer.open(capture, { name, size, marks: false }), pace);
}

function secretAlone(kind: CaptureSecret['kind']): Note {
  const found = kind === 'tls-key-log' ? 'a TLS key log' : 'a private key';
  return {
    level: 'error',
    id: 'key-log-alone',
    text: `Expected a capture, found ${found}: it decrypts a capture that is open, or that is given with it (inspect --keylog).`,
  };
}

/** Hex digits of four bytes: a text without them is never bytes as hex digits. */
const fourBytes = /(?:(?:0x|\\x)?[0-9a-f]{2}[\s:,;-]{0,4}){4}/i;

/** Other formats that the input may have, for the user to switch to. */
function otherFormats(
  importer: Importer | null,
  { sniffed, recognised, readings }: LookedAt,
): { id: string; name: string }[] {
  const isPlain = recognised !== null && readings.length === 0 && !fourBytes.test(recognised.text);
  return sniffed.tried
    .filter(({ id, grade }) => grade !== 'no' && id !== importer?.id && !(isPlain && id === 'hex'))
    .map(({ id, name }) => ({ id, name }));
}

/** Gives a source to the importer from its first byte to its last. */
async function readThrough(source: Source, run: ImportRun, pace: OpenPace): Promise<void> {
  let damage: unknown = null;
  try {
    if (source.text !== null && run.pushText !== undefined) {
      for (const part of textParts(source.text)) {
        run.pushText(part);
        pace.bytesRead += part.length;
        await pace.step();
      }
    } else {
      for await (const chunk of source.chunks((length) => pace.add(length))) {
        const partSize = pace.isCrowded ? crowdedPartSize : chunk.length;
        for (let at = 0; at < chunk.length; at += partSize) {
          pace.throwIfCancelled();
          run.push(stage(chunk.subarray(at, at + partSize)));
          await pace.step();
        }
      }
    }
  } catch (error) {
    if (error instanceof Cancelled || !source.isCompressed) throw error;
    damage = error;
  }
  run.end();
  if (damage instanceof InflatesTooFar) pace.noteGzipLimit(damage);
  else if (damage !== null) pace.noteGzipDamage();
}

/** Yields to the event loop while an input is opened, and reports progress. */
class OpenPace {
  bytesRead = 0;
  /** Bytes of all files, or characters of a text. */
  readonly #total: number;
  readonly #capture: Capture;
  readonly #context: CallContext<'open'>;
  readonly #started = performance.now();
  #lastProgress = this.#started - progressInterval + firstProgressAfter;
  #lastView = 0;
  #lastYield = this.#started;

  constructor(total: number, capture: Capture, context: CallContext<'open'>) {
    this.#total = total;
    this.#capture = capture;
    this.#context = context;
  }

  add(length: number): void {
    this.bytesRead += length;
  }

  /** There are more connections than are kept. */
  get isCrowded(): boolean {
    return this.#capture.isCrowded;
  }

  throwIfCancelled(): void {
    if (this.#context.signal.cancelled) throw new Cancelled();
  }

  /** Called after each part that was read. */
  async step(): Promise<void> {
    await this.#capture.releaseEnded(() => this.throwIfCancelled());
    this.throwIfCancelled();
    const time = performance.now();
    if (time - this.#lastYield >= yieldInterval) {
      await yieldToEventLoop();
      this.#lastYield = performance.now();
    }
    if (time - this.#lastProgress >= progressInterval) {
      this.#lastProgress = time;
      this.#tell(time);
    }
  }

  #tell(time: number): void {
    const capture = this.#capture;
    const { bytes: size } = capture;
    const rate = (this.bytesRead / (time - this.#started)) * 1000;
    // After the last byte the whole answer follows at once: a view before it would be redrawn, and move.
    const isLast = this.bytesRead >= this.#total;
    const isViewable = capture.decoders.length <= maxViewedConnections && capture.frameCount > 0;
    const isViewDue = !isLast && time - this.#lastView > viewInterval && isViewable;
    if (isViewDue) {
      this.#lastView = time;
      capture.select();
    }
    this.#context.progress({
      bytesRead: this.bytesRead,
      totalBytes: size,
      bytesPerSecond: rate,
      secondsLeft: rate > 0 ? (size - this.bytesRead) / rate : null,
      frames: capture.frameCount,
      capture: isViewDue ? captureView(capture) : null,
    });
  }

  noteGzipLimit({ limit }: InflatesTooFar): void {
    this.#capture.note({
      level: 'warning',
      id: 'too-large',
      text: `Expected gzip data that inflates to at most ${formatBytes(limit)}, found more. What came before is shown; inflate the file first to open all of it.`,
    });
  }

  noteGzipDamage(): void {
    const read = formatCount(this.bytesRead);
    this.#capture.note({
      level: 'error',
      id: 'gzip-damaged',
      text: `Expected gzip data to the end of the file, found damage after about ${read} compressed bytes. What came before it is shown.`,
    });
  }
}

const unknownText = {
  level: 'error',
  id: 'unknown-format',
  text: 'Expected bytes in a dump or a log, a capture, an error text, a handshake, a configuration or a URL, found other text. Save the capture as pcap or pcapng, or paste the bytes as hex.',
} as const;

function unknownFormat(
  head: Uint8Array,
  size: number,
  tried: readonly { readonly id: string }[],
): { level: 'error'; id: string; text: string } {
  if (size === 0) {
    return {
      level: 'error',
      id: 'empty-input',
      text: 'Expected a capture or a dump, found nothing: the input is empty. Paste the bytes as hex, or drop a capture.',
    };
  }
  const first = formatHex(head.subarray(0, 8), ' ');
  return {
    level: 'error',
    id: 'unknown-format',
    text: `Expected a capture or a dump, found bytes that begin with ${first} and fit none of the ${tried.length} formats that are read here. Save the capture as pcap or pcapng, or paste the bytes as hex.`,
  };
}
