// The records under one key, and their sequence numbers. After missing records the number is searched for.

import type { RecordCipher } from './record-cipher.ts';
import type { TlsRecord } from './record-reader.ts';

/** What a search may cost, in bytes that are decrypted in vain: about a second. */
const maxSearchBytes = 16 << 20;
const maxTrials = 1 << 14;

/** What one direction may spend on searches. */
export interface SearchBudget {
  bytes: number;
}

export function searchBudget(): SearchBudget {
  return { bytes: maxSearchBytes };
}

export class Epoch {
  readonly name: 'early' | 'handshake' | 'application';
  /** The traffic secret of TLS 1.3, for the next generation of keys. */
  readonly secret: Uint8Array | null;
  readonly cipher: RecordCipher;
  /** Number of the next record. */
  sequence = 0;
  /** The record before the first one of this epoch was seen, or one of its own was opened. */
  isEntered = false;
  #nonce = Number.NaN;

  constructor(name: Epoch['name'], secret: Uint8Array | null, cipher: RecordCipher) {
    this.name = name;
    this.secret = secret;
    this.cipher = cipher;
  }

  /**
   * Opens a record. `maxLost`: at most this many records before it are missing; `likelyLost`: the search
   * begins there. Sets `sequence` to the number of the next record.
   */
  open(record: TlsRecord, maxLost: number, likelyLost: number, budget: SearchBudget): Uint8Array | null {
    const first = this.sequence;
    const next = this.cipher.open(record, first);
    if (next !== null) {
      this.opened(record, first);
      return next;
    }
    for (const ahead of this.#candidates(record, maxLost, likelyLost)) {
      budget.bytes -= record.body.length;
      if (budget.bytes < 0) break;
      const content = this.cipher.open(record, first + ahead);
      if (content === null) continue;
      this.opened(record, first + ahead);
      return content;
    }
    return null;
  }

  /** Notes that a record with this number was opened. */
  opened(record: TlsRecord, sequence: number): void {
    this.sequence = sequence + 1;
    this.#nonce = this.cipher.statedNonce(record);
    this.isEntered = true;
  }

  /** How many records may be missing: as many as the nonce says, then outwards from the likely number. */
  *#candidates(record: TlsRecord, maxLost: number, likelyLost: number): Generator<number> {
    if (maxLost <= 0) return;
    const byNonce = this.cipher.statedNonce(record) - this.#nonce - 1;
    if (byNonce > 0 && byNonce <= maxLost) yield byNonce;
    const middle = Math.max(1, Math.min(maxLost, likelyLost));
    for (let distance = 0; distance <= Math.min(maxLost, maxTrials); distance++) {
      if (middle + distance <= maxLost) yield middle + distance;
      if (distance > 0 && middle - distance >= 1) yield middle - distance;
    }
  }
}
