// What an implementation can object to in one frame. Each condition is a question about the header or the
// content; which ones are asked, and in which order, is up to the implementation.

import { concat } from '../bytes/concat.ts';
import { firstNotUtf8 } from '../bytes/utf8.ts';
import type { ViolationName } from '../model/violation.ts';
import type { FrameFacts, Role } from './frame-facts.ts';

const known = (facts: FrameFacts) => facts.opcode >= 8 && facts.opcode <= 10;
const control = (facts: FrameFacts) => facts.opcode >= 8;
const rsv1 = (facts: FrameFacts) => facts.rsv >= 4;
const msb = (facts: FrameFacts) => facts.frame.msb;

/** The values that an implementation accepts in a frame. */
export interface AcceptedValues {
  /** Close codes that are accepted: `1000-1003,1007-1014,3000-4999`. */
  readonly closeCodes?: string;
  /** Largest payload of a frame taken by default, in bytes; no limit when absent. */
  readonly limit?: Limit;
  /** Largest message, compressed or not, as its frames add up; no limit when absent. */
  readonly messageLimit?: Limit;
  /** Largest message after inflating; no limit when absent. */
  readonly inflatedLimit?: Limit;
}
export type Limit = number | { readonly client: number; readonly server: number };

/** The size limit of an implementation in a role, or infinity. */
export function limitOf(limit: Limit | undefined, role: Role): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  return typeof limit === 'number' ? limit : limit[role];
}

/** Whether `code` lies in ranges written as `1000-1003,3000-4999`. */
export function codeAllowed(ranges: string, code: number): boolean {
  return ranges.split(',').some((range) => {
    const [from, to] = range.split('-').map(Number);
    return code >= from && code <= (to ?? from);
  });
}

/** What gorilla/websocket appends to a compressed message. */
export const goTail = Uint8Array.from([0, 0, 255, 255, 1, 0, 0, 255, 255]);
export const noTail = new Uint8Array(0);
/** What a sender cuts off a compressed message and a reader appends. */
const cutTail = Uint8Array.from([0, 0, 255, 255]);

/** Whether the valid text of a message has more than `limit` UTF-16 units. */
function hasMoreUnits({ content }: FrameFacts, limit: number): boolean {
  if (content.length <= limit) return false;
  if (content.bytes === null) return true;
  const end = content.textBadAt < 0 ? content.bytes.length : content.textBadAt;
  let count = 0;
  for (let at = 0; at < end && count <= limit; at++) {
    const byte = content.bytes[at];
    if (byte >= 0xf0) count += 2;
    else if ((byte & 0xc0) !== 0x80) count++;
  }
  return count > limit;
}

/** The length as a reader has it that takes the top bit of the 64-bit form away. */
const lengthWithoutMsb = (facts: FrameFacts): number =>
  msb(facts) ? Number(BigInt(facts.frame.lengthText) & (2n ** 63n - 1n)) : facts.payloadLength;

/** Whether bytes of the compressed message and of what the reader appends follow a block with BFINAL. */
function leavesInput({ content, isControl }: FrameFacts, tail: Uint8Array): boolean {
  if (isControl || !content.compressed) return false;
  const { sawLast, consumed } = content.readAgain(tail);
  return sawLast && consumed < content.wireLength + tail.length;
}

type Test = (facts: FrameFacts, implementation: AcceptedValues, role: Role) => boolean;
interface Entry {
  readonly test: Test;
  /** The strict reader's names for it. */
  readonly means: readonly ViolationName[];
}
const entry = (means: readonly ViolationName[], test: Test): Entry => ({ means, test });

const entries = {
  /** RSV1 although no extension was agreed. */
  rsv1: entry(['rsv1NotAgreed'], (f) => rsv1(f) && !f.deflateAgreed),
  /** The same on a data frame, where an implementation tests it at another point than on control frames. */
  rsv1Data: entry(
    ['rsv1NotAgreed', 'rsv1OnContinuation'],
    (f) => rsv1(f) && !control(f) && (!f.deflateAgreed || f.opcode === 0),
  ),
  /** RSV1 on a continuation, compression agreed. */
  rsv1Continuation: entry(['rsv1OnContinuation'], (f) => rsv1(f) && f.deflateAgreed && f.opcode === 0),
  /** The same, inside a compressed message, or inside one that is not. */
  rsv1ContinuationPacked: entry(
    ['rsv1OnContinuation'],
    (f) => rsv1(f) && f.deflateAgreed && f.opcode === 0 && f.messageOpen && f.state.content.compressed,
  ),
  rsv1ContinuationPlain: entry(
    ['rsv1OnContinuation'],
    (f) => rsv1(f) && f.deflateAgreed && f.opcode === 0 && !(f.messageOpen && f.state.content.compressed),
  ),
  /** Taken on the first frame and after a whole message alone, whatever the opcode. */
  rsv1Late: entry(
    ['rsv1OnContinuation', 'rsv1OnControl'],
    (f) =>
      rsv1(f) && f.deflateAgreed && (f.messageOpen || (f.state.content.kind === null && f.frame.index > 0)),
  ),
  /** RSV1 on a data frame with a reserved opcode, compression agreed. */
  rsv1Reserved: entry(
    ['rsv1NotAgreed', 'reservedDataOpcode'],
    (f) => rsv1(f) && f.deflateAgreed && f.opcode >= 3 && f.opcode <= 7,
  ),
  /** RSV1 on any frame with a known data opcode inside a message. */
  rsv1InMessage: entry(
    ['rsv1OnContinuation'],
    (f) => rsv1(f) && f.deflateAgreed && f.opcode <= 2 && f.messageOpen,
  ),
  /** The same, when the message has bytes. */
  rsv1InMessageWithBytes: entry(
    ['rsv1OnContinuation'],
    (f) => rsv1(f) && f.deflateAgreed && !control(f) && f.messageOpen && f.state.content.wireLength > 0,
  ),
  /** RSV1 on any data frame inside a compressed message. */
  rsv1InPacked: entry(
    ['rsv1OnContinuation'],
    (f) => rsv1(f) && f.deflateAgreed && !control(f) && f.messageOpen && f.state.content.compressed,
  ),
  /** RSV1 on a control frame, compression agreed. */
  rsv1Control: entry(['rsv1OnControl'], (f) => rsv1(f) && f.deflateAgreed && control(f)),
  /** The same on a Close, ping or pong. */
  rsv1KnownControl: entry(['rsv1OnControl'], (f) => rsv1(f) && f.deflateAgreed && known(f)),
  /** On a frame that begins no message. */
  rsv1NotData: entry(
    ['rsv1NotAgreed', 'rsv1OnControl', 'rsv1OnContinuation'],
    (f) => rsv1(f) && f.opcode !== 1 && f.opcode !== 2,
  ),
  /** An empty one is taken. */
  rsv1ControlWithBytes: entry(
    ['rsv1OnControl'],
    (f) => rsv1(f) && f.deflateAgreed && control(f) && f.payloadLength > 0,
  ),
  rsv1AnyControl: entry(['rsv1OnControl'], (f) => rsv1(f) && control(f)),
  rsv23: entry(['rsv2', 'rsv3'], (f) => (f.rsv & 3) !== 0),
  rsv2: entry(['rsv2'], (f) => (f.rsv & 2) !== 0),
  rsv3: entry(['rsv3'], (f) => (f.rsv & 1) !== 0),
  /** Any reserved bit, and no extension: some never look once one is agreed. */
  rsvNoExtension: entry(['rsv1NotAgreed', 'rsv2', 'rsv3'], (f) => f.rsv !== 0 && !f.deflateAgreed),
  opcodeData: entry(['reservedDataOpcode'], (f) => f.opcode >= 3 && f.opcode <= 7),
  /** Only with FIN: without it the frame is kept as the first of a message. */
  opcodeDataFinal: entry(['reservedDataOpcode'], (f) => f.fin && f.opcode >= 3 && f.opcode <= 7),
  /** The message that this frame ends was begun by such a frame. */
  opcodeMessage: entry(['reservedDataOpcode'], (f) => f.fin && !control(f) && f.content.opcode >= 3),
  opcodeControl: entry(['reservedControlOpcode'], (f) => f.opcode > 10),
  fragmentedControl: entry(['fragmentedControl'], (f) => known(f) && !f.fin),
  fragmentedPing: entry(['fragmentedControl'], (f) => f.opcode === 9 && !f.fin),
  /** Opcodes B-F take the test too. */
  fragmentedAny: entry(['fragmentedControl'], (f) => control(f) && !f.fin),
  /** Opcodes 3-F take the test. */
  fragmentedOther: entry(['fragmentedControl'], (f) => f.opcode > 2 && !f.fin),
  /** Tests the 7-bit field, so that a short length in the 16-bit form fails as well. */
  controlForm: entry(['controlTooLong'], (f) => known(f) && f.lengthForm !== 7),
  controlFormAny: entry(['controlTooLong'], (f) => control(f) && f.lengthForm !== 7),
  controlLong: entry(['controlTooLong'], (f) => known(f) && f.payloadLength > 125),
  controlLongAny: entry(['controlTooLong'], (f) => control(f) && f.payloadLength > 125),
  longOther: entry(['controlTooLong'], (f) => f.opcode > 2 && f.payloadLength > 125),
  pingLong: entry(['controlTooLong'], (f) => f.opcode === 9 && f.payloadLength > 125),
  closeLong: entry(['controlTooLong'], (f) => f.opcode === 8 && f.payloadLength > 125),
  /** Not a pong. */
  pingOrCloseLong: entry(
    ['controlTooLong'],
    (f) => (f.opcode === 8 || f.opcode === 9) && f.payloadLength > 125,
  ),
  orphan: entry(['orphanContinuation'], (f) => f.opcode === 0 && !f.messageOpen),
  /** The same, but a reader that inflates takes it as more of the last message where that was compressed. */
  orphanNotCompressed: entry(
    ['orphanContinuation'],
    (f) => f.opcode === 0 && !f.messageOpen && !f.state.content.compressed,
  ),
  interleaved: entry(['interleavedMessage'], (f) => f.messageOpen && (f.opcode === 1 || f.opcode === 2)),
  /** Not inside a compressed message. */
  interleavedPlain: entry(
    ['interleavedMessage'],
    (f) => f.messageOpen && !f.state.content.compressed && (f.opcode === 1 || f.opcode === 2),
  ),
  /** Opcodes 3-7 count as data. */
  interleavedAny: entry(['interleavedMessage'], (f) => f.messageOpen && f.opcode > 0 && f.opcode < 8),
  interleavedFinal: entry(
    ['interleavedMessage'],
    (f) => f.messageOpen && f.fin && (f.opcode === 1 || f.opcode === 2),
  ),
  /** Only when the open message has bytes. */
  interleavedWithBytes: entry(
    ['interleavedMessage'],
    (f) => f.messageOpen && f.fin && (f.opcode === 1 || f.opcode === 2) && f.state.content.wireLength > 0,
  ),
  /** The same for opcodes 3-7, and for a frame that ends no message. */
  interleavedAnyWithBytes: entry(
    ['interleavedMessage'],
    (f) => f.messageOpen && f.opcode > 0 && f.opcode < 8 && f.state.content.wireLength > 0,
  ),
  interleavedFirst: entry(
    ['interleavedMessage'],
    (f) => f.messageOpen && !f.fin && (f.opcode === 1 || f.opcode === 2),
  ),
  masked: entry(['maskedServerFrame'], (f) => f.sender === 'server' && f.masked),
  unmasked: entry(['unmaskedClientFrame'], (f) => f.sender === 'client' && !f.masked),
  unmaskedData: entry(['unmaskedClientFrame'], (f) => f.sender === 'client' && !f.masked && !control(f)),
  short16: entry(['lengthNotMinimal'], (f) => f.lengthForm === 16 && f.payloadLength < 126),
  short64: entry(['lengthNotMinimal'], (f) => f.lengthForm === 64 && f.payloadLength < 65536 && !msb(f)),
  msb: entry(['lengthMsbSet'], (f) => f.lengthForm === 64 && msb(f)),
  over53: entry(
    ['lengthMsbSet'],
    (f) => f.lengthForm === 64 && (msb(f) || f.payloadLength > Number.MAX_SAFE_INTEGER),
  ),
  /** From 4 GiB, in the 64-bit form. */
  over32: entry(['lengthMsbSet'], (f) => f.lengthForm === 64 && (msb(f) || f.payloadLength >= 2 ** 32)),
  over31: entry(['lengthMsbSet'], (f) => f.lengthForm === 64 && (msb(f) || f.payloadLength > 2 ** 31 - 1)),
  /** The same of the length with its halves laid over each other, as a signed number of 32 bits. */
  foldedNegative: entry(['lengthMsbSet'], (f) => f.foldedLength < 0),
  foldedTooBig: entry(
    [],
    (f, i, role) => (f.opcode === 1 || f.opcode === 2) && f.foldedLength > limitOf(i.limit, role),
  ),
  /** Above the default limit; data frames only. */
  tooBig: entry([], (f, i, role) => !control(f) && (msb(f) || f.payloadLength > limitOf(i.limit, role))),
  tooBigAny: entry([], (f, i, role) => msb(f) || f.payloadLength > limitOf(i.limit, role)),
  /** The same with the header counted, for a reader that ignores the top bit of the length. */
  tooBigWithHeader: entry(
    [],
    (f, i, role) => !control(f) && lengthWithoutMsb(f) + f.frame.headerLength > limitOf(i.limit, role),
  ),
  /** The payloads of the message's frames add up to more than its limit. */
  messageTooBig: entry(
    [],
    (f, i, role) => !control(f) && f.messageOpen && f.messageLength > limitOf(i.messageLimit, role),
  ),
  /** The payloads of all that the reader joined to one message are more than its limit. */
  wireTooBig: entry([], (f, i, role) => !control(f) && f.content.wireLength > limitOf(i.messageLimit, role)),
  /** Counts the bytes that arrived and were inflated. */
  contentTooBig: entry([], (f, i, role) => !control(f) && f.content.length > limitOf(i.limit, role)),
  /** The same for a binary message. */
  binaryTooBig: entry(
    [],
    (f, i, role) => !control(f) && f.content.kind === 'binary' && f.content.length > limitOf(i.limit, role),
  ),
  /** The valid text of a message is longer, counted as Java and JavaScript do, in UTF-16 units. */
  textTooBig: entry(
    [],
    (f, i, role) => !control(f) && f.content.kind === 'text' && hasMoreUnits(f, limitOf(i.limit, role)),
  ),
  inflatedTooBig: entry(
    [],
    (f, i, role) => !control(f) && f.content.compressed && f.content.length > limitOf(i.inflatedLimit, role),
  ),
  /** The compressed data is not DEFLATE; data that only ends early is no fault for zlib. */
  deflate: entry(['deflateFailed'], (f) => f.inflateFails === 'corrupt'),
  /** Go's inflater, which stops at a block with BFINAL and is given such a block after the message. */
  deflateGo: entry(
    ['deflateFailed'],
    (f) =>
      !control(f) &&
      f.content.compressed &&
      f.content.readAgain(f.messageComplete ? goTail : noTail).fault !== null,
  ),
  /** A block with BFINAL ends in the message, or in the bytes that the reader appends. */
  deflateLast: entry(
    ['deflateFailed'],
    (f) =>
      !control(f) &&
      f.content.compressed &&
      f.content.readAgain(f.messageComplete ? cutTail : noTail).sawLast,
  ),
  /** Of the message and the bytes that the reader appends, some are left after a fault or a block with BFINAL. */
  deflateLeavesInput: entry(
    ['deflateFailed'],
    (f) =>
      leavesInput(f, cutTail) ||
      (f.inflateFails === 'corrupt' && f.content.inflateFailure?.fault?.left !== 0),
  ),
  /** The four bytes that a sender cuts off and a reader appends inflate to something: a block was cut. */
  deflateTailHasOutput: entry(['deflateFailed'], (f) => f.tailOutput > 0),
  /** The first frame of a compressed message has a payload that inflates to nothing. */
  inflatesToNothing: entry(
    [],
    (f) =>
      (f.opcode === 1 || f.opcode === 2) &&
      f.content.compressed &&
      f.content.length === 0 &&
      f.payload?.some((byte) => byte !== 0) === true,
  ),
  deflateControl: entry(
    ['rsv1OnControl'],
    (f) => f.controlFailure !== null && f.controlFailure.reason !== 'truncated',
  ),
  deflateEndsEarly: entry(['deflateFailed'], (f) => f.inflateFails === 'truncated'),
  text: entry(['textNotUtf8'], (f) => f.badText),
  /** The same, but a message that ends with an empty frame may end inside a character. */
  textNotEmpty: entry(
    ['textNotUtf8'],
    (f) => f.badText && !(f.payloadLength === 0 && f.content.textBadAt === f.content.length),
  ),
  /** A message that ends inside a character is taken. */
  textBroken: entry(['textNotUtf8'], (f) => f.badText && f.content.textBadAt < f.content.length),
  /** The same, where the message has several frames. */
  textBrokenOrWhole: entry(
    ['textNotUtf8'],
    (f) => f.badText && (!f.messageOpen || f.opcode !== 0 || f.content.textBadAt < f.content.length),
  ),
  /** The text was compressed. */
  textPacked: entry(['textNotUtf8'], (f) => f.badText && f.content.compressed),
  textPlain: entry(['textNotUtf8'], (f) => f.badText && !f.content.compressed),
  /** A pong inside a text message is read as more of the text. */
  pongInText: entry([], (f) => {
    const { bytes } = f.state.content;
    if (f.opcode !== 10 || f.messageKind !== 'text' || f.payload === null || bytes === null) return false;
    return !f.state.pongInMessage && firstNotUtf8(concat([bytes, f.payload])) >= 0;
  }),
  /** The text of a message after such a pong is not looked at. */
  textWithoutPong: entry(['textNotUtf8'], (f) => f.badText && !f.state.pongInMessage),
  /** Bytes of the open message, inflated, and those of this frame are more than the limit of a frame. */
  restTooBig: entry(
    [],
    (f, i, role) => f.messageOpen && f.state.content.length + f.payloadLength > limitOf(i.limit, role),
  ),
  closeOneByte: entry(
    ['closePayloadOneByte'],
    (f) => f.opcode === 8 && f.lengthForm === 7 && f.payloadLength === 1,
  ),
  closeCode: entry(
    ['closeCodeInvalid'],
    (f, i) => f.opcode === 8 && f.closeCode !== null && !codeAllowed(i.closeCodes ?? '0-65535', f.closeCode),
  ),
  /** The same, where a reason that is not UTF-8 was met before and nothing was said. */
  closeCodeOfSoundClose: entry(
    ['closeCodeInvalid'],
    (f, i) =>
      f.closeCode !== null && !f.badCloseReason && !codeAllowed(i.closeCodes ?? '0-65535', f.closeCode),
  ),
  /** 1005, 1006 and 1015, which some test apart from the others. */
  closeCodeLocal: entry(
    ['closeCodeInvalid'],
    (f) => f.opcode === 8 && (f.closeCode === 1005 || f.closeCode === 1006 || f.closeCode === 1015),
  ),
  closeCodeRange: entry(
    ['closeCodeInvalid'],
    (f) => f.opcode === 8 && f.closeCode !== null && (f.closeCode < 1000 || f.closeCode > 4999),
  ),
  closeCodeUnknown: entry(
    ['closeCodeInvalid'],
    (f) => f.opcode === 8 && f.closeCode !== null && f.closeCode >= 1016 && f.closeCode <= 2999,
  ),
  closeCodeUnused: entry(
    ['closeCodeInvalid'],
    (f) => f.opcode === 8 && f.closeCode !== null && f.closeCode < 1000,
  ),
  closeCode1004: entry(['closeCodeInvalid'], (f) => f.opcode === 8 && f.closeCode === 1004),
  /** A Close payload of one byte in any length form. */
  closeOneByteAny: entry(['closePayloadOneByte'], (f) => f.opcode === 8 && f.payloadLength === 1),
  /** Only a reason of at least two bytes is looked at. */
  closeReasonLong: entry(['closeReasonNotUtf8'], (f) => f.badCloseReason && f.payloadLength > 3),
  /** A reason that only ends inside a character is taken. */
  closeReasonBroken: entry(['closeReasonNotUtf8'], (f) => {
    const reason = f.closeReason;
    return f.badCloseReason && (reason === null || firstNotUtf8(reason) < reason.length);
  }),
  closeReason: entry(['closeReasonNotUtf8'], (f) => f.badCloseReason),
  closeInMessage: entry([], (f) => f.opcode === 8 && f.messageOpen),
  /** A Close whose payload does not go on with the open text: it is checked as if it did. */
  closeInText: entry([], (f) => {
    const { bytes } = f.state.content;
    if (f.opcode !== 8 || f.messageKind !== 'text' || f.payload === null || bytes === null) return false;
    return f.payloadLength >= 2 && firstNotUtf8(concat([bytes, f.payload])) >= 0;
  }),
  anyAfterClose: entry(['dataAfterClose'], (f) => f.afterClose),
  afterClose: entry(['dataAfterClose'], (f) => f.afterClose && (!control(f) || f.opcode === 8)),
} satisfies Record<string, Entry>;

export type Condition = keyof typeof entries;

/** Whether a condition holds for a frame that `implementation` reads in `role`. */
export function holds(
  condition: Condition,
  facts: FrameFacts,
  implementation: AcceptedValues,
  role: Role,
): boolean {
  return entries[condition].test(facts, implementation, role);
}

/** The strict reader's names for a condition; empty when it is a limit or a state rather than a violation. */
export function meaningOf(condition: Condition): readonly ViolationName[] {
  return entries[condition].means;
}
