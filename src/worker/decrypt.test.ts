// Captures of real programs with their key logs, compared with what tshark decrypts (e2e/fixtures/tls/make.ts).

import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../decoder/diagnosis/diagnose.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { senders } from '../decoder/model/basics.ts';
import { streamOffset } from '../decoder/model/coordinates.ts';
import { secretKindOf } from '../decoder/model/secret-text.ts';
import { missing } from '../decoder/model/stream-map.ts';
import { seededRandom } from '../testing/random.ts';
import type { Capture } from './capture.ts';
import { openCapture } from './open.ts';
import { createSession } from './session.ts';

const folder = new URL('../../e2e/fixtures/tls/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.pcap'))
  .map((name) => name.replace('.pcap', ''))
  // tshark shows the early data that the server refused, which the server never read; it decrypts no TLS inside TLS.
  .filter((name) => !['early-data-refused', 'secure-proxy', 'http2-proxy'].includes(name));

interface Expected {
  readonly client: string;
  readonly clientBytes: number;
  readonly clientSha256: string;
  readonly serverBytes: number;
  readonly serverSha256: string;
}

const quiet = { progress: () => undefined, signal: { cancelled: false } };

async function open(bytes: Uint8Array, keys: string): Promise<Capture> {
  const input = { kind: 'bytes', bytes, name: 'tls.pcap', format: null, assumptions: noAssumptions } as const;
  const secret = { kind: secretKindOf(keys) ?? 'tls-key-log', text: keys };
  return openCapture({ ...input, secrets: [secret] }, quiet);
}

const keysOf = (name: string) => read(`${name}.keys.log`).toString();
const privateKey = read('private-key.pem').toString();

describe('decrypts the same bytes as tshark', () => {
  it.each([
    ...names.map((name) => [name, 'with the key log', keysOf(name)]),
    ['private-key', 'with the private key alone', privateKey],
    [
      'private-key',
      'with the private key as PKCS#1',
      createPrivateKey(privateKey).export({ type: 'pkcs1', format: 'pem' }).toString(),
    ],
  ])('%s %s', async (name, _, keys) => {
    const expected = JSON.parse(read(`${name}.expected.json`).toString()) as Expected[];
    const capture = await open(read(`${name}.pcap`), keys);
    const found: Expected[] = [];
    for (const { decoder } of capture.decrypted.values()) {
      const { client, directions } = decoder.view();
      const [fromClient, fromServer] = await Promise.all(
        [directions.client, directions.server].map(({ map }) =>
          map.read(streamOffset(0), streamOffset(map.length)),
        ),
      );
      const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
      found.push({
        client: client ?? '',
        clientBytes: fromClient.length,
        clientSha256: digest(fromClient),
        serverBytes: fromServer.length,
        serverSha256: digest(fromServer),
      });
    }
    const byClient = new Map(found.map((one) => [one.client, one]));
    const wanted = expected.filter(({ clientBytes, serverBytes }) => clientBytes + serverBytes > 0);
    expect(wanted.map(({ client }) => byClient.get(client))).toMatchObject(
      wanted.map(({ client, clientBytes, clientSha256, serverBytes, serverSha256 }) => ({
        client,
        clientBytes,
        clientSha256,
        serverBytes,
        serverSha256,
      })),
    );
  });
});

it('compressed records are refused, not shown as data', async () => {
  const bytes = new Uint8Array(read('ssl3.pcap'));
  // the compression method ends the ServerHello: after version, random, session and suite
  const hellos = [...bytes.keys()].filter((i) => bytes[i] === 2 && bytes[i + 1] === 0 && bytes[i + 4] === 3);
  for (const at of hellos) if (bytes[at + 38] === 32) bytes[at + 4 + 2 + 32 + 1 + 32 + 2] = 1;
  const { connections } = await open(bytes, keysOf('ssl3'));
  const reasons = new Set(connections.map(({ connection }) => connection.tls?.reason));
  expect(reasons).toContain('The records are compressed, which is not read here.');
  expect(connections.every(({ connection }) => connection.tls?.keys !== 'decrypted')).toBe(true);
});

describe('a tunnel in an HTTP/2 connection to a proxy', () => {
  const shown = async (keys: string) => {
    const { connections } = await open(read('http2-proxy.pcap'), keys);
    return Promise.all(
      connections.map(async ({ connection }) => {
        const { diagnosis } = await diagnose(connection, []);
        const { frames, tls, handshake } = connection;
        return { cause: diagnosis[0], frames: frames.length, tls, target: handshake?.request?.target };
      }),
    );
  };

  it('is read, and decrypted again where it holds TLS', async () => {
    const found = await shown(keysOf('http2-proxy'));
    expect(found.map(({ target }) => target).sort()).toEqual(['/chat', '/plain']);
    for (const { target, cause, frames, tls } of found) {
      const isEncrypted = target === '/chat';
      expect(cause.cause).toBe('healthy');
      expect(frames).toBe(isEncrypted ? 8 : 3);
      const outer = isEncrypted ? tls?.outer : tls;
      expect(outer).toMatchObject({ keys: 'decrypted', protocol: 'h2', outer: null });
    }
  });

  it('lacks the keys of the server when the key log has those of the proxy alone', async () => {
    const randoms = [...new Set(keysOf('http2-proxy').match(/(?<= )[0-9a-f]{64}(?= )/g))];
    const inner = innerRandoms(randoms, 'http2-proxy.pcap');
    const lines = keysOf('http2-proxy').split('\n');
    const found = await shown(
      lines.filter((line) => !inner.some((random) => line.includes(random))).join('\n'),
    );
    const [encrypted] = found.filter(({ cause }) => cause.cause === 'encrypted');
    expect(encrypted.tls).toMatchObject({ keys: 'missing', outer: { keys: 'decrypted', protocol: 'h2' } });
    expect(found.map(({ target }) => target)).toContain('/plain');
  });
});

describe('TLS to a server through a proxy that is reached by TLS', () => {
  const tunnelWith = async (keys: string) => {
    const { connections } = await open(read('secure-proxy.pcap'), keys);
    const tunnels = connections.filter(({ connection }) => connection.tls?.outer);
    return Promise.all(
      tunnels.map(async ({ connection }) => {
        const { diagnosis } = await diagnose(connection, []);
        const { frames, tls, handshake } = connection;
        return { cause: diagnosis[0], frames: frames.length, tls, target: handshake?.request?.target };
      }),
    );
  };

  it('is decrypted twice', async () => {
    const [tunnel, ...others] = await tunnelWith(keysOf('secure-proxy'));
    expect(others).toEqual([]);
    expect(tunnel).toMatchObject({ frames: 8, target: '/chat', cause: { cause: 'healthy' } });
    expect(tunnel.tls).toMatchObject({ keys: 'decrypted', serverName: 'localhost', protocol: 'http/1.1' });
    expect(tunnel.tls?.outer).toMatchObject({ keys: 'decrypted', version: 'TLS 1.3', outer: null });
  });

  it('is not looked for where the client sent nothing and the server ends TLS', async () => {
    const { connections } = await open(read('secure-proxy.pcap'), keysOf('secure-proxy'));
    const lengths = connections.map(({ connection }) => connection.directions.client.map.length);
    expect(Math.min(...lengths)).toBeGreaterThan(0);
  });

  it('is shown alone: what the browser asks of its own accord, and the proxy refuses, is not', async () => {
    const { connections } = await open(read('secure-proxy.pcap'), keysOf('secure-proxy'));
    expect(connections.map(({ connection }) => connection.handshake?.request?.target)).toEqual(['/chat']);
  });

  it('is said to lack the keys of the server when the key log has those of the proxy alone', async () => {
    // The inner connections come second in the log of the browser, by the random of their ClientHello.
    const randoms = [...new Set(keysOf('secure-proxy').match(/(?<= )[0-9a-f]{64}(?= )/g))];
    const inner = innerRandoms(randoms, 'secure-proxy.pcap');
    const outerAlone = keysOf('secure-proxy')
      .split('\n')
      .filter((line) => !inner.some((random) => line.includes(random)))
      .join('\n');
    const tunnels = await tunnelWith(outerAlone);
    expect(tunnels.length).toBeGreaterThan(0);
    for (const { cause, tls } of tunnels) {
      expect(cause).toMatchObject({ cause: 'encrypted' });
      expect(tls).toMatchObject({ keys: 'missing', outer: { keys: 'decrypted' } });
      expect(cause.claim).toContain('The key log has no line with the client random');
    }
  });
});

/** The client randoms that no packet shows: they are in the plaintext of other connections. */
function innerRandoms(randoms: readonly string[], file: string): string[] {
  const packets = read(file).toString('hex');
  return randoms.filter((random) => !packets.includes(random));
}

/** What is said of the first connection, and of the keys. */
async function reasonOf(name: string, keys: string): Promise<string> {
  const { connections, keyNotes } = await open(read(`${name}.pcap`), keys);
  return [connections[0].connection.tls?.reason, ...keyNotes.map(({ text }) => text)].join(' ');
}

describe('faults of TLS that are encrypted', () => {
  const causesWith = async (keys: string) => {
    const { connections } = await open(read('alerts.pcap'), keys);
    return Promise.all(
      connections.map(async ({ connection }) => {
        const { diagnosis } = await diagnose(connection, []);
        return diagnosis[0].cause;
      }),
    );
  };

  it('are named with the key log: alerts, the body of an answer, HTTP/1.1 after an agreement on HTTP/2', async () => {
    expect(await causesWith(keysOf('alerts'))).toEqual([
      'tls-client-certificate',
      'tls-certificate-rejected',
      'tls-client-certificate',
      'tls-alpn-mismatch',
    ]);
  });

  it('are shown at the records of their alerts', async () => {
    const { connections } = await open(read('alerts.pcap'), keysOf('alerts'));
    const headers = await Promise.all(
      connections.slice(0, 2).map(async ({ connection }) => {
        const { diagnosis } = await diagnose(connection, []);
        const place = diagnosis[0].evidence[0].place;
        if (place === null) return null;
        const { map, base } = connection.directions[place.sender];
        const start = streamOffset(base + place.offset);
        return [...(await map.read(start, streamOffset(start + 5)))];
      }),
    );
    // Content type, version, length: an encrypted alert has its type and a tag, one before the keys has two bytes.
    expect(headers).toEqual([
      [23, 3, 3, 0, 19],
      [21, 3, 3, 0, 2],
    ]);
  });

  it('blame nobody for what cannot be read without it', async () => {
    expect(await causesWith('')).toEqual(['encrypted', 'tls-certificate-rejected', 'encrypted', 'encrypted']);
  });
});

describe('a private key that does not fit', () => {
  const pem = (kind: 'rsa' | 'ec', cipher: object = {}): string => {
    const { privateKey: own } =
      kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 1024 })
        : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return own.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString();
  };

  it.each([
    ['of another certificate', 'private-key', pem('rsa'), 'its modulus is another one'],
    ['with TLS 1.3', 'openssl-tls13', privateKey, 'TLS 1.3 agrees on keys that are not in the capture'],
    ['with ephemeral keys', 'nginx', privateKey, 'A key log is needed'],
    ['of an elliptic curve', 'private-key', pem('ec'), 'such a key signs and decrypts nothing'],
    ['truncated', 'private-key', privateKey.slice(0, 400), 'truncated or damaged'],
    [
      'encrypted',
      'private-key',
      pem('rsa', { cipher: 'aes-256-cbc', passphrase: 'x' }),
      'encrypted with a passphrase',
    ],
  ])('%s', async (_, name, keys, reason) => {
    expect(secretKindOf(keys)).toBe('private-key');
    expect(await reasonOf(name, keys)).toContain(reason);
  });

  it('a resumed session without its first connection', async () => {
    const pcap = read('private-key.pcap');
    const { connections } = await open(pcap, privateKey);
    const last = Number(connections.at(-1)?.connection.client?.split(':')[1]);
    const own = packetsOf(pcap).filter(({ data }) =>
      [data.readUInt16BE(34), data.readUInt16BE(36)].includes(last),
    );
    const capture = await open(pcapOf(pcap, own), privateKey);
    expect(capture.connections[0].connection.tls).toMatchObject({
      keys: 'missing',
      reason: expect.stringContaining('The session was resumed'),
    });
  });
});

interface Packet {
  readonly header: Buffer;
  readonly data: Buffer;
}

/** The packets of a little-endian pcap file. */
function packetsOf(pcap: Buffer): Packet[] {
  const packets: Packet[] = [];
  for (let at = 24; at < pcap.length; ) {
    const length = pcap.readUInt32LE(at + 8);
    packets.push({ header: pcap.subarray(at, at + 16), data: pcap.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return packets;
}

function pcapOf(original: Buffer, packets: readonly Packet[]): Buffer {
  return Buffer.concat([original.subarray(0, 24), ...packets.flatMap(({ header, data }) => [header, data])]);
}

/** Keeps the first `length` bytes of each packet, as a snapshot length does. */
function cut({ header, data }: Packet, length: number): Packet {
  const kept = data.subarray(0, length);
  const changed = Buffer.from(header);
  changed.writeUInt32LE(kept.length, 8);
  return { header: changed, data: kept };
}

/** The plaintext of each direction, with the ranges that are missing. */
async function plaintextOf(capture: Capture) {
  const found = new Map<string, { bytes: Uint8Array; isMissing: (offset: number) => boolean }>();
  for (const { decoder } of capture.decrypted.values()) {
    const { client, directions } = decoder.view();
    for (const sender of senders) {
      const { map } = directions[sender];
      const end = streamOffset(map.length);
      const holes = [...map.extents(streamOffset(0), end)].filter(({ at }) => at === missing);
      found.set(`${client} ${sender}`, {
        bytes: await map.read(streamOffset(0), end),
        isMissing: (offset) => holes.some((hole) => hole.start <= offset && offset < hole.end),
      });
    }
  }
  return found;
}

/** Counts the bytes that both have; fails where they differ. */
async function comparable(whole: Capture, damaged: Capture): Promise<number> {
  const before = await plaintextOf(whole);
  let count = 0;
  for (const [name, { bytes, isMissing }] of await plaintextOf(damaged)) {
    const wanted = before.get(name)?.bytes ?? new Uint8Array(0);
    for (let i = 0; i < Math.min(bytes.length, wanted.length); i++) {
      if (isMissing(i)) continue;
      if (bytes[i] !== wanted[i]) expect(`${name} ${i}`).toBe('the same byte');
      count++;
    }
  }
  return count;
}

describe('records that are missing leave a gap of their length', () => {
  const name = 'nginx';
  const pcap = read(`${name}.pcap`);
  const keys = read(`${name}.keys.log`).toString();
  const packets = packetsOf(pcap);
  /** The two handshakes and what follows in the same flights, whose lengths a gap cannot show. */
  const isHandshake = (packet: number) => packet < 24 || (packet >= 38 && packet < 52);

  it.each([60, 200, 1000, 20_000])('snapshot length %i', async (length) => {
    const whole = await open(pcap, keys);
    const cutCapture = pcapOf(
      pcap,
      packets.map((packet, i) => (i < 30 ? packet : cut(packet, length))),
    );
    const compared = await comparable(whole, await open(cutCapture, keys));
    expect(compared).toBeGreaterThan(300);
  });

  it('lost packets', async () => {
    const whole = await open(pcap, keys);
    const random = seededRandom(7);
    for (let round = 0; round < 12; round++) {
      const rest = packets.filter((packet, i) => isHandshake(i) || packet.data.length < 80 || random() > 0.2);
      expect(await comparable(whole, await open(pcapOf(pcap, rest), keys))).toBeGreaterThan(100);
    }
  });
});

describe('damage never throws', () => {
  it.each(names)('%s: flipped bytes', async (name) => {
    const pcap = read(`${name}.pcap`);
    const keys = read(`${name}.keys.log`).toString();
    const whole = await open(pcap, keys);
    const random = seededRandom(names.indexOf(name) + 1);
    for (let round = 0; round < 3; round++) {
      const packets = packetsOf(Buffer.from(pcap));
      for (const { data } of packets)
        if (data.length > 100 && random() < 0.1) data[66 + Math.floor(random() * (data.length - 66))] ^= 0x10;
      const damaged = await open(pcapOf(pcap, packets), keys);
      await plaintextOf(damaged);
      expect(damaged.decoders.length).toBe(whole.decoders.length);
    }
  });

  it('a secret of another connection opens nothing, and the note says so', async () => {
    const keys = read('node.keys.log').toString();
    const wrong = keys.replace(/[0-9a-f]+$/gm, (digits) => digits.replace(/./g, 'a'));
    const capture = await open(read('node.pcap'), wrong);
    expect(capture.decrypted.size).toBe(0);
    expect(capture.connections.map(({ connection }) => connection.tls?.keys)).toEqual([
      'wrong',
      'wrong',
      'wrong',
    ]);
    expect(capture.keyNotes.map(({ text }) => text).join()).toContain('open no record');
  });

  it.each([
    ['another log', 'go', 'no line with the client random'],
    ['no log', null, 'There is no key log'],
  ])('%s', async (_, other, reason) => {
    const keys = other === null ? '' : read(`${other}.keys.log`).toString();
    const capture = await open(read('node.pcap'), keys);
    expect(capture.decrypted.size).toBe(0);
    for (const { connection } of capture.connections) {
      expect(connection.tls).toMatchObject({ keys: 'missing', serverName: 'localhost' });
      expect(connection.tls?.reason).toContain(reason);
    }
  });

  it('a log without the traffic secrets names them', async () => {
    const keys = read('node.keys.log')
      .toString()
      .replace(/^\w+_TRAFFIC_SECRET_0 .*$/gm, '');
    const [first] = (await open(read('node.pcap'), keys)).connections;
    expect(first.connection.tls?.reason).toContain('CLIENT_TRAFFIC_SECRET_0 and SERVER_TRAFFIC_SECRET_0');
  });

  it('a log without handshake secrets is enough for the data', async () => {
    const keys = read('node.keys.log')
      .toString()
      .replace(/^\w+_HANDSHAKE_TRAFFIC_SECRET .*$/gm, '');
    expect((await open(read('node.pcap'), keys)).decrypted.size).toBe(3);
  });
});

describe('TLS after CONNECT or a header of the PROXY protocol', () => {
  it('is named encrypted without keys: neither is a fault', async () => {
    const bytes = new Uint8Array(read('preambles.pcap'));
    const input = {
      kind: 'bytes',
      bytes,
      name: 'tls.pcap',
      format: null,
      assumptions: noAssumptions,
    } as const;
    const { connections } = (await createSession().open(input, quiet)).capture;
    expect(connections.map(({ diagnosis }) => diagnosis.map(({ cause }) => cause))).toEqual(
      Array.from({ length: 6 }, () => ['encrypted']),
    );
  });
});

describe('early data', () => {
  it('that the server refused is not part of the stream', async () => {
    const capture = await open(
      read('early-data-refused.pcap'),
      read('early-data-refused.keys.log').toString(),
    );
    const sizes = [...capture.decrypted.values()].map(
      ({ decoder }) => decoder.view().directions.client.map.length,
    );
    expect(sizes).toEqual([163, 11]);
  });
});

describe('a handshake that a client ends', () => {
  it('is listed with its alert', async () => {
    const capture = await open(read('chromium.pcap'), read('chromium.keys.log').toString());
    const reasons = capture.connections.map(({ connection }) => connection.tls?.reason ?? null);
    const ended = 'The client ended the TLS handshake with the alert certificate_unknown.';
    expect(reasons).toEqual([ended, ended, ended, null]);
  });
});
