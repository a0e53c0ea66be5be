// The rules of RFC 6455 and RFC 7692 that one frame can break, one bit each: a frame table carries them in
// one number, and a sound stream costs one comparison. `diagnosis/rules` gives each its words, section and
// close code.

export const violation = {
  maskedServerFrame: 1 << 0,
  unmaskedClientFrame: 1 << 1,
  /** RSV1 on the first frame of a message although no permessage-deflate was agreed. */
  rsv1NotAgreed: 1 << 2,
  rsv2: 1 << 3,
  rsv3: 1 << 4,
  /** RSV1 on a continuation frame (RFC 7692 6.1). */
  rsv1OnContinuation: 1 << 5,
  /** RSV1 on a control frame. */
  rsv1OnControl: 1 << 6,
  /** Opcode 3-7. */
  reservedDataOpcode: 1 << 7,
  /** Opcode B-F. */
  reservedControlOpcode: 1 << 8,
  fragmentedControl: 1 << 9,
  controlTooLong: 1 << 10,
  lengthNotMinimal: 1 << 11,
  lengthMsbSet: 1 << 12,
  orphanContinuation: 1 << 13,
  interleavedMessage: 1 << 14,
  textNotUtf8: 1 << 15,
  closePayloadOneByte: 1 << 16,
  closeCodeInvalid: 1 << 17,
  closeReasonNotUtf8: 1 << 18,
  dataAfterClose: 1 << 19,
  deflateFailed: 1 << 20,
  /** The stream ends, or the capture has a hole, inside the header. */
  headerCut: 1 << 21,
  /** The stream ends inside the payload. */
  payloadCut: 1 << 22,
  /** The capture lacks bytes of this payload; the peer is not to blame. */
  payloadGap: 1 << 23,
  /** Inflating was stopped at the cap: a limit of ours, not a fault. */
  inflateCapped: 1 << 24,
} as const;

export type ViolationName = keyof typeof violation;

/** Bits that are no fault of the peer: data that ends early, holes in the capture, our own caps. */
export const notAFault =
  violation.headerCut | violation.payloadCut | violation.payloadGap | violation.inflateCapped;

/** Bits of a header that a desynchronised stream also shows: after one of these the next boundary must be checked. */
export const doubtfulHeader =
  violation.maskedServerFrame |
  violation.unmaskedClientFrame |
  violation.rsv1NotAgreed |
  violation.rsv2 |
  violation.rsv3 |
  violation.rsv1OnContinuation |
  violation.rsv1OnControl |
  violation.reservedDataOpcode |
  violation.reservedControlOpcode |
  violation.fragmentedControl |
  violation.controlTooLong |
  violation.lengthNotMinimal |
  violation.lengthMsbSet |
  violation.orphanContinuation |
  violation.interleavedMessage;

/** The names of the bits that are set, in bit order. */
export function violationNames(bits: number): ViolationName[] {
  return (Object.keys(violation) as ViolationName[]).filter((name) => (bits & violation[name]) !== 0);
}
