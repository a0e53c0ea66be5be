// Describes a frame header field by field (RFC 6455 5.2). Bits count from the first bit of the frame.

import { hexByte } from '../bytes/hex.ts';
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

/** The fields of the header in `header` (as much of it as there is) and of what follows it. */
export function decodeFields(header: Uint8Array, payloadLength: number, context: FieldContext): Field[] {
  const fields: Field[] = [];
  const names = violationNames(context.violations);
  const form = header.length > 1 ? header[1] & 127 : 0;
  const lengthField: FieldId = form >= 126 ? 'extended-length' : 'length';
  const add = (
    id: FieldId,
    label: string,
    bitStart: number,
    bitEnd: number,
    value: string,
    meaning: string,
  ): void => {
    const violations = names.filter((name) => {
      const target = pointsAt[name];
      return target === id || (target === 'length-field' && id === lengthField);
    });
    fields.push({ id, label, bitStart, bitEnd, value, meaning, violations });
  };
  if (header.length === 0) return fields;
  const byte0 = header[0];
  const opcode = byte0 & 15;
  const fin = byte0 >> 7;
  add('fin', 'FIN', 0, 1, String(fin), fin ? 'last frame of the message' : 'more frames follow');
  const rsv1 = (byte0 >> 6) & 1;
  const rsv1Meaning =
    rsv1 === 0
      ? 'not set'
      : context.compressed
        ? 'message is compressed'
        : 'set, and no extension explains it';
  add('rsv1', 'RSV1', 1, 2, String(rsv1), rsv1Meaning);
  for (const [i, id] of (['rsv2', 'rsv3'] as const).entries()) {
    const bit = (byte0 >> (5 - i)) & 1;
    add(id, id.toUpperCase(), 2 + i, 3 + i, String(bit), bit ? 'set, and no extension uses it' : 'not set');
  }
  add('opcode', 'opcode', 4, 8, opcode.toString(16).toUpperCase(), opcodeName(opcode));
  if (header.length === 1) return fields;
  const byte1 = header[1];
  const masked = byte1 >> 7;
  const should = context.sender === 'client';
  add(
    'mask',
    'MASK',
    8,
    9,
    String(masked),
    masked === Number(should)
      ? should
        ? 'masked, as every client frame must be'
        : 'not masked, as every server frame must be'
      : should
        ? 'not masked, but a client must mask'
        : 'masked, but a server must not mask',
  );
  add(
    'length',
    'length',
    9,
    16,
    String(form),
    form < 126
      ? `${count(form, 'byte')} of payload`
      : form === 126
        ? 'the next 16 bits hold the length'
        : 'the next 64 bits hold the length',
  );
  const extended = form === 126 ? 2 : form === 127 ? 8 : 0;
  let bit = 16;
  if (extended > 0) {
    const end = Math.min(header.length, 2 + extended);
    const hex = [...header.subarray(2, end)].map(hexByte).join(' ');
    add(
      'extended-length',
      `${extended * 8}-bit length`,
      bit,
      end * 8,
      formatCount(payloadLength),
      `${hex}: ${count(payloadLength, 'byte')} of payload`,
    );
    bit = (2 + extended) * 8;
  }
  if (masked && header.length > bit / 8) {
    const end = Math.min(header.length, bit / 8 + 4);
    const hex = [...header.subarray(bit / 8, end)].map(hexByte).join(' ');
    add('masking-key', 'masking key', bit, end * 8, hex, 'each payload byte is XORed with one of these four');
  }
  const after = headerLengthOf(byte1) * 8;
  if (header.length * 8 < after) return fields;
  const { unmasked } = context;
  if (opcode === opcodes.close && unmasked.length >= 2) {
    const code = (unmasked[0] << 8) | unmasked[1];
    add('close-code', 'close code', after, after + 16, String(code), closeCodeName(code));
    if (payloadLength > 2) {
      const reason = new TextDecoder().decode(unmasked.subarray(2, 125));
      add('close-reason', 'reason', after + 16, after + payloadLength * 8, reason, 'text for people, UTF-8');
    }
  } else if (payloadLength > 0) {
    add(
      'payload',
      'payload',
      after,
      after + payloadLength * 8,
      count(payloadLength, 'byte'),
      context.compressed ? 'compressed' : masked ? 'masked' : 'as sent',
    );
  }
  return fields;
}
