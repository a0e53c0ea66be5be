import type { Grade } from '../model/importer.ts';
import type { PayloadSample } from './sample.ts';
import type { PayloadTree } from './tree.ts';

/**
 * What a format is about. The protocol of an application comes before the encoding of its values, and that before plain
 * text or bytes.
 */
export type PayloadLayer = 'protocol' | 'encoding' | 'plain';

/** One format of what messages carry: one file under `formats`, one line in the registry. */
export interface PayloadFormat {
  /** Stable name: `socket.io`, `mqtt`, `cbor`. */
  readonly id: string;
  /** For people: `MQTT`. */
  readonly name: string;
  readonly layer: PayloadLayer;
  /**
   * How well a payload fits. `certain`: agreed in the handshake and well-formed, or begins with a signature. `likely`:
   * well-formed in a way that other payloads hardly are. `possible`: it can be read so, as many payloads can.
   */
  recognise(sample: PayloadSample): Grade;
  /** Fills the tree, and returns one line that says what the message is. Never throws on bad bytes. */
  parse(tree: PayloadTree, sample: PayloadSample): string;
}
