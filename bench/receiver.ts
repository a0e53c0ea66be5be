// Runs the frame parser of `ws` on the bytes of one direction after the handshake, in its own process.
// Usage: tsx bench/receiver.ts <stream> client|server [deflate]

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
// The package does not export these two; its sockets use them.
const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'node_modules/ws/lib');
const Receiver = require(join(folder, 'receiver.js')) as new (options: object) => Writable;
const PerMessageDeflate = require(join(folder, 'permessage-deflate.js')) as {
  new (options: object): { accept(offers: readonly object[]): object };
};

/** What one parse took. */
export interface ReceiverFigures {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly messages: number;
}

/** Bytes of one write, as a socket delivers them. */
const pieceBytes = 65536;

async function measure(path: string, sender: string, deflate: boolean): Promise<ReceiverFigures> {
  const bytes = readFileSync(path);
  const extensions: Record<string, object> = {};
  if (deflate) {
    const isServer = sender === 'client';
    const extension = new PerMessageDeflate({ isServer });
    extension.accept([{}]);
    extensions['permessage-deflate'] = extension;
  }
  const receiver = new Receiver({ isServer: sender === 'client', extensions });
  let messages = 0;
  let concluded = false;
  receiver.on('message', () => {
    messages++;
  });
  const closed = new Promise<void>((resolve, reject) => {
    receiver.on('conclude', () => {
      concluded = true;
      resolve();
    });
    receiver.on('error', reject);
  });
  const started = performance.now();
  const processor = process.cpuUsage();
  for (let at = 0; at < bytes.length && !concluded; at += pieceBytes) {
    const more = receiver.write(bytes.subarray(at, at + pieceBytes));
    if (more) continue;
    // After a Close frame there is no drain event.
    const drained = new Promise<void>((resolve) => receiver.once('drain', () => resolve()));
    await Promise.race([drained, closed]);
  }
  await closed;
  const { user, system } = process.cpuUsage(processor);
  return {
    seconds: (performance.now() - started) / 1000,
    processorSeconds: (user + system) / 1e6,
    messages,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, sender, deflate] = process.argv.slice(2);
  console.log(JSON.stringify(await measure(path, sender, deflate === 'deflate')));
}
