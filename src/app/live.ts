// Follows a recording that grows: the tap of this machine gives its bytes out, and the page decodes them as they come.

import type { App } from './app.ts';
import {
  captureOf,
  currentFault,
  isDecoding,
  isReading,
  patchesOf,
  selectionOf,
  sourceOf,
} from './selectors.ts';
import type { Live, OpenSource } from './state.ts';

/** Least time between two decodings, in milliseconds, and in durations of the last one. */
const quietMs = 400;
const quietShare = 4;
/** A longer recording is not followed: the file that is written holds it all. */
const maxBytes = 96 << 20;

/** Said of a recording that is over before it holds anything. */
const emptyTexts: Readonly<Record<Exclude<Live['kind'], 'waiting' | 'growing'>, string>> = {
  ended: 'The tap has ended. No connection went through it.',
  lost: 'The tap of this address cannot be reached: it may have ended. Start it again, and open the address that it prints.',
  'too-long': 'The recording is longer than what is followed live. Open the file of the tap.',
};
const waitingText = 'Waiting for the first connection through the tap. Connect the client to its address.';

/** A recording on its way into the page. */
export class LiveInput {
  readonly #app: App;
  /** What is decoded, and the bytes that have come since. */
  #recording = new Blob();
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;
  #decodedBytes = 0;
  /** Nothing follows. */
  #isDone = false;
  #source: OpenSource | null = null;
  readonly #abort = new AbortController();

  constructor(app: App) {
    this.#app = app;
  }

  /** Whether what is open is this recording. */
  owns(source: OpenSource | null): boolean {
    return !this.#abort.signal.aborted && source === this.#source;
  }

  stop(): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort();
    this.#app.actions.setLive(null);
  }

  /** Reads the recording at `address` to its end. */
  async follow(address: string): Promise<void> {
    const { actions, store } = this.#app;
    actions.close(waitingText);
    this.#say('waiting');
    // What is said of the recording goes with it, also after its end.
    const unsubscribe = store.subscribe((state) => {
      const source = sourceOf(state);
      if (!this.owns(source) && (source !== null || this.#source !== null)) this.stop();
    });
    this.#abort.signal.addEventListener('abort', unsubscribe);
    await Promise.all([this.#read(address), this.#decodeAgainAndAgain()]);
  }

  async #read(address: string): Promise<void> {
    let end: keyof typeof emptyTexts = 'ended';
    try {
      const response = await fetch(address, { signal: this.#abort.signal, cache: 'no-store' });
      if (!response.ok || response.body === null) end = 'lost';
      else if (!(await this.#readAll(response.body.getReader()))) end = 'too-long';
    } catch {
      end = 'lost';
    }
    this.#isDone = true;
    if (this.#bytes > 0) this.#say(end);
    if (this.#bytes > 0 || this.#abort.signal.aborted) return;
    this.stop();
    this.#app.actions.close(emptyTexts[end]);
  }

  /** Whether all of it was read: a recording can be too long to be followed. */
  async #readAll(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>): Promise<boolean> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      this.#parts.push(value);
      this.#bytes += value.length;
      this.#say('growing');
      if (this.#bytes <= maxBytes) continue;
      await reader.cancel();
      return false;
    }
  }

  #say(kind: Live['kind']): void {
    if (!this.#abort.signal.aborted) this.#app.actions.setLive({ kind, bytes: this.#bytes });
  }

  async #decodeAgainAndAgain(): Promise<void> {
    while (!this.#abort.signal.aborted && !(this.#isDone && this.#decodedBytes === this.#bytes)) {
      const started = performance.now();
      await this.#decode();
      const pause = Math.max(quietMs, (performance.now() - started) * quietShare);
      await new Promise((resolve) => setTimeout(resolve, this.#isDone ? quietMs : pause));
    }
  }

  async #decode(): Promise<void> {
    const { actions, store } = this.#app;
    const state = store.getState();
    // Bits that the user flipped stay as they are until they are turned back.
    const isBusy = isReading(state) || isDecoding(state) || patchesOf(state).length > 0;
    if (this.#bytes === this.#decodedBytes || isBusy) return;
    this.#decodedBytes = this.#bytes;
    const isFirst = this.#source === null;
    const wasLast = this.#isAtEnd();
    const { connection, frame } = selectionOf(state);
    this.#recording = new Blob([this.#recording, ...this.#parts]);
    this.#parts = [];
    this.#source = { kind: 'file', file: new File([this.#recording], 'tap.pcapng'), name: 'tap.pcapng' };
    if (isFirst) await actions.open(this.#source);
    else await actions.grow(this.#source);
    if (this.#abort.signal.aborted) return;
    const after = store.getState();
    // What the user asked for meanwhile, as a flipped bit, ends a decoding: these bytes are decoded later.
    const decoded = captureOf(after)?.bytes ?? this.#bytes;
    if (decoded < this.#decodedBytes && currentFault(after) === null) this.#decodedBytes = decoded;
    // The user may have chosen another frame meanwhile.
    const now = selectionOf(after);
    const isStill = frame === null || (now.connection === connection && now.frame?.index === frame.index);
    if (isFirst || (wasLast && isStill)) await this.#goToEnd();
  }

  /** Whether the last frame of the last connection is chosen: then the next one will be. */
  #isAtEnd(): boolean {
    const state = this.#app.store.getState();
    const last = captureOf(state)?.connections.at(-1);
    const { connection, frame } = selectionOf(state);
    return (
      last !== undefined && connection === last.id && (frame === null || frame.index === last.frames - 1)
    );
  }

  async #goToEnd(): Promise<void> {
    const { actions, store } = this.#app;
    const last = captureOf(store.getState())?.connections.at(-1);
    if (last === undefined || last.frames === 0) return;
    const { connection, frame } = selectionOf(store.getState());
    if (connection !== last.id) await actions.selectConnection(last.id);
    else if (frame?.index === last.frames - 1) return;
    await actions.selectFrame(last.frames - 1, { keepPanel: true });
  }
}
