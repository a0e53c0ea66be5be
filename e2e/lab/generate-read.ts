/** Reads the lab's own captures (pcap and pcapng of one machine) far enough to get each direction's bytes back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { directions } from './framing-kit.ts';
import { readCapture } from './packets.ts';

/** Both directions of the first connection in a capture file's bytes; of the one to `port` when given. */
export function directionsOf(capture: Uint8Array, port?: number): { client: Uint8Array; server: Uint8Array } {
  const folder = mkdtempSync(path(tmpdir(), 'framescope-read-'));
  try {
    const file = path(folder, 'capture');
    writeFileSync(file, capture);
    const packets = readCapture(file).packets.map((packet) =>
      packet.tcp ? packet : { ...packet, tcp: null },
    );
    const own =
      port === undefined
        ? packets
        : packets.filter(({ tcp }) => tcp && (tcp.to === String(port) || tcp.from === String(port)));
    const first =
      own.find(({ tcp }) => tcp && tcp.flags & 2 && !(tcp.flags & 16))?.tcp ??
      own.find(({ tcp }) => tcp)?.tcp;
    if (!first) return { client: new Uint8Array(0), server: new Uint8Array(0) };
    const ends = new Set([first.from, first.to]);
    return directions(own.filter(({ tcp }) => tcp && ends.has(tcp.from) && ends.has(tcp.to)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
