// The project's own container: what "save as file" writes and a link carries.

import type { ConnectionSink } from '../../model/capture-sink.ts';
import type { Importer } from '../../model/importer.ts';
import { SegmentReader, segmentMagic } from '../../segments/segments.ts';

/** Captures saved by this program. */
export const framescope: Importer = {
  id: 'framescope',
  name: 'Framescope capture',
  text: false,
  sniff: (head) => ([...segmentMagic].every((char, i) => head[i] === char.charCodeAt(0)) ? 'certain' : 'no'),
  open(sink) {
    sink.describe('Framescope capture');
    let at = 0;
    let connection: ConnectionSink | null = null;
    let ended = { client: false, server: false };
    let seen = { client: false, server: false };
    const close = () => {
      for (const sender of ['client', 'server'] as const) {
        if (seen[sender] && !ended[sender]) connection?.end(sender, 'cut', Number.NaN);
      }
    };
    const reader = new SegmentReader({
      connection(opening) {
        close();
        ended = { client: false, server: false };
        seen = { client: false, server: false };
        connection = sink.connection({
          transport: opening.transport,
          fidelity: 'bytes',
          client: opening.client || null,
          server: opening.server || null,
          roles: opening.roles,
          ...(opening.url ? { url: opening.url } : {}),
        });
      },
      data(sender, bytes, place, time) {
        seen[sender] = true;
        connection?.data(sender, bytes, place, time);
      },
      other(sender, kind, length, time) {
        seen[sender] = true;
        if (kind === 'gap') connection?.gap(sender, length, time);
        else {
          ended[sender] = true;
          connection?.end(sender, kind, time);
        }
      },
    });
    return {
      push(chunk) {
        reader.push(chunk);
        at += chunk.length;
        sink.progress(at);
      },
      end() {
        reader.end();
        if (reader.damage !== null) {
          sink.note({
            level: 'warning',
            id: 'file-cut',
            text: `The capture is damaged. ${reader.damage} What came before is read.`,
            at,
          });
        }
        close();
      },
    };
  },
};
