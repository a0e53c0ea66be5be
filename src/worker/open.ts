// Opening an input: which format it is, reading it in one pass, saying how far it has come.

import { stage } from '../decoder/bytes/kernels/kernels.ts';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { causesOfMessage } from '../decoder/implementations/messages.ts';
import { importerById, sniffInput } from '../decoder/importers/sniff.ts';
import type { Importer } from '../decoder/model/importer.ts';
import { Capture } from './capture.ts';
import { BlobStore, BlockCache, chunksOf, isGzip, spillInto } from './input.ts';
import type { CallContext, CaptureView, OpenInput } from './protocol.ts';
import { captureView } from './views.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

const headSize = 65536;
/** A text longer than this is no error message. */
const errorTextLimit = 2000;
/**
 * Progress is said this often, in milliseconds, and for the first time after `firstProgress`. Each time the page is drawn anew,
 * which takes a processor from reading.
 */
const progressEvery = 150;
const firstProgress = 50;
const viewEvery = 400;
/** Questions of the page, and a cancel, wait no longer than this, in milliseconds. */
const yieldEvery = 16;

/** Thrown when the user cancels. */
export class Cancelled extends Error {}

function now(): number {
  return performance.now();
}

/** The first bytes of a packed file, unpacked. */
async function unpackedHeadOf(blob: Blob): Promise<Uint8Array> {
  const stream = blob.slice(0, headSize).stream().pipeThrough(new DecompressionStream('gzip'));
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunksOf(stream)) {
      parts.push(chunk.slice());
      length += chunk.length;
      if (length >= headSize) break;
    }
  } catch {
    // The head of a gzip file ends inside a block: what came out is enough to look at.
  }
  const unpacked = new Uint8Array(Math.min(length, headSize));
  let at = 0;
  for (const part of parts) {
    const take = part.subarray(0, unpacked.length - at);
    unpacked.set(take, at);
    at += take.length;
  }
  return unpacked;
}

function toBlob(input: OpenInput): Blob {
  if (input.kind === 'file') return input.file;
  if (input.kind === 'text') return new Blob([input.text]);
  return new Blob([input.bytes.slice()]);
}

/** Reads an input to its end. `begun` is given the capture before its first byte is read, to look at what there is so far. */
export async function openCapture(
  input: OpenInput,
  context: CallContext<'open'>,
  begun?: (capture: Capture) => void,
): Promise<Capture> {
  const blob = toBlob(input);
  const start = new Uint8Array(await blob.slice(0, headSize).arrayBuffer());
  const packed = isGzip(start);
  const head = packed ? await unpackedHeadOf(blob) : start;
  const hint = { name: input.name, size: packed ? null : blob.size, pasted: input.kind === 'text' };
  const sniffed = sniffInput(head, hint);
  const importer: Importer | null =
    (input.format === null ? null : importerById(input.format)) ?? sniffed.best[0] ?? null;
  const cache = new BlockCache();
  const unpacked = packed ? new MemoryStore(input.name) : null;
  unpacked?.spillTo(spillInto(input.name, cache));
  const store = unpacked ?? new BlobStore(input.name, blob, cache);
  const capture = new Capture(input.name, store, input.assumptions, cache);
  capture.bytes = blob.size;
  if (importer === null) {
    capture.note(unknownFormat(head, blob.size, sniffed.tried));
    capture.finish();
    return capture;
  }
  capture.format = importer.id;
  capture.formatName = packed ? `${importer.name}, gzip` : importer.name;
  capture.alternatives = sniffed.tried
    .filter(({ id, grade }) => grade !== 'no' && id !== importer.id)
    .flatMap(({ id }) => {
      const other = importerById(id);
      return other === null ? [] : [{ id, name: other.name }];
    });
  begun?.(capture);
  const run = importer.open(capture, { name: input.name, size: hint.size });
  const started = now();
  let lastProgress = started - progressEvery + firstProgress;
  let lastView = 0;
  let lastYield = started;
  let read = 0;
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      read += chunk.length;
      controller.enqueue(chunk);
    },
  });
  // Counting packed bytes takes a stage of its own; plain bytes are counted as they are decoded.
  const stream = packed
    ? blob.stream().pipeThrough(counter).pipeThrough(new DecompressionStream('gzip'))
    : blob.stream();
  let damage: unknown = null;
  try {
    for await (const chunk of chunksOf(stream)) {
      if (context.signal.cancelled) throw new Cancelled();
      unpacked?.append(chunk);
      run.push(stage(chunk));
      if (!packed) read += chunk.length;
      const time = now();
      if (time - lastYield >= yieldEvery) {
        await yieldToEventLoop();
        lastYield = now();
      }
      if (time - lastProgress < progressEvery) continue;
      lastProgress = time;
      const rate = (read / (time - started)) * 1000;
      let view: CaptureView | null = null;
      if (time - lastView > viewEvery && capture.frameCount > 0) {
        lastView = time;
        capture.select();
        view = captureView(capture);
      }
      context.progress({
        bytesRead: read,
        totalBytes: blob.size,
        bytesPerSecond: rate,
        secondsLeft: rate > 0 ? (blob.size - read) / rate : null,
        frames: capture.frameCount,
        capture: view,
      });
    }
  } catch (error) {
    if (error instanceof Cancelled || !packed) throw error;
    damage = error;
  }
  run.end();
  if (damage !== null) {
    capture.note({
      level: 'error',
      id: 'gzip-damaged',
      text: `Expected gzip data to the end of the file, found damage after about ${read.toLocaleString('en')} compressed bytes. What came before it is shown.`,
    });
  }
  if (capture.decoders.length === 0 && blob.size <= errorTextLimit) {
    explainErrorText(capture, new TextDecoder().decode(head));
  }
  if (importer.mark && input.kind === 'text') capture.marks = importer.mark(input.text);
  capture.finish();
  return capture;
}

/** Somebody may paste the error instead of the bytes: says what it means. */
function explainErrorText(capture: Capture, text: string): void {
  for (const { implementation, note } of causesOfMessage(text).slice(0, 3)) {
    const who = implementation === 'any' ? '' : `${implementation}: `;
    capture.note({ level: 'info', id: 'error-text', text: `${who}${note}` });
  }
}

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
  const first = [...head.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return {
    level: 'error',
    id: 'unknown-format',
    text: `Expected a capture or a dump, found bytes that begin with ${first} and fit none of the ${tried.length} formats that are read here. Save the capture as pcap or pcapng, or paste the bytes as hex.`,
  };
}
