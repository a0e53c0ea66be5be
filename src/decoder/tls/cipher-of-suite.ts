import { AeadCipher } from './aead.ts';
import { CbcCipher } from './cbc.ts';
import type { DirectionKeys } from './key-schedule.ts';
import type { RecordCipher } from './record-cipher.ts';
import { StreamRecordCipher } from './stream-cipher.ts';
import type { Suite } from './suites.ts';

/** The cipher of one direction. */
export function recordCipher(
  suite: Suite,
  version: number,
  keys: DirectionKeys,
  encryptThenMac: boolean,
): RecordCipher {
  if (suite.mode === 'cbc') return new CbcCipher(suite, version, keys, encryptThenMac);
  if (suite.mode === 'stream') return new StreamRecordCipher(suite, keys);
  return new AeadCipher(suite, version, keys);
}
