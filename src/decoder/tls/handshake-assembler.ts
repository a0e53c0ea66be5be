// Joins handshake messages (type 1, length 3, body) that are split over records.

import { concat } from '../bytes/concat.ts';

/** Types of handshake messages (RFC 8446 4, RFC 5246 7.4). */
export const handshakeType = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  endOfEarlyData: 5,
  encryptedExtensions: 8,
  certificate: 11,
  certificateRequest: 13,
  clientKeyExchange: 16,
  finished: 20,
  keyUpdate: 24,
} as const;

const headerLength = 4;
/** Certificates of a long chain have some ten thousand bytes. */
const maxMessage = 1 << 18;

export class HandshakeAssembler {
  readonly #onMessage: (type: number, body: Uint8Array) => void;
  #buffer: Uint8Array = new Uint8Array(0);

  constructor(onMessage: (type: number, body: Uint8Array) => void) {
    this.#onMessage = onMessage;
  }

  push(bytes: Uint8Array): void {
    let buffer = this.#buffer.length === 0 ? bytes : concat([this.#buffer, bytes]);
    while (buffer.length >= headerLength) {
      const length = (buffer[1] << 16) | (buffer[2] << 8) | buffer[3];
      if (length > maxMessage) {
        buffer = buffer.subarray(buffer.length);
        break;
      }
      if (buffer.length < headerLength + length) break;
      this.#onMessage(buffer[0], buffer.subarray(headerLength, headerLength + length));
      buffer = buffer.subarray(headerLength + length);
    }
    this.#buffer = buffer.length === 0 ? new Uint8Array(0) : buffer.slice();
  }

  /** A part of a message is missing: the next record begins another. */
  reset(): void {
    this.#buffer = new Uint8Array(0);
  }
}
