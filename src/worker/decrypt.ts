// Decrypts the TLS connections of a capture once it is read: the secrets may come last in the file, or after
// it. The ciphertext is read back from the file; the plaintext goes through a decoder of its own.

import type { ByteStore, MemoryStore } from '../decoder/bytes/store.ts';
import { createFrameFastPath } from '../decoder/fast-path/frames.ts';
import { type Note, otherSender, type Sender, senders } from '../decoder/model/basics.ts';
import type { CaptureSecret } from '../decoder/model/capture-sink.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { streamOffset } from '../decoder/model/coordinates.ts';
import { recordType, type TlsSummary } from '../decoder/model/tls.ts';
import { count } from '../decoder/model/words.ts';
import { ConnectionDecryptor } from '../decoder/tls/connection-decryptor.ts';
import { KeyLog } from '../decoder/tls/key-log.ts';
import { SecretSources } from '../decoder/tls/master-secret.ts';
import { type RsaPrivateKey, readPrivateKeys } from '../decoder/tls/private-key.ts';
import { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';
import type { Capture } from './capture.ts';
import { type CarrierPiece, type Pace, readPieces } from './carrier-pieces.ts';
import { type DecryptedConnection, DecryptedStore } from './decrypted-store.ts';
import { tlsStarts } from './tls-start.ts';

/** Ciphertext of a connection without keys that is read: its hellos and an alert are in it. */
const helloBytes = 1 << 16;
/** Connections inside each other that are decrypted: a browser makes two. */
const maxDepth = 3;
/** Lines of a key log that are reported one by one. */
const maxProblems = 3;

/** Types of the first handshake message of each side, and where it is: after the header of the record. */
const helloType = { client: 1, server: 2 } as const;
const helloTypeAt = 5;

/** Decrypts TLS in a tunnel; `records`: where the bytes of the tunnel were decrypted. `null`: no plaintext. */
export type DecryptTunnel = (
  decoder: ConnectionDecoder,
  records: DecryptedStore | null,
) => Promise<DecryptedConnection | null>;

/** Decrypts what the secrets of a capture fit, and says which connections have keys. */
export async function decryptCapture(capture: Capture, pace: Pace): Promise<DecryptTunnel> {
  const secrets = readSecrets(capture.secrets);
  const sources = new SecretSources(secrets.keyLog, secrets.privateKeys);
  const decrypted = new Map<ConnectionDecoder, DecryptedConnection>();
  const summaries: TlsSummary[] = [];
  let kept: MemoryStore | null = null;
  const sharing = (): Shared => {
    kept ??= capture.newStore('decrypted');
    return { capture, sources, kept, pace };
  };
  for (const decoder of capture.decoders) {
    const connection = await encryptedPart(decoder, capture);
    if (connection === null) continue;
    const shared = sharing();
    const result = await decryptConnection({ decoder, connection, records: null }, shared);
    if (result === null && !decoder.isEncrypted) continue;
    if (decoder.tls !== null) summaries.push(decoder.tls);
    if (result !== null) decrypted.set(decoder, await innermost(result, shared));
  }
  capture.decrypted = decrypted;
  capture.keyNotes = capture.secrets.length === 0 ? [] : notesOn(secrets, summaries);
  return (decoder, records) => decryptConnection({ decoder, connection: decoder.view(), records }, sharing());
}

/** What the decryption of each connection of a capture uses. */
interface Shared {
  readonly capture: Capture;
  readonly sources: SecretSources;
  /** Takes the plaintext that cannot be decrypted again. */
  readonly kept: MemoryStore;
  readonly pace: Pace;
}

/**
 * The connection as it is from its TLS on, or `null` without TLS. What was another protocol first is looked at where
 * there are secrets.
 */
async function encryptedPart(decoder: ConnectionDecoder, capture: Capture): Promise<Connection | null> {
  if (decoder.isEncrypted) return decoder.view();
  // no HTTP head was read, so that other bytes came first
  if (capture.secrets.length === 0 || !decoder.mayCarryHttp2) return null;
  const connection = decoder.view();
  const starts = await tlsStarts(connection);
  if (starts === null) return null;
  const { client, server } = connection.directions;
  return {
    ...connection,
    directions: {
      client: { ...client, base: streamOffset(starts.client) },
      server: { ...server, base: streamOffset(starts.server) },
    },
  };
}

/** Decrypts a connection and notes its TLS; `null` when there is no plaintext. */
async function decryptConnection(
  ciphertext: Ciphertext,
  shared: Shared,
): Promise<DecryptedConnection | null> {
  const run = new Decryption(ciphertext, shared);
  const summary = await run.toEnd(shared.pace);
  const result = run.result();
  if (result !== null || ciphertext.decoder.isEncrypted) ciphertext.decoder.tls = summary;
  return result;
}

/** Decrypts what is encrypted again: TLS to a server in a tunnel, through a proxy that is reached by TLS itself. */
async function innermost(opened: DecryptedConnection, shared: Shared): Promise<DecryptedConnection> {
  let shown = opened;
  for (let depth = 1; depth < maxDepth && shown.decoder.isEncrypted; depth++) {
    const result = await decryptConnection({ ...shown, connection: shown.decoder.view() }, shared);
    if (result === null) break;
    shown = result;
  }
  return shown;
}

/** The secrets of a capture, and one sentence about each private key that cannot be used. */
interface GivenSecrets {
  readonly keyLog: KeyLog;
  readonly hasKeyLog: boolean;
  readonly privateKeys: RsaPrivateKey[];
  readonly problems: string[];
}

function readSecrets(secrets: readonly CaptureSecret[]): GivenSecrets {
  const keyLog = new KeyLog();
  const privateKeys: RsaPrivateKey[] = [];
  const problems: string[] = [];
  for (const { kind, text } of secrets) {
    if (kind === 'tls-key-log') keyLog.add(text);
    else {
      const read = readPrivateKeys(text);
      privateKeys.push(...read.keys);
      problems.push(...read.problems);
    }
  }
  return { keyLog, hasKeyLog: secrets.some(({ kind }) => kind === 'tls-key-log'), privateKeys, problems };
}

/** A connection of the capture, or one that was decrypted and holds TLS again. */
interface Ciphertext {
  readonly decoder: ConnectionDecoder;
  /** Its directions have their base where TLS begins. */
  readonly connection: Connection;
  readonly records: DecryptedStore | null;
}

/** The decryption of one connection. */
class Decryption {
  readonly #capture: Capture;
  readonly #connection: Connection;
  /** Holds the ciphertext. */
  readonly #carrier: ByteStore;
  /** The TLS that the ciphertext itself came from. */
  readonly #outer: TlsSummary | null;
  readonly #plaintext: DecryptedStore;
  readonly #decryptor: ConnectionDecryptor;
  #decoder: ConnectionDecoder | null = null;
  /** The importer took the client for the server. */
  #areRolesSwapped = false;

  constructor({ decoder, connection, records }: Ciphertext, { capture, sources, kept }: Shared) {
    this.#capture = capture;
    this.#connection = connection;
    this.#carrier = decoder.store;
    this.#outer = records === null ? null : decoder.tls;
    this.#plaintext = new DecryptedStore(this.#connection.directions, records, kept);
    this.#decryptor = new ConnectionDecryptor(sources, {
      data: (sender, bytes, record, cipher, sequence) => {
        const carrier = this.#areRolesSwapped ? otherSender(sender) : sender;
        const offset = this.#connection.directions[carrier].base + record.offset;
        const place = { offset, bodyLength: record.body.length, sequence };
        const at = this.#plaintext.append(bytes, carrier, cipher, place);
        this.#open().data(sender, bytes, at, record.time);
      },
      gap: (sender, length, time) => this.#open().gap(sender, length, time),
    });
  }

  /** Reads the ciphertext to its end, or the hellos when there is no secret. */
  async toEnd(pace: Pace): Promise<TlsSummary> {
    const connection = this.#connection;
    const decryptor = this.#decryptor;
    let bytesRead = 0;
    let hasSecrets = false;
    this.#areRolesSwapped = await areRolesSwapped(connection);
    for await (const piece of readPieces(connection, this.#carrier, pace)) {
      const { bytes, length } = afterPreamble(connection, piece);
      if (length === 0) continue;
      const sender = this.#areRolesSwapped ? otherSender(piece.sender) : piece.sender;
      if (bytes === null) {
        await decryptor.flush();
        decryptor.gap(sender, length, piece.time);
        continue;
      }
      decryptor.data(sender, bytes, piece.time);
      if (decryptor.isFull) await decryptor.makeRoom();
      bytesRead += length;
      if (hasSecrets || bytesRead < helloBytes) continue;
      hasSecrets = decryptor.hasSecrets;
      if (!hasSecrets) break;
    }
    await decryptor.flush();
    decryptor.end(connection.directions.client.lastTime);
    const decoder = this.#decoder;
    const summary = { ...decryptor.summary(), outer: this.#outer };
    if (decoder !== null) {
      decoder.tls = summary;
      for (const sender of senders) {
        const { end, endTime } = connection.directions[sender];
        if (end !== null && end !== 'cut')
          decoder.end(this.#areRolesSwapped ? otherSender(sender) : sender, end, endTime);
      }
      decoder.finish();
    }
    return summary;
  }

  /** The decoded plaintext, or `null` when there is none. */
  result(): DecryptedConnection | null {
    const decoder = this.#decoder;
    if (decoder === null || this.#decryptor.plaintextBytes === 0) return null;
    return { decoder, records: this.#plaintext };
  }

  #open(): ConnectionDecoder {
    if (this.#decoder !== null) return this.#decoder;
    const { id, client, server, events } = this.#connection;
    const decoder = new ConnectionDecoder(
      id,
      {
        transport: 'tls',
        fidelity: 'bytes',
        client: this.#areRolesSwapped ? server : client,
        server: this.#areRolesSwapped ? client : server,
        roles: 'known',
      },
      this.#plaintext,
      this.#capture.assumptions,
      createFrameFastPath(),
    );
    for (const { kind, sender, time } of events) {
      // Offsets of events count ciphertext. The hellos show that the capture has the beginning.
      if (kind !== 'no-syn') decoder.event({ kind, sender, time });
    }
    this.#decoder = decoder;
    return decoder;
  }
}

/** The part of a piece that lies after what precedes TLS: a PROXY header, or the CONNECT of a tunnel and its answer. */
function afterPreamble(
  { directions }: Connection,
  piece: CarrierPiece,
): Pick<CarrierPiece, 'bytes' | 'length'> {
  const { sender, offset, length, bytes } = piece;
  const skipped = Math.min(length, Math.max(0, directions[sender].base - offset));
  return skipped === 0 ? piece : { bytes: bytes?.subarray(skipped) ?? null, length: length - skipped };
}

/** Whether the first record of a side is the hello of the other: without a SYN the importer guesses the client. */
async function areRolesSwapped({ directions }: Connection): Promise<boolean> {
  const helloOf = async (sender: Sender): Promise<number> => {
    const { map, base } = directions[sender];
    const head = await map.read(base, streamOffset(base + helloTypeAt + 1));
    return head[0] === recordType.handshake ? head[helloTypeAt] : 0;
  };
  return (await helloOf('client')) === helloType.server || (await helloOf('server')) === helloType.client;
}

/** What a user needs to know of the keys. */
function notesOn(secrets: GivenSecrets, summaries: readonly TlsSummary[]): Note[] {
  const { keyLog, privateKeys, problems } = secrets;
  const notes: Note[] = problems.map((text) => ({ level: 'warning', id: 'private-key', text }));
  for (const { line, text } of keyLog.problems.slice(0, maxProblems))
    notes.push({ level: 'warning', id: 'key-log-line', text: `Key log, line ${line}: ${text}` });
  if (keyLog.problems.length > maxProblems)
    notes.push({
      level: 'warning',
      id: 'key-log-line',
      text: `The key log has ${keyLog.problems.length - maxProblems} more lines that give no secret.`,
    });
  const hasKeyLog = keyLog.connectionCount > 0;
  if (!hasKeyLog && privateKeys.length === 0) {
    if (secrets.hasKeyLog)
      notes.push({ level: 'warning', id: 'key-log-unused', text: 'The key log has no line with a secret.' });
    return notes;
  }
  const opened = summaries.filter(({ keys }) => keys === 'decrypted').length;
  const keys = hasKeyLog
    ? `The key log has secrets of ${count(keyLog.connectionCount, 'connection')}`
    : `${count(privateKeys.length, 'private key')} read`;
  const means = !hasKeyLog ? 'private key' : privateKeys.length === 0 ? 'key log' : 'key log and private key';
  const connections = count(summaries.length, 'TLS connection');
  const unused = (text: string): Note => ({ level: 'warning', id: 'key-log-unused', text });
  if (summaries.length === 0) notes.push(unused(`${keys}; the input has no TLS connection.`));
  else if (opened === 0) {
    const verb = hasKeyLog ? ', and decrypts' : '; it decrypts';
    notes.push(unused(`${keys}${verb} none of the ${connections}. ${summaries[0].reason ?? ''}`.trim()));
  } else {
    const some = opened < summaries.length ? `${opened} of ${connections} were` : connections;
    notes.push({ level: 'info', id: 'tls-decrypted', text: `${some} decrypted with the ${means}.` });
  }
  return notes;
}
