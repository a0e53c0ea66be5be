// RSA private keys in PEM (PKCS#1, RFC 8017 A.1.2; PKCS#8, RFC 5958), and what they decrypt: the premaster
// secret of the suites TLS_RSA (RFC 5246 7.4.7.1). WebCrypto has no RSAES-PKCS1-v1_5: a library has it.

import { PKCS1_KEM } from 'micro-rsa-dsa-dh/rsa.js';
import { parseBase64 } from '../bytes/base64.ts';
import { formatHex } from '../bytes/hex.ts';
import { derElements, readUnsigned } from './der.ts';

/** The numbers of a key; `exponent` is the private one. */
export interface RsaPrivateKey {
  readonly modulus: bigint;
  readonly exponent: bigint;
}

/** What a text of PEM blocks gives: keys that can be used, and one sentence about each other key. */
export interface PrivateKeys {
  readonly keys: RsaPrivateKey[];
  readonly problems: string[];
}

/** Keys that are read of one text. */
const maxKeys = 100;
/** Bytes of a modulus. Longer ones are not in use, and their arithmetic takes seconds. */
const maxModulusBytes = 1024;
const minModulusBytes = 64;
export const premasterLength = 48;

const block = /-----BEGIN ((?:[A-Z0-9]+ )*)PRIVATE KEY-----([^-]*)(-----END )?/g;
const octetString = 0x04;
const integer = 0x02;
/** Algorithms of PKCS#8, as hex digits of the object id. */
const rsaEncryption = '2a864886f70d010101';
const rsaPss = '2a864886f70d01010a';

const encrypted =
  'The private key is encrypted with a passphrase: write it decrypted with “openssl pkey -in key.pem -out plain.pem”, and give that file.';
const onlySigns = (kind: string) =>
  `The private key is ${kind}: such a key signs and decrypts nothing. A key log is needed.`;
const notRead = 'The private key cannot be read: its PEM block is truncated or damaged.';

/** Reads the private keys of a text. */
export function readPrivateKeys(text: string): PrivateKeys {
  const result: PrivateKeys = { keys: [], problems: [] };
  for (const [, label, content, end] of text.matchAll(block)) {
    if (result.keys.length + result.problems.length >= maxKeys) break;
    const read = end === undefined ? notRead : readBlock(label.trim(), content);
    if (typeof read === 'string') result.problems.push(read);
    else result.keys.push(read);
  }
  return result;
}

function readBlock(label: string, content: string): RsaPrivateKey | string {
  if (label === 'ENCRYPTED' || /ENCRYPTED/.test(content)) return encrypted;
  if (label === 'OPENSSH')
    return 'The private key is in the format of OpenSSH: convert it with “ssh-keygen -p -m PEM -f key”.';
  if (label === 'EC' || label === 'DSA') return onlySigns(`of the kind ${label}`);
  const bytes = parseBase64(content.replace(/\s+/g, ''));
  if (bytes === null) return notRead;
  const [outer] = derElements(bytes);
  if (outer === undefined) return notRead;
  if (label === 'RSA') return readRsaKey(outer.body) ?? notRead;
  // PKCS#8: version, algorithm, the key in an octet string.
  const [, algorithm, key] = derElements(outer.body);
  const [id] = derElements(algorithm?.body ?? new Uint8Array(0));
  if (id === undefined || key?.tag !== octetString) return notRead;
  const name = formatHex(id.body);
  if (name === rsaPss) return onlySigns('of the kind RSA-PSS');
  if (name !== rsaEncryption) return onlySigns('not of the kind RSA');
  const [inner] = derElements(key.body);
  return (inner === undefined ? null : readRsaKey(inner.body)) ?? notRead;
}

/** Version, modulus, public and private exponent, two primes, two exponents, coefficient. */
function readRsaKey(body: Uint8Array): RsaPrivateKey | null {
  const numbers = derElements(body);
  if (numbers.length < 9 || numbers.some(({ tag }, i) => i < 9 && tag !== integer)) return null;
  if (numbers[1].body.length > maxModulusBytes + 1 || numbers[1].body.length < minModulusBytes) return null;
  // No number of the key is larger than the modulus, so that none takes longer.
  if (numbers.some(({ body: number }, i) => i < 9 && number.length > maxModulusBytes + 1)) return null;
  const [, modulus, , exponent, p, q] = numbers.map(({ body: number }) => readUnsigned(number));
  if (p < 2n || q < 2n || p * q !== modulus || exponent >= modulus) return null;
  return { modulus, exponent };
}

/** The premaster secret that was encrypted for this key (RFC 8017 7.2.2), or `null` when it was for another one. */
export function decryptPremaster(key: RsaPrivateKey, encryptedSecret: Uint8Array): Uint8Array | null {
  try {
    const secret = PKCS1_KEM.decrypt({ n: key.modulus, d: key.exponent }, encryptedSecret);
    return secret.length === premasterLength ? secret : null;
  } catch {
    return null;
  }
}
