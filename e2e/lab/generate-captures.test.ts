// Every committed capture with a break in its frames against the strict reader: the truth is in the bytes,
// not in a script's hopes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { directionsOf } from './generate-read.ts';
import { agreedDeflate, headEnd, type Sender, strictRead } from './generate-strict.ts';
import type { Truth } from './lab.ts';

const folder = fileURLToPath(new URL('../captures', import.meta.url));

interface Recorded extends Truth {
  cause: string;
  also: string[];
}

/** The bytes after the head that upgrades, and that head; requests before it on the same connection are skipped. */
function upgraded(bytes: Uint8Array, sender: Sender): { head: string; frames: Uint8Array } | null {
  let at = 0;
  for (;;) {
    const all = Buffer.from(bytes.subarray(at)).toString('latin1');
    // the exchange with a SOCKS proxy comes before the head
    const request = all.startsWith('\x05') ? /GET / : /^GET /m;
    const start = all.search(sender === 'client' ? request : /HTTP\/1\.[01] /);
    if (start < 0) return null;
    const end = headEnd(bytes.subarray(at + start));
    if (end < 0) return null;
    const head = all.slice(start, start + end);
    at += start + end;
    if (sender === 'client' ? /^upgrade:/im.test(head) : / 101 /.test(head))
      return { head, frames: bytes.subarray(at) };
  }
}

/** Causes of a framing case: the sender's bytes break at the stated offset and nowhere before. */
const framing =
  /^(server-masked|client-unmasked|payload-not|mask-bit|wrong-mask|compression-|deflate-|context-|reserved-|fragmented-|control-too|orphan-|interleaved-|close-|data-after|length-|text-not|binary-sent|bytes-|newline-|utf8-|seven-|trailing-|concurrent-|short-)/;

const causes = existsSync(folder)
  ? readdirSync(folder).filter((name) => name === 'healthy' || framing.test(name))
  : [];

describe('captures', () => {
  for (const cause of causes) {
    const names = readdirSync(join(folder, cause)).filter((name) => name.endsWith('.json'));
    it(`${cause}: at least ${cause === 'healthy' ? 30 : 3}`, () => {
      expect(names.length).toBeGreaterThanOrEqual(cause === 'healthy' ? 30 : 3);
    });
    for (const name of names) {
      it(`${cause}/${name.replace('.json', '')} holds what its truth says`, () => {
        const truth = JSON.parse(readFileSync(join(folder, cause, name), 'utf8')) as Recorded;
        const file = ['pcap', 'pcapng']
          .map((type) => join(folder, cause, name.replace('json', type)))
          .find(existsSync)!;
        const streams = directionsOf(readFileSync(file), truth.port);
        const server = upgraded(streams.server, 'server');
        const agreed = agreedDeflate(server?.head ?? '');
        for (const sender of ['client', 'server'] as const) {
          const side = upgraded(streams[sender], sender);
          if (!side) {
            // A head without a blank line: its line ends were changed on the way.
            if (Buffer.from(streams[sender].subarray(0, 64)).includes('\r\r\n')) continue;
            expect(truth.also).toContain('mid-stream-start');
            continue;
          }
          const read = strictRead(side.frames, sender, agreed?.[sender] ?? null);
          if (sender === truth.sender) expect(read.breakOffset ?? read.openOffset).toBe(truth.breakOffset);
          else if (cause === 'healthy') expect(read.reason).toBeNull();
        }
      });
    }
  }
});
