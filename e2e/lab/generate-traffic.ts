/**
 * Messages as real applications send them: chat, quotes, telemetry, RPC, terminals, Socket.IO, protobuf and
 * media bytes.
 */
import { gzipSync } from 'node:zlib';
import { type Random, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';

export interface Message {
  binary: boolean;
  data: Uint8Array;
}

const NAMES = ['ada', 'grace', 'linus', 'miyuki', 'søren', 'josé', 'zoë', 'olga', 'wei', 'amara'];
const WORDS =
  'the order was shipped to a new address after payment failed twice and support asked for another card before the weekend began with rain over the northern harbour while sensors kept reporting pressure above normal'.split(
    ' ',
  );
const FOREIGN = [
  'Grüße aus Köln, schöne Woche!',
  '価格が更新されました',
  'Привет, как дела?',
  '주문이 완료되었습니다',
  'مرحبا بالعالم',
  'Ça va très bien, merci à toi',
  '🚀🎉 launch day 🎉🚀',
  '你好，世界',
  'Ευχαριστώ πολύ',
  'Zażółć gęślą jaźń',
];
const SYMBOLS = ['AAPL', 'MSFT', 'EURUSD', 'BTC-USD', 'ETH-EUR', 'ACME'];

export function sentence(random: Random, words: number): string {
  return Array.from({ length: words }, () => random.pick(WORDS)).join(' ');
}

/** Text with at least one character above U+007F. */
export function foreign(random: Random): string {
  return random.pick(FOREIGN);
}

/** One JSON document; `ascii` keeps every character below U+0080. */
export function json(random: Random, ascii = false): string {
  const id = random.int(100000);
  const kind = random.int(7);
  const name = ascii ? random.pick(NAMES.filter((n) => /^[a-z]+$/.test(n))) : random.pick(NAMES);
  const message = ascii || random.chance(0.6) ? sentence(random, random.between(2, 18)) : foreign(random);
  if (kind === 0) return JSON.stringify({ type: 'chat', id, from: name, text: message });
  if (kind === 1) {
    const count = random.between(1, 8);
    return JSON.stringify({
      type: 'ticks',
      seq: id,
      data: Array.from({ length: count }, () => ({
        s: random.pick(SYMBOLS),
        bid: random.int(99999) / 100,
        ask: random.int(99999) / 100,
      })),
    });
  }
  if (kind === 2)
    return JSON.stringify({ jsonrpc: '2.0', id, method: 'subscribe', params: [random.pick(SYMBOLS)] });
  if (kind === 3) return JSON.stringify({ jsonrpc: '2.0', id, result: { ok: true, note: message } });
  if (kind === 4)
    return JSON.stringify({ t: 1700000000 + id, sensor: `s-${id % 40}`, c: random.int(500) / 10 });
  if (kind === 5) return `42["message",${JSON.stringify({ user: name, body: message })}]`;
  return JSON.stringify({
    event: 'log',
    level: random.pick(['info', 'warn', 'error']),
    lines: Array.from({ length: random.between(1, 6) }, () => sentence(random, random.between(4, 14))),
  });
}

/** Binary as applications send it: a small header, protobuf fields, gzip, or samples. */
export function binary(random: Random, size = random.between(8, 400)): Uint8Array {
  const kind = random.int(4);
  if (kind === 0) return join([Uint8Array.of(0x01, random.int(8), 0, size & 0xff), random.bytes(size)]);
  if (kind === 1) return protobuf(random);
  if (kind === 2) return Uint8Array.from(gzipSync(text(sentence(random, Math.max(4, size >> 3)))));
  return Uint8Array.from({ length: size }, (_, i) => 128 + Math.round(100 * Math.sin(i / 7)) + random.int(8));
}

/** Protobuf fields: a varint, a string, a fixed64 and a packed list with bytes above 0x7f. */
export function protobuf(random: Random): Uint8Array {
  const name = text(random.pick(NAMES));
  const packed = random.bytes(random.between(6, 60));
  return join([
    Uint8Array.of(0x08, 0x96 + random.int(100), 0x01),
    Uint8Array.of(0x12, name.length),
    name,
    Uint8Array.of(0x19),
    random.bytes(7),
    Uint8Array.of(0xc0 + random.int(60)),
    Uint8Array.of(0x22, packed.length),
    packed,
  ]);
}

/** A message of the usual mix; sizes are mostly small, sometimes over 125, seldom over a few kB. */
export function message(random: Random, options: { ascii?: boolean; text?: boolean } = {}): Message {
  if (!options.text && random.chance(0.2)) return { binary: true, data: binary(random) };
  const roll = random.int(100);
  if (roll < 6)
    return { binary: false, data: text(random.pick(['', 'ok', '2', '3', 'ping', 'hb', '{}', 'h'])) };
  if (roll < 14) {
    const list = Array.from({ length: random.between(4, 30) }, () =>
      JSON.parse(plainJson(random, options.ascii)),
    );
    return { binary: false, data: text(JSON.stringify(list)) };
  }
  if (roll < 22) {
    const lines = Array.from({ length: random.between(2, 9) }, () => sentence(random, random.between(3, 12)));
    return { binary: false, data: text(lines.join('\n')) };
  }
  return { binary: false, data: text(json(random, options.ascii)) };
}

function plainJson(random: Random, ascii?: boolean): string {
  const value = json(random, ascii);
  return value.startsWith('42') ? value.slice(2) : value;
}
