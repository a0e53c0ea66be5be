// Keys from secrets: SSL 3.0 (RFC 6101 6), the PRF of TLS 1.0 to 1.2 (RFC 2246 5, RFC 5246 5) and HKDF of TLS 1.3
// (RFC 8446 7).

import { expand } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { concat } from '../bytes/concat.ts';
import { encodeText } from '../bytes/utf8.ts';
import { ssl3, tls12 } from './hello.ts';
import type { Suite } from './suites.ts';

type Hash = typeof sha256 | typeof sha384 | typeof sha1 | typeof md5;

const hashes = { md5, sha1, sha256, sha384 } as const;

/** HMAC with the hash of this name. */
export function macOf(
  name: keyof typeof hashes,
  key: Uint8Array,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  const mac = hmac.create(hashes[name], key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** The MAC of SSL 3.0 (RFC 6101 5.2.3.1): the padding fills 48 bytes with MD5, 40 with SHA-1. */
export function ssl3MacOf(
  name: keyof typeof hashes,
  key: Uint8Array,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  const hash = hashes[name];
  const padding = (byte: number) => new Uint8Array(name === 'md5' ? 48 : 40).fill(byte);
  const inner = hash(concat([key, padding(0x36), ...parts]));
  return hash(concat([key, padding(0x5c), inner]));
}

/** Bytes of a digest. */
export function digestLength(name: keyof typeof hashes): number {
  return hashes[name].outputLen;
}

/** P_hash: as many HMACs as fill `length` bytes. */
function fill(hash: Hash, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  let a = seed;
  for (let at = 0; at < length; at += hash.outputLen) {
    a = hmac(hash, secret, a);
    result.set(hmac(hash, secret, concat([a, seed])).subarray(0, length - at), at);
  }
  return result;
}

/** The labels of SSL 3.0: A, BB, CCC (RFC 6101 6.1). */
const ssl3Labels = Array.from({ length: 16 }, (_, i) => new Uint8Array(i + 1).fill(65 + i));

/** The PRF of TLS 1.0 to 1.2, and what SSL 3.0 has in its place, which takes no label. */
function prf(
  suite: Suite,
  version: number,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  if (version === ssl3) {
    const blocks = ssl3Labels.map((letters) => md5(concat([secret, sha1(concat([letters, secret, seed]))])));
    return concat(blocks).subarray(0, length);
  }
  const labelled = concat([encodeText(label), seed]);
  if (version >= tls12) return fill(hashes[suite.hash], secret, labelled, length);
  const half = Math.ceil(secret.length / 2);
  const result = fill(md5, secret.subarray(0, half), labelled, length);
  const other = fill(sha1, secret.subarray(secret.length - half), labelled, length);
  for (let i = 0; i < length; i++) result[i] ^= other[i];
  return result;
}

const masterLength = 48;

/** The master secret of TLS 1.2 and older (RFC 5246 8.1, RFC 7627 4). */
export function masterFromPremaster(
  suite: Suite,
  version: number,
  premaster: Uint8Array,
  label: 'master secret' | 'extended master secret',
  seed: Uint8Array,
): Uint8Array {
  return prf(suite, version, premaster, label, seed, masterLength);
}

/** The digest of handshake messages: MD5 and SHA-1 together before TLS 1.2. */
export function handshakeDigest(suite: Suite, version: number, messages: Uint8Array): Uint8Array {
  if (version >= tls12) return hashes[suite.hash](messages);
  return concat([md5(messages), sha1(messages)]);
}

/** The keys of one direction. */
export interface DirectionKeys {
  readonly key: Uint8Array;
  /** The implicit part of the nonce, or the first IV of CBC in TLS 1.0. */
  readonly iv: Uint8Array;
  /** Key of the MAC; empty with an AEAD. */
  readonly mac: Uint8Array;
}

const aeadSaltLength = 4;
const nonceLength = 12;

/** Bytes of the IV that the master secret gives. */
function ivLengthOf({ mode, blockLength }: Suite): number {
  if (mode === 'chacha') return nonceLength;
  return mode === 'gcm' || mode === 'ccm' ? aeadSaltLength : blockLength;
}

/** The keys of TLS 1.2 and older, from the master secret: MAC keys, keys, IVs, each for client and server. */
export function keysFromMaster(
  suite: Suite,
  version: number,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Readonly<Record<'client' | 'server', DirectionKeys>> {
  const macLength = suite.tagLength === 0 ? digestLength(suite.mac) : 0;
  const ivLength = ivLengthOf(suite);
  const seed = concat([serverRandom, clientRandom]);
  const length = 2 * (macLength + suite.keyLength + ivLength);
  const block = prf(suite, version, master, 'key expansion', seed, length);
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return block.subarray(at - length, at);
  };
  const macs = [take(macLength), take(macLength)];
  const keys = [take(suite.keyLength), take(suite.keyLength)];
  const ivs = [take(ivLength), take(ivLength)];
  return {
    client: { mac: macs[0], key: keys[0], iv: ivs[0] },
    server: { mac: macs[1], key: keys[1], iv: ivs[1] },
  };
}

/** HKDF-Expand-Label with an empty context. */
function expandLabel(suite: Suite, secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = encodeText(`tls13 ${label}`);
  const info = new Uint8Array(4 + name.length);
  info[0] = length >> 8;
  info[1] = length & 255;
  info[2] = name.length;
  info.set(name, 3);
  return expand(hashes[suite.hash], secret, info, length);
}

/** The keys of TLS 1.3, from a traffic secret. */
export function keysFromTrafficSecret(suite: Suite, secret: Uint8Array): DirectionKeys {
  return {
    key: expandLabel(suite, secret, 'key', suite.keyLength),
    iv: expandLabel(suite, secret, 'iv', nonceLength),
    mac: new Uint8Array(0),
  };
}

/** The traffic secret after a KeyUpdate. */
export function nextTrafficSecret(suite: Suite, secret: Uint8Array): Uint8Array {
  return expandLabel(suite, secret, 'traffic upd', digestLength(suite.hash));
}
