// The smaller parts: mask, chains, finding a boundary, fields, extensions, the audit of a handshake, undoing
// text corruption.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../testing/bytes.ts';
import { converse, encodeFrame, request, response } from '../../testing/frames.ts';
import { u32 } from '../bytes/integers.ts';
import { violation } from '../model/violation.ts';
import { chainWeight, readChain } from './chain.ts';
import { parseExtensions, readDeflateParameters } from './extensions.ts';
import { decodeFields } from './fields.ts';
import { acceptFor } from './handshake.ts';
import { unmaskCopy, unmaskInto } from './mask.ts';
import { findBoundary } from './resynchronise.ts';
import { restoreTopBits, unencodeLatin1 } from './text-corruption.ts';

const server = { sender: 'server', deflate: false } as const;

describe('mask (RFC 6455 5.3)', () => {
  it('combines each byte with its key byte, from any phase, at any alignment', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.nat(7),
        fc.nat(7),
        (payload, keyBytes, phase, shift) => {
          const key = u32(keyBytes, 0);
          const expected = payload.map((byte, i) => byte ^ keyBytes[(i + phase) & 3]);
          expect([...unmaskCopy(payload, key, phase)]).toEqual([...expected]);
          const room = new Uint8Array(payload.length + shift);
          unmaskInto(payload, 0, payload.length, key, phase, room, shift);
          expect([...room.subarray(shift)]).toEqual([...expected]);
        },
      ),
    );
  });
});

describe('chain', () => {
  const one = encodeFrame({ opcode: 1, payload: utf8('{"n":1}') });

  it('reports why it stopped', () => {
    expect(readChain(concat([one, one]), 0, server)).toMatchObject({ stop: 'end', at: 18, proven: 2 });
    expect(readChain(concat([one, one.subarray(0, 5)]), 0, server)).toMatchObject({ stop: 'inside', at: 9 });
    expect(readChain(concat([one, hex('b1 00')]), 0, server)).toMatchObject({ stop: 'bad', at: 9 });
    expect(readChain(concat([one, one, one]), 0, { ...server, maxFrames: 2 })).toMatchObject({
      stop: 'max-frames',
      at: 18,
    });
  });

  it('stops at text that is not UTF-8, and permits the tolerated violations', () => {
    const bad = encodeFrame({ opcode: 1, payload: hex('ff ff') });
    expect(readChain(bad, 0, server).stop).toBe('bad');
    expect(readChain(bad, 0, { ...server, tolerate: violation.textNotUtf8 }).stop).toBe('end');
  });

  it('gives text more weight than form, and zeros hardly any', () => {
    const weight = (bytes: Uint8Array) => chainWeight(readChain(bytes, 0, server));
    expect(weight(concat([one, one]))).toBeGreaterThan(weight(concat([hex('82 01 00'), hex('82 01 00')])));
    expect(weight(new Uint8Array(8))).toBeLessThan(10);
  });
});

describe('finding a boundary', () => {
  const frames = ['{"n":1,"v":"one"}', '{"n":2,"v":"two"}', '{"n":3,"v":"three"}'].map((text) =>
    encodeFrame({ opcode: 1, payload: utf8(text) }),
  );

  it('finds the first frame after bytes without frames', () => {
    const noise = hex('f3 9c 77 e1 5a bb 7e 66 fd 31 72');
    expect(findBoundary(concat([noise, ...frames]), 0, 100, server)?.offset).toBe(noise.length);
  });

  it('finds no boundary in random bytes', () => {
    let seed = 7;
    const noise = Uint8Array.from({ length: 400 }, () => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed >>> 24;
    });
    expect(findBoundary(noise, 0, noise.length, server)).toBeNull();
  });
});

describe('fields', () => {
  it('name every bit of the header once, in order', () => {
    for (const header of [
      '81 05',
      '81 85 01 02 03 04',
      '82 7e 01 00',
      '82 ff 00 00 00 00 00 01 00 00 01 02 03 04',
    ]) {
      const bytes = hex(header);
      const fields = decodeFields(bytes, 5, {
        violations: 0,
        sender: 'server',
        compressed: false,
        unmasked: utf8('hello'),
      });
      let bit = 0;
      for (const field of fields.filter(({ bitStart }) => bitStart < bytes.length * 8)) {
        expect(field.bitStart).toBe(bit);
        bit = field.bitEnd;
      }
      expect(bit).toBe(bytes.length * 8);
    }
  });

  it('carry the violations that concern them', () => {
    const fields = decodeFields(hex('a1 85 01 02 03 04'), 5, {
      violations: violation.rsv2 | violation.maskedServerFrame,
      sender: 'server',
      compressed: false,
      unmasked: new Uint8Array(0),
    });
    expect(
      fields.filter(({ violations }) => violations.length > 0).map(({ id, violations }) => [id, violations]),
    ).toEqual([
      ['rsv2', ['rsv2']],
      ['mask', ['maskedServerFrame']],
    ]);
  });

  it('say what their bits should be, where one value is right', () => {
    const right = (header: string, violations: number, sender: 'client' | 'server' = 'server') =>
      decodeFields(hex(header), 5, { violations, sender, compressed: false, unmasked: new Uint8Array(0) })
        .filter((field) => field.right !== null)
        .map((field) => [field.id, field.right]);
    expect(right('81 05', 0)).toEqual([]);
    expect(right('a1 85 01 02 03 04', violation.rsv2 | violation.maskedServerFrame)).toEqual([
      ['rsv2', '0'],
      ['mask', '0'],
    ]);
    expect(right('81 05', violation.unmaskedClientFrame, 'client')).toEqual([['mask', '1']]);
    expect(right('09 00', violation.fragmentedControl)).toEqual([['fin', '1']]);
    expect(right('81 05', violation.interleavedMessage)).toEqual([['opcode', '0000']]);
    expect(right('81 7f 80 00 00 00 00 00 00 05', violation.lengthMsbSet)).toEqual([
      ['extended-length', `0${'0'.repeat(55)}00000101`],
    ]);
    // Both a text and a binary frame could stand there.
    expect(right('83 05', violation.reservedDataOpcode)).toEqual([]);
  });
});

describe('handshake', () => {
  it('computes the accept value of the sample key (RFC 6455 1.3)', () => {
    expect(acceptFor('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  it('passes the sample, and names the wrong line of a bad one', () => {
    const audit = (response: string) =>
      converse([
        ['client', request],
        ['server', response],
      ]).connection.handshake;
    expect(audit(response)?.checks.filter(({ ok }) => !ok)).toEqual([]);
    const failed = (response: string) =>
      audit(response)
        ?.checks.filter(({ ok }) => !ok)
        .map(({ id }) => id);
    expect(failed(response.replace('s3pP', 'S3pP'))).toContain('accept');
    expect(failed(response.replace('Upgrade: websocket\r\n', ''))).toContain('upgrade');
    expect(failed(response.replace('Connection: Upgrade', 'Connection: close'))).toContain('connection');
  });
});

describe('extensions (RFC 6455 9.1, RFC 7692 7.1)', () => {
  it('reads lists, parameters and quoted values', () => {
    expect(parseExtensions(['a; x=1; y="2", b', 'c;z'])).toEqual([
      {
        name: 'a',
        parameters: [
          { name: 'x', value: '1' },
          { name: 'y', value: '2' },
        ],
      },
      { name: 'b', parameters: [] },
      { name: 'c', parameters: [{ name: 'z', value: null }] },
    ]);
  });

  it('reads the agreement, and reports its problems', () => {
    const read = (text: string) => readDeflateParameters(parseExtensions([text])[0]);
    expect(read('permessage-deflate; server_no_context_takeover; client_max_window_bits=10')).toEqual({
      parameters: {
        serverNoContextTakeover: true,
        clientNoContextTakeover: false,
        serverMaxWindowBits: 15,
        clientMaxWindowBits: 10,
      },
      problems: [],
    });
    for (const bad of [
      'server_max_window_bits=7',
      'server_max_window_bits=16',
      'client_max_window_bits=08',
      'unknown=1',
    ]) {
      expect(read(`permessage-deflate; ${bad}`).problems, bad).not.toEqual([]);
    }
  });
});

describe('undoing text corruption', () => {
  const sent = concat([
    encodeFrame({ opcode: 1, payload: utf8('{"op":"subscribe"}') }),
    encodeFrame({ opcode: 1, payload: utf8('x'.repeat(200)) }),
    encodeFrame({ opcode: 9 }),
  ]);

  it('restores every byte that was re-encoded from Latin-1', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect([...(unencodeLatin1(utf8(String.fromCharCode(...bytes))) ?? [])]).toEqual([...bytes]);
      }),
    );
    expect(unencodeLatin1(hex('81 05 48 65 6c'))).toBeNull();
  });

  it('restores lost top bits, in lengths too', () => {
    const restored = restoreTopBits(
      sent.map((byte) => byte & 127),
      false,
    );
    expect([...restored.bytes]).toEqual([...sent]);
    expect(restored).toMatchObject({ frames: 3, at: sent.length });
  });
});
