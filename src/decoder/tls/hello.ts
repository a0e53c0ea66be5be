// ClientHello and ServerHello (RFC 8446 4.1, RFC 5246 7.4.1): what the key schedule and the reader of a
// diagnosis need of them.

import { u16 } from '../bytes/integers.ts';
import { decodeText } from '../bytes/utf8.ts';

export const tls13 = 0x0304;
export const tls12 = 0x0303;
export const tls11 = 0x0302;
export const ssl3 = 0x0300;

export interface ClientHello {
  readonly random: Uint8Array;
  /** The highest version that the client offers. */
  readonly version: number;
  readonly suites: readonly number[];
  readonly serverName: string | null;
  /** Names of protocols that it offers (ALPN). */
  readonly protocols: readonly string[];
  readonly sessionId: Uint8Array;
  /** The ticket of a session to resume (RFC 5077), before TLS 1.3. */
  readonly ticket: Uint8Array | null;
  /** Application data follows before the handshake ends. */
  readonly earlyData: boolean;
}

export interface ServerHello {
  readonly random: Uint8Array;
  readonly version: number;
  readonly suite: number;
  /** The server asks for another ClientHello. */
  readonly isRetry: boolean;
  /** The protocol that it chose; TLS 1.3 sends it encrypted. */
  readonly protocol: string | null;
  readonly encryptThenMac: boolean;
  readonly sessionId: Uint8Array;
  /** RFC 7627. */
  readonly extendedMasterSecret: boolean;
  /** Records are compressed before they are encrypted (RFC 3749). */
  readonly isCompressed: boolean;
}

const extension = {
  serverName: 0,
  protocols: 16,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  earlyData: 42,
  supportedVersions: 43,
} as const;

/** The random of a HelloRetryRequest (RFC 8446 4.1.3), its first eight bytes. */
const retryRandom = [0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11];
const randomLength = 32;

/** Version 2, random 32, session id. Returns the offset after them, or -1. */
function afterSessionId(body: Uint8Array): number {
  const at = 2 + randomLength;
  if (body.length <= at) return -1;
  const end = at + 1 + body[at];
  return end <= body.length ? end : -1;
}

function sessionIdOf(body: Uint8Array): Uint8Array {
  const at = 2 + randomLength + 1;
  return body.slice(at, at + body[at - 1]);
}

/** Extensions: length 2, then type 2, length 2, data. The last one of a truncated hello is left out. */
export function* extensions(body: Uint8Array, start: number): Generator<{ type: number; data: Uint8Array }> {
  if (start + 2 > body.length) return;
  const end = Math.min(body.length, start + 2 + u16(body, start));
  for (let at = start + 2; at + 4 <= end; ) {
    const next = at + 4 + u16(body, at + 2);
    if (next > end) return;
    yield { type: u16(body, at), data: body.subarray(at + 4, next) };
    at = next;
  }
}

/** Names of ALPN: length 2, then each with a length of 1. */
export function protocolNames(data: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 2; at < data.length; at += 1 + data[at])
    names.push(decodeText(data.subarray(at + 1, at + 1 + data[at])));
  return names;
}

/** A list of names: length 2, then type 1 (host name 0), length 2, name. */
function hostName(data: Uint8Array): string | null {
  if (data.length < 5 || data[2] !== 0) return null;
  return decodeText(data.subarray(5, 5 + u16(data, 3)));
}

/** GREASE (RFC 8701): values that mean nothing, such as 0x0a0a. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 255);
}

/** Reads the body of a ClientHello; `null` when it ends too early. */
export function readClientHello(body: Uint8Array): ClientHello | null {
  let at = afterSessionId(body);
  if (at < 0 || at + 2 > body.length) return null;
  const suitesEnd = at + 2 + u16(body, at);
  if (suitesEnd > body.length) return null;
  const suites: number[] = [];
  for (let i = at + 2; i + 2 <= suitesEnd; i += 2) suites.push(u16(body, i));
  // Compression methods.
  at = suitesEnd < body.length ? suitesEnd + 1 + body[suitesEnd] : body.length;
  let version = u16(body, 0);
  let serverName: string | null = null;
  let protocols: string[] = [];
  let earlyData = false;
  let ticket: Uint8Array | null = null;
  for (const { type, data } of extensions(body, at)) {
    if (type === extension.serverName) serverName = hostName(data);
    else if (type === extension.protocols) protocols = protocolNames(data);
    else if (type === extension.earlyData) earlyData = true;
    else if (type === extension.sessionTicket) ticket = data.slice();
    else if (type === extension.supportedVersions) {
      for (let i = 1; i + 2 <= data.length; i += 2) {
        const offered = u16(data, i);
        if (!isGrease(offered) && offered <= tls13) version = Math.max(version, offered);
      }
    }
  }
  return {
    random: body.slice(2, 2 + randomLength),
    version,
    suites,
    serverName,
    protocols,
    sessionId: sessionIdOf(body),
    ticket,
    earlyData,
  };
}

/** Reads the body of a ServerHello; `null` when it ends too early. */
export function readServerHello(body: Uint8Array): ServerHello | null {
  const at = afterSessionId(body);
  if (at < 0 || at + 3 > body.length) return null;
  let version = u16(body, 0);
  let protocol: string | null = null;
  let encryptThenMac = false;
  let extendedMasterSecret = false;
  for (const { type, data } of extensions(body, at + 3)) {
    if (type === extension.supportedVersions && data.length === 2) version = u16(data, 0);
    else if (type === extension.protocols) protocol = protocolNames(data)[0] ?? null;
    else if (type === extension.encryptThenMac) encryptThenMac = true;
    else if (type === extension.extendedMasterSecret) extendedMasterSecret = true;
  }
  const random = body.slice(2, 2 + randomLength);
  const isRetry = retryRandom.every((byte, i) => random[i] === byte);
  return {
    random,
    version,
    suite: u16(body, at),
    isRetry,
    protocol,
    encryptThenMac,
    sessionId: sessionIdOf(body),
    extendedMasterSecret,
    isCompressed: body[at + 2] !== 0,
  };
}

/** What a server sends encrypted in TLS 1.3: the chosen protocol, and whether it takes early data. */
export function readEncryptedExtensions(body: Uint8Array): { protocol: string | null; earlyData: boolean } {
  let protocol: string | null = null;
  let earlyData = false;
  for (const { type, data } of extensions(body, 0)) {
    if (type === extension.protocols) protocol = protocolNames(data)[0] ?? null;
    else if (type === extension.earlyData) earlyData = true;
  }
  return { protocol, earlyData };
}

/** `TLS 1.3`, `SSL 3.0`, or the number of an unknown version. */
export function versionName(version: number): string {
  if (version === ssl3) return 'SSL 3.0';
  if (version > ssl3 && version <= tls13) return `TLS 1.${version - ssl3 - 1}`;
  return `version 0x${version.toString(16).padStart(4, '0')}`;
}
