/** Frames that are built wrong: lengths, masks, bits, order, control frames. */
import {
  both,
  changed,
  chosen,
  client,
  type Damage,
  edited,
  editedAll,
  framesOf,
  headerOf,
  inFragments,
  isData,
  isText,
  partsOf,
  payloadOf,
  rebuilt,
  replaced,
  server,
} from './damage-kit.ts';
import { bigEndian, frame, littleEndian, mask, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';

const isLong = (least: number) => (piece: Parameters<typeof payloadOf>[0]) =>
  payloadOf(piece).length >= least;

/** The header of each frame of this end written with a length that is `by` more. */
const offBy = (
  name: string,
  first: readonly number[],
  second: readonly number[],
  single: boolean,
): Damage => ({
  name,
  cause: 'length-off-by-constant',
  also: single
    ? ['bytes-lost', 'short-write', 'bytes-inserted', 'trailing-bytes', 'bytes-corrupted', 'unframed-text']
    : [],
  senders: both,
  apply(session, sender, random, part) {
    const by = random.pick(part === 'first' ? first : second);
    const from = chosen(session, sender, random, (one) => isData(one) && payloadOf(one).length + by >= 0);
    if (!from) return null;
    const at = framesOf(session, sender).indexOf(from);
    const wrong = (piece: typeof from): Uint8Array =>
      frame({ ...partsOf(piece), declared: Math.max(0, payloadOf(piece).length + by) });
    return single ? edited(session, from, () => wrong(from)) : editedAll(session, sender, wrong, at);
  },
});

const lengthDamages: readonly Damage[] = [
  offBy('each-length-off', [1, 2, -1, -2, 4], [3, -3, 6, -4, 8], false),
  offBy('one-length-off', [1, -1, 2], [3, -2, 4], true),
  {
    name: 'length-little-endian',
    cause: 'length-wrong-byte-order',
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isLong(126), 0);
      const size = piece ? payloadOf(piece).length : 0;
      return changed(session, piece, () => ({
        length:
          size < 65536
            ? { short: 126, extended: littleEndian(size, 2) }
            : { short: 127, extended: littleEndian(size, 8) },
      }));
    },
  },
  {
    name: 'length-as-a-signed-byte',
    cause: 'length-wrong-width',
    also: ['length-off-by-constant', 'bytes-corrupted', 'length-wrong-byte-order'],
    senders: both,
    apply(session, sender, random) {
      const fits = (piece: Parameters<typeof payloadOf>[0]): boolean =>
        payloadOf(piece).length >= 128 && payloadOf(piece).length < 256;
      const piece = chosen(session, sender, random, fits, 0);
      return changed(session, piece, (one) => ({
        length: { short: 126, extended: Uint8Array.of(0xff, payloadOf(one).length) },
      }));
    },
  },
  {
    name: 'length-as-a-signed-64-bit',
    cause: 'length-msb-set',
    also: ['length-wrong-width', 'bytes-corrupted'],
    senders: both,
    apply(session, sender, random) {
      const fits = (piece: Parameters<typeof payloadOf>[0]): boolean => payloadOf(piece).length >= 128;
      const piece = chosen(session, sender, random, fits, 0);
      return changed(session, piece, (one) => ({
        length: {
          short: 127,
          extended: join([new Uint8Array(6).fill(0xff), bigEndian(payloadOf(one).length, 2)]),
        },
      }));
    },
  },
  {
    name: 'longer-length-form-than-needed',
    cause: 'length-not-minimal',
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isData);
      return changed(session, piece, (one) => {
        const size = payloadOf(one).length;
        const short = size < 126 && random.chance(0.7) ? 126 : 127;
        return { length: { short, extended: bigEndian(size, short === 126 ? 2 : 8) } };
      });
    },
  },
  {
    name: 'length-in-32-bits',
    cause: 'length-wrong-width',
    also: ['length-msb-set', 'message-too-large'],
    senders: both,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, isLong(126), 0);
      const short = part === 'first' ? 127 : 126;
      return changed(session, piece, (one) => ({
        length: { short, extended: bigEndian(payloadOf(one).length, 4) },
      }));
    },
  },
  {
    name: 'length-counts-characters',
    cause: 'length-counts-characters',
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isText);
      if (!piece) return null;
      const words = random.pick([
        'naïve café – “quoted” ',
        'Füße, Öl und Straße: ',
        '注文を受け付けました ',
        'Привет, мир ',
      ]);
      const content = text(`{"note":"${words.repeat(random.between(1, 4))}","n":${random.int(99)}}`);
      const characters = new TextDecoder().decode(content).length;
      return changed(session, piece, () => ({ payload: content, declared: characters }));
    },
  },
];

const maskDamages: readonly Damage[] = [
  {
    name: 'client-frame-without-mask',
    cause: 'client-unmasked-frame',
    senders: client,
    apply(session, sender, random) {
      if (random.chance(0.4))
        return editedAll(session, sender, (one) => frame({ ...partsOf(one), key: null }));
      return changed(
        session,
        chosen(session, sender, random, () => true),
        () => ({ key: null }),
      );
    },
  },
  {
    name: 'server-frame-with-mask',
    cause: 'server-masked-frame',
    senders: server,
    apply(session, sender, random) {
      if (random.chance(0.4))
        return editedAll(session, sender, (one) => frame({ ...partsOf(one), key: random.key() }));
      return changed(session, chosen(session, sender, random, isData), () => ({ key: random.key() }));
    },
  },
  {
    name: 'key-of-the-frame-before',
    cause: 'wrong-mask-key',
    also: ['text-not-utf8'],
    senders: client,
    apply(session, sender, random) {
      const own = framesOf(session, sender);
      const piece = chosen(session, sender, random, (one) => isText(one) && own.indexOf(one) > 0);
      const before = piece ? partsOf(own[own.indexOf(piece) - 1]).key : null;
      if (!before) return null;
      return changed(session, piece, (one) => ({ body: mask(payloadOf(one), before) }));
    },
  },
  {
    name: 'key-in-another-byte-order',
    cause: 'wrong-mask-key',
    also: ['text-not-utf8'],
    senders: client,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, isText);
      const phase = random.between(1, 3);
      return changed(session, piece, (one) => {
        const key = partsOf(one).key ?? new Uint8Array(4);
        const wrong =
          part === 'first' ? Uint8Array.from(key).reverse() : Uint8Array.of(key[1], key[0], key[3], key[2]);
        return { body: random.chance(0.5) ? mask(payloadOf(one), wrong) : mask(payloadOf(one), key, phase) };
      });
    },
  },
  {
    name: 'masked-without-the-bit',
    cause: 'mask-bit-missing',
    also: ['client-unmasked-frame'],
    senders: client,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isText);
      return edited(session, piece, (bytes) => bytes.map((byte, i) => (i === 1 ? byte & 127 : byte)));
    },
  },
  {
    name: 'bit-and-key-but-not-masked',
    cause: 'payload-not-masked',
    also: ['wrong-mask-key', 'text-not-utf8'],
    senders: client,
    apply: (session, sender, random) =>
      changed(session, chosen(session, sender, random, isText), (one) => ({ body: payloadOf(one) })),
  },
];

/** Each way to set bits of a first byte: RSV2, RSV3, an opcode that means nothing. */
const bitDamages: readonly Damage[] = [
  {
    name: 'reserved-bit',
    cause: 'reserved-bits',
    also: ['bytes-corrupted'],
    senders: both,
    apply: (session, sender, random) =>
      changed(
        session,
        chosen(session, sender, random, () => true),
        (one) => ({ rsv: (partsOf(one).rsv ?? 0) | random.pick([1, 2, 3]) }),
      ),
  },
  {
    name: 'reserved-opcode',
    cause: 'reserved-opcode',
    also: ['bytes-corrupted'],
    senders: both,
    apply: (session, sender, random) =>
      changed(session, chosen(session, sender, random, isData), () => ({
        opcode: random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]),
      })),
  },
];

const orderDamages: readonly Damage[] = [
  {
    name: 'continuation-without-a-start',
    cause: 'orphan-continuation',
    also: ['bytes-corrupted'],
    senders: both,
    apply: (session, sender, random) =>
      changed(session, chosen(session, sender, random, isText), () => ({ opcode: 0 })),
  },
  {
    name: 'fin-cleared',
    cause: 'interleaved-messages',
    also: ['bytes-corrupted', 'orphan-continuation'],
    senders: both,
    apply(session, sender, random) {
      const own = framesOf(session, sender);
      const piece = chosen(
        session,
        sender,
        random,
        (one) => isData(one) && own.slice(own.indexOf(one) + 1).some(isData),
      );
      return changed(session, piece, () => ({ fin: false }));
    },
  },
  {
    name: 'opcode-repeated-in-each-fragment',
    cause: 'interleaved-messages',
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, (one) => isText(one) && payloadOf(one).length > 6);
      if (!piece) return null;
      return inFragments(session, piece, random, { fin: false }, {});
    },
  },
  {
    name: 'fin-on-the-first-fragment',
    cause: 'orphan-continuation',
    also: ['bytes-corrupted'],
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, (one) => isText(one) && payloadOf(one).length > 6);
      if (!piece) return null;
      return inFragments(session, piece, random, {}, { opcode: 0 });
    },
  },
  {
    name: 'ping-in-fragments',
    cause: 'fragmented-control',
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, () => true);
      if (!piece) return null;
      const key = partsOf(piece).key ? random.key() : null;
      const ping = rebuilt(piece, {
        opcode: random.pick([9, 10]),
        rsv: 0,
        fin: false,
        payload: text('hb'),
        key,
      });
      return { pieces: replaced(session, piece, ping, piece) };
    },
  },
  {
    name: 'ping-too-long',
    cause: 'control-too-long',
    senders: both,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, () => true);
      if (!piece) return null;
      const key = partsOf(piece).key ? random.key() : null;
      const size = part === 'first' ? random.between(126, 200) : random.between(200, 2000);
      const payload = text('keepalive '.repeat(Math.ceil(size / 10))).subarray(0, size);
      const ping = rebuilt(piece, { opcode: random.pick([9, 10]), rsv: 0, fin: true, payload, key });
      return { pieces: replaced(session, piece, ping, piece) };
    },
  },
  {
    name: 'two-writers',
    cause: 'concurrent-writes',
    senders: both,
    apply(session, sender, random, part) {
      const own = framesOf(session, sender);
      const piece = chosen(session, sender, random, (one) => isData(one) && payloadOf(one).length > 11, 1);
      if (!piece) return null;
      const next = own[own.indexOf(piece) + 1];
      const cut = random.chance(0.4)
        ? headerOf(piece)
        : headerOf(piece) + random.between(1, payloadOf(piece).length - 1);
      const inner = next.bytes;
      const second = part === 'second' && inner.length > 8 ? random.between(4, inner.length) : inner.length;
      const bytes = join([
        piece.bytes.subarray(0, cut),
        inner.subarray(0, second),
        piece.bytes.subarray(cut),
        inner.subarray(second),
      ]);
      const pieces = replaced(session, piece, { ...piece, bytes }).filter((one) => one !== next);
      return { pieces };
    },
  },
];

export const frameDamages: readonly Damage[] = [
  ...lengthDamages,
  ...maskDamages,
  ...bitDamages,
  ...orderDamages,
];
