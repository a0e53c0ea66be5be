// A TLS key log (RFC 9850, the file that SSLKEYLOGFILE names): lines of a label, the client random of a
// connection, and a secret, in hexadecimal digits.

import { formatHex, parseHex } from '../bytes/hex.ts';

/** The secrets that decrypt records. `CLIENT_RANDOM` is the master secret of TLS 1.2 and older. */
const usedLabels = [
  'CLIENT_RANDOM',
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
] as const;

export type SecretLabel = (typeof usedLabels)[number];

/** Labels that programs write and that decrypt no record. */
const otherLabels = new Set([
  'EXPORTER_SECRET',
  'EARLY_EXPORTER_SECRET',
  'EARLY_EXPORTER_MASTER_SECRET',
  'ECH_SECRET',
  'ECH_CONFIG',
  'CLIENT_TRAFFIC_SECRET_1',
  'SERVER_TRAFFIC_SECRET_1',
]);

/** Labels of premaster secrets. `RSA` is followed by the first 8 bytes of the encrypted form. */
const premasterLabels = new Set(['RSA', 'PMS_CLIENT_RANDOM']);
const rsaDigits = 16;

/** A master secret of a session, in one line, or as `openssl s_client` prints it in two. */
const sessionLine = /^(?:RSA\s+)?Session-ID:\s*([0-9a-f]{2,64})(?:\s+Master-Key:\s*([0-9a-f]{96}))?$/i;
const masterKeyLine = /^[ \t]*Master-Key:[ \t]*([0-9a-f]{96})[ \t\r]*$/im;

const truncatedHere = 'The key log is truncated here.';
const randomDigits = 64;
const masterSecretDigits = 96;
/** Traffic secrets are as long as the hash of the suite: SHA-256 or SHA-384. */
const trafficSecretDigits = [64, 96];
/** Problems that are kept: a file of another kind has one in each line. */
const maxProblems = 20;
/** Connections that are kept. The log of a browser that ran for weeks has some hundred thousand. */
const maxConnections = 1_000_000;

/** A line that gives no secret, and why. `line` counts from 1. */
export interface KeyLogProblem {
  readonly line: number;
  readonly text: string;
}

/** The secrets of one connection. */
export type ConnectionSecrets = ReadonlyMap<SecretLabel, Uint8Array>;

function isUsed(label: string): label is SecretLabel {
  return (usedLabels as readonly string[]).includes(label);
}

function beginsWithLabel(line: string): boolean {
  const [label] = line.split(/\s/, 1);
  return isUsed(label) || premasterLabels.has(label) || otherLabels.has(label);
}

/** All secrets that were given, by client random. */
export class KeyLog {
  readonly #connections = new Map<string, Map<SecretLabel, Uint8Array>>();
  /** Premaster secrets by client random, and by the first bytes of their encrypted form (label RSA). */
  readonly #premasters = new Map<string, Uint8Array>();
  /** Master secrets by the id of their session. */
  readonly #sessions = new Map<string, Uint8Array>();
  readonly problems: KeyLogProblem[] = [];
  /** The last line ends too early. */
  isTruncated = false;
  /** Lines with a secret. */
  secretCount = 0;

  /** Reads the lines of one log. */
  add(text: string): void {
    const lines = text.split(/\r\n|\n|\r/);
    // The output of openssl has many other lines.
    const isOutput = masterKeyLine.test(text);
    let session: string | null = null;
    for (const [i, line] of lines.entries()) {
      const trimmed = line.trim();
      const [, id, master] = sessionLine.exec(trimmed) ?? [];
      session = id ?? session;
      const secret = master ?? masterKeyLine.exec(trimmed)?.[1];
      if (session !== null && secret !== undefined) this.#keepSession(session, secret);
      if (id !== undefined || secret !== undefined || (isOutput && !beginsWithLabel(trimmed))) continue;
      const problem = this.#line(trimmed, i === lines.length - 1);
      if (problem !== null && this.problems.length < maxProblems)
        this.problems.push({ line: i + 1, text: problem });
      if (problem?.endsWith(truncatedHere)) this.isTruncated = true;
    }
  }

  /** Number of connections with a secret. */
  get connectionCount(): number {
    return this.#connections.size + this.#premasters.size + this.#sessions.size;
  }

  /** The secrets of the connection with this client random, or `null`. */
  secretsOf(random: Uint8Array): ConnectionSecrets | null {
    return this.#connections.get(formatHex(random)) ?? null;
  }

  /** The premaster secret of the connection with this client random, or `null`. */
  premasterOf(random: Uint8Array): Uint8Array | null {
    return this.#premasters.get(formatHex(random)) ?? null;
  }

  /** The premaster secret that a client encrypted to these bytes, or `null`. */
  premasterOfRsa(encrypted: Uint8Array): Uint8Array | null {
    return this.#premasters.get(formatHex(encrypted.subarray(0, rsaDigits / 2))) ?? null;
  }

  /** The master secret of the session with this id, or `null`. */
  masterOfSession(id: Uint8Array): Uint8Array | null {
    return this.#sessions.get(formatHex(id)) ?? null;
  }

  #keepSession(id: string, master: string): void {
    const [idBytes, secret] = [parseHex(id), parseHex(master)];
    if (idBytes !== null && secret !== null && this.#sessions.size < maxConnections)
      this.#sessions.set(formatHex(idBytes), secret);
  }

  #line(line: string, isLast: boolean): string | null {
    if (line === '' || line.startsWith('#')) return null;
    const [label, random, secret, ...rest] = line.split(/\s+/);
    if (otherLabels.has(label)) return null;
    const isPremaster = premasterLabels.has(label);
    if (!isUsed(label) && !isPremaster)
      return `Expected a label such as CLIENT_RANDOM, found “${label.slice(0, 40)}”.`;
    const truncated = isLast ? ` ${truncatedHere}` : '';
    if (random === undefined || secret === undefined)
      return `Expected a client random and a secret after ${label}, found the end of the line.${truncated}`;
    const digits = label === 'RSA' ? rsaDigits : randomDigits;
    if (random.length !== digits) {
      const what = label === 'RSA' ? 'the start of an encrypted premaster secret' : 'a client random';
      return `Expected ${what} of ${digits} hex digits, found ${random.length}.`;
    }
    // A premaster secret of Diffie-Hellman is as long as its group.
    const lengths =
      label === 'PMS_CLIENT_RANDOM'
        ? [secret.length]
        : label === 'CLIENT_RANDOM' || isPremaster
          ? [masterSecretDigits]
          : trafficSecretDigits;
    if (!lengths.includes(secret.length) || rest.length > 0)
      return `Expected a secret of ${lengths.join(' or ')} hex digits, found ${secret.length}.${truncated}`;
    const [randomBytes, secretBytes] = [parseHex(random), parseHex(secret)];
    if (randomBytes === null || secretBytes === null)
      return `Expected hex digits after ${label}, found another character.`;
    if (isUsed(label)) this.#keep(formatHex(randomBytes), label, secretBytes);
    else if (this.#premasters.size < maxConnections)
      this.#premasters.set(formatHex(randomBytes), secretBytes);
    return null;
  }

  #keep(random: string, label: SecretLabel, secret: Uint8Array): void {
    let secrets = this.#connections.get(random);
    if (secrets === undefined) {
      if (this.#connections.size >= maxConnections) return;
      secrets = new Map();
      this.#connections.set(random, secrets);
    }
    if (!secrets.has(label)) this.secretCount++;
    secrets.set(label, secret);
  }
}
