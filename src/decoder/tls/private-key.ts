// RSA private keys in PEM (PKCS#1, RFC 8017 A.1.2; PKCS#8, RFC 5958), and what they decrypt: the premaster
// secret of the suites TLS_RSA (RFC 5246 7.4.7.1). WebCrypto has no RSAES-PKCS1-v1_5, so its arithmetic is here:
// powers by the Chinese remainder theorem, four times as fast as with the private exponent alone.

import { parseBase64 } from '../bytes/base64.ts';
import { formatHex, parseHex } from '../bytes/hex.ts';
import { derElements, readUnsigned } from './der.ts';

/** The numbers of a key; `exponents` and `coefficient` as in RFC 8017: d mod (p - 1), d mod (q - 1), 1/q mod p. */
export interface RsaPrivateKey {
  readonly modulus: bigint;
  readonly primes: readonly [bigint, bigint];
  readonly exponents: readonly [bigint, bigint];
  readonly coefficient: bigint;
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
/** Bytes of padding that are not zero, at least (RFC 8017 7.2.1). */
const minPadding = 8;

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
  const [, modulus, , , p, q, dp, dq, coefficient] = numbers.map(({ body: number }) => readUnsigned(number));
  if (p < 2n || q < 2n || p * q !== modulus) return null;
  return { modulus, primes: [p, q], exponents: [dp % (p - 1n), dq % (q - 1n)], coefficient };
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  const factor = base % modulus;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * factor) % modulus;
  }
  return result;
}

/** The premaster secret that was encrypted for this key (RFC 8017 7.2.2), or `null` when it was for another one. */
export function decryptPremaster(key: RsaPrivateKey, encryptedSecret: Uint8Array): Uint8Array | null {
  const { modulus, primes, exponents, coefficient } = key;
  const number = readUnsigned(encryptedSecret);
  if (number >= modulus) return null;
  const [p, q] = primes;
  const byP = power(number, exponents[0], p);
  const byQ = power(number, exponents[1], q);
  const difference = (((byP - byQ) % p) + p) % p;
  const message = byQ + q * ((coefficient * difference) % p);
  const digits = 2 * Math.ceil(modulus.toString(16).length / 2);
  const padded = parseHex(message.toString(16).padStart(digits, '0'));
  if (padded === null) return null;
  // 0, 2, padding without a zero, 0, the secret.
  const end = padded.length - premasterLength - 1;
  if (padded[0] !== 0 || padded[1] !== 2 || padded.indexOf(0, 2) !== end || end < 2 + minPadding) return null;
  return padded.subarray(end + 1);
}
