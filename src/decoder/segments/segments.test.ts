import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSegments } from '../../testing/segments.ts';
import { encodeSegments, type Segment, type SegmentCapture } from './segments.ts';

const data = (sender: 'client' | 'server', bytes: number[], time = Number.NaN): Segment => ({
  sender,
  kind: 'data',
  time,
  length: bytes.length,
  bytes: Uint8Array.from(bytes),
});

const sample: SegmentCapture = {
  connections: [
    {
      client: '127.0.0.1:51312',
      server: '[::1]:8080',
      url: 'ws://localhost:8080/ws',
      roles: 'known',
      transport: 'tls',
      segments: [
        data('client', [0x81, 0x80, 1, 2, 3, 4], 1795329615.234001),
        data('server', [0x81, 0x05], 1795329615.1),
        { sender: 'server', kind: 'gap', time: Number.NaN, length: 2 ** 40, bytes: new Uint8Array(0) },
        { sender: 'client', kind: 'rst', time: 1795329616, length: 0, bytes: new Uint8Array(0) },
      ],
    },
    { client: '', server: '', url: '', roles: 'guess', transport: 'bytes', segments: [] },
  ],
};

test('what is encoded comes back', () => {
  const reading = decodeSegments(encodeSegments(sample));
  expect(reading).toEqual({ ok: true, value: sample, damage: null });
});

test('a container cut anywhere keeps what is before the cut and says so', () => {
  const bytes = encodeSegments(sample);
  for (let cut = 0; cut < bytes.length; cut++) {
    const reading = decodeSegments(bytes.subarray(0, cut));
    expect(reading.ok).toBe(false);
    expect(reading.damage).toMatch(/^Expected /);
    expect(reading.value.connections.length).toBeLessThanOrEqual(2);
  }
});

test('any bytes are read without an exception and without an allocation sized by a length in them', () => {
  const head = [...encodeSegments({ connections: [] })].slice(0, 4);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      decodeSegments(Uint8Array.from([...head, ...bytes]));
    }),
    { numRuns: 500 },
  );
});

test('a time that no number of the container holds is left out', () => {
  const segment = { sender: 'server', kind: 'data', length: 1, bytes: new Uint8Array(1) } as const;
  const opening = { client: '', server: '', url: '', roles: 'known', transport: 'tcp' } as const;
  const times = [1, 1e308, 2, Number.POSITIVE_INFINITY];
  const segments = times.map((time) => ({ ...segment, time }));
  const { value, damage } = decodeSegments(encodeSegments({ connections: [{ ...opening, segments }] }));
  expect(damage).toBe(null);
  expect(value.connections[0].segments.map(({ time }) => time)).toEqual([1, Number.NaN, 2, Number.NaN]);
});
