import { expect, it } from 'vitest';
import { refusalOf, suiteName, suiteOf } from './suites.ts';

it('the protection of a suite is read from its name', () => {
  const protections = [0x1305, 0xc02f, 0xc0ac, 0xcca9, 0x000a, 0x0005, 0x0001, 0xc077, 0xc050].map((id) => {
    const suite = suiteOf(id);
    return `${suite?.cipher} ${suite?.mode} ${suite?.keyLength}+${suite?.tagLength} ${suite?.hash} ${suite?.mac}`;
  });
  expect(protections).toEqual([
    'aes ccm 16+8 sha256 sha256',
    'aes gcm 16+16 sha256 sha256',
    'aes ccm 16+16 sha256 sha256',
    'chacha20 chacha 32+16 sha256 sha256',
    '3des cbc 24+0 sha256 sha1',
    'rc4 stream 16+0 sha256 sha1',
    'null stream 0+0 sha256 md5',
    'camellia cbc 32+0 sha384 sha384',
    'aria gcm 16+16 sha256 sha256',
  ]);
});

it('suites that are not decrypted have their name and a reason', () => {
  const refused = [0x0007, 0x0096, 0x0003, 0x0062, 0x00c6];
  expect(refused.map(suiteOf)).toEqual([null, null, null, null, null]);
  expect(refused.map(suiteName)).toEqual([
    'TLS_RSA_WITH_IDEA_CBC_SHA',
    'TLS_RSA_WITH_SEED_CBC_SHA',
    'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
    'TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA',
    'TLS_SM4_GCM_SM3',
  ]);
  expect(suiteName(0xfafa)).toBe('0xfafa');
  expect(refusalOf(0xfafa)).toBe(
    'The suite 0xfafa is not decrypted here: its cipher is not known to this program.',
  );
});
