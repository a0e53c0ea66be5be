// Certificates of recorded handshakes, and damaged ones.

import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/random.ts';
import { faultsOfCertificate, readCertificate } from './certificate.ts';

/** A self-signed certificate with several names, as `openssl req -x509` makes it. */
const base64 = [
  'MIIB4DCCAYWgAwIBAgIULLutz01Q4j19VM07PnoeCwYVYXIwCgYIKoZIzj0EAwIwKzELMAkGA1UEBhMCWFgxDTALBgNVBAoM',
  'BFRlc3QxDTALBgNVBAMMBGNoYXQwHhcNMjYxMTI5MDkxODAwWhcNMjYxMjI5MDkxODAwWjArMQswCQYDVQQGEwJYWDENMAsG',
  'A1UECgwEVGVzdDENMAsGA1UEAwwEY2hhdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABM54DLgmUFi0VOQUh+zg5fmOjRZY',
  'HxlEk8NiFYtIFeYJLBmaauO1pSBGZUuWBhVcEj3X7bCpisbxlaLZgQG1t9GjgYYwgYMwHQYDVR0OBBYEFDNv+p63X9bJacv6',
  'iHsOzXfXvpJsMB8GA1UdIwQYMBaAFDNv+p63X9bJacv6iHsOzXfXvpJsMA8GA1UdEwEB/wQFMAMBAf8wMAYDVR0RBCkwJ4IQ',
  'Y2hhdC5leGFtcGxlLm5ldIINKi5leGFtcGxlLm9yZ4cEfwAAATAKBggqhkjOPQQDAgNJADBGAiEAricKX9lTMx7ewicqUZer',
  'HH6xfPwBjpyIo521EhMBvf0CIQC1Xnf5CB9bKIoXdilvmAXI6pqQrcxWXekHKw1jdGyyiw==',
].join('');

describe('a certificate', () => {
  const x509 = new X509Certificate(Buffer.from(base64, 'base64'));
  const der = new Uint8Array(x509.raw);
  const certificate = readCertificate(der);

  it('has the names and days that Node reads', () => {
    expect(certificate).toEqual({
      subject: 'CN=chat, O=Test, C=XX',
      issuer: 'CN=chat, O=Test, C=XX',
      names: ['chat.example.net', '*.example.org', '127.0.0.1'],
      notBefore: Date.parse(x509.validFrom) / 1000,
      notAfter: Date.parse(x509.validTo) / 1000,
    });
  });

  it.each([
    ['chat.example.net', 0],
    ['CHAT.example.net.', 0],
    ['a.example.org', 0],
    ['a.b.example.org', 1],
    ['example.org', 1],
    ['other', 1],
    [null, 0],
  ])('fits the name %s: %i faults', (name, count) => {
    const chain = certificate === null ? [] : [certificate];
    const time = Date.parse(x509.validFrom) / 1000 + 60;
    const faults = faultsOfCertificate(chain, name, time);
    expect(faults.filter((text) => text.includes('asks for'))).toHaveLength(count);
    expect(faults.at(-1)).toContain('signed by itself');
    const late = faultsOfCertificate(chain, name, Date.parse(x509.validTo) / 1000 + 60);
    expect(late[0]).toContain('It expired on');
  });

  it('never throws where it is cut or changed', () => {
    for (let end = 0; end < der.length; end++) readCertificate(der.subarray(0, end));
    const random = seededRandom(3);
    for (let round = 0; round < 3000; round++) {
      const changed = der.slice();
      for (let i = 0; i < 3; i++) changed[Math.floor(random() * der.length)] = Math.floor(random() * 256);
      const found = readCertificate(changed);
      if (found !== null) faultsOfCertificate([found], 'a.example.org', 0);
    }
  });
});
