// Finds the master secret of TLS 1.2 and older: in a key log, from a premaster secret that a private key decrypts
// or a key log states, or in the session that is resumed.

import { concat } from '../bytes/concat.ts';
import { formatHex } from '../bytes/hex.ts';
import { u16 } from '../bytes/integers.ts';
import type { Sender } from '../model/basics.ts';
import { rsaModulusOf } from './certificate.ts';
import { handshakeType } from './handshake-assembler.ts';
import {
  type ClientHello,
  readClientHello,
  readServerHello,
  type ServerHello,
  ssl3,
  tls13,
} from './hello.ts';
import type { KeyLog } from './key-log.ts';
import { handshakeDigest, masterFromPremaster } from './key-schedule.ts';
import { decryptPremaster, type RsaPrivateKey } from './private-key.ts';
import { type Suite, suiteName } from './suites.ts';

/** Sessions that are remembered of a capture. */
const maxSessions = 100_000;
/** Bytes of handshake messages that are kept for the extended master secret. */
const maxTranscript = 1 << 18;
/** Before the ticket of a NewSessionTicket: lifetime 4, length 2 (RFC 5077 3.3). */
const ticketAt = 6;

/** What can give the secrets of the connections of a capture. */
export class SecretSources {
  readonly keyLog: KeyLog;
  readonly privateKeys: readonly RsaPrivateKey[];
  /** Master secrets by session id or ticket, for connections that resume a session. */
  readonly #sessions = new Map<string, Uint8Array>();

  constructor(keyLog: KeyLog, privateKeys: readonly RsaPrivateKey[] = []) {
    this.keyLog = keyLog;
    this.privateKeys = privateKeys;
  }

  rememberSession(name: Uint8Array, master: Uint8Array): void {
    if (name.length > 0 && this.#sessions.size < maxSessions) this.#sessions.set(formatHex(name), master);
  }

  masterOfSession(name: Uint8Array | null): Uint8Array | null {
    return name === null || name.length === 0 ? null : (this.#sessions.get(formatHex(name)) ?? null);
  }
}

/** The master secrets of one connection: a renegotiation has one of its own. */
export class MasterSecret {
  readonly #sources: SecretSources;
  #client: ClientHello | null = null;
  #server: ServerHello | null = null;
  /** Handshake messages of each sender, for the extended master secret. */
  readonly #messages: Record<Sender, Uint8Array[]> = { client: [], server: [] };
  #transcriptBytes = 0;
  #keyExchange: Uint8Array | null = null;
  #ticket: Uint8Array | null = null;
  /** The modulus of the server's certificate; `undefined` until a certificate was read. */
  #modulus: bigint | null | undefined;
  #found: Uint8Array | null = null;
  /** The private keys were tried on the key exchange. */
  #isTried = false;

  constructor(sources: SecretSources) {
    this.#sources = sources;
  }

  /** Takes each handshake message, in the order of its sender. */
  message(sender: Sender, type: number, body: Uint8Array): void {
    if (type === handshakeType.clientHello && sender === 'client') {
      this.#client = readClientHello(body);
      this.#messages.client = [];
      this.#keyExchange = null;
      this.#begin();
    } else if (type === handshakeType.serverHello && sender === 'server') {
      this.#server = readServerHello(body);
      this.#messages.server = [];
      this.#ticket = null;
      this.#begin();
    }
    if (!this.#isRead) return;
    if (this.#keyExchange === null) this.#keep(sender, type, body);
    if (type === handshakeType.certificate && sender === 'server')
      this.#modulus = rsaModulusOf(body.subarray(6));
    else if (type === handshakeType.clientKeyExchange && sender === 'client')
      this.#keyExchange = body.slice();
    else if (type === handshakeType.newSessionTicket && sender === 'server')
      this.#ticket = body.slice(ticketAt, ticketAt + u16(body, 4));
  }

  /** TLS 1.3 has no master secret that is used here. */
  get #isRead(): boolean {
    return this.#server === null || this.#server.version < tls13;
  }

  #begin(): void {
    this.#found = null;
    this.#isTried = false;
  }

  /** Keeps the messages up to ServerHelloDone and ClientKeyExchange, with their headers. */
  #keep(sender: Sender, type: number, body: Uint8Array): void {
    const list = this.#messages[sender];
    if (type === handshakeType.helloRequest || this.#transcriptBytes > maxTranscript) return;
    if (sender === 'client' && type === handshakeType.clientHello) this.#transcriptBytes = 0;
    this.#transcriptBytes += body.length;
    list.push(concat([Uint8Array.of(type, body.length >> 16, body.length >> 8, body.length), body]));
  }

  /** The master secret of the handshake that was read last, or `null`. */
  find(suite: Suite): Uint8Array | null {
    const [client, server] = [this.#client, this.#server];
    if (client === null || server === null) return null;
    this.#found ??=
      this.#sources.keyLog.secretsOf(client.random)?.get('CLIENT_RANDOM') ??
      this.#sources.keyLog.masterOfSession(server.sessionId) ??
      this.#fromPremaster(client, server, suite) ??
      (this.#keyExchange === null ? this.#fromSession(client, server) : null);
    if (this.#found !== null) {
      this.#sources.rememberSession(server.sessionId, this.#found);
      if (this.#ticket !== null) this.#sources.rememberSession(this.#ticket, this.#found);
    }
    return this.#found;
  }

  get isFound(): boolean {
    return this.#found !== null;
  }

  #fromSession({ ticket }: ClientHello, { sessionId }: ServerHello): Uint8Array | null {
    return this.#sources.masterOfSession(sessionId) ?? this.#sources.masterOfSession(ticket);
  }

  #fromPremaster(client: ClientHello, server: ServerHello, suite: Suite): Uint8Array | null {
    const exchange = this.#keyExchange;
    if (exchange === null || this.#isTried) return null;
    this.#isTried = true;
    const premaster = this.#premaster(client, sealedPremaster(exchange, server.version), suite);
    if (premaster === null) return null;
    if (!server.extendedMasterSecret) {
      const seed = concat([client.random, server.random]);
      return masterFromPremaster(suite, server.version, premaster, 'master secret', seed);
    }
    const [hello, ...rest] = this.#messages.client;
    if (hello === undefined) return null;
    const transcript = concat([hello, ...this.#messages.server, ...rest]);
    const digest = handshakeDigest(suite, server.version, transcript);
    return masterFromPremaster(suite, server.version, premaster, 'extended master secret', digest);
  }

  #premaster(client: ClientHello, sealed: Uint8Array, suite: Suite): Uint8Array | null {
    const { keyLog, privateKeys } = this.#sources;
    const isRsa = encryptsPremaster(suite);
    const stated = keyLog.premasterOf(client.random) ?? (isRsa ? keyLog.premasterOfRsa(sealed) : null);
    if (stated !== null || !isRsa) return stated;
    for (const key of privateKeys) {
      if (typeof this.#modulus === 'bigint' && this.#modulus !== key.modulus) continue;
      const premaster = decryptPremaster(key, sealed);
      if (premaster !== null) return premaster;
    }
    return null;
  }

  /** Why the private keys decrypt nothing, or `null` without private keys. */
  reason(): string | null {
    const { privateKeys } = this.#sources;
    const [client, server] = [this.#client, this.#server];
    if (privateKeys.length === 0 || client === null || server === null) return null;
    const keys =
      privateKeys.length === 1 ? 'The private key' : `None of the ${privateKeys.length} private keys`;
    const verb = privateKeys.length === 1 ? ['does not belong', 'does not open'] : ['belongs', 'opens'];
    const name = suiteName(server.suite);
    if (server.version >= tls13 || !name.startsWith('TLS_RSA_WITH'))
      return `A private key opens nothing here: ${server.version >= tls13 ? 'TLS 1.3' : `the suite ${name}`} agrees on keys that are not in the capture. A key log is needed.`;
    if (this.#keyExchange === null)
      return 'The session was resumed: the private key opens it only when the capture has the connection that began the session. A key log is needed.';
    if (typeof this.#modulus === 'bigint' && !privateKeys.some(({ modulus }) => modulus === this.#modulus))
      return `${keys} ${verb[0]} to the certificate that the server sent: its modulus is another one.`;
    return `${keys} ${verb[1]} the premaster secret of this connection: the key is another one, or the capture is damaged.`;
  }
}

/** The encrypted secret of a ClientKeyExchange: TLS states its length (RFC 5246 7.4.7.1), SSL 3.0 does not. */
function sealedPremaster(exchange: Uint8Array, version: number): Uint8Array {
  return exchange.subarray(version === ssl3 ? 0 : 2);
}

/** Whether the client encrypts the premaster secret with the server's certificate. */
function encryptsPremaster({ name }: Suite): boolean {
  return name.startsWith('TLS_RSA_WITH');
}
