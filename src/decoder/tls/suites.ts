// How the records of a cipher suite are protected, by the number in ServerHello.

import { hasNodeCipher } from './node-crypto.ts';
import { suiteNames } from './suite-names.ts';

export type SuiteCipher = 'aes' | 'camellia' | 'aria' | '3des' | 'des' | 'chacha20' | 'rc4' | 'null';

/** How the records of a suite are protected. */
export interface Suite {
  readonly name: string;
  readonly cipher: SuiteCipher;
  /** `stream`: RC4 or no encryption, with a MAC. */
  readonly mode: 'gcm' | 'ccm' | 'chacha' | 'cbc' | 'stream';
  /** Bytes of a key. */
  readonly keyLength: number;
  /** Bytes of a block, with CBC. */
  readonly blockLength: number;
  /** Bytes of the tag of an AEAD. */
  readonly tagLength: number;
  /** The hash of the key schedule: HKDF in TLS 1.3, PRF in TLS 1.2. */
  readonly hash: 'sha256' | 'sha384';
  /** The hash of the MAC, with CBC and stream ciphers. */
  readonly mac: 'md5' | 'sha1' | 'sha256' | 'sha384';
}

type Protection = Pick<Suite, 'cipher' | 'mode' | 'keyLength' | 'blockLength' | 'tagLength'>;

/** Protections that stand in a name as they are here. */
const protections: Readonly<Record<string, Protection>> = {
  CHACHA20_POLY1305: { cipher: 'chacha20', mode: 'chacha', keyLength: 32, blockLength: 0, tagLength: 16 },
  '3DES_EDE_CBC': { cipher: '3des', mode: 'cbc', keyLength: 24, blockLength: 8, tagLength: 0 },
  DES_CBC: { cipher: 'des', mode: 'cbc', keyLength: 8, blockLength: 8, tagLength: 0 },
  RC4_128: { cipher: 'rc4', mode: 'stream', keyLength: 16, blockLength: 0, tagLength: 0 },
  NULL: { cipher: 'null', mode: 'stream', keyLength: 0, blockLength: 0, tagLength: 0 },
};
/** Block cipher, bits of its key, mode and a short tag; or one of `protections`. */
const pattern =
  /(?:^|_WITH_)(?:(AES|CAMELLIA|ARIA)_(128|256)_(GCM|CCM|CBC)(_8)?|(CHACHA20_POLY1305|3DES_EDE_CBC|DES_CBC|RC4_128|NULL))(?:_|$)/;

/** `null` for a protection that is not known here, and for the short keys of export suites. */
function protectionOf(name: string): Protection | null {
  const found = name.includes('EXPORT') ? null : pattern.exec(name);
  if (found === null) return null;
  const [, block, bits, mode, shortTag, other] = found;
  if (other !== undefined) return protections[other];
  return {
    cipher: block.toLowerCase() as SuiteCipher,
    mode: mode.toLowerCase() as Suite['mode'],
    keyLength: Number(bits) / 8,
    blockLength: mode === 'CBC' ? 16 : 0,
    tagLength: mode === 'CBC' ? 0 : shortTag === undefined ? 16 : 8,
  };
}

function macHashOf(name: string): Suite['mac'] {
  if (name.endsWith('MD5')) return 'md5';
  if (name.endsWith('SHA')) return 'sha1';
  return name.endsWith('SHA384') ? 'sha384' : 'sha256';
}

/** Ciphers that no library for pages has, and one of their names in Node. */
const inNodeAlone: Readonly<Record<string, readonly [string, string]>> = {
  camellia: ['Camellia', 'camellia-128-cbc'],
  aria: ['ARIA', 'aria-128-gcm'],
};

/** The cipher of a protection that this runtime lacks, or `null`. */
function lackingCipher({ cipher }: Protection): string | null {
  const [name, nodeName] = inNodeAlone[cipher] ?? [];
  return name === undefined || nodeName === undefined || hasNodeCipher(nodeName) ? null : name;
}

/** The protection of a suite, or `null` for a suite that is not decrypted here. */
export function suiteOf(id: number): Suite | null {
  const short = suiteNames[id];
  const protection = short === undefined ? null : protectionOf(short);
  if (protection === null || lackingCipher(protection) !== null) return null;
  const hash = short.endsWith('SHA384') ? 'sha384' : 'sha256';
  return { name: `TLS_${short}`, ...protection, hash, mac: macHashOf(short) };
}

/** Why a suite is not decrypted here. */
export function refusalOf(id: number): string {
  const short = suiteNames[id];
  const protection = short === undefined ? null : protectionOf(short);
  const refused = `The suite ${suiteName(id)} is not decrypted here`;
  if (protection === null) return `${refused}: its cipher is not known to this program.`;
  return `${refused}: browsers lack its cipher, ${lackingCipher(protection)}. The terminal decrypts it: framescope inspect --keylog KEYS CAPTURE`;
}

/** The name of a suite, or its number in hexadecimal digits. */
export function suiteName(id: number): string {
  const short = suiteNames[id];
  return short === undefined ? `0x${id.toString(16).padStart(4, '0')}` : `TLS_${short}`;
}
