/** A key of AES-GCM, for many records. */
export interface GcmKey {
  /** The text of a sealed record, borrowed until the next one, or `null` when its tag does not fit. */
  open(nonce: Uint8Array, data: Uint8Array, sealed: Uint8Array): Uint8Array | null;
  /**
   * The same by the platform, later; it copies at once what it is given. `null` where it takes longer than `open`, and
   * while the platform has no key: it takes one later as well, and has none where a page is not a secure context.
   */
  openLater(
    nonce: Uint8Array<ArrayBuffer>,
    data: Uint8Array<ArrayBuffer>,
    sealed: Uint8Array,
  ): Promise<Uint8Array | null> | null;
}

/** Bytes of the tag at the end of a sealed record. */
export const gcmTagLength = 16;
