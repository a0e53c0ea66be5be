/** Bytes that a network, a relay or a write loses, repeats, swaps or adds. */
import {
  both,
  chosen,
  client,
  type Damage,
  edited,
  editedAll,
  framesOf,
  headerOf,
  insertedBefore,
  isCompressed,
  isText,
  partsOf,
  payloadOf,
  spliced,
  splicedBytes,
  streamOf,
} from './damage-kit.ts';
import { text } from './generate-frames.ts';
import { join } from './generate-strict.ts';

/** What a piece that is cut out of frames is as well. */
const lost = ['short-write', 'deflate-corrupt'] as const;
const twice = ['short-write', 'concurrent-writes', 'deflate-corrupt'] as const;
const bitNames = [
  'length-off-by-constant',
  'length-wrong-byte-order',
  'length-wrong-width',
  'length-not-minimal',
  'short-write',
] as const;

const transformed = (
  name: string,
  cause: string,
  also: readonly string[],
  change: (bytes: Uint8Array) => Uint8Array,
): Damage => ({
  name,
  cause,
  also,
  senders: both,
  apply: (session, sender) => editedAll(session, sender, ({ bytes }) => change(bytes)),
});

export const byteDamages: readonly Damage[] = [
  {
    name: 'piece-lost',
    cause: 'bytes-lost',
    also: lost,
    senders: both,
    apply(session, sender, random, part) {
      const stream = streamOf(session, sender);
      const size = part === 'first' ? random.between(6, 300) : random.between(3, 900);
      if (stream.length < size + 20) return null;
      const at = random.between(2, stream.length - size - 8);
      return { pieces: spliced(session, sender, at, size, new Uint8Array(0)) };
    },
  },
  {
    name: 'piece-of-one-frame-lost',
    cause: 'bytes-lost',
    also: lost,
    senders: both,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, (one) => payloadOf(one).length >= 20);
      if (!piece) return null;
      const size = random.between(part === 'first' ? 4 : 1, payloadOf(piece).length >> 1);
      const at = headerOf(piece) + random.int(payloadOf(piece).length - size);
      return edited(session, piece, (bytes) => splicedBytes(bytes, at, size));
    },
  },
  {
    name: 'piece-sent-twice',
    cause: 'bytes-inserted',
    also: twice,
    senders: both,
    apply(session, sender, random, part) {
      const stream = streamOf(session, sender);
      const size = part === 'first' ? random.between(12, 200) : random.between(5, 500);
      if (stream.length < size + 20) return null;
      const at = random.between(1, stream.length - size - 8);
      const copy = stream.slice(at, at + size);
      return { pieces: spliced(session, sender, at + size, 0, copy) };
    },
  },
  {
    name: 'pieces-swapped',
    cause: 'bytes-corrupted',
    also: ['concurrent-writes', 'bytes-lost', 'bytes-inserted', 'short-write', 'deflate-corrupt'],
    senders: both,
    apply(session, sender, random) {
      const stream = streamOf(session, sender);
      const [a, b] = [random.between(10, 200), random.between(10, 200)];
      if (stream.length < a + b + 20) return null;
      const at = random.between(1, stream.length - a - b - 4);
      const swapped = join([stream.subarray(at + a, at + a + b), stream.subarray(at, at + a)]);
      return { pieces: spliced(session, sender, at, a + b, swapped) };
    },
  },
  {
    name: 'header-byte-lost',
    cause: 'bytes-lost',
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, (one) => payloadOf(one).length >= 4);
      const at = piece ? random.int(Math.min(4, headerOf(piece))) : 0;
      return edited(session, piece, (bytes) => splicedBytes(bytes, at, 1));
    },
  },
  {
    name: 'key-byte-lost',
    cause: 'bytes-lost',
    senders: client,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, (one) => payloadOf(one).length >= 6);
      const at = piece ? headerOf(piece) - 1 - random.int(4) : 0;
      return edited(session, piece, (bytes) => splicedBytes(bytes, at, 1));
    },
  },
  {
    name: 'key-byte-added',
    cause: 'bytes-inserted',
    senders: client,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, (one) => payloadOf(one).length >= 6);
      const at = piece ? headerOf(piece) - random.int(4) : 0;
      const added = random.bytes(1);
      return edited(session, piece, (bytes) => splicedBytes(bytes, at, 0, added));
    },
  },
  {
    name: 'bytes-added-in-a-payload',
    cause: 'bytes-inserted',
    also: ['deflate-corrupt'],
    senders: both,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, (one) => payloadOf(one).length >= 8);
      if (!piece) return null;
      const at = headerOf(piece) + random.int(payloadOf(piece).length);
      const size = part === 'first' ? random.between(2, 24) : random.between(1, 60);
      const added = random.chance(0.3) ? new Uint8Array(size) : random.bytes(size);
      return edited(session, piece, (bytes) => splicedBytes(bytes, at, 0, added));
    },
  },
  {
    name: 'nuls-before-a-frame',
    cause: 'bytes-inserted',
    also: ['trailing-bytes', 'handshake-boundary'],
    senders: both,
    apply: (session, sender, random, part) =>
      insertedBefore(
        session,
        chosen(session, sender, random, () => true),
        new Uint8Array(part === 'first' ? random.pick([1, 2, 4, 16]) : random.pick([3, 6, 8, 32])),
        random,
      ),
  },
  {
    name: 'byte-order-mark-before-a-frame',
    cause: 'bytes-inserted',
    also: ['unframed-text', 'handshake-boundary'],
    senders: both,
    apply: (session, sender, random) =>
      insertedBefore(
        session,
        chosen(session, sender, random, () => true),
        Uint8Array.of(0xef, 0xbb, 0xbf),
        random,
      ),
  },
  {
    name: 'padding-after-each-frame',
    cause: 'trailing-bytes',
    also: ['bytes-inserted'],
    senders: both,
    apply(session, sender, random, part) {
      const tail = random.pick(
        part === 'first' ? [[0], [0, 0], [10], [13, 10]] : [[0, 0, 0], [0, 0, 0, 0], [10, 10], [32]],
      );
      return editedAll(session, sender, ({ bytes }) => join([bytes, Uint8Array.from(tail)]));
    },
  },
  {
    name: 'padding-to-a-multiple-of-four',
    cause: 'trailing-bytes',
    also: ['bytes-inserted'],
    senders: both,
    apply: (session, sender) =>
      editedAll(session, sender, ({ bytes }) => join([bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)])),
  },
  {
    name: 'buffer-longer-than-the-message',
    cause: 'bytes-inserted',
    also: ['unframed-text', 'trailing-bytes'],
    senders: both,
    apply(session, sender, random) {
      const own = framesOf(session, sender);
      const piece = chosen(session, sender, random, isText);
      const longer = own.slice(0, piece ? own.indexOf(piece) : 0).findLast((one) => isText(one));
      if (!piece || !longer || payloadOf(longer).length < payloadOf(piece).length + 3) return null;
      const stale = payloadOf(longer).subarray(payloadOf(piece).length);
      const tail = partsOf(piece).key ? random.bytes(stale.length) : stale;
      return edited(session, piece, (bytes) => join([bytes, tail]));
    },
  },
  {
    name: 'one-bit-of-a-length',
    cause: 'bytes-corrupted',
    also: bitNames,
    senders: both,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, (one) => payloadOf(one).length >= 12);
      if (!piece) return null;
      const wide = payloadOf(piece).length > 125;
      const bit = 1 << random.int(part === 'first' ? 4 : 6);
      const at = wide ? 3 : 1;
      return edited(session, piece, (bytes) => bytes.map((byte, i) => (i === at ? byte ^ bit : byte)));
    },
  },
  {
    name: 'one-bit-of-a-text',
    cause: 'text-not-utf8',
    also: ['bytes-corrupted'],
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, (one) => isText(one) && payloadOf(one).length > 3);
      const at = piece ? headerOf(piece) + random.int(payloadOf(piece).length) : 0;
      return edited(session, piece, (bytes) => bytes.map((byte, i) => (i === at ? byte ^ 0x80 : byte)));
    },
  },
  {
    name: 'one-bit-of-a-compressed-message',
    cause: 'deflate-corrupt',
    also: ['bytes-corrupted', 'text-not-utf8'],
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isCompressed, 0);
      const at = piece ? headerOf(piece) + random.int(payloadOf(piece).length) : 0;
      const bit = 1 << random.int(8);
      return edited(session, piece, (bytes) => bytes.map((byte, i) => (i === at ? byte ^ bit : byte)));
    },
  },
  transformed('line-feed-becomes-crlf', 'newline-translation', ['bytes-inserted'], (bytes) =>
    Uint8Array.from([...bytes].flatMap((byte) => (byte === 10 ? [13, 10] : [byte]))),
  ),
  transformed('crlf-becomes-line-feed', 'newline-translation', ['bytes-lost', 'short-write'], (bytes) =>
    bytes.filter((byte, i) => !(byte === 13 && bytes[i + 1] === 10)),
  ),
  transformed('latin1-read-and-written-as-utf8', 'utf8-reencoded', [], (bytes) =>
    text(Buffer.from(bytes).toString('latin1')),
  ),
  transformed('top-bit-cleared', 'seven-bit-stripped', [], (bytes) => bytes.map((byte) => byte & 127)),
];
