// Decrypts the records of one sender: which keys protect them, and what is missing.

import type { Sender } from '../model/basics.ts';
import { recordType, type SealedRecord } from '../model/tls.ts';
import { recordCipher } from './cipher-of-suite.ts';
import { Epoch, searchBudget } from './epoch.ts';
import { HandshakeAssembler, handshakeType } from './handshake-assembler.ts';
import { tls13 } from './hello.ts';
import { digestLength, keysFromTrafficSecret, nextTrafficSecret } from './key-schedule.ts';
import type { RecordCipher } from './record-cipher.ts';
import type { RecordPipeline } from './record-pipeline.ts';
import { headerLength, RecordReader, type RecordSink, type TlsRecord } from './record-reader.ts';
import type { Suite } from './suites.ts';

/** Records in a row that cannot be opened. Then the direction is given up: each trial costs a decryption. */
const maxFailures = 256;
/** The shortest record: header and tag. Tells how many records may be missing. */
const minRecord = 22;
/** Bytes of records that wait for the hello of the other side. */
const maxQueuedBytes = 4 << 20;

/** Encrypted records whose lengths are kept: the end of a handshake shows in the first ones. */
const maxSealed = 12;

/** The text of a record that was opened ahead, and the key and number that were guessed for it. */
interface OpenedAhead {
  readonly cipher: RecordCipher;
  readonly sequence: number;
  readonly text: Uint8Array;
}

/** What both directions know. */
export interface DirectionContext {
  readonly sender: Sender;
  readonly pipeline: RecordPipeline;
  /** The hellos that this sender's encrypted records need were read. */
  isReady(): boolean;
  version(): number;
  suite(): Suite | null;
  /** The keys of TLS 1.2 and older that the next ChangeCipherSpec begins; `null` without a secret. */
  nextEpoch(): Epoch | null;
  onHandshake(type: number, body: Uint8Array): void;
  onAlert(fatal: boolean, description: number, record: TlsRecord): void;
  onData(bytes: Uint8Array, record: TlsRecord, cipher: RecordCipher, sequence: number): void;
  onGap(length: number, time: number): void;
  /** A record cannot be opened. */
  onFailure(): void;
}

/** Bytes of a Finished message: header and a digest (RFC 8446 4.4.4). */
function finishedOf(suite: Suite | null): number {
  return 4 + digestLength(suite?.hash ?? 'sha256');
}

export class DirectionDecryptor implements RecordSink {
  readonly reader = new RecordReader(this);
  /** Records that were opened, and records that were not. */
  opened = 0;
  failed = 0;
  /** Bytes of application data. */
  plaintextBytes = 0;
  /** The first encrypted records. */
  readonly sealed: SealedRecord[] = [];
  readonly #context: DirectionContext;
  readonly #handshake: HandshakeAssembler;
  readonly #budget = searchBudget();
  /** TLS 1.3: the keys in the order in which they come into use. Before: the current keys alone. */
  #epochs: Epoch[] = [];
  #index = 0;
  #isEncrypted = false;
  #failuresInRow = 0;
  #queue: TlsRecord[] = [];
  #queuedBytes = 0;
  /** Records of this sender in the pipeline. */
  #waitingCount = 0;
  /** At most this many records are missing since the last one that was opened. */
  #maxLost = 0;
  /** Bytes of records of unknown number that are missing since then. */
  #lostBytes = 0;
  #openedBytes = 0;

  constructor(context: DirectionContext) {
    this.#context = context;
    this.#handshake = new HandshakeAssembler((type, body) => this.#onHandshake(type, body));
  }

  /** TLS 1.3: the hellos were read. */
  begin(epochs: Epoch[]): void {
    this.#epochs = epochs;
    this.#index = 0;
  }

  /** Whether application data has been reached. */
  get isApplication(): boolean {
    return this.#epochs[this.#index]?.name === 'application';
  }

  record(record: TlsRecord): void {
    const { pipeline } = this.#context;
    const epoch = this.#epochs[this.#index];
    const isAhead = epoch?.name === 'application' && epoch.isEntered && this.#lostBytes === 0;
    const sequence = isAhead ? epoch.sequence + this.#waitingCount : 0;
    const opened = isAhead ? epoch.cipher.openLater(record, sequence) : null;
    if (opened === null && pipeline.isEmpty) {
      this.#arrive(record, null);
      return;
    }
    const kept = { ...record, body: record.body.slice() };
    this.#waitingCount++;
    pipeline.push(opened, kept.body.length, (text) => {
      this.#waitingCount--;
      const isOpened = text !== null && epoch !== undefined;
      this.#arrive(kept, isOpened ? { cipher: epoch.cipher, sequence, text } : null);
    });
  }

  #arrive(record: TlsRecord, ahead: OpenedAhead | null): void {
    const isChange = record.type === recordType.changeCipherSpec;
    const needsKeys = isChange || record.type === recordType.applicationData;
    if (this.#queue.length > 0 || (needsKeys && !this.#context.isReady())) {
      // After a HelloRetryRequest: it means nothing, and the ServerHello is still to come.
      if (isChange && this.#context.sender === 'server') return;
      if (this.#queuedBytes > maxQueuedBytes) this.drain();
      else {
        this.#queuedBytes += record.body.length;
        this.#queue.push({ ...record, body: record.body.slice() });
        return;
      }
    }
    this.#take(record, ahead);
  }

  /** Processes the records that waited for a hello. */
  drain(): void {
    const queue = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    for (const record of queue) this.#take(record, null);
  }

  lostRecord(type: number, length: number, time: number): void {
    this.#inTurn(() => this.#skipRecord(type, length, time));
  }

  lostBytes(length: number): void {
    this.#inTurn(() => this.#skipBytes(length));
  }

  /** Acts after the records that wait. */
  #inTurn(act: () => void): void {
    const { pipeline } = this.#context;
    if (pipeline.isEmpty) act();
    else pipeline.push(null, 0, act);
  }

  #skipRecord(type: number, length: number, time: number): void {
    this.#handshake.reset();
    this.#maxLost++;
    const epoch = this.#epochs[this.#index];
    if (epoch === undefined || !(this.#isEncrypted || this.#isTls13)) return;
    epoch.sequence++;
    if (type === recordType.applicationData && this.isApplication) this.#missing(length, time);
  }

  #skipBytes(length: number): void {
    this.#handshake.reset();
    this.#lostBytes += length;
    this.#maxLost += Math.ceil(length / minRecord);
  }

  /** No more bytes. */
  end(time: number): void {
    this.drain();
    this.reader.end(time);
    if (this.#lostBytes > 0 && this.opened > 0) this.#context.onGap(this.#lostBytes, time);
    this.#lostBytes = 0;
  }

  get #isTls13(): boolean {
    return this.#context.version() >= tls13;
  }

  #take(record: TlsRecord, ahead: OpenedAhead | null): void {
    const { type } = record;
    if (type === recordType.changeCipherSpec) {
      // In TLS 1.3 it means nothing.
      if (!this.#isTls13) this.#changeCipher();
      return;
    }
    if (this.#isTls13 ? type !== recordType.applicationData : !this.#isEncrypted) {
      if (type !== recordType.applicationData) {
        this.#content(type, record.body, record);
        return;
      }
      // The ChangeCipherSpec before it is missing.
      this.#changeCipher();
    }
    this.#decrypt(record, ahead);
  }

  #changeCipher(): void {
    const epoch = this.#context.nextEpoch();
    this.#isEncrypted = true;
    if (epoch !== null) epoch.isEntered = true;
    this.#epochs = epoch === null ? [] : [epoch];
    this.#index = 0;
    this.#handshake.reset();
  }

  #decrypt(record: TlsRecord, ahead: OpenedAhead | null): void {
    if (this.sealed.length < maxSealed)
      this.sealed.push({ type: record.type, length: record.body.length, time: record.time });
    const content = this.#failuresInRow < maxFailures ? this.#open(record, ahead) : null;
    this.#epochs[this.#index]?.cipher.advance(record);
    if (content === null) {
      this.#fail(record);
      return;
    }
    this.opened++;
    this.#openedBytes += record.body.length + headerLength;
    this.#failuresInRow = 0;
    this.#maxLost = 0;
    if (!this.#isTls13) {
      this.#content(record.type, content, record);
      return;
    }
    // The last byte that is not zero is the type; zeros after it are padding (RFC 8446 5.4).
    let end = content.length;
    while (end > 0 && content[end - 1] === 0) end--;
    if (end > 0) this.#content(content[end - 1], content.subarray(0, end - 1), record);
  }

  /** Opens a record with the current keys, or with later ones when the records between them are missing. */
  #open(record: TlsRecord, ahead: OpenedAhead | null): Uint8Array | null {
    const current = this.#epochs[this.#index];
    if (ahead !== null && current?.cipher === ahead.cipher && current.sequence === ahead.sequence) {
      current.opened(record, ahead.sequence);
      this.#lostBytes = 0;
      return ahead.text;
    }
    const average = this.opened > 0 ? this.#openedBytes / this.opened : record.body.length + headerLength;
    const likelyLost = Math.round(this.#lostBytes / average);
    for (let i = this.#index; i < this.#epochs.length; i++) {
      const epoch = this.#epochs[i];
      const before = epoch.sequence;
      const content = epoch.open(record, this.#maxLost, likelyLost, this.#budget);
      if (content === null) continue;
      this.#noteLost(epoch, epoch.sequence - before - 1, before === 0 || i > this.#index, record.time);
      this.#index = i;
      return content;
    }
    return this.#maxLost > 0 ? this.#openUpdated(record) : null;
  }

  /** A missing record may have been a KeyUpdate. */
  #openUpdated(record: TlsRecord): Uint8Array | null {
    const epoch = this.#epochs[this.#index];
    if (!this.#isTls13 || epoch?.name !== 'application') return null;
    const updated = this.#updated(epoch);
    const content = updated?.open(record, this.#maxLost, 0, this.#budget) ?? null;
    if (updated === null || content === null) return null;
    this.#epochs = [updated];
    this.#index = 0;
    this.#lostBytes = 0;
    return content;
  }

  /** Before this record `count` of the epoch are missing. `isFirst`: none of the epoch was opened before. */
  #noteLost(epoch: Epoch, count: number, isFirst: boolean, time: number): void {
    let lost = this.#lostBytes;
    this.#lostBytes = 0;
    let records = count;
    if (isFirst) {
      // The Finished message is missing as well. In TLS 1.2 it is the first record of the epoch.
      if (!this.#isTls13) records--;
      lost -= headerLength + epoch.cipher.overhead + (this.#isTls13 ? finishedOf(this.#context.suite()) : 0);
    }
    if (lost <= 0 || records <= 0 || epoch.name !== 'application') return;
    const text = lost - records * (headerLength + epoch.cipher.overhead);
    if (text > 0) this.#context.onGap(text, time);
  }

  #fail(record: TlsRecord): void {
    this.failed++;
    this.#failuresInRow++;
    const epoch = this.#epochs[this.#index];
    this.#context.onFailure();
    if (this.#lostBytes > 0) {
      // Not in step again yet.
      this.#lostBytes += record.body.length + headerLength;
      this.#maxLost++;
      return;
    }
    // Without the secret of the handshake its records fail with the keys of the data.
    if (epoch !== undefined && !(epoch.name === 'application' && epoch.isEntered)) return;
    if (epoch !== undefined) epoch.sequence++;
    if (record.type === recordType.applicationData) this.#missing(record.body.length, record.time);
  }

  /** A record of application data, with a body of `length` bytes, is not there. */
  #missing(length: number, time: number): void {
    const overhead = this.#epochs[this.#index]?.cipher.overhead ?? minRecord - headerLength;
    if (length > overhead) this.#context.onGap(length - overhead, time);
  }

  #content(type: number, bytes: Uint8Array, record: TlsRecord): void {
    if (type === recordType.handshake) this.#handshake.push(bytes);
    else if (type === recordType.alert && bytes.length === 2)
      this.#context.onAlert(bytes[0] === 2, bytes[1], record);
    else if (type === recordType.applicationData && bytes.length > 0) {
      this.plaintextBytes += bytes.length;
      const { cipher, sequence } = this.#epochs[this.#index];
      this.#context.onData(bytes, record, cipher, sequence - 1);
    }
  }

  #onHandshake(type: number, body: Uint8Array): void {
    this.#context.onHandshake(type, body);
    if (!this.#isTls13) return;
    const epoch = this.#epochs[this.#index];
    if (
      type === handshakeType.finished ||
      (type === handshakeType.endOfEarlyData && epoch?.name === 'early')
    ) {
      if (this.#index + 1 >= this.#epochs.length) return;
      this.#index++;
      this.#epochs[this.#index].isEntered = true;
    } else if (type === handshakeType.keyUpdate && epoch?.name === 'application') {
      const updated = this.#updated(epoch);
      if (updated !== null) this.#epochs = [updated];
      this.#index = 0;
    }
  }

  /** The keys after a KeyUpdate. */
  #updated(epoch: Epoch): Epoch | null {
    const suite = this.#context.suite();
    if (suite === null || epoch.secret === null) return null;
    const secret = nextTrafficSecret(suite, epoch.secret);
    const cipher = recordCipher(suite, tls13, keysFromTrafficSecret(suite, secret), false);
    return new Epoch('application', secret, cipher);
  }
}
