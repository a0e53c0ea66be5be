// The beginning of RFB (RFC 6143, 7.1 to 7.3): version, security, initialisation. Both sides have to be read: what a
// byte means depends on what the other side said.

import { u16, u32 } from '../bytes/integers.ts';
import { decodeLatin1, decodeText } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';

/** A field of the beginning: its range in all bytes of its sender. */
export interface RfbField {
  readonly sender: Sender;
  readonly label: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface RfbHandshake {
  readonly fields: readonly RfbField[];
  /** Where the messages of each side begin; `null` where the beginning is not read to its end. */
  readonly messagesAt: Readonly<Record<Sender, number>> | null;
  /** Width and height of the screen at the beginning. */
  readonly screen: { readonly width: number; readonly height: number } | null;
  /** Why the server refuses the client, and the bytes of the server that say so. */
  readonly refusal: { readonly reason: string; readonly start: number; readonly end: number } | null;
}

export const rfbVersion = /^RFB (\d{3})\.(\d{3})\n/;
const versionLength = 12;
const securityTypes: Readonly<Record<number, string>> = {
  0: 'invalid',
  1: 'none',
  2: 'VNC authentication',
  5: 'RA2',
  6: 'RA2ne',
  16: 'Tight',
  19: 'VeNCrypt',
  30: 'Apple remote desktop',
};
const results: Readonly<Record<number, string>> = { 0: 'OK', 1: 'failed', 2: 'failed, too many attempts' };
const challengeLength = 16;
const pixelFormatLength = 16;

/** What ends the reading: bytes that are not there, or a security type that is not read. */
class Ended extends Error {}

function wordOf(words: Readonly<Record<number, string>>, value: number): string {
  return words[value] === undefined ? String(value) : `${value} (${words[value]})`;
}

class HandshakeReader {
  readonly fields: RfbField[] = [];
  readonly at: Record<Sender, number> = { client: 0, server: 0 };
  readonly #said: Readonly<Record<Sender, Uint8Array>>;
  refusal: RfbHandshake['refusal'] = null;
  screen: RfbHandshake['screen'] = null;

  constructor(said: Readonly<Record<Sender, Uint8Array>>) {
    this.#said = said;
  }

  /** Takes a field. `show` says what it is. */
  take(sender: Sender, label: string, length: number, show: (bytes: Uint8Array) => string): Uint8Array {
    const start = this.at[sender];
    const end = start + length;
    const bytes = this.#said[sender].subarray(start, end);
    if (bytes.length < length) throw new Ended();
    this.fields.push({ sender, label, value: show(bytes), start, end });
    this.at[sender] = end;
    return bytes;
  }

  /** A length of 4 bytes and a text. */
  text(sender: Sender, label: string): string {
    const length = u32(
      this.take(sender, `length of ${label}`, 4, (bytes) => String(u32(bytes, 0))),
      0,
    );
    return decodeText(this.take(sender, label, length, (bytes) => `“${decodeText(bytes)}”`));
  }

  readAll(): void {
    const version = (bytes: Uint8Array) => decodeLatin1(bytes).trimEnd();
    this.take('server', 'version', versionLength, version);
    const agreed = rfbVersion.exec(decodeLatin1(this.take('client', 'version', versionLength, version)));
    const minor = agreed === null ? 0 : Number(agreed[2]);
    const type = minor >= 7 ? this.#chosenType() : this.#dictatedType();
    if (type !== 1 && type !== 2) throw new Ended();
    if (type === 2) this.#authentication();
    if (type === 2 || minor >= 8) this.#result(minor);
    this.take('client', 'shared', 1, (bytes) => (bytes[0] === 0 ? '0 (alone)' : `${bytes[0]} (shared)`));
    this.#initialisation();
  }

  #chosenType(): number {
    const [length] = this.take('server', 'number of security types', 1, (bytes) => String(bytes[0]));
    if (length === 0) {
      this.#refuse(this.at.server - 1);
      throw new Ended();
    }
    this.take('server', 'security types', length, (bytes) =>
      [...bytes].map((type) => wordOf(securityTypes, type)).join(', '),
    );
    return this.take('client', 'security type', 1, (bytes) => wordOf(securityTypes, bytes[0]))[0];
  }

  #dictatedType(): number {
    const bytes = this.take('server', 'security type', 4, (one) => wordOf(securityTypes, u32(one, 0)));
    if (u32(bytes, 0) === 0) this.#refuse(this.at.server - 4);
    return u32(bytes, 0);
  }

  #authentication(): void {
    const hidden = () => `${challengeLength} bytes`;
    this.take('server', 'challenge', challengeLength, hidden);
    this.take('client', 'response', challengeLength, hidden);
  }

  #result(minor: number): void {
    const { server: start } = this.at;
    const bytes = this.take('server', 'security result', 4, (one) => wordOf(results, u32(one, 0)));
    if (u32(bytes, 0) === 0) return;
    this.refusal = { reason: '', start, end: this.at.server };
    if (minor >= 8) this.#refuse(start);
    throw new Ended();
  }

  #refuse(start: number): void {
    this.refusal = { reason: '', start, end: this.at.server };
    const reason = this.text('server', 'reason');
    this.refusal = { reason, start, end: this.at.server };
  }

  #initialisation(): void {
    const size = (label: string) =>
      u16(
        this.take('server', label, 2, (bytes) => String(u16(bytes, 0))),
        0,
      );
    const width = size('width');
    this.screen = { width, height: size('height') };
    this.take('server', 'pixel format', pixelFormatLength, (bytes) => `${bytes[0]} bits a pixel`);
    this.text('server', 'name');
  }
}

/** Reads the beginning from the first bytes of both sides. */
export function readRfbHandshake(client: Uint8Array, server: Uint8Array): RfbHandshake {
  const reader = new HandshakeReader({ client, server });
  let isWhole = false;
  try {
    reader.readAll();
    isWhole = true;
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  const { fields, at, screen, refusal } = reader;
  return { fields, messagesAt: isWhole ? { ...at } : null, screen, refusal };
}
