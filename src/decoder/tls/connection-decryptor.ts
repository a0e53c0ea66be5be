// Decrypts one connection: both directions, the handshake between them, and the secrets of a key log.

import { type Sender, senders } from '../model/basics.ts';
import { frameOffset } from '../model/coordinates.ts';
import type { TlsAlert, TlsSummary } from '../model/tls.ts';
import { alertName } from './alerts.ts';
import { recordCipher } from './cipher-of-suite.ts';
import { DirectionDecryptor } from './direction-decryptor.ts';
import { Epoch } from './epoch.ts';
import { handshakeType } from './handshake-assembler.ts';
import { HandshakeFacts } from './handshake-facts.ts';
import {
  type ClientHello,
  readClientHello,
  readEncryptedExtensions,
  readServerHello,
  type ServerHello,
  ssl3,
  tls13,
  versionName,
} from './hello.ts';
import type { ConnectionSecrets, SecretLabel } from './key-log.ts';
import { keysFromMaster, keysFromTrafficSecret } from './key-schedule.ts';
import { MasterSecret, type SecretSources } from './master-secret.ts';
import type { RecordCipher } from './record-cipher.ts';
import { RecordPipeline } from './record-pipeline.ts';
import { headerLength, type TlsRecord } from './record-reader.ts';
import { refusalOf, type Suite, suiteName, suiteOf } from './suites.ts';

const maxAlerts = 20;
/** Times before this one count from the start of a capture: no packet was captured before 1990. */
const earliestClock = 631_152_000;
/** Alerts that end nothing by themselves. TLS 1.3 ignores the level (RFC 8446 6). */
const closingAlerts = new Set(['close_notify', 'user_canceled']);

/** Receives what was decrypted, in the order of each sender. */
export interface PlaintextSink {
  /** Application data of one record, borrowed, and what opened it. */
  data(sender: Sender, bytes: Uint8Array, record: TlsRecord, cipher: RecordCipher, sequence: number): void;
  /** Application data that is missing or cannot be decrypted. */
  gap(sender: Sender, length: number, time: number): void;
}

export class ConnectionDecryptor {
  readonly #sources: SecretSources;
  readonly #master: MasterSecret;
  readonly #sink: PlaintextSink;
  readonly #pipeline = new RecordPipeline();
  readonly #alerts: TlsAlert[] = [];
  readonly #directions: Record<Sender, DirectionDecryptor>;
  #client: ClientHello | null = null;
  #server: ServerHello | null = null;
  #suite: Suite | null = null;
  #protocol: string | null = null;
  /** The server has taken or refused early data, or none was offered. */
  #earlyDataDecided = true;
  readonly #lacking = new Set<SecretLabel>();
  readonly #facts = new HandshakeFacts();
  /** When the first bytes came, in seconds since 1970, or NaN. */
  #startTime = Number.NaN;

  constructor(sources: SecretSources, sink: PlaintextSink) {
    this.#sources = sources;
    this.#master = new MasterSecret(sources);
    this.#sink = sink;
    this.#directions = { client: this.#direction('client'), server: this.#direction('server') };
  }

  /** Takes borrowed bytes of the capture. */
  data(sender: Sender, bytes: Uint8Array, time: number): void {
    if (Number.isNaN(this.#startTime) && time > earliestClock) this.#startTime = time;
    this.#directions[sender].reader.data(bytes, time);
  }

  gap(sender: Sender, length: number, time: number): void {
    this.#directions[sender].reader.gap(length, time);
  }

  /** Whether so many records are under way that `makeRoom` is due. */
  get isFull(): boolean {
    return this.#pipeline.isFull;
  }

  /** Waits for the older half of the records that are under way. */
  makeRoom(): Promise<void> {
    return this.#pipeline.makeRoom();
  }

  /** Waits for the records that are under way. Call it before `gap` and `end`. */
  async flush(): Promise<void> {
    if (!this.#pipeline.isEmpty) await this.#pipeline.flush();
  }

  end(time: number): void {
    for (const sender of senders) this.#directions[sender].end(time);
  }

  /** Whether both hellos were read, so that secrets can be looked up. */
  get hasHellos(): boolean {
    return this.#client !== null && this.#server !== null;
  }

  /** Whether a secret of this connection is known. */
  get hasSecrets(): boolean {
    return this.#secrets !== null || this.#master.isFound;
  }

  get plaintextBytes(): number {
    return this.#directions.client.plaintextBytes + this.#directions.server.plaintextBytes;
  }

  get #secrets(): ConnectionSecrets | null {
    return this.#client === null ? null : this.#sources.keyLog.secretsOf(this.#client.random);
  }

  #direction(sender: Sender): DirectionDecryptor {
    return new DirectionDecryptor({
      sender,
      pipeline: this.#pipeline,
      isReady: () => this.hasHellos && (sender === 'server' || this.#earlyDataDecided),
      version: () => this.#server?.version ?? 0,
      suite: () => this.#suite,
      nextEpoch: () => this.#masterEpoch(sender),
      onHandshake: (type, body) => this.#onHandshake(sender, type, body),
      onAlert: (isLevelFatal, description, { body, offset, time }) => {
        const name = alertName(description);
        const fatal = this.#isTls13 ? !closingAlerts.has(name) : isLevelFatal;
        const record = { offset: frameOffset(offset), length: headerLength + body.length };
        if (this.#alerts.length < maxAlerts) this.#alerts.push({ sender, fatal, name, record, time });
      },
      onData: (bytes, record, cipher, sequence) => this.#sink.data(sender, bytes, record, cipher, sequence),
      onGap: (length, time) => this.#sink.gap(sender, length, time),
      onFailure: () => {
        if (sender === 'server') this.#decideEarlyData(true);
      },
    });
  }

  #onHandshake(sender: Sender, type: number, body: Uint8Array): void {
    this.#master.message(sender, type, body);
    this.#facts.message(sender, type, body, this.#server?.version ?? 0);
    if (sender === 'client' && type === handshakeType.clientHello) {
      this.#onClientHello(readClientHello(body));
    } else if (sender === 'server' && type === handshakeType.serverHello) {
      this.#onServerHello(readServerHello(body));
    } else if (sender === 'server' && type === handshakeType.encryptedExtensions && this.#isTls13) {
      const { protocol, earlyData } = readEncryptedExtensions(body);
      this.#protocol = protocol;
      this.#decideEarlyData(earlyData);
    }
  }

  get #isTls13(): boolean {
    return (this.#server?.version ?? 0) >= tls13;
  }

  #onClientHello(hello: ClientHello | null): void {
    if (hello === null) return;
    const isFirst = this.#client === null;
    this.#client = hello;
    // The second ClientHello, after a HelloRetryRequest, has no early data.
    if (isFirst) this.#earlyDataDecided = !hello.earlyData;
    if (isFirst && this.#server !== null) this.#begin();
  }

  #onServerHello(hello: ServerHello | null): void {
    if (hello === null) return;
    if (hello.isRetry) {
      this.#earlyDataDecided = true;
      return;
    }
    this.#server = hello;
    this.#suite = hello.isCompressed ? null : suiteOf(hello.suite);
    this.#protocol = hello.protocol ?? this.#protocol;
    if (!this.#isTls13) this.#earlyDataDecided = true;
    if (this.#client !== null) this.#begin();
  }

  /** Both hellos are known: TLS 1.3 has its keys from here on. */
  #begin(): void {
    if (this.#isTls13) {
      this.#directions.client.begin([
        ...this.#trafficEpoch('early', 'CLIENT_EARLY_TRAFFIC_SECRET', this.#earlyDataDecided),
        ...this.#trafficEpoch('handshake', 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', false),
        ...this.#trafficEpoch('application', 'CLIENT_TRAFFIC_SECRET_0', false),
      ]);
      this.#directions.server.begin([
        ...this.#trafficEpoch('handshake', 'SERVER_HANDSHAKE_TRAFFIC_SECRET', false),
        ...this.#trafficEpoch('application', 'SERVER_TRAFFIC_SECRET_0', false),
      ]);
    }
    this.#directions.server.drain();
    if (this.#earlyDataDecided) this.#directions.client.drain();
  }

  #decideEarlyData(isTaken: boolean): void {
    if (this.#earlyDataDecided) return;
    this.#earlyDataDecided = true;
    if (!isTaken)
      this.#directions.client.begin([
        ...this.#trafficEpoch('handshake', 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', false),
        ...this.#trafficEpoch('application', 'CLIENT_TRAFFIC_SECRET_0', false),
      ]);
    this.#directions.client.drain();
  }

  #trafficEpoch(name: Epoch['name'], label: SecretLabel, isUnused: boolean): Epoch[] {
    const suite = this.#suite;
    const secret = this.#secrets?.get(label);
    if (isUnused || suite === null) return [];
    if (secret === undefined) {
      if (name === 'application') this.#lacking.add(label);
      return [];
    }
    return [new Epoch(name, secret, recordCipher(suite, tls13, keysFromTrafficSecret(suite, secret), false))];
  }

  #masterEpoch(sender: Sender): Epoch | null {
    const [client, server, suite] = [this.#client, this.#server, this.#suite];
    if (client === null || server === null || suite === null || server.version < ssl3) return null;
    const master = this.#master.find(suite);
    if (master === null) {
      this.#lacking.add('CLIENT_RANDOM');
      return null;
    }
    const keys = keysFromMaster(suite, server.version, master, client.random, server.random);
    const cipher = recordCipher(suite, server.version, keys[sender], server.encryptThenMac);
    return new Epoch('application', null, cipher);
  }

  /** What is known of the connection so far. */
  summary(): TlsSummary {
    const { client, server } = this.#directions;
    const opened = client.opened + server.opened;
    const failed = client.failed + server.failed;
    const keys =
      opened > 0 ? 'decrypted' : failed > 0 && this.hasSecrets && this.#suite !== null ? 'wrong' : 'missing';
    return {
      keys: keys === 'wrong' && this.#lacking.size > 0 ? 'missing' : keys,
      version: this.#server === null ? null : versionName(this.#server.version),
      suite: this.#server === null ? null : suiteName(this.#server.suite),
      serverName: this.#client?.serverName ?? null,
      protocol: this.#protocol,
      reason: this.#reason(opened, failed),
      alerts: [...this.#alerts],
      handshake: this.#facts.result(
        this.#client,
        { client: [...client.sealed], server: [...server.sealed] },
        this.#startTime,
      ),
      outer: null,
    };
  }

  /** Why a key log has nothing for this connection. */
  #reasonWithoutSecrets(): string {
    const { connectionCount, isTruncated } = this.#sources.keyLog;
    const privateKeys = this.#master.reason();
    if (connectionCount === 0) return privateKeys ?? 'There is no key log.';
    const end = isTruncated
      ? 'its last line is truncated, so the line of this connection may be missing.'
      : 'it was written by another program or at another time.';
    const found = `The key log has no line with the client random of this connection: ${end}`;
    return privateKeys === null ? found : `${privateKeys} ${found}`;
  }

  #reason(opened: number, failed: number): string | null {
    const lacking = [...this.#lacking].join(' and ');
    if (this.#client === null)
      return 'The capture begins after the ClientHello, so its keys cannot be found: begin the capture before the connection opens.';
    if (this.#server?.isCompressed) return 'The records are compressed, which is not read here.';
    if (this.#server !== null && this.#suite === null) return refusalOf(this.#server.suite);
    if (this.#server !== null && this.#server.version < ssl3)
      return `${versionName(this.#server.version)} is not decrypted here.`;
    if (!this.hasSecrets) return this.#reasonWithoutSecrets();
    if (this.#server === null) return 'The capture lacks the ServerHello, which names the cipher suite.';
    const fatal = this.#alerts.find((alert) => alert.fatal);
    if (fatal !== undefined && this.plaintextBytes === 0)
      return `The ${fatal.sender} ended the TLS handshake with the alert ${fatal.name}.`;
    // A handshake that does not end has no keys for data, and needs none.
    if (lacking !== '' && failed > 0) return `The key log lacks ${lacking} of this connection.`;
    if (opened === 0 && failed > 0)
      return 'The key log has secrets of this connection, but they open no record: they were changed, or the capture is damaged.';
    return failed > 0 ? `${failed} of ${opened + failed} encrypted records could not be opened.` : null;
  }
}
