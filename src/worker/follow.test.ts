import { openAsBlob } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { createSession } from './session.ts';

const folder = new URL('../../e2e/captures/', import.meta.url).pathname;
const context = { signal: { cancelled: false }, progress: () => {} };
const all = { from: 0, count: 500 };

async function opened(name: string) {
  const session = createSession();
  const file = await openAsBlob(folder + name);
  const { capture } = await session.open(
    { name: 'capture', format: null, assumptions: noAssumptions, kind: 'file', file },
    context,
  );
  return { session, capture };
}

async function pasted(text: string) {
  const session = createSession();
  const { capture } = await session.open(
    { name: 'paste', format: null, assumptions: noAssumptions, kind: 'text', text },
    context,
  );
  return { session, capture };
}

describe('the list of messages', () => {
  test('has each message once, with its inflated length and its beginning', async () => {
    const { session, capture } = await opened('healthy/binary-with-pings-in-context.pcap');
    const { rows, total } = await session.messageRows({ connection: 0, filter: '', ...all }, context);
    expect(total).toBe(capture.connections[0].messages);
    expect(rows.map(({ index }) => index)).toEqual(rows.map((_, index) => index));
    // An empty message takes one byte as sent (RFC 7692, 7.2.3.6).
    expect(rows[1]).toMatchObject({ length: 0, wireLength: 1, compressed: true, complete: true });
    expect(rows[0]).toMatchObject({
      sender: 'client',
      kind: 'binary',
      length: 900,
      firstFrame: 0,
      frames: 1,
    });
  });

  test('a filter of frames leaves the messages that have such a frame', async () => {
    const { session, capture } = await opened('healthy/binary-with-pings-in-context.pcap');
    const ask = (filter: string) => session.messageRows({ connection: 0, filter, ...all }, context);
    const client = await ask('from:client');
    const server = await ask('from:server');
    expect(client.rows.every(({ sender }) => sender === 'client')).toBe(true);
    expect(client.total + server.total).toBe(capture.connections[0].messages);
    expect((await ask('opcode:ping')).total).toBe(0);
    expect((await ask('opcode:')).problem).not.toBeNull();
  });

  test('fragments are one message, with the worst finding among its frames', async () => {
    // Text "Hel", a continuation "lo" with RSV2 set, and a text that never ends.
    const { session } = await pasted('01 03 48 65 6c  a0 02 6c 6f  01 01 41');
    const { rows } = await session.messageRows({ connection: 0, filter: '', ...all }, context);
    expect(rows[0]).toMatchObject({ frames: 2, wireLength: 5, severity: 'error' });
  });
});

describe('the ladder', () => {
  test('has every head, frame and end, in order of time', async () => {
    const { session, capture } = await opened('idle-timeout/netty-read-timeout-11s.pcap');
    const { rows, total, ends } = await session.ladder({ connection: 0, ...all }, context);
    expect(rows.length).toBe(total);
    expect(rows.filter(({ kind }) => kind === 'frame').length).toBe(capture.connections[0].frames);
    expect(rows.slice(0, 2).map((row) => row.kind === 'head' && row.text.slice(0, 3))).toEqual([
      'GET',
      'HTT',
    ]);
    expect(rows.filter(({ kind }) => kind === 'end').map(({ sender }) => sender)).toEqual([
      'server',
      'client',
    ]);
    const times = rows.map(({ time }) => time ?? Number.NaN);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(rows.find(({ after }) => (after ?? 0) > 10)).toMatchObject({ sender: 'server' });
    expect(ends).not.toHaveProperty('proxy');
  });

  test('shows both legs of a connection through a proxy, the same from either leg', async () => {
    const { session, capture } = await opened('bytes-corrupted/proxy-changes-client-bytes-both-legs.pcap');
    const views = await Promise.all(
      [0, 1].map((connection) => session.ladder({ connection, ...all }, context)),
    );
    expect(views[0]).toEqual(views[1]);
    const { rows, ends } = views[0];
    expect(ends.proxy).toBe(capture.connections[0].server);
    expect(rows.filter(({ kind }) => kind === 'frame').length).toBe(
      capture.connections[0].frames + capture.connections[1].frames,
    );
    // The request reaches the proxy, then the server; the answer takes the way back.
    expect(rows.slice(0, 4).map(({ leg, sender }) => `${leg} ${sender}`)).toEqual([
      'front client',
      'back client',
      'back server',
      'front server',
    ]);
  });

  test('keeps the order of the input where it has no times', async () => {
    const { session } = await pasted('81 05 48 65 6c 6c 6f  89 00  88 02 03 e8');
    const { rows } = await session.ladder({ connection: 0, ...all }, context);
    expect(rows.map((row) => row.kind === 'frame' && row.frame.opcode)).toEqual([1, 9, 8]);
    expect(rows.every(({ time, after }) => time === null && after === null)).toBe(true);
  });

  test('a page begins where it is asked to', async () => {
    const { session } = await opened('healthy/binary-with-pings-in-context.pcap');
    const whole = await session.ladder({ connection: 0, ...all }, context);
    const page = await session.ladder({ connection: 0, from: 10, count: 5 }, context);
    expect(page.rows).toEqual(whole.rows.slice(10, 15));
  });
});

describe('statistics', () => {
  test('each frame and message is counted once', async () => {
    const { session, capture } = await opened('healthy/binary-with-pings-in-context.pcap');
    const view = await session.statistics({ connection: 0 }, context);
    for (const sender of ['client', 'server'] as const) {
      const { frames, opcodes, sizes, sizeClasses, messages } = view[sender];
      expect(frames).toBe(capture.connections[0].framesBySender[sender]);
      expect(opcodes.reduce((sum, one) => sum + one.frames, 0)).toBe(frames);
      expect(sizeClasses.reduce((sum, one) => sum + one.messages, 0)).toBe(sizes?.count);
      expect(sizes?.count).toBeLessThanOrEqual(messages);
    }
    expect(view.client.compression?.inflated).toBeGreaterThan(view.client.compression?.wire ?? Number.NaN);
    expect(view.client.pings).toMatchObject({ count: 9, looked: 9, unansweredCount: 0, undecided: 0 });
    expect(view.client.pings.roundTrip?.count).toBe(9);
    expect(view.server.pings.count).toBe(0);
  });

  test('a Ping whose Pong was due and did not come is named', async () => {
    const { session } = await opened('idle-timeout/autobahn-keepalive-without-pong.pcap');
    const view = await session.statistics({ connection: 0 }, context);
    expect(view.server.pings).toMatchObject({ count: 1, unanswered: [3], unansweredCount: 1 });
  });

  test('no Pong is due before a later one, after a Close, or where the input ends', async () => {
    // Pings "a" and "b" of the server, one Pong for "b", a Close, and a Ping "c" after it; without times.
    const { session } = await pasted(
      'server: 89 01 61\nserver: 89 01 62\nclient: 8a 81 00 00 00 00 62\nserver: 89 01 64\nserver: 88 02 03 e8\nserver: 89 01 63',
    );
    const { server } = await session.statistics({ connection: 0 }, context);
    expect(server.pings).toMatchObject({ count: 4, skipped: 1, closed: 1, undecided: 1, unansweredCount: 0 });
  });
});
