// Law: removing secrets changes nothing that the decoder judges. Every capture of the lab is saved without its secrets
// and opened again.

import { openAsBlob, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { concat } from '../decoder/bytes/concat.ts';
import { decodeLatin1 } from '../decoder/bytes/utf8.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import type { Sender } from '../decoder/model/basics.ts';
import { streamOffset } from '../decoder/model/coordinates.ts';
import { encodeFrame } from '../decoder/websocket/encode.ts';
import { unmaskCopy } from '../decoder/websocket/mask.ts';
import { utf8 } from '../testing/bytes.ts';
import { converse, request, response } from '../testing/frames.ts';
import { type Capture, type OpenConnection, openConnection } from './capture.ts';
import { diagnoseConnection } from './connection-diagnosis.ts';
import { openCapture } from './open.ts';
import { Redaction } from './redaction.ts';
import { save, share } from './sharing.ts';

const captures = join(import.meta.dirname, '../../e2e/captures');
const files = readdirSync(captures, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort();
const context = { signal: { cancelled: false }, progress: () => {} };
const everything = { connection: 0, scope: 'connection', frame: null, field: null, blank: false } as const;

const openFile = (file: Blob) =>
  openCapture(
    { kind: 'file', file, name: 'capture', format: null, assumptions: noAssumptions } as never,
    context,
  );

async function savedCopy(capture: Capture, redact: boolean): Promise<Capture> {
  const { bytes } = await save(capture.connections[0], { ...everything, redact }, 'capture');
  return openFile(new Blob([bytes.slice()]));
}

function wholeRanges({ connection }: OpenConnection) {
  const whole = (sender: Sender) => ({
    start: streamOffset(0),
    end: streamOffset(connection.directions[sender].map.length),
  });
  return { client: whole('client'), server: whole('server') };
}

async function judged(capture: Capture): Promise<unknown> {
  const open = capture.connections.at(0);
  if (open === undefined) return null;
  await diagnoseConnection(open, []);
  const { frames, handshake } = open.connection;
  return {
    causes: open.diagnosis?.diagnosis.map(({ cause, confidence }) => [cause, Math.round(confidence * 100)]),
    frames: Array.from({ length: frames.length }, (_, i) => [
      frames.opcode(i),
      frames.payloadLength(i),
      frames.violations(i),
      frames.maskingKey(i),
    ]),
    checks: handshake?.checks.map(({ id, ok }) => [id, ok]),
  };
}

it('leaves frames, checks and causes as they are, on every capture of the lab', {
  timeout: 180_000,
}, async () => {
  let compared = 0;
  for (const name of files) {
    const capture = await openFile(await openAsBlob(join(captures, name)));
    if (capture.connections.length === 0 || capture.connections[0].connection.fidelity !== 'bytes') continue;
    expect(await judged(await savedCopy(capture, true)), name).toEqual(
      await judged(await savedCopy(capture, false)),
    );
    compared++;
  }
  expect(compared).toBeGreaterThan(300);
});

it('removes secrets of heads and messages, and says which', async () => {
  const head = request.replace('\r\nOrigin', '\r\nCookie: sid=hunter2\r\nOrigin');
  const text = (payload: string, key?: readonly number[]) =>
    encodeFrame({ opcode: 1, payload: utf8(payload), ...(key === undefined ? {} : { key }) });
  const { decoder } = converse([
    ['client', head],
    ['server', response],
    ['client', text('{"password":"hunter2"}', [1, 2, 3, 4])],
    ['server', concat([text('{"token":"hunter2"}'), encodeFrame({ opcode: 2, payload: utf8('hunter2') })])],
  ]);
  const open = openConnection(decoder);
  const redaction = await Redaction.find(open, wholeRanges(open), false);
  expect(redaction.removed).toEqual([
    { what: 'Cookie "sid"', sender: 'client', frame: null, bytes: 7 },
    { what: '"password"', sender: 'client', frame: 0, bytes: 7 },
    { what: '"token"', sender: 'server', frame: 1, bytes: 7 },
  ]);
  expect(redaction.unsearchedCount).toBe(1);
  const { bytes } = await save(open, { ...everything, redact: true }, 'two');
  const copy = (await openFile(new Blob([bytes.slice()]))).connections[0].connection;
  const read = async (sender: Sender, row: number) => {
    const { start, end } = copy.locator.payloadRange(row);
    const payload = await copy.directions[sender].map.read(start, end);
    return decodeLatin1(unmaskCopy(payload, copy.frames.maskingKey(row)));
  };
  expect(copy.handshake?.request?.headers.find(({ name }) => name === 'Cookie')?.value).toBe('sid=xxxxxxx');
  expect(await read('client', 0)).toBe('{"password":"xxxxxxx"}');
  expect(await read('server', 1)).toBe('{"token":"xxxxxxx"}');
  expect(await read('server', 2)).toBe('hunter2');
});

it('reads nothing of a connection that no link can hold', async () => {
  const piece = encodeFrame({ opcode: 1, payload: utf8('{"token":"hunter2"}'.repeat(3000)) });
  const { decoder } = converse([
    ['client', request],
    ['server', response],
    ...Array.from({ length: 200 }, () => ['server', piece] as const),
  ]);
  const open = openConnection(decoder);
  let readCount = 0;
  const { map } = open.connection.directions.server;
  const { read } = map;
  map.read = (...range) => {
    readCount++;
    return read.apply(map, range);
  };
  const capture = await openFile(new Blob([]));
  const { fragment, bytes } = await share(capture, open, { ...everything, redact: true });
  expect([fragment, readCount]).toEqual([null, 0]);
  expect(bytes).toBeGreaterThan(200 * piece.length);
});
