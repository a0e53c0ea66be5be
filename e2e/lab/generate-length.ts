/** Length, content and damage faults on a random session. One entry a cause. */
import { gzipSync } from 'node:zlib';
import {
  type Broken,
  both,
  candidates,
  choose,
  type Fault,
  fromOn,
  gaps,
  insertAfter,
  isData,
  isPlainText,
  longText,
  loose,
  made,
  mostlyPlain,
  plain,
  rebuilt,
  stream,
  swap,
  transform,
} from './generate-edit.ts';
import { bigEndian, littleEndian, text } from './generate-frames.ts';
import type { Piece, Session } from './generate-session.ts';
import { join, type Sender, utf8Fault } from './generate-strict.ts';
import { json, protobuf, sentence } from './generate-traffic.ts';

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const bytesOf = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'hex'));
const lengthOf = (piece: Piece): number => piece.parts!.payload!.length;

/** Rebuilds frames; the break is wherever the strict reader stops. */
function declare(session: Session, sender: Sender, chosen: Piece[], change: (piece: Piece) => Piece): Broken {
  return { pieces: swap(session.pieces, new Map(chosen.map((piece) => [piece, change(piece)]))), sender };
}

/** A frame with a payload of exactly this many bytes of JSON. */
function sized(piece: Piece, length: number): Piece {
  return rebuilt(piece, {
    opcode: 1,
    payload: text(`{"pad":"${'abcdefghij'.repeat(Math.ceil(length / 10)).slice(0, length - 10)}"}`),
  });
}

/** Exact JSON documents: the payload tells where it ends. */
const wholeJson = (piece: Piece): boolean => {
  if (!isPlainText(piece, piece.parts!)) return false;
  try {
    return typeof JSON.parse(decode(piece.parts!.payload!)) === 'object';
  } catch {
    return false;
  }
};

const png = bytesOf('89504e470d0a1a0a0000000d49484452000000100000001008060000001ff3ff61');
const jpeg = bytesOf('ffd8ffe000104a46494600010101006000600000ffdb0043000806060706');
const msgpack = bytesOf('84a26964ce0012d687a46e616d65a3616461a26f6bc3a17691cbbff8000000000000');

export const lengthFaults: Fault[] = [
  {
    cause: 'length-counts-characters',
    senders: both,
    options: (random) => ({ ...mostlyPlain(random), foreign: true }),
    apply(session, sender, random) {
      const late = (piece: Piece): boolean =>
        isPlainText(piece, piece.parts!) && decode(piece.parts!.payload!).length !== lengthOf(piece);
      const from = choose(session, sender, random, late);
      if (!from) return null;
      const points = random.chance(0.3);
      const count = (piece: Piece): Piece => {
        const value = decode(piece.parts!.payload!);
        return rebuilt(piece, { declared: points ? [...value].length : value.length });
      };
      // an encoder that counts characters is wrong in every frame that has such a character
      const first = candidates(session, sender, late, 0)[0];
      return declare(
        session,
        sender,
        first === from ? fromOn(session, sender, from).filter(late) : [from],
        count,
      );
    },
  },
  {
    cause: 'length-wrong-byte-order',
    senders: both,
    options: plain,
    apply(session, sender, random) {
      const wide = (piece: Piece): boolean =>
        isData(piece, piece.parts!) && lengthOf(piece) > 125 && lengthOf(piece) < 65536;
      const swapped = (piece: Piece): Piece =>
        rebuilt(piece, { length: { short: 126, extended: littleEndian(lengthOf(piece), 2) } });
      if (random.chance(0.06)) {
        const from = choose(session, sender, random, isData);
        if (!from) return null;
        const big = sized(from, 66_000 + random.int(900));
        return declare(session, sender, [from], () =>
          rebuilt(big, { length: { short: 127, extended: littleEndian(lengthOf(big), 8) } }),
        );
      }
      const from = choose(session, sender, random, wide);
      if (!from) return null;
      const first = candidates(session, sender, wide, 0)[0];
      const chosen =
        first === from && random.chance(0.5) ? fromOn(session, sender, from).filter(wide) : [from];
      if (chosen.some((piece) => (lengthOf(piece) & 255) === lengthOf(piece) >> 8)) return null;
      return declare(session, sender, chosen, swapped);
    },
  },
  {
    cause: 'length-wrong-width',
    senders: both,
    options: plain,
    apply(session, sender, random) {
      const mode = random.int(5);
      const from = choose(session, sender, random, isData);
      if (!from) return null;
      if (mode === 0) {
        const length = random.pick([126, 127]);
        const piece = sized(from, length);
        return declare(session, sender, [from], () =>
          rebuilt(piece, { length: { short: length, extended: new Uint8Array(0) } }),
        );
      }
      const wide = choose(
        session,
        sender,
        random,
        (piece, parts) => isData(piece, parts) && parts.payload!.length > 125,
      );
      if (mode === 4 && random.chance(0.3)) {
        const piece = sized(from, 65_536 + random.between(200, 5000));
        const extended = bigEndian(lengthOf(piece) & 0xffff, 2);
        return declare(session, sender, [from], () => rebuilt(piece, { length: { short: 126, extended } }));
      }
      if (!wide) return null;
      const form = [
        { short: 126, width: 4 },
        { short: 126, width: 8 },
        { short: 127, width: 4 },
        { short: 127, width: 2 },
      ][mode - 1] as { short: number; width: 2 | 4 | 8 };
      return declare(session, sender, [wide], (piece) =>
        rebuilt(piece, { length: { short: form.short, extended: bigEndian(lengthOf(piece), form.width) } }),
      );
    },
  },
  {
    cause: 'length-off-by-constant',
    senders: both,
    options: () => ({ deflate: false, text: true, ascii: true }),
    apply(session, sender, random) {
      const by = random.pick(sender === 'client' ? [4, 4, 6, 1, -1, 2] : [2, 1, 1, -1, 4, -2]);
      const fits = (piece: Piece): boolean =>
        wholeJson(piece) &&
        lengthOf(piece) > 8 &&
        lengthOf(piece) < 60_000 &&
        !(lengthOf(piece) < 126 && lengthOf(piece) + by > 125) &&
        !(lengthOf(piece) > 125 && lengthOf(piece) + by < 126);
      const all = candidates(session, sender, fits, 4);
      if (all.length === 0) return null;
      const mode = random.int(3);
      const off = (piece: Piece): Piece => rebuilt(piece, { declared: lengthOf(piece) + by });
      if (mode === 0) return declare(session, sender, [random.pick(all)], off);
      // an encoder that is always wrong, or only in its 16-bit branch
      const chosen = candidates(
        session,
        sender,
        (piece) => fits(piece) && (mode === 1 || lengthOf(piece) > 125),
        0,
      );
      return chosen.length > 0 && all.includes(chosen[0]) ? declare(session, sender, chosen, off) : null;
    },
  },
  {
    cause: 'length-not-minimal',
    senders: both,
    options: mostlyPlain,
    apply(session, sender, random) {
      const wide = random.chance(0.5);
      const from = choose(
        session,
        sender,
        random,
        (piece, parts) =>
          isData(piece, parts) && (wide || parts.payload!.length < 126) && parts.payload!.length < 65536,
      );
      if (!from) return null;
      const long = (piece: Piece): Piece =>
        rebuilt(piece, {
          length: wide
            ? { short: 127, extended: bigEndian(lengthOf(piece), 8) }
            : { short: 126, extended: bigEndian(lengthOf(piece), 2) },
        });
      const all = fromOn(session, sender, from).filter(
        (piece) => isData(piece, piece.parts!) && lengthOf(piece) < (wide ? 65536 : 126),
      );
      const piece = new Map((random.chance(0.5) ? [from] : all).map((one) => [one, long(one)]));
      return { pieces: swap(session.pieces, piece), sender, at: piece.get(from), reason: /not minimal/ };
    },
  },
  {
    cause: 'length-msb-set',
    senders: both,
    options: mostlyPlain,
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(10));
      if (!from) return null;
      const extended = bigEndian(lengthOf(from), 8);
      if (random.chance(0.5)) extended.fill(255, 0, 7);
      else extended[0] |= 0x80;
      if (random.chance(0.2)) extended.fill(255);
      const piece = rebuilt(from, { length: { short: 127, extended } });
      return { pieces: swap(session.pieces, new Map([[from, piece]])), sender, at: piece, reason: /msb/ };
    },
  },
  {
    cause: 'text-not-utf8',
    senders: both,
    options: mostlyPlain,
    apply(session, sender, random) {
      const from = choose(session, sender, random, (piece, parts) => isData(piece, parts) && !parts.rsv);
      if (!from) return null;
      const latin = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'latin1'));
      const open = text('{"from":"ada","text":"');
      const end = text(`","id":${random.int(999)}}`);
      if (random.chance(0.25)) {
        const whole = text(
          JSON.stringify({ out: `${sentence(random, 6)} Überblick, fête, 価格 ${sentence(random, 4)}` }),
        );
        const cuts = [...whole.keys()].filter((i) => (whole[i] & 0xc0) === 0x80);
        const cut = random.pick(cuts);
        const first = rebuilt(from, { opcode: 1, rsv: 0, payload: whole.subarray(0, cut) });
        const second = made(from, sender, random, { opcode: 1, payload: whole.subarray(cut) });
        return {
          pieces: swap(session.pieces, new Map([[from, [first, second]]])),
          sender,
          at: first,
          reason: /not utf-8/,
        };
      }
      const inner = random.pick([
        latin('Grüße aus Köln'),
        latin('Ça va très bien'),
        latin('señor Muñoz, mañana'),
        join([
          Uint8Array.of(0x93),
          text(sentence(random, 3)),
          Uint8Array.of(0x94, 0x20, 0x96),
          text(' draft'),
        ]),
        bytesOf('c4e3bac3cac0bde7d6d0b9fa'),
        bytesOf('89bf8a6982aa8d5890568382ea82dc82b582bd'),
        bytesOf('eda0bdedb880'),
      ]);
      const piece = rebuilt(from, {
        opcode: 1,
        rsv: 0,
        payload: join([open, inner, text(` ${sentence(random, random.between(1, 20))}`), end]),
      });
      return {
        pieces: swap(session.pieces, new Map([[from, piece]])),
        sender,
        at: piece,
        reason: /not utf-8/,
      };
    },
  },
  {
    cause: 'binary-sent-as-text',
    senders: both,
    options: mostlyPlain,
    apply(session, sender, random) {
      const from = choose(session, sender, random, (piece, parts) => isData(piece, parts) && !parts.rsv);
      if (!from) return null;
      const payload = random.pick([
        () => join([png, random.bytes(random.between(40, 400))]),
        () => join([jpeg, random.bytes(random.between(40, 400))]),
        () => Uint8Array.from(gzipSync(text(json(random)))),
        () => join([protobuf(random), protobuf(random)]),
        () => join([Uint8Array.of(0xff, 0xfe), Buffer.from(json(random), 'utf16le')]),
        () => msgpack,
        () => join([bytesOf('504b0304140008000800'), random.bytes(80)]),
      ])();
      if (utf8Fault(payload).at < 0) return null;
      const piece = rebuilt(from, { opcode: 1, rsv: 0, payload });
      return {
        pieces: swap(session.pieces, new Map([[from, piece]])),
        sender,
        at: piece,
        reason: /not utf-8/,
      };
    },
  },
];

/** Spreads a changed stream of one end over its pieces again: each keeps its share, the first takes what is over. */
function restream(session: Session, sender: Sender, cut: (bytes: Uint8Array) => Uint8Array[]): Piece[] {
  const own = session.pieces.filter((piece) => piece.sender === sender && !piece.head);
  const parts = cut(stream(session.pieces, sender));
  return session.pieces.flatMap((piece) => {
    const i = own.indexOf(piece);
    if (i < 0) return [piece];
    return parts[i].length > 0 ? [{ ...piece, bytes: parts[i] }] : [];
  });
}

/** The end's pieces without the bytes [from, to) of its stream. */
function without(session: Session, sender: Sender, from: number, to: number): Piece[] {
  const own = session.pieces.filter((piece) => piece.sender === sender && !piece.head);
  return restream(session, sender, () => {
    let at = 0;
    return own.map(({ bytes }) => {
      const start = at;
      at += bytes.length;
      return Uint8Array.from(bytes.filter((_b, i) => start + i < from || start + i >= to));
    });
  });
}

function offsetIn(session: Session, sender: Sender, piece: Piece): number {
  let at = 0;
  for (const one of session.pieces) {
    if (one === piece) return at;
    if (one.sender === sender && !one.head) at += one.bytes.length;
  }
  return at;
}

const wrapAll = (session: Session, sender: Sender, change: (bytes: Uint8Array) => Uint8Array): Broken => ({
  pieces: transform(session, sender, change),
  sender,
});

export const damageFaults: Fault[] = [
  {
    cause: 'bytes-lost',
    senders: both,
    options: (random) => ({ ...mostlyPlain(random), text: true, least: 10 }),
    apply(session, sender, random) {
      const first = choose(session, sender, random, longText(40), 7);
      if (!first) return null;
      const later = fromOn(session, sender, first)
        .slice(1, 4)
        .filter((piece) => longText(30)(piece, piece.parts!));
      if (later.length === 0) return null;
      const last = random.pick(later);
      const start =
        offsetIn(session, sender, first) +
        first.bytes.length -
        lengthOf(first) +
        random.between(10, lengthOf(first) - 10);
      const stop =
        offsetIn(session, sender, last) + last.bytes.length - random.between(4, lengthOf(last) - 10);
      return { pieces: without(session, sender, start, stop), sender };
    },
  },
  {
    cause: 'bytes-inserted',
    senders: both,
    options: (random) => ({ ...mostlyPlain(random), text: true, least: 9 }),
    apply(session, sender, random) {
      if (random.chance(0.5)) {
        // right after the head it would be a wrong start of the frames instead
        const near = random.pick(gaps(session, sender, 5).slice(1));
        const noise = random.bytes(random.between(3, 40));
        const piece = loose(near, sender, noise);
        return { pieces: insertAfter(session.pieces, near, piece), sender, at: piece };
      }
      const from = choose(session, sender, random, longText(50), 5);
      if (!from) return null;
      const at = from.bytes.length - lengthOf(from) + random.between(8, lengthOf(from) - 8);
      const extra = random.chance(0.5)
        ? random.bytes(random.between(9, 60))
        : from.bytes.subarray(at - 8 - random.int(8), at);
      const bytes = join([from.bytes.subarray(0, at), extra, from.bytes.subarray(at)]);
      return { pieces: swap(session.pieces, new Map([[from, { ...from, bytes }]])), sender };
    },
  },
  {
    cause: 'bytes-corrupted',
    senders: both,
    options: (random) => ({ ...mostlyPlain(random), text: true, least: 9 }),
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(20), 5);
      if (!from) return null;
      const bytes = from.bytes.slice();
      if (lengthOf(from) < 126) {
        const bit = random.pick([0x10, 0x20, 0x40]);
        bytes[1] ^= bit;
        if ((bytes[1] & 0x7f) > 125) return null;
      } else {
        const bit = random.pick([0x20, 0x40, 0x80, 0x100, 0x200]);
        bytes[2] ^= bit >> 8;
        bytes[3] ^= bit & 255;
        if ((bytes[2] << 8) + bytes[3] < 126) return null;
      }
      return { pieces: swap(session.pieces, new Map([[from, { ...from, bytes }]])), sender };
    },
  },
  {
    cause: 'newline-translation',
    senders: both,
    options: () => ({ deflate: false, lines: true, least: 9 }),
    apply(session, sender, random) {
      const before = stream(session.pieces, sender);
      const count = (what: string): number => Buffer.from(before).toString('latin1').split(what).length - 1;
      // in masked bytes a pair of 0d 0a is chance, so only the growing kind can be told there
      const fold = sender === 'server' && random.chance(0.4) && count('\r\n') > 1;
      if (!fold && count('\n') - count('\r\n') < (sender === 'client' ? 3 : 2)) return null;
      return wrapAll(session, sender, (bytes) => {
        const value = Buffer.from(bytes).toString('latin1');
        return Uint8Array.from(
          Buffer.from(fold ? value.replaceAll('\r\n', '\n') : value.replaceAll('\n', '\r\n'), 'latin1'),
        );
      });
    },
  },
  {
    cause: 'utf8-reencoded',
    senders: both,
    options: () => ({ least: 7 }),
    apply(session, sender, random) {
      const replace = random.chance(0.4);
      return wrapAll(session, sender, (bytes) =>
        Uint8Array.from(Buffer.from(Buffer.from(bytes).toString(replace ? 'utf8' : 'latin1'), 'utf8')),
      );
    },
  },
  {
    cause: 'seven-bit-stripped',
    senders: both,
    options: plain,
    apply(session, sender) {
      // text frames alone would look like a FIN bit that is never set
      const own = session.pieces.filter((piece) => piece.sender === sender && piece.parts);
      if (!own.some(({ parts }) => parts!.opcode! >= 8 || parts!.payload!.some((byte) => byte > 127)))
        return null;
      return wrapAll(session, sender, (bytes) => bytes.map((byte) => byte & 0x7f));
    },
  },
  {
    cause: 'trailing-bytes',
    senders: both,
    options: () => ({}),
    apply(session, sender, random) {
      const tail = random.pick([[0], [10], [13, 10], [0, 0], [0]]);
      const only = random.chance(0.3);
      const pieces = session.pieces.map((piece) => {
        if (piece.sender !== sender || piece.head) return piece;
        if (only && (piece.parts!.opcode ?? 1) >= 8) return piece;
        return { ...piece, bytes: join([piece.bytes, Uint8Array.from(tail)]) };
      });
      return { pieces, sender };
    },
  },
  {
    cause: 'concurrent-writes',
    senders: both,
    options: (random) => ({ ...mostlyPlain(random), text: true, least: 9 }),
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(40), 5);
      if (!from) return null;
      const inner = made(
        from,
        sender,
        random,
        random.chance(0.25) ? { opcode: 9, payload: text('hb') } : { payload: text(json(random, true)) },
      );
      const head = from.bytes.length - lengthOf(from);
      const cut = head + (random.chance(0.3) ? 0 : random.between(6, lengthOf(from) - 6));
      let bytes = join([from.bytes.subarray(0, cut), inner.bytes, from.bytes.subarray(cut)]);
      if (random.chance(0.3) && inner.parts!.payload!.length > 8) {
        // header A, header B, payload A, payload B
        const split = inner.bytes.length - inner.parts!.payload!.length;
        bytes = join([
          from.bytes.subarray(0, head),
          inner.bytes.subarray(0, split),
          from.bytes.subarray(head),
          inner.bytes.subarray(split),
        ]);
      }
      return { pieces: swap(session.pieces, new Map([[from, { ...from, bytes }]])), sender };
    },
  },
  {
    cause: 'short-write',
    senders: both,
    options: (random) => ({ ...mostlyPlain(random), text: true, least: 9 }),
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(60), 5);
      if (!from) return null;
      const bytes = from.bytes.subarray(0, from.bytes.length - random.between(8, lengthOf(from) - 12));
      return { pieces: swap(session.pieces, new Map([[from, { ...from, bytes }]])), sender };
    },
  },
];
