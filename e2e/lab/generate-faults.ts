/** Framing faults on a random session: masking, bits, compression, sequence and close. One entry a cause. */
import { constants, deflateSync, gzipSync, inflateRawSync } from 'node:zlib';
import { closing } from './generate-close.ts';
import {
  type Broken,
  both,
  candidates,
  choose,
  either,
  type Fault,
  fromOn,
  gaps,
  insertAfter,
  isData,
  longText,
  made,
  mostlyPlain,
  plain,
  rebuilt,
  swap,
} from './generate-edit.ts';
import { closePayload, deflateMessage, mask, type Random, text } from './generate-frames.ts';
import { DeflateError, strictInflate } from './generate-inflate.ts';
import type { Piece, Session } from './generate-session.ts';
import { join, type Sender } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';

const client: readonly Sender[] = ['client'];
const server: readonly Sender[] = ['server'];

/** The chosen frame alone, or it and all that fit after it. */
function some(
  session: Session,
  sender: Sender,
  random: Random,
  from: Piece,
  fits: (piece: Piece) => boolean,
): Piece[] {
  return random.chance(0.5) ? [from] : fromOn(session, sender, from).filter(fits);
}

function control(random: Random): { opcode: number; payload: Uint8Array } {
  return random.pick([
    { opcode: 9, payload: new Uint8Array(0) },
    { opcode: 10, payload: text('hb') },
    { opcode: 9, payload: text(String(random.int(1e6))) },
    { opcode: 10, payload: new Uint8Array(0) },
  ]);
}

/** Rebuilds the chosen frames with `change` and expects the break at the first. */
function rebuild(
  session: Session,
  sender: Sender,
  chosen: Piece[],
  change: (piece: Piece) => Piece,
  reason?: RegExp,
): Broken {
  const changes = new Map(chosen.map((piece) => [piece, change(piece)]));
  return { pieces: swap(session.pieces, changes), sender, at: changes.get(chosen[0]), reason };
}

/** Inserts one wrong frame where a frame may begin. */
function inserted(
  session: Session,
  sender: Sender,
  random: Random,
  make: (near: Piece) => Piece,
  reason?: RegExp,
): Broken {
  const near = random.pick(gaps(session, sender));
  const piece = make(near);
  return { pieces: insertAfter(session.pieces, near, piece), sender, at: piece, reason };
}

const noInflate = (payload: Uint8Array): boolean => {
  try {
    strictInflate(join([payload, Uint8Array.of(0, 0, 255, 255)]), new Uint8Array(0), 32768);
    return false;
  } catch (error) {
    return error instanceof DeflateError;
  }
};

export const framingFaults: Fault[] = [
  {
    cause: 'server-masked-frame',
    senders: server,
    options: either,
    apply(session, sender, random) {
      const from = choose(session, sender, random, (_p, parts) => parts.opcode !== 8);
      if (!from) return null;
      return rebuild(
        session,
        sender,
        some(session, sender, random, from, () => true),
        (piece) => rebuilt(piece, { key: random.key() }),
        /^mask$/,
      );
    },
  },
  {
    cause: 'client-unmasked-frame',
    senders: client,
    options: either,
    apply(session, sender, random) {
      if (random.chance(0.25)) {
        const parts = { ...control(random), key: null };
        return inserted(session, sender, random, (near) => made(near, sender, random, parts), /^mask$/);
      }
      const from = choose(session, sender, random, () => true);
      if (!from) return null;
      return rebuild(
        session,
        sender,
        some(session, sender, random, from, () => true),
        (piece) => rebuilt(piece, { key: null }),
        /^mask$/,
      );
    },
  },
  {
    cause: 'payload-not-masked',
    senders: client,
    options: mostlyPlain,
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(16));
      if (!from) return null;
      return rebuild(
        session,
        sender,
        some(session, sender, random, from, () => true),
        (piece) => rebuilt(piece, { body: piece.parts!.payload }),
        /utf-8/,
      );
    },
  },
  {
    cause: 'mask-bit-missing',
    senders: client,
    options: mostlyPlain,
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(12));
      if (!from) return null;
      const clear = (piece: Piece): Piece => {
        const bytes = piece.bytes.slice();
        bytes[1] &= 0x7f;
        return { ...piece, bytes };
      };
      return rebuild(
        session,
        sender,
        some(session, sender, random, from, () => true),
        clear,
        /^mask$/,
      );
    },
  },
  {
    cause: 'wrong-mask-key',
    senders: client,
    options: (random) => ({ ...mostlyPlain(random), text: true }),
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(60));
      if (!from) return null;
      const mode = random.int(4);
      const own = fromOn(session, sender, candidates(session, sender, () => true, 0)[0]);
      const previous = (piece: Piece): Uint8Array => own[own.indexOf(piece) - 1]?.parts?.key ?? random.key();
      const wrong = (piece: Piece): Piece => {
        const { key: written, payload } = piece.parts!;
        const key = written!;
        let body = mask(payload!, key);
        if (mode === 0) body = mask(payload!, key.slice().reverse());
        if (mode === 1) body = mask(payload!, previous(piece));
        if (mode === 2) body = mask(payload!, random.key());
        if (mode === 3) {
          const cut = 4 * random.between(2, 8) + random.between(1, 3);
          const phase = random.chance(0.5) ? 0 : 4 - (cut & 3);
          body = join([mask(payload!.subarray(0, cut), key), mask(payload!.subarray(cut), key, phase)]);
        }
        return rebuilt(piece, { body });
      };
      return rebuild(
        session,
        sender,
        some(session, sender, random, from, (piece) => longText(40)(piece, piece.parts!)),
        wrong,
        /utf-8/,
      );
    },
  },
  {
    cause: 'compression-not-negotiated',
    senders: both,
    options: plain,
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(24));
      if (!from) return null;
      const compress = (piece: Piece): Piece =>
        rebuilt(piece, { rsv: 4, payload: deflateMessage(piece.parts!.payload!) });
      const fits = (piece: Piece): boolean => longText(24)(piece, piece.parts!);
      return rebuild(session, sender, some(session, sender, random, from, fits), compress, /^rsv1$/);
    },
  },
  {
    cause: 'compression-flag-misplaced',
    senders: both,
    options: () => ({ deflate: true, fragments: true, text: true }),
    apply(session, sender, random) {
      const mode = random.int(3);
      if (mode === 0) {
        let open = false;
        const bad = new Set<Piece>();
        for (const piece of session.pieces) {
          if (piece.sender !== sender || !piece.parts) continue;
          if (piece.parts.opcode === 1 || piece.parts.opcode === 2) open = piece.parts.rsv === 4;
          else if (piece.parts.opcode === 0 && open) bad.add(piece);
        }
        const from = choose(session, sender, random, (piece) => bad.has(piece));
        if (!from) return null;
        return rebuild(session, sender, [from], (piece) => rebuilt(piece, { rsv: 4 }), /^rsv1$/);
      }
      if (mode === 1) {
        const parts = { ...control(random), rsv: 4 };
        return inserted(session, sender, random, (near) => made(near, sender, random, parts), /^rsv1$/);
      }
      const from = choose(
        session,
        sender,
        random,
        (p, parts) => p.single && parts.opcode === 1 && parts.rsv === 4 && parts.payload!.length > 20,
      );
      return from && rebuild(session, sender, [from], (piece) => rebuilt(piece, { rsv: 0 }), /utf-8/);
    },
  },
  {
    cause: 'deflate-corrupt',
    senders: both,
    options: () => ({ deflate: true }),
    apply(session, sender, random) {
      const from = choose(
        session,
        sender,
        random,
        (p, parts) => p.single && parts.rsv === 4 && p.plain!.length > 40,
      );
      if (!from) return null;
      const mode = random.int(4);
      const change = (piece: Piece): Piece => {
        const data = piece.plain!;
        let payload: Uint8Array = Uint8Array.from(deflateSync(data));
        if (mode === 1) payload = Uint8Array.from(gzipSync(data));
        if (mode === 2) payload = data;
        if (mode === 3) {
          payload = piece.parts!.payload!.slice();
          const at = random.between(2, Math.max(2, payload.length - 12));
          payload.set(random.bytes(8).subarray(0, payload.length - at), at);
        }
        return rebuilt(piece, { payload });
      };
      return rebuild(session, sender, [from], change, /^deflate: (?!distance)/);
    },
  },
  {
    cause: 'context-takeover-mismatch',
    senders: both,
    options: (random, sender) =>
      random.chance(0.7)
        ? { deflate: true, noTakeover: sender, keeps: sender, text: true }
        : { deflate: true, window: { sender, bits: 9, used: 15 }, text: true, least: 10 },
    apply(session, sender) {
      const { windowBits, takeover } = session.agreed![sender];
      let history: Uint8Array = new Uint8Array(0);
      // zlib itself, with the terms agreed, must refuse a message too
      for (const piece of session.pieces) {
        if (piece.sender !== sender || piece.plain === null || piece.parts?.rsv !== 4) continue;
        if (!piece.single) return null;
        try {
          const dictionary = takeover ? history.slice(-(2 ** windowBits)) : new Uint8Array(0);
          const tail = join([piece.parts.payload!, Uint8Array.of(0, 0, 255, 255)]);
          inflateRawSync(tail, {
            windowBits,
            finishFlush: constants.Z_SYNC_FLUSH,
            ...(dictionary.length ? { dictionary } : {}),
          });
        } catch {
          return {
            pieces: session.pieces,
            sender,
            at: piece,
            reason: /^deflate: distance/,
          };
        }
        history = Uint8Array.from(join([history, piece.plain]));
      }
      return null;
    },
  },
  {
    cause: 'reserved-bits',
    senders: both,
    options: either,
    apply(session, sender, random) {
      const rsv = session.agreed === null && random.chance(0.25) ? 4 : random.pick([1, 2, 3]);
      const from = choose(
        session,
        sender,
        random,
        (piece, parts) =>
          parts.opcode !== 8 && (rsv !== 4 || (longText(16)(piece, parts) && noInflate(parts.payload!))),
      );
      if (!from) return null;
      return rebuild(
        session,
        sender,
        [from],
        (piece) => rebuilt(piece, { rsv: (piece.parts!.rsv ?? 0) | rsv }),
        /^rsv/,
      );
    },
  },
  {
    cause: 'reserved-opcode',
    senders: both,
    options: mostlyPlain,
    apply(session, sender, random) {
      const opcode = random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]);
      const from = choose(
        session,
        sender,
        random,
        (piece, parts) => isData(piece, parts) && (opcode < 8 || parts.payload!.length < 126),
      );
      return from && rebuild(session, sender, [from], (piece) => rebuilt(piece, { opcode }), /opcode/);
    },
  },
  {
    cause: 'fragmented-control',
    senders: both,
    options: either,
    apply: (session, sender, random) =>
      inserted(
        session,
        sender,
        random,
        (near) => made(near, sender, random, { ...control(random), fin: false }),
        /fragmented/,
      ),
  },
  {
    cause: 'control-too-long',
    senders: both,
    options: either,
    apply(session, sender, random) {
      const payload = random.chance(0.5)
        ? text(JSON.stringify({ state: sentence(random, random.between(30, 120)) }))
        : random.bytes(random.between(126, 900));
      if (random.chance(0.25))
        return closing(
          session,
          sender,
          random,
          join([closePayload(1011), text(sentence(random, 40))]),
          /too long/,
        );
      return inserted(
        session,
        sender,
        random,
        (near) => made(near, sender, random, { opcode: random.pick([9, 10]), payload }),
        /too long/,
      );
    },
  },
  {
    cause: 'orphan-continuation',
    senders: both,
    options: mostlyPlain,
    apply(session, sender, random) {
      const from = choose(session, sender, random, (piece, parts) => isData(piece, parts) && !parts.rsv);
      if (!from) return null;
      if (random.chance(0.5))
        return rebuild(session, sender, [from], (piece) => rebuilt(piece, { opcode: 0 }), /orphan/);
      const extra = made(from, sender, random, { opcode: 0, payload: text(json(random)) });
      return { pieces: insertAfter(session.pieces, from, extra), sender, at: extra, reason: /orphan/ };
    },
  },
  {
    cause: 'interleaved-messages',
    senders: both,
    options: (random) => ({ ...mostlyPlain(random), text: true }),
    apply(session, sender, random) {
      const from = choose(session, sender, random, longText(30), 5);
      if (!from) return null;
      const payload = from.parts!.payload!;
      const cut = random.between(8, payload.length - 8);
      const first = rebuilt(from, { fin: false, payload: payload.subarray(0, cut), body: undefined });
      const rest = made(from, sender, random, { opcode: 0, payload: payload.subarray(cut) });
      if (random.chance(0.5)) {
        const between = made(
          from,
          sender,
          random,
          random.chance(0.5) ? { payload: text(json(random)) } : { opcode: 2, payload: random.bytes(20) },
        );
        return {
          pieces: swap(session.pieces, new Map([[from, [first, between, rest]]])),
          sender,
          at: between,
          reason: /new message/,
        };
      }
      const again = made(from, sender, random, { opcode: 1, payload: payload.subarray(cut) });
      return {
        pieces: swap(session.pieces, new Map([[from, [first, again]]])),
        sender,
        at: again,
        reason: /new message/,
      };
    },
  },
];
