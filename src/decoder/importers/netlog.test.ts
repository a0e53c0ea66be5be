// NetLogs by Chromium (e2e/fixtures/make/browser.ts), whole and begun late.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RecordedConnection, RecordingSink } from '../../testing/recording-sink.ts';
import { netlog } from './formats/netlog.ts';
import { areWholeFrames } from './json/frame-run.ts';

const text = readFileSync(
  join(import.meta.dirname, '../../../e2e/fixtures/netlog/browser-everything.json'),
  'utf8',
);
const log = JSON.parse(text) as {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; source: { id: number } }[];
};

function read(document: object): RecordedConnection[] {
  const sink = new RecordingSink();
  const run = netlog.open(sink, { name: null, size: null });
  run.push(new TextEncoder().encode(JSON.stringify(document)));
  run.end();
  return sink.connections;
}

/** All that the server sent, its answer to the handshake left out. */
const frames = (connection: RecordedConnection) =>
  connection.stream('server').replace(/^48545450.*?0d0a0d0a/, '');

describe('a log that began after the connection did', () => {
  const whole = read(log);
  const sent = log.constants.logEventTypes.WEBSOCKET_SENT_FRAME_HEADER;
  // One plain, one over TLS, one that the server breaks.
  const starts = [...new Set(log.events.filter(({ type }) => type === sent).map(({ source }) => source.id))];

  test('has three connections with frames', () => expect(starts).toHaveLength(3));

  test.each([0, 1, 2])('connection %i is read byte for byte from its first frame in the log on', (n) => {
    const first = log.events.findIndex(({ type, source }) => type === sent && source.id === starts[n]);
    const [late, ...others] = read({ ...log, events: log.events.slice(first) });
    expect(late.opening).toMatchObject({ fidelity: 'bytes', roles: 'known' });
    expect(late.opening.url).toBe(undefined);
    expect(late.events[0]).toMatchObject({ kind: 'event', event: { kind: 'no-syn' } });
    expect(frames(late)).toBe(frames(whole[n]));
    expect(others.map(frames)).toEqual(whole.slice(n + 1).map(frames));
    expect(late.events.some(({ kind }) => kind === 'frame')).toBe(false);
  });
});

describe('bytes that are whole frames', () => {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  const yes: [string, 'client' | 'server'][] = [
    ['8185 37fa213d 7f9f4d5158', 'client'],
    ['810548656c6c6f 890170', 'server'],
    [`827e0100 ${'00'.repeat(256)}`, 'server'],
  ];
  const no: [string, string, 'client' | 'server'][] = [
    ['unmasked by a client', '810548656c6c6f', 'client'],
    ['a TLS record', '1703030002 4141', 'server'],
    ['HTTP/2', '000006 04 00 00000000 000800000001', 'server'],
    ['HTTP', '485454502f312e3120323030204f4b', 'server'],
    ['cut', '810548656c', 'server'],
    ['nothing', '', 'server'],
  ];
  for (const [hex, sender] of yes) {
    test(`${sender} ${hex.slice(0, 12)}`, () => expect(areWholeFrames(bytes(hex), sender)).toBe(true));
  }
  for (const [title, hex, sender] of no) {
    test(`not ${title}`, () => expect(areWholeFrames(bytes(hex), sender)).toBe(false));
  }
});
