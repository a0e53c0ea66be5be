import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type CapturedConnection, pairLegs } from '../decoder/diagnosis/legs/pair.ts';
import { pairByContents } from '../decoder/diagnosis/legs/pair-contents.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { utf8 } from '../testing/bytes.ts';
import { converse, encodeFrame, request, response } from '../testing/frames.ts';
import type { NamedFile } from './protocol.ts';
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

/** What a host of the network records of one leg. */
interface Leg {
  readonly port: number;
  /** Last numbers of the addresses of its client and its server. */
  readonly hosts: readonly [number, number];
  /** Seconds by which the clock of the recorder is ahead. */
  readonly ahead: number;
}

/** The packets of one leg of a capture on the loopback interface, as a host of a network would record them. */
async function captureOfLeg(name: string, { port, hosts, ahead }: Leg): Promise<NamedFile> {
  const all = new Uint8Array(await readFile(`${folder}${name}.pcap`));
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const parts = [all.slice(0, 24)];
  for (let at = 24; at < all.length; ) {
    const end = at + 16 + view.getUint32(at + 8, true);
    const tcp = at + 16 + 14 + 20;
    if (view.getUint16(tcp) === port || view.getUint16(tcp + 2) === port) {
      const packet = all.slice(at, end);
      new DataView(packet.buffer).setUint32(0, view.getUint32(at, true) + ahead, true);
      const toServer = view.getUint16(tcp + 2) === port;
      packet[16 + 14 + 15] = hosts[toServer ? 0 : 1];
      packet[16 + 14 + 19] = hosts[toServer ? 1 : 0];
      parts.push(packet);
    }
    at = end;
  }
  return { file: new Blob(parts), name: `${port}.pcap` };
}

describe('legs in a file each', () => {
  const name = 'bytes-lost/proxy-drops-a-frame-both-legs';

  async function open(first: NamedFile, ...further: NamedFile[]) {
    const input = { ...first, kind: 'file', further, format: null, assumptions: noAssumptions } as const;
    return (await createSession().open(input, context)).capture;
  }

  test('are paired whatever the order of the files and whatever their clocks say', async () => {
    const client = await captureOfLeg(name, { port: 22886, hosts: [1, 2], ahead: 3600 });
    const server = await captureOfLeg(name, { port: 27974, hosts: [2, 3], ahead: 0 });
    for (const files of [
      [client, server],
      [server, client],
    ]) {
      const { connections, name: title, bytes } = await open(files[0], ...files.slice(1));
      expect(title).toBe(`${files[0].name} + ${files[1].name}`);
      expect(bytes).toBe(client.file.size + server.file.size);
      expect(connections.map(({ file }) => file)).toEqual(files.map((file) => file.name));
      expect(connections.map(({ pair }) => pair)).toEqual([1, 0]);
      expect(connections.map(({ headline }) => headline)).toEqual([
        'The proxy dropped a frame',
        'The proxy dropped a frame',
      ]);
    }
  });

  test('payloads are read from the file of their connection', async () => {
    const files = [
      await captureOfLeg(name, { port: 22886, hosts: [1, 2], ahead: 0 }),
      await captureOfLeg(name, { port: 27974, hosts: [2, 3], ahead: 0 }),
    ] as const;
    const session = createSession();
    const input = {
      ...files[0],
      kind: 'file',
      further: [files[1]],
      format: null,
      assumptions: noAssumptions,
    } as const;
    await session.open(input, context);
    const shown = await Promise.all(
      [0, 1].map(async (connection) => (await session.frame({ connection, frame: 0 }, context)).wire),
    );
    const alone = await Promise.all(
      files.map(async (file) => {
        const other = createSession();
        await other.open({ ...file, kind: 'file', format: null, assumptions: noAssumptions }, context);
        return (await other.frame({ connection: 0, frame: 0 }, context)).wire;
      }),
    );
    expect(shown).toEqual(alone);
  });

  test('a leg that both files have is paired once', async () => {
    const client = await captureOfLeg(name, { port: 22886, hosts: [1, 1], ahead: 0 });
    const both: NamedFile = { file: await openAsBlob(`${folder}${name}.pcap`), name: 'proxy.pcap' };
    const { connections } = await open(client, both);
    expect(connections.map(({ file, pair }) => [file, pair])).toEqual([
      ['22886.pcap', 2],
      ['proxy.pcap', null],
      ['proxy.pcap', 0],
    ]);
  });

  test('an empty file is called so', async () => {
    const capture = await captureOfLeg(name, { port: 22886, hosts: [1, 2], ahead: 0 });
    const { connections, notes } = await open(capture, { file: new Blob([]), name: 'empty.pcap' });
    expect(connections).toHaveLength(1);
    expect(notes.map(({ text }) => text)).toContain(
      'empty.pcap: expected a capture or a dump beside the others, found an empty file. Nothing was recorded in it.',
    );
  });

  test('configurations are one text, each after its name', async () => {
    const files = ['a.conf', 'b.conf'].map((name, i) => ({
      file: new Blob([`server { listen ${80 + i}; }`]),
      name,
    }));
    const { kind, joinedText, notes } = await open(files[0], files[1]);
    expect(kind).toBe('configuration');
    expect(joinedText).toBe(
      '# configuration file a.conf:\nserver { listen 80; }\n\n# configuration file b.conf:\nserver { listen 81; }\n',
    );
    expect(notes.map(({ id }) => id)).not.toContain('further-file-unread');
  });

  test('of files of several kinds without a capture the first is answered, and each other one is named', async () => {
    const { kind, joinedText, notes } = await open(
      { file: new Blob(['server { listen 80; }']), name: 'a.conf' },
      { file: new Blob(['Error: read ECONNRESET']), name: 'error.log' },
    );
    expect(kind).toBe('configuration');
    expect(joinedText).toBe(null);
    expect(notes.filter(({ id }) => id === 'further-file-unread').map(({ text }) => text)).toEqual([
      expect.stringMatching(/^error\.log: expected a capture or a dump/),
    ]);
  });

  test('a file that was given twice is read once, and named', async () => {
    const file = await captureOfLeg(name, { port: 22886, hosts: [1, 2], ahead: 0 });
    const { connections, notes } = await open(file, { ...file, name: 'copy.pcap' });
    expect(connections).toHaveLength(1);
    expect(notes.map(({ text }) => text)).toEqual([
      `copy.pcap has the same bytes as ${file.name}: it was read once.`,
    ]);
  });

  test('a file that is no capture is named, and the others are read', async () => {
    const text: NamedFile = { file: new Blob(['server { listen 80; }']), name: 'nginx.conf' };
    const { connections, notes } = await open(
      text,
      await captureOfLeg(name, { port: 22886, hosts: [1, 2], ahead: 0 }),
    );
    expect(connections).toHaveLength(1);
    expect(notes.map((note) => note.text)).toEqual([
      'nginx.conf: expected a capture or a dump beside the others, found nginx configuration. Open it alone, or with its other files.',
    ]);
  });
});

describe('connections of one host to two of its ports', () => {
  const toPort = (port: number, key: string): CapturedConnection => {
    const head = request.replace(/(?<=Sec-WebSocket-Key: ).*(?=\r)/, key);
    const frame = encodeFrame({ opcode: 1, payload: utf8('{"hello":1}') });
    const { connection } = converse([
      ['client', head],
      ['server', response],
      ['server', frame],
      ['server', frame],
    ]);
    const own = { ...connection, client: `127.0.0.1:${port + 40_000}`, server: `127.0.0.1:${port}` };
    return { connection: own, file: null };
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

describe('a gateway that asks with a key of its own', () => {
  const words = [
    '{"subscribe":"orders"}',
    '{"ok":true,"id":17}',
    '{"order":1,"city":"Zürich"}',
    '{"more":5}',
  ];
  const leg = (port: number, key: string, changed: readonly string[] = words): CapturedConnection => {
    const { connection } = converse([
      ['client', request.replace(/(?<=Sec-WebSocket-Key: ).*(?=\r)/, key)],
      ['server', response],
      ...changed.map((payload, i): ['client' | 'server', Uint8Array] => [
        i % 2 === 0 ? 'client' : 'server',
        encodeFrame({
          opcode: 1,
          payload: utf8(payload),
          ...(i % 2 === 0 ? { key: [port & 255, 2, 3, 4] } : {}),
        }),
      ]),
    ]);
    const own = { ...connection, client: `10.0.0.${port & 7}:5000`, server: `10.0.1.${port & 7}:${port}` };
    return { connection: own, file: null };
  };

  test('is seen by the same messages on both legs', async () => {
    const two = [leg(9801, 'AAAAAAAAAAAAAAAAAAAAAA=='), leg(9802, 'BBBBBBBBBBBBBBBBBBBBBA==')];
    const pairs = await pairByContents(two, []);
    expect(pairs).toMatchObject([{ front: 0, back: 1 }]);
    expect(pairs[0].signs[0]).toBe('the same messages in the same order, each passed on at once');
  });

  test('is not seen where messages differ', async () => {
    const others = words.map((one) => one.replace(/\d|true/, '9'));
    const two = [leg(9801, 'AAAAAAAAAAAAAAAAAAAAAA=='), leg(9802, 'BBBBBBBBBBBBBBBBBBBBBA==', others)];
    expect(await pairByContents(two, [])).toEqual([]);
  });
});
