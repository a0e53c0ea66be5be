// Encrypts what a capture for measuring holds: TLS 1.3 with AES-128-GCM, hellos and keys that are made up.

import { createCipheriv } from 'node:crypto';
import { keysFromTrafficSecret } from '../src/decoder/tls/key-schedule.ts';
import { suiteOf } from '../src/decoder/tls/suites.ts';
import type { Side } from './capture-writer.ts';

const suiteId = 0x1301;
const maxRecord = 16384;
const tagLength = 16;
const clientRandom = Buffer.alloc(32, 0xc1);
const contentType = { handshake: 22, applicationData: 23 } as const;

/** What one sender encrypts with. */
interface Protection {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  sequence: number;
}

function protection(secret: Buffer): Protection {
  const suite = suiteOf(suiteId);
  if (suite === null) throw new Error('Expected a suite that is decrypted.');
  const { key, iv } = keysFromTrafficSecret(suite, secret);
  return { key, iv, sequence: 0 };
}

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([u16(type), u16(data.length), data]);
}

function message(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, 0]), u16(body.length), body]);
}

function record(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 3]), u16(body.length), body]);
}

export class TlsSealer {
  readonly #secrets: Readonly<Record<'handshake' | 'application', Record<Side, Buffer>>>;
  readonly #protections: Record<Side, Protection>;
  readonly #onText: (side: Side, bytes: Buffer) => void;

  /** `onText` takes what is encrypted, in its order. */
  constructor(onText: (side: Side, bytes: Buffer) => void = () => {}) {
    this.#onText = onText;
    const pair = (client: number, server: number) => ({
      client: Buffer.alloc(32, client),
      server: Buffer.alloc(32, server),
    });
    this.#secrets = { handshake: pair(1, 2), application: pair(3, 4) };
    const { client, server } = this.#secrets.application;
    this.#protections = { client: protection(client), server: protection(server) };
  }

  /** The key log of the connection. */
  get keyLog(): string {
    const { handshake, application } = this.#secrets;
    const line = (label: string, secret: Buffer) =>
      `${label} ${clientRandom.toString('hex')} ${secret.toString('hex')}\n`;
    return [
      line('CLIENT_HANDSHAKE_TRAFFIC_SECRET', handshake.client),
      line('SERVER_HANDSHAKE_TRAFFIC_SECRET', handshake.server),
      line('CLIENT_TRAFFIC_SECRET_0', application.client),
      line('SERVER_TRAFFIC_SECRET_0', application.server),
    ].join('');
  }

  /** The handshake, each write with its sender. Nobody checks the digests of Finished. */
  handshake(): [Side, Buffer][] {
    const versions = Buffer.from([2, 3, 4]);
    const body = (random: Buffer, suites: Buffer, extensions: Buffer) =>
      Buffer.concat([
        Buffer.from([3, 3]),
        random,
        Buffer.from([0]),
        suites,
        u16(extensions.length),
        extensions,
      ]);
    const suites = Buffer.concat([u16(2), u16(suiteId), Buffer.from([1, 0])]);
    const hello = body(clientRandom, suites, extension(43, versions));
    const chosen = Buffer.concat([u16(suiteId), Buffer.from([0])]);
    const answer = body(Buffer.alloc(32, 0x5e), chosen, extension(43, versions.subarray(1)));
    const finished = message(20, Buffer.alloc(32));
    const { client, server } = this.#secrets.handshake;
    const flight = Buffer.concat([message(8, u16(0)), finished]);
    const sealed = (secret: Buffer, content: Buffer) =>
      this.#record(protection(secret), content, contentType.handshake);
    return [
      ['client', record(contentType.handshake, message(1, hello))],
      ['server', Buffer.concat([record(contentType.handshake, message(2, answer)), sealed(server, flight)])],
      ['client', sealed(client, finished)],
    ];
  }

  /** The records of a write. `ends`: where one must end, at the least. */
  seal(side: Side, bytes: Buffer, ends: readonly number[]): Buffer {
    this.#onText(side, bytes);
    const parts: Buffer[] = [];
    let at = 0;
    for (const end of [...ends, bytes.length]) {
      for (; at < end; at = Math.min(end, at + maxRecord)) {
        const content = bytes.subarray(at, Math.min(end, at + maxRecord));
        parts.push(this.#record(this.#protections[side], content, contentType.applicationData));
      }
    }
    return Buffer.concat(parts);
  }

  #record(own: Protection, content: Buffer, type: number): Buffer {
    const header = Buffer.concat([Buffer.from([23, 3, 3]), u16(content.length + 1 + tagLength)]);
    const nonce = Buffer.from(own.iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ own.sequence++) >>> 0, 8);
    const cipher = createCipheriv('aes-128-gcm', own.key, nonce);
    cipher.setAAD(header);
    return Buffer.concat([
      header,
      cipher.update(content),
      cipher.update(Buffer.from([type])),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
  }
}
