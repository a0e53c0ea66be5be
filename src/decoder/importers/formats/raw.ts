// A binary file that holds the bytes of one direction. The last resort for binary input; known other file types are
// refused by name.

import type { ConnectionSink } from '../../model/capture-sink.ts';
import type { Importer, ImportRun } from '../../model/importer.ts';
import { textHead } from '../text/head.ts';
import { otherFileKind, otherFileText } from '../text/magic.ts';
import { streamScore } from '../text/plausible.ts';

const headSize = 64;

/** The raw bytes of one direction. */
export const raw: Importer = {
  id: 'raw',
  name: 'raw bytes of a stream',
  text: false,
  sniff(head, hint) {
    if (head.length === 0) return 'no';
    const text = textHead(head, hint) !== null;
    if (otherFileKind(head)) return text ? 'likely' : 'possible';
    if (text) return 'no';
    return streamScore(head) > 1 ? 'likely' : 'possible';
  },
  open(sink) {
    let held = new Uint8Array(0);
    let connection: ConnectionSink | null = null;
    let refused = false;
    let at = 0;
    const start = (whole: Uint8Array) => {
      const kind = otherFileKind(whole);
      if (kind) {
        refused = true;
        sink.note({ level: 'error', id: 'other-file-kind', text: otherFileText(kind), at: 0 });
        return;
      }
      sink.describe('raw bytes');
      connection = sink.connection({
        transport: 'bytes',
        fidelity: 'bytes',
        roles: 'guess',
        client: null,
        server: null,
      });
      connection.data('server', whole, 0, Number.NaN);
      at = whole.length;
    };
    const run: ImportRun = {
      push(chunk) {
        if (refused || chunk.length === 0) return;
        if (connection) {
          connection.data('server', chunk, at, Number.NaN);
          at += chunk.length;
          sink.progress(at);
          return;
        }
        const joined = new Uint8Array(held.length + chunk.length);
        joined.set(held);
        joined.set(chunk, held.length);
        held = joined;
        if (held.length >= headSize) start(held);
      },
      end() {
        if (!connection && !refused) {
          if (held.length === 0) {
            sink.note({
              level: 'error',
              id: 'empty-input',
              text: 'Expected a dump or a capture, found an empty file.',
            });
            return;
          }
          start(held);
        }
        connection?.end('server', 'cut', Number.NaN);
      },
    };
    return run;
  },
};
