// Reads of an X.509 certificate (RFC 5280) who it names, who issued it, and when it is valid. Signatures and
// keys are not judged: a capture does not say whom a client trusts.

import { formatHex } from '../bytes/hex.ts';
import { decodeText } from '../bytes/utf8.ts';
import type { TlsCertificate } from '../model/tls.ts';
import { type DerElement, derElements as elements, readUnsigned } from './der.ts';

const tag = {
  integer: 0x02,
  objectId: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  version: 0xa0,
  extensions: 0xa3,
  dnsName: 0x82,
  ipAddress: 0x87,
} as const;

/** Object ids as hex digits: attributes of a name, and the extension subjectAltName. */
const attributeNames: Readonly<Record<string, string>> = {
  '550403': 'CN',
  '550406': 'C',
  '550407': 'L',
  '550408': 'ST',
  '55040a': 'O',
  '55040b': 'OU',
};
const subjectAltName = '551d11';
/** The algorithm rsaEncryption of a public key. */
const rsaEncryption = '2a864886f70d010101';
/** Names that are kept of one certificate. */
const maxNames = 100;

/** A string of a name: BMPString has two bytes a character, the other kinds are read as UTF-8. */
function textOf({ tag: kind, body }: DerElement): string {
  if (kind !== tag.bmpString) return decodeText(body);
  let text = '';
  for (let i = 0; i + 2 <= body.length; i += 2) text += String.fromCharCode((body[i] << 8) | body[i + 1]);
  return text;
}

/** A distinguished name: sets of attributes, each an object id and a string. */
function nameOf(body: Uint8Array): string {
  const parts: string[] = [];
  for (const set of elements(body)) {
    for (const attribute of elements(set.body)) {
      const [id, value] = elements(attribute.body);
      if (id?.tag !== tag.objectId || value === undefined) continue;
      const name = attributeNames[formatHex(id.body)];
      if (name !== undefined) parts.push(`${name}=${textOf(value)}`);
    }
  }
  return parts.reverse().join(', ');
}

/** UTCTime has two digits of the year, 50 and above of the last century; GeneralizedTime has four. */
function timeOf(element: DerElement | undefined): number {
  if (element === undefined) return Number.NaN;
  const digits = decodeText(element.body);
  const isShort = element.tag === tag.utcTime;
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(digits);
  if (match === null || match[1].length !== (isShort ? 2 : 4)) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const full = isShort ? year + (year >= 50 ? 1900 : 2000) : year;
  return Date.UTC(full, month - 1, day, hour, minute, second) / 1000;
}

function addressOf(bytes: Uint8Array): string | null {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return null;
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i] << 8) | bytes[i + 1]).toString(16));
  return groups.join(':');
}

/** The names of subjectAltName among the extensions. */
function alternativeNames(body: Uint8Array): string[] {
  const names: string[] = [];
  for (const { body: extension } of elements(elements(body)[0]?.body ?? new Uint8Array(0))) {
    const parts = elements(extension);
    const [id] = parts;
    const value = parts.at(-1);
    if (id === undefined || value === undefined || formatHex(id.body) !== subjectAltName) continue;
    for (const name of elements(elements(value.body)[0]?.body ?? new Uint8Array(0))) {
      const text =
        name.tag === tag.dnsName
          ? decodeText(name.body)
          : name.tag === tag.ipAddress
            ? addressOf(name.body)
            : null;
      if (text !== null && names.length < maxNames) names.push(text);
    }
  }
  return names;
}

/** The fields of a certificate from its serial number on, or `null` when it is not one. */
function fieldsOf(bytes: Uint8Array): DerElement[] | null {
  const [outer] = elements(bytes);
  const [signed] = elements(outer?.body ?? new Uint8Array(0));
  if (signed?.tag !== tag.sequence) return null;
  const fields = elements(signed.body);
  // Version is left out in version 1. Then serial number, algorithm, issuer, validity, subject, public key.
  const own = fields[0]?.tag === tag.version ? fields.slice(1) : fields;
  return own[0]?.tag === tag.integer && own.length > 4 ? own : null;
}

/** The modulus of a certificate's RSA key, or `null` when its key is of another kind. */
export function rsaModulusOf(certificate: Uint8Array): bigint | null {
  const [algorithm, key] = elements(fieldsOf(certificate)?.[5]?.body ?? new Uint8Array(0));
  const [id] = elements(algorithm?.body ?? new Uint8Array(0));
  if (key === undefined || id === undefined || formatHex(id.body) !== rsaEncryption) return null;
  // The bit string states first how many bits of its last byte are unused: none.
  const [numbers] = elements(key.body.subarray(1));
  const [modulus] = elements(numbers?.body ?? new Uint8Array(0));
  return modulus === undefined ? null : readUnsigned(modulus.body);
}

/** Reads a certificate in DER; `null` when it is not one. */
export function readCertificate(bytes: Uint8Array): TlsCertificate | null {
  const fields = fieldsOf(bytes);
  if (fields === null) return null;
  const [, , issuer, validity, subject] = fields;
  const [from, until] = elements(validity.body);
  const extensions = fields.find((field) => field.tag === tag.extensions);
  return {
    subject: nameOf(subject.body),
    issuer: nameOf(issuer.body),
    names: extensions === undefined ? [] : alternativeNames(extensions.body),
    notBefore: timeOf(from),
    notAfter: timeOf(until),
  };
}

/** Whether a name of a certificate covers a host: equal, or `*` for the first label (RFC 9525 6.3). */
function covers(name: string, host: string): boolean {
  const [a, b] = [name.toLowerCase(), host.toLowerCase().replace(/\.$/, '')];
  if (a === b) return true;
  return a.startsWith('*.') && b.includes('.') && b.slice(b.indexOf('.')) === a.slice(1);
}

/** Names that a sentence lists. */
const maxNamesShown = 4;

function dateOf(seconds: number): string {
  return Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString().slice(0, 10) : 'an unknown date';
}

/** What a client objects to in a certificate, one sentence each. `time`: of the capture, seconds since 1970 or NaN. */
export function faultsOfCertificate(
  chain: readonly TlsCertificate[],
  serverName: string | null,
  time: number,
): string[] {
  const [own] = chain;
  if (own === undefined) return [];
  const faults: string[] = [];
  if (own.notAfter < time)
    faults.push(`It expired on ${dateOf(own.notAfter)}, and the capture is of ${dateOf(time)}.`);
  if (own.notBefore > time)
    faults.push(`It is valid from ${dateOf(own.notBefore)}, and the capture is of ${dateOf(time)}.`);
  if (serverName !== null && !own.names.some((name) => covers(name, serverName))) {
    const rest = own.names.length > maxNamesShown ? ` and ${own.names.length - maxNamesShown} more` : '';
    const names = `${own.names.slice(0, maxNamesShown).join(', ')}${rest}`;
    faults.push(
      `The client asks for “${serverName}”, and the certificate is for ${names === '' ? 'no name (subjectAltName is missing)' : names}.`,
    );
  }
  if (own.subject === own.issuer && chain.length === 1)
    faults.push(`It is signed by itself (${own.subject}), so only a client that was given it trusts it.`);
  return faults;
}
