import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../testing/bytes.ts';
import { encodeFrame, readFrames, rowsOf } from '../../testing/frames.ts';
import { plainDeflate } from '../model/assumptions.ts';
import { violation, violationNames } from '../model/violation.ts';

const key = [0x37, 0xfa, 0x21, 0x3d] as const;

/** The violations of each frame, by name. */
function faults(bytes: Uint8Array, sender: 'client' | 'server' = 'server', deflate = false): string[][] {
  const { frames } = readFrames([bytes], sender, deflate ? plainDeflate : 'none');
  return Array.from({ length: frames.length }, (_, i) => violationNames(frames.violations(i)));
}

/** The payload of one message compressed as by permessage-deflate, without context takeover. */
function packed(text: string): Uint8Array {
  const whole = deflateRawSync(text, { finishFlush: 2 });
  return whole.subarray(0, whole.length - 4);
}

describe('lengths (RFC 6455 5.2)', () => {
  it.each([
    [0, 2],
    [1, 2],
    [125, 2],
    [126, 4],
    [127, 4],
    [65535, 4],
    [65536, 10],
  ])('%i bytes of payload after a header of %i', (size, header) => {
    for (const masked of [false, true]) {
      const bytes = encodeFrame({
        opcode: 2,
        payload: new Uint8Array(size).fill(7),
        ...(masked ? { key } : {}),
      });
      const { frames, messages } = readFrames(
        [bytes, encodeFrame({ opcode: 9, ...(masked ? { key } : {}) })],
        masked ? 'client' : 'server',
      );
      expect(frames.length).toBe(2);
      expect([frames.payloadLength(0), frames.headerLength(0)]).toEqual([size, header + (masked ? 4 : 0)]);
      expect([frames.violations(0), frames.complete(0), frames.violations(1)]).toEqual([0, true, 0]);
      expect(messages.applicationLength(0)).toBe(size);
    }
  });

  it('reads the examples of RFC 6455 5.7', () => {
    expect(faults(hex('81 05 48 65 6c 6c 6f'))).toEqual([[]]);
    expect(faults(hex('81 85 37 fa 21 3d 7f 9f 4d 51 58'), 'client')).toEqual([[]]);
    expect(faults(hex('01 03 48 65 6c  80 02 6c 6f'))).toEqual([[], []]);
  });
});

describe('fragmentation (RFC 6455 5.4)', () => {
  it('permits control frames between fragments, and joins the fragments to one message', () => {
    const bytes = concat([
      encodeFrame({ opcode: 1, fin: false, payload: utf8('Hel') }),
      encodeFrame({ opcode: 9, payload: utf8('?') }),
      encodeFrame({ opcode: 0, fin: false, payload: utf8('lo ') }),
      encodeFrame({ opcode: 10, payload: utf8('?') }),
      encodeFrame({ opcode: 0, payload: utf8('you') }),
    ]);
    const { frames, messages } = readFrames([bytes]);
    expect(faults(bytes)).toEqual([[], [], [], [], []]);
    expect(messages.length).toBe(1);
    expect(messages.applicationLength(0)).toBe(9);
    expect([0, 1, 2, 3, 4].map((i) => frames.message(i))).toEqual([0, -1, 0, -1, 0]);
  });

  it('reports a continuation without a message and a message inside another', () => {
    expect(faults(hex('80 01 61  81 01 62'))).toEqual([['orphanContinuation'], []]);
    const inside = concat([
      encodeFrame({ opcode: 1, fin: false, payload: utf8('first half') }),
      encodeFrame({ opcode: 1, payload: utf8('another message') }),
      encodeFrame({ opcode: 1, payload: utf8('one more message') }),
    ]);
    expect(faults(inside)[1]).toEqual(['interleavedMessage']);
  });
});

describe('UTF-8 across fragments (RFC 6455 8.1)', () => {
  const word = utf8('Grüße 🚀 日本');

  it('permits fragments that split a character anywhere', () => {
    for (let cut = 0; cut <= word.length; cut++) {
      const bytes = concat([
        encodeFrame({ opcode: 1, fin: false, payload: word.subarray(0, cut) }),
        encodeFrame({ opcode: 0, payload: word.subarray(cut) }),
      ]);
      expect(faults(bytes)).toEqual([[], []]);
    }
  });

  it.each([
    ['a byte that begins nothing', '61 62 ff 63', 2],
    ['an overlong form', '61 c0 af', 1],
    ['a surrogate', '61 62 63 ed a0 80', 4],
    ['beyond U+10FFFF', 'f4 90 80 80', 1],
    ['a lone continuation', '61 80', 1],
  ])('says where: %s', (_name, bytes, at) => {
    for (const masked of [false, true]) {
      const sender = masked ? 'client' : 'server';
      const { frames, reader } = readFrames(
        [encodeFrame({ opcode: 1, payload: hex(bytes), ...(masked ? { key } : {}) })],
        sender,
      );
      expect(violationNames(frames.violations(0))).toEqual(['textNotUtf8']);
      expect(reader.faults.details.get(0)).toMatchObject({ kind: 'utf8', at });
    }
  });

  it('reports a text that ends inside a character at the last frame', () => {
    const bytes = concat([
      encodeFrame({ opcode: 1, fin: false, payload: utf8('Gr') }),
      encodeFrame({ opcode: 0, payload: hex('c3') }),
    ]);
    expect(faults(bytes)).toEqual([[], ['textNotUtf8']]);
  });

  it('does not check binary messages', () => {
    expect(faults(encodeFrame({ opcode: 2, payload: hex('ff fe 00') }))).toEqual([[]]);
  });
});

describe('Close (RFC 6455 5.5.1, 7.4)', () => {
  it.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999])('%i may be sent', (code) => {
    const { frames, reader } = readFrames([
      encodeFrame({ opcode: 8, payload: Uint8Array.of(code >> 8, code & 255) }),
    ]);
    expect(frames.violations(0)).toBe(0);
    expect(reader.closed).toMatchObject({ frame: 0, code, reason: '' });
  });

  it.each([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535])('%i may not', (code) => {
    expect(faults(encodeFrame({ opcode: 8, payload: Uint8Array.of(code >> 8, code & 255) }))).toEqual([
      ['closeCodeInvalid'],
    ]);
  });

  it('reads an empty body, a reason, half a code and a reason that is not UTF-8', () => {
    expect(readFrames([hex('88 00')]).reader.closed).toMatchObject({ code: null, reason: '' });
    expect(readFrames([hex('88 05 03 e9 62 79 65')]).reader.closed).toMatchObject({
      code: 1001,
      reason: 'bye',
    });
    expect(faults(hex('88 01 03'))).toEqual([['closePayloadOneByte']]);
    expect(faults(hex('88 04 03 e8 c3 28'))).toEqual([['closeReasonNotUtf8']]);
  });

  it('reports data after it', () => {
    expect(faults(hex('88 02 03 e8  81 02 68 69'))).toEqual([[], ['dataAfterClose']]);
  });
});

describe('compression (RFC 7692)', () => {
  it('reads a message in fragments, and reports inflated text that is not UTF-8', () => {
    const data = packed('hello, hello, hello');
    const good = concat([
      encodeFrame({ opcode: 1, rsv: 4, fin: false, payload: data.subarray(0, 3) }),
      encodeFrame({ opcode: 0, payload: data.subarray(3) }),
    ]);
    expect(faults(good, 'server', true)).toEqual([[], []]);
    expect(readFrames([good], 'server', plainDeflate).messages.applicationLength(0)).toBe(19);
    const bad = deflateRawSync(hex('61 62 ff'), { finishFlush: 2 });
    expect(faults(encodeFrame({ opcode: 1, rsv: 4, payload: bad.subarray(0, -4) }), 'server', true)).toEqual([
      ['textNotUtf8'],
    ]);
  });

  it('reports data that does not inflate', () => {
    expect(faults(hex('c1 05 48 65 6c 6c 6f'), 'server', true)).toEqual([['deflateFailed']]);
  });
});

// A sound stream with frames of every kind.
const stream = concat([
  encodeFrame({ opcode: 1, payload: utf8('{"hello":"wörld"}') }),
  encodeFrame({ opcode: 2, payload: new Uint8Array(300).map((_, i) => i) }),
  encodeFrame({ opcode: 1, fin: false, payload: utf8('frag') }),
  encodeFrame({ opcode: 9, payload: utf8('ping') }),
  encodeFrame({ opcode: 0, payload: utf8('ment') }),
  encodeFrame({ opcode: 1, payload: utf8('日本語'.repeat(40)) }),
  encodeFrame({ opcode: 8, payload: hex('03 e8 6f 6b') }),
]);
const masked = concat([
  encodeFrame({ opcode: 1, payload: utf8('{"hello":"wörld"}'), key }),
  encodeFrame({ opcode: 2, payload: new Uint8Array(300).map((_, i) => i), key }),
  encodeFrame({ opcode: 1, payload: utf8('日本語'.repeat(40)), key }),
  encodeFrame({ opcode: 8, payload: hex('03 e8 6f 6b'), key }),
]);
const sides = [
  ['server', stream],
  ['client', masked],
] as const;

describe('laws', () => {
  it.each(sides)(
    '%s: split anywhere, in two or into single bytes, the table is the same',
    (sender, bytes) => {
      const whole = rowsOf(readFrames([bytes], sender).frames);
      expect(
        rowsOf(
          readFrames(
            Array.from(bytes, (byte) => Uint8Array.of(byte)),
            sender,
          ).frames,
        ),
      ).toEqual(whole);
      for (let cut = 0; cut <= bytes.length; cut++) {
        expect(rowsOf(readFrames([bytes.subarray(0, cut), bytes.subarray(cut)], sender).frames)).toEqual(
          whole,
        );
      }
    },
  );

  it.each(sides)(
    '%s: split into any pieces after any bytes were turned, the table is the same',
    (sender, bytes) => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
          fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
          (turns, sizes) => {
            const turned = bytes.slice();
            for (const [at, by] of turns) turned[at] ^= by;
            const pieces: Uint8Array[] = [];
            for (let at = 0, i = 0; at < turned.length; i++) {
              const end = Math.min(turned.length, at + sizes[i % sizes.length]);
              pieces.push(turned.slice(at, end));
              at = end;
            }
            expect(rowsOf(readFrames(pieces, sender).frames)).toEqual(
              rowsOf(readFrames([turned], sender).frames),
            );
          },
        ),
        { numRuns: 300 },
      );
    },
  );

  it.each(sides)(
    '%s: cut at every byte, the frames before stay and the last says that it is cut',
    (sender, bytes) => {
      const whole = readFrames([bytes], sender).frames;
      const rows = rowsOf(whole);
      for (let cut = 0; cut <= bytes.length; cut++) {
        const { frames } = readFrames([bytes.subarray(0, cut)], sender);
        const done = rows.filter(
          (_, i) => whole.offset(i) + whole.headerLength(i) + whole.payloadLength(i) <= cut,
        );
        expect(rowsOf(frames).slice(0, done.length)).toEqual(done);
        if (frames.length > done.length) {
          expect(frames.violations(done.length) & (violation.headerCut | violation.payloadCut)).not.toBe(0);
        }
      }
    },
  );

  it('random bytes never throw, and rows never overlap', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (bytes, isServer) => {
        const { frames, reader } = readFrames([bytes], isServer ? 'server' : 'client', 'unknown');
        for (let i = 1; i < frames.length; i++)
          expect(frames.offset(i)).toBeGreaterThan(frames.offset(i - 1));
        expect(reader.offset).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });
});
