// Compares the kernels with the JavaScript that does the same, in one process, in turns. Bytes are in the
// cache, as they are when a chunk has just come. Usage: tsx bench/kernels.ts

import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { checkUtf8Fast, reserve } from '../src/decoder/bytes/kernels/kernels.ts';
import { checkUtf8, encodeText } from '../src/decoder/bytes/utf8.ts';
import { Inflater } from '../src/decoder/websocket/inflate.ts';
import { unmaskInto } from '../src/decoder/websocket/mask.ts';

const size = 64 * 1024;
const inKernel = reserve(size);
const target = reserve(size);
const plain = new Uint8Array(size);
const plainTarget = new Uint8Array(size);

/** MB/s of the best of eleven turns of at least 40 ms each. */
function rates(ways: Readonly<Record<string, () => void>>, bytes: number): Record<string, number> {
  const best: Record<string, number> = {};
  for (let turn = 0; turn < 11; turn++) {
    for (const [name, run] of Object.entries(ways)) {
      const started = performance.now();
      let runs = 0;
      while (performance.now() - started < 40) {
        run();
        runs++;
      }
      const rate = (bytes * runs) / 1000 / (performance.now() - started);
      best[name] = Math.max(best[name] ?? 0, rate);
    }
  }
  return best;
}

function print(title: string, found: Readonly<Record<string, number>>): void {
  const [own] = Object.values(found);
  const cells = Object.entries(found).map(
    ([name, rate]) => `${name} ${Math.round(rate).toLocaleString('en')} MB/s (${(own / rate).toFixed(1)}x)`,
  );
  console.log(`${title}: ${cells.join(', ')}`);
}

function fill(text: string): number {
  const bytes = encodeText(text.repeat(Math.ceil(size / encodeText(text).length)));
  let end = size;
  // Do not end inside a character.
  while ((bytes[end] & 0xc0) === 0x80) end--;
  inKernel.set(bytes.subarray(0, end));
  plain.set(bytes.subarray(0, end));
  return end;
}

const texts: Readonly<Record<string, string>> = {
  'UTF-8, ASCII JSON': '{"op":"subscribe","channel":"orders","id":12345}',
  'UTF-8, 5 % not ASCII': '{"op":"subscribe","channel":"orders","name":"Größe Österreich"}',
  'UTF-8, Chinese': '网络连接已经断开请检查服务器的配置文件然后重新启动',
};

fill(texts['UTF-8, ASCII JSON']);
for (const length of [size, 100]) {
  const step = (from: Uint8Array, to: Uint8Array) => () => {
    for (let at = 0; at + length <= size; at += length)
      unmaskInto(from, at, at + length, 0x37fa213d, 0, to, at);
  };
  const found = rates({ kernel: step(inKernel, target), words: step(plain, plainTarget) }, size);
  print(`unmask, ${length} bytes at a time`, found);
}
const decoder = new TextDecoder('utf-8', { fatal: true });
for (const [title, text] of Object.entries(texts)) {
  const end = fill(text);
  const progress = { state: 0, badAt: -1 };
  const found = rates(
    {
      kernel: () => checkUtf8Fast(inKernel, 0, end, progress),
      table: () => checkUtf8(plain, 0, end, progress),
      'TextDecoder fatal': () => decoder.decode(plain.subarray(0, end)),
    },
    end,
  );
  print(title, found);
}
/** Random letters, as in identifiers: hardly anything repeats, so nearly all symbols are literals. */
function letters(count: number): string {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return 'etaoinshrdlucmfwypvbgkjqxz0123456789 -_.:ETAOINSHRDLUCMFWYPVBGKJQXZ'[(state >>> 8) % 67];
  }).join('');
}
const packable: Record<string, string> = { 'random letters': letters(300_000) };
for (const [title, text] of Object.entries(texts)) {
  packable[title.slice(7)] = Array.from({ length: 4000 }, (_, i) => `${text}${(i * 7919) % 1009}`).join('');
}
for (const [title, words] of Object.entries(packable)) {
  const packed = deflateRawSync(words, { finishFlush: constants.Z_SYNC_FLUSH });
  const input = reserve(packed.length);
  input.set(packed);
  const inflater = new Inflater(() => {});
  const found = rates(
    {
      inflater: () => {
        inflater.reset();
        inflater.push(input, 0, input.length);
      },
      zlib: () => inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }),
    },
    encodeText(words).length,
  );
  print(`inflate, ${title}`, found);
}
