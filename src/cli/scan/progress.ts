// One line on a terminal that says how far a run is.

import type { Writable } from 'node:stream';
import { count, formatBytes, formatCount } from '../../decoder/model/words.ts';
import type { Summary } from './summary.ts';

/** Milliseconds between two updates. */
const interval = 200;
const clearLine = '\r\u001b[K';

/** Shows how far a run is. */
export interface Progress {
  show(files: number, bytes: number, summary: Summary): void;
  /** Removes the line, so that others can follow. */
  clear(): void;
}

const silent: Progress = { show: () => {}, clear: () => {} };

export function progressOn(stream: Writable & { isTTY?: boolean }): Progress {
  if (stream.isTTY !== true) return silent;
  const started = performance.now();
  let last = started;
  let isShown = false;
  return {
    show(files, bytes, { connections, faulty }) {
      const now = performance.now();
      if (now - last < interval) return;
      last = now;
      isShown = true;
      const rate = formatBytes(Math.round((bytes * 1000) / (now - started)));
      stream.write(
        `${clearLine}${count(files, 'file')}, ${formatBytes(bytes)}, ${rate}/s, ${count(connections, 'connection')}, ${formatCount(faulty)} with a fault`,
      );
    },
    clear() {
      if (isShown) stream.write(clearLine);
      isShown = false;
    },
  };
}
