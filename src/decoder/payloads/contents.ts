// What decoding a payload gives, as plain data.

import type { Grade } from '../model/importer.ts';
import type { PayloadImage, PayloadNode } from './tree.ts';

export type { PayloadImage, PayloadNode };

/** A format with how well it fits. */
export interface GradedFormat {
  readonly id: string;
  readonly name: string;
  readonly grade: Grade;
}

/** What a payload holds. */
export interface DecodedPayload {
  readonly format: GradedFormat;
  /** One line that says what it is. */
  readonly summary: string;
  readonly nodes: readonly PayloadNode[];
  /** Why the tree is not whole. */
  readonly notes: readonly string[];
  readonly image: PayloadImage | null;
  /** All formats, those that fit best first. */
  readonly formats: readonly GradedFormat[];
}

/** What rides inside a message, or in a control frame. Ranges are those of the decoded payload. */
export interface PayloadContents extends DecodedPayload {
  /** Whose bytes the ranges count: the whole message, or the frame alone. */
  readonly of: 'message' | 'frame';
  /** The bytes of an image, to be shown. */
  readonly imageBytes: Uint8Array | null;
}

/** What is to be decoded. `format`: an id to decode by; `null`: the one that fits best. */
export interface ContentsRequest {
  readonly connection: number;
  readonly frame: number;
  readonly format: string | null;
}
