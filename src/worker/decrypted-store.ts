// The plaintext of a TLS connection. Its bytes are not kept: the records that hold them are read from the capture and
// decrypted again when they are asked for.

import { F64Column, U16Column, U32Column } from '../decoder/bytes/column.ts';
import type { ByteStore, MemoryStore } from '../decoder/bytes/store.ts';
import type { Sender } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { type FileOffset, fileOffset, streamOffset } from '../decoder/model/coordinates.ts';
import { missing } from '../decoder/model/stream-map.ts';
import type { RecordCipher } from '../decoder/tls/record-cipher.ts';
import { headerLength, type TlsRecord } from '../decoder/tls/record-reader.ts';
import type { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';

/** Bytes of plaintext that are decrypted at once, so that neighbouring reads cost one. */
const windowBytes = 1 << 16;

/** The direction of the capture that carries a record, and the cipher that opens it. */
interface Source {
  readonly carrier: Sender;
  readonly cipher: RecordCipher;
}

/** What the reader of the records knows of one. */
export interface OpenedRecord {
  /** Stream offset of its header in the direction that carries it. */
  readonly offset: number;
  readonly bodyLength: number;
  readonly sequence: number;
}

interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** A connection whose plaintext was decoded. */
export interface DecryptedConnection {
  readonly decoder: ConnectionDecoder;
  readonly records: DecryptedStore;
}

export class DecryptedStore implements ByteStore {
  readonly name: string;
  readonly #directions: Connection['directions'];
  readonly #carrier: DecryptedStore | null;
  readonly #sources: Source[] = [];
  /** A row for each record: where its plaintext begins, and what opens it again. */
  readonly #starts = new F64Column();
  readonly #offsets = new F64Column();
  readonly #bodyLengths = new U16Column();
  readonly #sequences = new U32Column();
  readonly #sourceOf = new U16Column();
  /** The plaintext of records that cannot be opened out of their order; `#sequences` says where. */
  readonly #kept: MemoryStore;
  #length = 0;
  #window: Window = { start: 0, bytes: new Uint8Array(0) };

  /**
   * `carrier` holds the records where they were decrypted themselves. `kept` takes the plaintext of records that
   * cannot be decrypted again.
   */
  constructor(directions: Connection['directions'], carrier: DecryptedStore | null, kept: MemoryStore) {
    this.name = kept.name;
    this.#directions = directions;
    this.#carrier = carrier;
    this.#kept = kept;
  }

  get length(): number {
    return this.#length;
  }

  /** Notes the plaintext of a record, and returns the offset at which it lies. */
  append(text: Uint8Array, carrier: Sender, cipher: RecordCipher, record: OpenedRecord): number {
    const at = this.#length;
    this.#starts.push(at);
    this.#offsets.push(record.offset);
    this.#bodyLengths.push(record.bodyLength);
    this.#sequences.push(cipher.isRepeatable ? record.sequence : this.#kept.append(text));
    this.#sourceOf.push(this.#source(carrier, cipher));
    this.#length += text.length;
    return at;
  }

  #source(carrier: Sender, cipher: RecordCipher): number {
    const sources = this.#sources;
    // Both directions are in use at the same time, and keys change seldom.
    for (let i = sources.length - 1; i >= 0; i--)
      if (sources[i].cipher === cipher && sources[i].carrier === carrier) return i;
    return sources.push({ carrier, cipher }) - 1;
  }

  #endOf(index: number): number {
    return index + 1 < this.#starts.length ? this.#starts.get(index + 1) : this.#length;
  }

  /** File offset of the record that holds the byte at `offset`; of TLS inside TLS, of the outermost one. */
  recordAt(offset: number): FileOffset | null {
    if (offset < 0 || offset >= this.#length) return null;
    const index = this.#starts.lastUpTo(offset);
    const { map } = this.#directions[this.#sources[this.#sourceOf.get(index)].carrier];
    const start = this.#offsets.get(index);
    for (const { at } of map.extents(streamOffset(start), streamOffset(start + 1))) {
      if (at === missing) return null;
      return this.#carrier === null ? fileOffset(at) : this.#carrier.recordAt(at);
    }
    return null;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const to = Math.min(end, this.#length);
    if (start >= to) return new Uint8Array(0);
    const has = this.#window;
    if (start < has.start || to > has.start + has.bytes.length) {
      const first = this.#starts.lastUpTo(start);
      const last = this.#starts.lastUpTo(Math.min(this.#length, Math.max(to, start + windowBytes)) - 1);
      this.#window = { start: this.#starts.get(first), bytes: await this.#decrypt(first, last) };
      return this.#window.bytes.slice(start - this.#window.start, to - this.#window.start);
    }
    return has.bytes.slice(start - has.start, to - has.start);
  }

  /** The plaintext of the records from `first` to `last`. */
  async #decrypt(first: number, last: number): Promise<Uint8Array> {
    const base = this.#starts.get(first);
    const result = new Uint8Array(this.#endOf(last) - base);
    const opened: Promise<void>[] = [];
    let isChanged = false;
    for (let i = first; i <= last; ) {
      const until = this.#runFrom(i, last);
      const { carrier, cipher } = this.#sources[this.#sourceOf.get(i)];
      if (!cipher.isRepeatable) {
        const at = this.#sequences.get(i);
        const [from, to] = [this.#starts.get(i), this.#endOf(until)];
        result.set(await this.#kept.read(at, at + to - from), from - base);
        i = until + 1;
        continue;
      }
      const start = this.#offsets.get(i);
      const end = this.#offsets.get(until) + headerLength + this.#bodyLengths.get(until);
      const bytes = await this.#directions[carrier].map.read(streamOffset(start), streamOffset(end));
      for (; i <= until; i++) {
        const [from, to, offset] = [this.#starts.get(i), this.#endOf(i), this.#offsets.get(i)];
        const record = recordIn(bytes, offset - start, this.#bodyLengths.get(i));
        const take = (text: Uint8Array | null) => {
          if (text === null) isChanged = true;
          else result.set(text.subarray(0, to - from), from - base);
        };
        const later = cipher.openLater(record, this.#sequences.get(i));
        if (later === null) take(cipher.open(record, this.#sequences.get(i)));
        else opened.push(later.then(take));
      }
    }
    await Promise.all(opened);
    // As a browser says it: the file changed.
    if (isChanged)
      throw new DOMException('The records differ from those that were read.', 'NotReadableError');
    return result;
  }

  /** The last record, up to `last`, of those that follow each other without a byte between them. */
  #runFrom(first: number, last: number): number {
    const source = this.#sourceOf.get(first);
    const { isRepeatable } = this.#sources[source].cipher;
    let i = first;
    while (i < last && this.#sourceOf.get(i + 1) === source) {
      const end = isRepeatable
        ? this.#offsets.get(i) + headerLength + this.#bodyLengths.get(i)
        : this.#sequences.get(i) + this.#endOf(i) - this.#starts.get(i);
      if (end !== (isRepeatable ? this.#offsets : this.#sequences).get(i + 1)) break;
      i++;
    }
    return i;
  }
}

function recordIn(bytes: Uint8Array, at: number, bodyLength: number): TlsRecord {
  const body = bytes.subarray(at + headerLength, at + headerLength + bodyLength);
  return { type: bytes[at], minor: bytes[at + 2], body, offset: at, time: Number.NaN };
}
