// What is kept of a connection that was decrypted.

import { F64Column } from '../decoder/bytes/column.ts';
import { type FileOffset, fileOffset } from '../decoder/model/coordinates.ts';
import type { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';

/** Where the records of decrypted bytes are in the file. */
export class RecordPlaces {
  readonly #starts = new F64Column();
  readonly #fileOffsets = new F64Column();

  append(start: number, at: number): void {
    this.#starts.push(start);
    this.#fileOffsets.push(at);
  }

  /** File offset of the record that contains the byte at `offset` of the decrypted bytes. */
  recordAt(offset: number): FileOffset | null {
    let low = 0;
    let high = this.#starts.length - 1;
    if (high < 0 || offset < this.#starts.get(0)) return null;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts.get(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return fileOffset(this.#fileOffsets.get(low));
  }
}

/** A connection whose plaintext was decoded. */
export interface DecryptedConnection {
  readonly decoder: ConnectionDecoder;
  readonly records: RecordPlaces;
}
