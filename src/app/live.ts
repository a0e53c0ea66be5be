// Follows a recording that grows: the tap of this machine gives its bytes out, and the page decodes them as they come.

import type { App } from './app.ts';
import { captureOf, isDecoding, isReading, patchesOf, selectionOf, sourceOf } from './selectors.ts';
import type { Live, OpenSource } from './state.ts';

/** Least time between two decodings, in milliseconds, and in durations of the last one. */
const quietMs = 400;
const quietShare = 4;
/** A longer recording is not followed: the file that is written holds it all. */
const maxBytes = 96 << 20;

const waitingText = 'Waiting for the first connection through the tap. Connect the client to its address.';

/** A recording on its way into the page. */
export class LiveInput {
  readonly #app: App;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;
  #decodedBytes = 0;
  #source: OpenSource | null = null;
  readonly #abort = new AbortController();

  constructor(app: App) {
    this.#app = app;
  }

  /** Whether what is open is this recording. */
  owns(source: OpenSource | null): boolean {
    return source === this.#source;
  }

  stop(): void {
    this.#abort.abort();
  }

  /** Reads the recording at `address` to its end. */
  async follow(address: string): Promise<void> {
    const { actions, store } = this.#app;
    actions.close(waitingText);
    this.#say('waiting');
    const stopFollowing = store.subscribe((state) => {
      // Something else was opened, or this was closed.
      if (this.#source !== null && !this.owns(sourceOf(state))) this.stop();
    });
    try {
      await Promise.all([this.#read(address), this.#decodeAgainAndAgain()]);
    } finally {
      stopFollowing();
      if (this.#abort.signal.aborted) actions.setLive(null);
    }
  }

  #isDone = false;

  async #read(address: string): Promise<void> {
    let end: Live['kind'] = 'ended';
    try {
      const response = await fetch(address, { signal: this.#abort.signal, cache: 'no-store' });
      if (!response.ok || response.body === null) end = 'lost';
      else if (!(await this.#readAll(response.body.getReader()))) end = 'too-long';
    } catch {
      end = 'lost';
    }
    this.#isDone = true;
    if (!this.#abort.signal.aborted) this.#say(end);
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
    this.#app.actions.setLive({ kind, bytes: this.#bytes });
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
    this.#source = { kind: 'file', file: new File(this.#parts, 'tap.pcapng'), name: 'tap.pcapng' };
    if (isFirst) await actions.open(this.#source);
    else await actions.grow(this.#source);
    if (isFirst || wasLast) await this.#goToEnd();
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
