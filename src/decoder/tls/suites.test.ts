import { expect, it } from 'vitest';
import { suiteName, suiteOf } from './suites.ts';

it('suites that are not decrypted have their name', () => {
  const refused = [0x0041, 0x000a, 0xc05c, 0xc011];
  expect(refused.map(suiteOf)).toEqual([null, null, null, null]);
  expect(refused.map(suiteName)).toEqual([
    'TLS_RSA_WITH_CAMELLIA_128_CBC_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    'TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
  ]);
  expect(suiteName(0xfafa)).toBe('0xfafa');
});
