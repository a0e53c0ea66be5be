// Describes a frame header field by field (RFC 6455 5.2). Bits count from the first bit of the frame.

import { formatHex } from '../bytes/hex.ts';
import { opcodeName, opcode as opcodes } from '../model/opcode.ts';
import { type ViolationName, violationNames } from '../model/violation.ts';
import { count, formatCount } from '../model/words.ts';
import { closeCodeName } from './close-codes.ts';
import { headerLengthOf } from './header.ts';

export type FieldId =
  | 'fin'
  | 'rsv1'
  | 'rsv2'
  | 'rsv3'
  | 'opcode'
  | 'mask'
  | 'length'
  | 'extended-length'
  | 'masking-key'
  | 'payload'
  | 'close-code'
  | 'close-reason';

/** One field with its value and what it means. */
export interface Field {
  readonly id: FieldId;
  readonly label: string;
  readonly bitStart: number;
  readonly bitEnd: number;
  readonly value: string;
  readonly meaning: string;
  /** Violations that concern this field. */
  readonly violations: readonly ViolationName[];
  /** Its bits as they would be if nothing else were wrong; `null` for a sound field, or where several are right. */
  readonly right: string | null;
}

/** The field that each violation concerns. */
const pointsAt: Record<ViolationName, FieldId | 'length-field'> = {
  maskedServerFrame: 'mask',
  unmaskedClientFrame: 'mask',
  rsv1NotAgreed: 'rsv1',
  rsv2: 'rsv2',
  rsv3: 'rsv3',
  rsv1OnContinuation: 'rsv1',
  rsv1OnControl: 'rsv1',
  reservedDataOpcode: 'opcode',
  reservedControlOpcode: 'opcode',
  fragmentedControl: 'fin',
  controlTooLong: 'length-field',
  lengthNotMinimal: 'length-field',
  lengthMsbSet: 'length-field',
  orphanContinuation: 'opcode',
  interleavedMessage: 'opcode',
  textNotUtf8: 'payload',
  closePayloadOneByte: 'payload',
  closeCodeInvalid: 'close-code',
  closeReasonNotUtf8: 'close-reason',
  dataAfterClose: 'opcode',
  deflateFailed: 'payload',
  headerCut: 'length',
  payloadCut: 'payload',
  payloadGap: 'payload',
  inflateCapped: 'payload',
};

/** What the frame's surroundings say about its fields. */
export interface FieldContext {
  readonly violations: number;
  readonly sender: 'client' | 'server';
  readonly compressed: boolean;
  /** The start of the unmasked payload: for the body of a Close. */
  readonly unmasked: Uint8Array;
}

/** A field without the violations that concern it. */
type PlainField = Omit<Field, 'violations' | 'right'>;

/** The bits of a field that breaks these rules, as they should be. */
function rightBits(
  { bitStart, bitEnd }: PlainField,
  names: readonly ViolationName[],
  header: Uint8Array,
): string | null {
  for (const name of names) {
    switch (name) {
      case 'fragmentedControl':
      case 'unmaskedClientFrame':
        return '1';
      case 'maskedServerFrame':
      case 'rsv1NotAgreed':
      case 'rsv1OnContinuation':
      case 'rsv1OnControl':
      case 'rsv2':
      case 'rsv3':
        return '0';
      case 'interleavedMessage':
        return '0000';
      case 'lengthMsbSet': {
        const bytes = header.subarray(bitStart / 8, bitEnd / 8);
        const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
        return `0${bits.slice(1)}`;
      }
    }
  }
  return null;
}

/** The fields of the header in `header` (as much of it as there is) and of what follows it. */
export function decodeFields(header: Uint8Array, payloadLength: number, context: FieldContext): Field[] {
  const form = header.length > 1 ? header[1] & 127 : 0;
  const lengthField: FieldId = form >= 126 ? 'extended-length' : 'length';
  const names = violationNames(context.violations);
  return [
    ...(header.length > 0 ? firstByteFields(header[0], context.compressed) : []),
    ...(header.length > 1 ? secondByteFields(header[1], context.sender) : []),
    ...extendedLengthFields(header, payloadLength),
    ...maskingKeyFields(header),
    ...payloadFields(header, payloadLength, context),
  ].map((field) => {
    const violations = names.filter((name) => {
      const target = pointsAt[name];
      return target === field.id || (target === 'length-field' && field.id === lengthField);
    });
    return { ...field, violations, right: rightBits(field, violations, header) };
  });
}

function firstByteFields(byte0: number, compressed: boolean): PlainField[] {
  const flag = (id: FieldId, bitStart: number, ifSet: string, ifNot: string): PlainField => {
    const value = (byte0 >> (7 - bitStart)) & 1;
    return {
      id,
      label: id.toUpperCase(),
      bitStart,
      bitEnd: bitStart + 1,
      value: String(value),
      meaning: value ? ifSet : ifNot,
    };
  };
  const opcode = byte0 & 15;
  return [
    flag('fin', 0, 'last frame of the message', 'more frames follow'),
    flag('rsv1', 1, compressed ? 'message is compressed' : 'set, and no extension explains it', 'not set'),
    flag('rsv2', 2, 'set, and no extension uses it', 'not set'),
    flag('rsv3', 3, 'set, and no extension uses it', 'not set'),
    {
      id: 'opcode',
      label: 'opcode',
      bitStart: 4,
      bitEnd: 8,
      value: opcode.toString(16).toUpperCase(),
      meaning: opcodeName(opcode),
    },
  ];
}

function secondByteFields(byte1: number, sender: FieldContext['sender']): PlainField[] {
  const masked = byte1 >> 7;
  const form = byte1 & 127;
  return [
    {
      id: 'mask',
      label: 'MASK',
      bitStart: 8,
      bitEnd: 9,
      value: String(masked),
      meaning: maskMeaning(masked === 1, sender),
    },
    {
      id: 'length',
      label: 'length',
      bitStart: 9,
      bitEnd: 16,
      value: String(form),
      meaning:
        form < 126
          ? `${count(form, 'byte')} of payload`
          : `the next ${form === 126 ? 16 : 64} bits hold the length`,
    },
  ];
}

function maskMeaning(masked: boolean, sender: FieldContext['sender']): string {
  if (sender === 'client')
    return masked ? 'masked, as every client frame must be' : 'not masked, but a client must mask';
  return masked ? 'masked, but a server must not mask' : 'not masked, as every server frame must be';
}

/** The 16-bit or 64-bit length that the header declares, as far as it is there. */
function extendedLengthFields(header: Uint8Array, payloadLength: number): PlainField[] {
  const size = extendedLengthSize(header);
  if (size === 0) return [];
  const end = Math.min(header.length, 2 + size);
  const hex = formatHex(header.subarray(2, end), ' ');
  return [
    {
      id: 'extended-length',
      label: `${size * 8}-bit length`,
      bitStart: 16,
      bitEnd: end * 8,
      value: formatCount(payloadLength),
      meaning: `${hex}: ${count(payloadLength, 'byte')} of payload`,
    },
  ];
}

/** Bytes of the extended length that the header declares. */
function extendedLengthSize(header: Uint8Array): 0 | 2 | 8 {
  if (header.length < 2) return 0;
  const form = header[1] & 127;
  return form === 126 ? 2 : form === 127 ? 8 : 0;
}

function maskingKeyFields(header: Uint8Array): PlainField[] {
  const start = 2 + extendedLengthSize(header);
  if (header.length <= start || (header[1] & 128) === 0) return [];
  const end = Math.min(header.length, start + 4);
  return [
    {
      id: 'masking-key',
      label: 'masking key',
      bitStart: start * 8,
      bitEnd: end * 8,
      value: formatHex(header.subarray(start, end), ' '),
      meaning: 'each payload byte is XORed with one of these four',
    },
  ];
}

/** The payload after a complete header; for a Close with a code, its code and its reason. */
function payloadFields(header: Uint8Array, payloadLength: number, context: FieldContext): PlainField[] {
  if (header.length < 2 || header.length < headerLengthOf(header[1])) return [];
  const start = headerLengthOf(header[1]) * 8;
  const end = start + payloadLength * 8;
  const { unmasked, compressed } = context;
  if ((header[0] & 15) !== opcodes.close || unmasked.length < 2) {
    if (payloadLength === 0) return [];
    const masked = (header[1] & 128) !== 0;
    return [
      {
        id: 'payload',
        label: 'payload',
        bitStart: start,
        bitEnd: end,
        value: count(payloadLength, 'byte'),
        meaning: compressed ? 'compressed' : masked ? 'masked' : 'as sent',
      },
    ];
  }
  const code = (unmasked[0] << 8) | unmasked[1];
  const fields: PlainField[] = [
    {
      id: 'close-code',
      label: 'close code',
      bitStart: start,
      bitEnd: start + 16,
      value: String(code),
      meaning: closeCodeName(code),
    },
  ];
  if (payloadLength > 2)
    fields.push({
      id: 'close-reason',
      label: 'reason',
      bitStart: start + 16,
      bitEnd: end,
      value: new TextDecoder().decode(unmasked.subarray(2, 125)),
      meaning: 'text for people, UTF-8',
    });
  return fields;
}
