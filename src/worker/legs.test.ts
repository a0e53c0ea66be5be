import { openAsBlob } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pairLegs } from '../decoder/diagnosis/legs/pair.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { utf8 } from '../testing/bytes.ts';
import { converse, encodeFrame, request, response } from '../testing/frames.ts';
import { createSession } from './session.ts';

const folder = new URL('../../e2e/captures/', import.meta.url).pathname;
const context = { signal: { cancelled: false }, progress: () => {} };

async function legsOf(name: string) {
  const file = await openAsBlob(`${folder}${name}.pcap`);
  const input = { name: 'capture', format: null, assumptions: noAssumptions, kind: 'file', file } as const;
  return (await createSession().open(input, context)).capture.connections;
}

test('a frame that a proxy drops is named with its bytes on the leg that has it', async () => {
  const [front, back] = await legsOf('bytes-lost/proxy-drops-a-frame-both-legs');
  expect([front.pair, back.pair]).toEqual([1, 0]);
  const [change] = front.legs?.changes.filter(({ cause }) => cause !== null) ?? [];
  expect(change).toMatchObject({
    kind: 'frame-dropped',
    sender: 'server',
    received: { leg: 'back' },
    sent: null,
  });
  expect(change.received?.shown).toMatch(/^c1 /);
  expect([front.diagnosis[0].cause, back.diagnosis[0].cause]).toEqual(['bytes-lost', 'bytes-lost']);
});

test('bytes that a proxy changes are shown as received and as sent', async () => {
  const [front] = await legsOf('bytes-corrupted/proxy-changes-compressed-bytes-both-legs');
  const [change] = front.legs?.changes.filter(({ cause }) => cause !== null) ?? [];
  expect(change).toMatchObject({ kind: 'bytes-changed', received: { leg: 'back' }, sent: { leg: 'front' } });
  expect(change.sent?.shown).toBe('ff ff ff ff ff ff');
  expect(front.headline).toBe('The proxy changed bytes of a frame');
});

test('an extension that a proxy drops from the answer is the cause, and compressed frames follow from it', async () => {
  const [front] = await legsOf('handshake-negotiation/nginx-hides-extension-answer-both-legs');
  expect(front.diagnosis.map(({ cause }) => cause).slice(0, 2)).toEqual([
    'handshake-negotiation',
    'compression-not-negotiated',
  ]);
  expect(front.diagnosis[1].consequenceOf).toBe('handshake-negotiation');
});

test('a harmless header of the proxy leaves both legs sound', async () => {
  const connections = await legsOf('healthy/proxy-adds-a-header-both-legs');
  expect(connections.map(({ level, pair }) => [level, pair])).toEqual([
    ['sound', 1],
    ['sound', 0],
  ]);
});

test('two connections of one client to one server are no legs of each other', async () => {
  const connections = await legsOf('healthy/keep-alive-request-before');
  expect(connections.every(({ pair }) => pair === null)).toBe(true);
});

describe('connections of one host to two of its ports', () => {
  const toPort = (port: number, key: string): Connection => {
    const head = request.replace(/(?<=Sec-WebSocket-Key: ).*(?=\r)/, key);
    const frame = encodeFrame({ opcode: 1, payload: utf8('{"hello":1}') });
    const { connection } = converse([
      ['client', head],
      ['server', response],
      ['server', frame],
      ['server', frame],
    ]);
    return { ...connection, client: `127.0.0.1:${port + 40_000}`, server: `127.0.0.1:${port}` };
  };

  test('with keys of their own are no legs, however alike they are', () => {
    const two = [toPort(9801, 'AAAAAAAAAAAAAAAAAAAAAA=='), toPort(9802, 'BBBBBBBBBBBBBBBBBBBBBA==')];
    expect(pairLegs(two)).toEqual([]);
  });

  test('with the key that the RFC prints are no legs', () => {
    expect(pairLegs([9801, 9802].map((port) => toPort(port, 'dGhlIHNhbXBsZSBub25jZQ==')))).toEqual([]);
  });

  test('with one key are the legs of a proxy', () => {
    const [pair] = pairLegs([9801, 9802].map((port) => toPort(port, 'AAAAAAAAAAAAAAAAAAAAAA==')));
    expect(pair).toMatchObject({ front: 0, back: 1 });
    expect(pair.signs[0]).toBe('the same Sec-WebSocket-Key');
  });
});
