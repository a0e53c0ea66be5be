// What an explanation puts on the wire, in a few typical streams each: the simulated readers read them, so that it is
// known which texts an explanation brings about. Streams that are not frames are in `foreign-bytes.ts`.

import { concat } from '../bytes/concat.ts';
import { encodeText } from '../bytes/utf8.ts';
import type { Compression } from '../implementations/message-content.ts';
import type { FrameExplanationId } from './explanations.ts';
import { foreignBytes } from './foreign-bytes.ts';

/** One stream of a fault. */
export interface TypicalStream {
  readonly explanation: string;
  /** Who sends it; `null`: either. Frames of a client are masked. */
  readonly sender: 'client' | 'server' | null;
  readonly bytes: (sender: 'client' | 'server') => Uint8Array;
  readonly compression: Compression | null;
}

type Sender = 'client' | 'server';
const key = [0x37, 0xfa, 0x21, 0x3d];
const json = encodeText('{"type":"update","id":417,"value":"plain letters and digits 0123456789"}');
const accented = encodeText('{"name":"José Müller","city":"Zürich","note":"naïve"}');
const binary = Uint8Array.from({ length: 72 }, (_, at) => (at * 73 + 29) & 255);
const latin1 = Uint8Array.of(0x43, 0x61, 0x66, 0xe9, 0x20, 0x6f, 0x6b);

interface FrameParts {
  /** FIN, RSV and opcode. */
  readonly first: number;
  readonly payload: Uint8Array;
  /** As declared; absent: that of the payload. */
  readonly length?: number;
}

const lengthBytes = (length: number): number[] =>
  length < 126 ? [length] : [126, length >> 8, length & 255];

/** Header and payload as two parts: masked for a client. */
function partsOf(
  sender: Sender,
  { first, payload, length = payload.length }: FrameParts,
): [Uint8Array, Uint8Array] {
  const [short, ...long] = lengthBytes(length);
  if (sender === 'server') return [Uint8Array.of(first, short, ...long), payload];
  return [Uint8Array.of(first, short | 128, ...long, ...key), payload.map((byte, at) => byte ^ key[at & 3])];
}
const frame = (sender: Sender, first: number, payload: Uint8Array, length?: number): Uint8Array =>
  concat(partsOf(sender, length === undefined ? { first, payload } : { first, payload, length }));

/** Several frames of one message after the other, so that a reader that lost its place has bytes to read. */
const messages = (sender: Sender, first: number, payload: Uint8Array): Uint8Array =>
  concat([1, 2, 3].map(() => frame(sender, first, payload)));

function of(
  explanation: FrameExplanationId,
  bytes: (sender: Sender) => Uint8Array,
  { sender = null, compression = null }: Partial<Pick<TypicalStream, 'sender' | 'compression'>> = {},
): TypicalStream {
  return { explanation, bytes, sender, compression };
}

/** Two writers: the second frame stands between header and payload of the first one, or inside its payload. */
const torn = [json, binary].flatMap((payload) => {
  const first = payload === json ? 0x81 : 0x82;
  return [0, 17, 41].map((cut) =>
    of('unsynchronised-writes', (sender) => {
      const [header, body] = partsOf(sender, { first, payload });
      const other = frame(sender, first, payload.subarray(0, 40));
      return concat([
        header,
        body.subarray(0, cut),
        other,
        body.subarray(cut),
        messages(sender, first, payload),
      ]);
    }),
  );
});
/** A write that was cut short: the next frame begins before the declared end. */
const cutShort = [json, binary].map((payload) =>
  of('unsynchronised-writes', (sender) => {
    const first = payload === json ? 0x81 : 0x82;
    const [header, body] = partsOf(sender, { first, payload });
    return concat([header, body.subarray(0, 30), messages(sender, first, payload)]);
  }),
);
/** The declared length is another than that of the payload. */
const wrongLengths = [json, binary].flatMap((payload) =>
  [-9, -1, 1, 4].map((error) =>
    of('length-field', (sender) => {
      const first = payload === json ? 0x81 : 0x82;
      const wrong = frame(sender, first, payload, payload.length + error);
      return concat([wrong, messages(sender, first, payload)]);
    }),
  ),
);
/** Where the next header is read, in a payload: with a wrong length as with torn frames, it may be at any byte. */
const landings = [3, 8, 13, 21, 34, 47, 55, 68];
const readInPayload = (['unsynchronised-writes', 'length-field'] as const).flatMap((id) =>
  [json, binary].flatMap((payload) =>
    landings.map((at) =>
      of(id, (sender) => {
        const first = payload === json ? 0x81 : 0x82;
        return concat([payload.subarray(at), messages(sender, first, payload)]);
      }),
    ),
  ),
);
const longForms = [
  of('length-field', () => concat([Uint8Array.of(0x81, 126, 0, 72), json]), { sender: 'server' }),
  of('length-field', () => concat([Uint8Array.of(0x82, 127, 0, 0, 0, 0, 0, 0, 0, 72), binary]), {
    sender: 'server',
  }),
  of('length-field', () => concat([Uint8Array.of(0x81, 127, 0x90, 0, 0, 0, 0, 0, 0, 72), json]), {
    sender: 'server',
  }),
];
const characterCounts = [accented, encodeText('Hellö'), encodeText('{"text":"价格上涨"}')].map((payload) =>
  of('character-count', (sender) => {
    const length = [...new TextDecoder().decode(payload)].length;
    return concat([frame(sender, 0x81, payload, length), messages(sender, 0x81, payload)]);
  }),
);
const closeWith = (...payload: number[]) =>
  of('control-frame', (sender) => frame(sender, 0x88, Uint8Array.of(...payload)));
const control = [
  closeWith(0, 0),
  closeWith(3, 0xed),
  closeWith(3, 0xee),
  closeWith(3),
  closeWith(...encodeText('going away')),
  closeWith(3, 0xe8, 0xe9, 0x20),
  of('control-frame', (sender) => frame(sender, 0x88, encodeText('r'.repeat(130)))),
  of('control-frame', (sender) => frame(sender, 0x89, encodeText('p'.repeat(130)))),
  of('control-frame', (sender) => frame(sender, 0x08, Uint8Array.of(3, 0xe8))),
];
const unassigned = [0x83, 0x87, 0x8b, 0x8c].map((first) =>
  of('unassigned-opcode', (sender) => frame(sender, first, first < 0x88 ? json : new Uint8Array(0))),
);
const order = [[0x01, 0x01, 0x81], [0x01, 0x81], [0x80], [0x00, 0x80], [0x02, 0x02, 0x82], [0x09]].map(
  (firsts) => of('fragment-order', (sender) => concat(firsts.map((first) => frame(sender, first, json)))),
);
const masking = [
  of('server-masks', () => frame('client', 0x81, json), { sender: 'server' }),
  of('server-masks', () => frame('client', 0x8a, new Uint8Array(0)), { sender: 'server' }),
  of('client-does-not-mask', () => frame('server', 0x81, json), { sender: 'client' }),
  of('client-does-not-mask', () => frame('server', 0x89, new Uint8Array(0)), { sender: 'client' }),
  // The payload as it was, under a header that says it is masked: what a second reader of unmasked bytes sees, too.
  ...(['masking-key', 'two-upgrade-handlers'] as const).flatMap((id) => [
    of(id, () => concat([Uint8Array.of(0x81, 0x80 | json.length, ...key), json]), { sender: 'client' }),
    of(id, () => concat([Uint8Array.of(0x88, 0x82, ...key), Uint8Array.of(3, 0xe8)]), { sender: 'client' }),
  ]),
];
const agreed: Compression = { noContextTakeover: false, windowBits: 15 };
const squeezed = Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0);
const compression = [
  of('compression-state', (sender) => frame(sender, 0xc1, Uint8Array.of(0xf2, 0, 0x11, 0, 0)), {
    compression: agreed,
  }),
  of('compression-state', (sender) => frame(sender, 0xc1, json), { compression: agreed }),
  of('compression-state', (sender) => frame(sender, 0x81, squeezed), { compression: agreed }),
  of(
    'compression-state',
    (sender) => concat([frame(sender, 0x41, squeezed), frame(sender, 0xc0, squeezed)]),
    {
      compression: agreed,
    },
  ),
  of('compression-state', (sender) => frame(sender, 0xc9, new Uint8Array(0)), { compression: agreed }),
  of('compression-not-agreed', (sender) => frame(sender, 0xc1, squeezed)),
  of('compression-not-agreed', (sender) => frame(sender, 0xc2, squeezed)),
];
const encodings = [
  of('not-utf8', (sender) => frame(sender, 0x81, latin1)),
  of('not-utf8', (sender) => frame(sender, 0x81, binary)),
];
/** Text of the drafts up to 06, where opcode 4 is text. */
const drafts = [
  of('old-draft', (sender) => frame(sender, 0x84, json)),
  of('old-draft', (sender) => frame(sender, 0x04, json)),
];
const tooLong = [of('size-limit', (sender) => frame(sender, 0x82, binary.subarray(0, 8), 65_535))];

/** All streams, those that are not frames as well. */
export const typicalStreams: readonly TypicalStream[] = [
  ...torn,
  ...cutShort,
  ...wrongLengths,
  ...readInPayload,
  ...longForms,
  ...characterCounts,
  ...control,
  ...unassigned,
  ...order,
  ...masking,
  ...compression,
  ...encodings,
  ...drafts,
  ...tooLong,
  ...foreignBytes.map(({ bytes, sender, explanation }) => ({
    explanation,
    sender,
    bytes: () => bytes,
    compression: null,
  })),
];
