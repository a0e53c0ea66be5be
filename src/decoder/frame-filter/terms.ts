// The words of the frame filter. One table drives the parser, the help and the quick filters of the page.

import type { Connection } from '../model/connection.ts';
import { firstTime } from '../model/connection-times.ts';
import { isControl } from '../model/opcode.ts';
import { ownProperty } from '../model/own-property.ts';
import { notAFault } from '../model/violation.ts';

/** Asks one row of the frame table. `isFaultyInside`: whether a frame begins a message that is faulty inside. */
export type RowTest = (
  connection: Connection,
  frame: number,
  isFaultyInside: (frame: number) => boolean,
) => boolean;

/** A button that adds a term to the filter, with what its number counts. */
export interface QuickFilter {
  readonly term: string;
  readonly label: string;
  readonly counts: 'client frames' | 'server frames' | 'frames with findings';
}

/** A word of the filter: alone (`masked`), or before an operator and a value (`len>125`). */
export interface FilterTerm {
  /** The first is the one that help and problems use. */
  readonly names: readonly string[];
  /** As shown by the help. */
  readonly example: string;
  readonly help: string;
  readonly quick?: readonly QuickFilter[];
  /** The values that a word takes, where they can be listed. */
  readonly values?: readonly string[];
  /** For a word that stands alone. */
  readonly test?: RowTest;
  /**
   * For a word with a value: the test, or the problem with the value. `operator` is one of `:`, `=`, `<`,
   * `<=`, `>`, `>=`.
   */
  readonly compare?: (operator: string, value: string) => RowTest | string;
}

function flag(names: readonly string[], help: string, test: RowTest, quick?: QuickFilter): FilterTerm {
  return { names, example: names[0], help, test, ...(quick === undefined ? {} : { quick: [quick] }) };
}

type Read = (connection: Connection, frame: number) => number;

function numeric(names: readonly string[], example: string, help: string, read: Read): FilterTerm {
  const compare = (operator: string, value: string): RowTest | string => {
    const wanted = value === '' ? Number.NaN : Number(value);
    if (Number.isNaN(wanted)) return `Expected a number after ${names[0]}, found "${value}".`;
    switch (operator) {
      case '>':
        return (connection, frame) => read(connection, frame) > wanted;
      case '<':
        return (connection, frame) => read(connection, frame) < wanted;
      case '>=':
        return (connection, frame) => read(connection, frame) >= wanted;
      case '<=':
        return (connection, frame) => read(connection, frame) <= wanted;
      default:
        return (connection, frame) => read(connection, frame) === wanted;
    }
  };
  return { names, example, help, compare };
}

function choice(
  names: readonly string[],
  values: readonly string[],
  help: string,
  read: (connection: Connection, frame: number) => string,
  quick?: readonly QuickFilter[],
): FilterTerm {
  const [name] = names;
  const compare = (_: string, value: string): RowTest | string => {
    if (values.includes(value)) return (connection, frame) => read(connection, frame) === value;
    const all = values.map((one) => `${name}:${one}`);
    return `Expected ${all.slice(0, -1).join(', ')} or ${all.at(-1)}, found "${value}".`;
  };
  return {
    names,
    example: `${name}:${values[0]}`,
    help,
    values,
    compare,
    ...(quick === undefined ? {} : { quick }),
  };
}

const opcodes: Readonly<Record<string, number>> = {
  continuation: 0,
  cont: 0,
  text: 1,
  binary: 2,
  bin: 2,
  close: 8,
  ping: 9,
  pong: 10,
};

const opcodeTerm: FilterTerm = {
  names: ['opcode', 'op', 'type'],
  example: 'opcode:text',
  help: 'or binary, continuation, close, ping, pong, 0 to F',
  values: ['text', 'binary', 'continuation', 'close', 'ping', 'pong'],
  compare(_, value) {
    const code =
      ownProperty(opcodes, value) ?? (/^[0-9a-f]$/.test(value) ? Number.parseInt(value, 16) : null);
    if (code === null)
      return `Expected an opcode (${Object.keys(opcodes).join(', ')} or 0-F), found "${value}".`;
    return ({ frames }, frame) => frames.opcode(frame) === code;
  },
};

/** In the order of the help. */
export const filterTerms: readonly FilterTerm[] = [
  opcodeTerm,
  choice(
    ['from', 'sender'],
    ['client', 'server'],
    'or from:server',
    ({ frames }, frame) => frames.sender(frame),
    [
      { term: 'from:client', label: '↑ client', counts: 'client frames' },
      { term: 'from:server', label: '↓ server', counts: 'server frames' },
    ],
  ),
  numeric(['len', 'length'], 'len>125', 'payload length; also < = >= <=', ({ frames }, frame) =>
    frames.payloadLength(frame),
  ),
  numeric(
    ['time'],
    'time>1.5',
    'seconds since the connection began',
    (connection, frame) => connection.frames.time(frame) - firstTime(connection),
  ),
  flag(
    ['error'],
    'frames that break a rule',
    ({ frames }, frame) => (frames.violations(frame) & ~notAFault) !== 0,
  ),
  flag(
    ['note'],
    'frames with bytes missing or not checked',
    ({ frames }, frame) => (frames.violations(frame) & notAFault) !== 0,
  ),
  flag(
    ['finding'],
    'either of these, and messages that are faulty inside',
    ({ frames }, frame, isFaultyInside) => frames.violations(frame) !== 0 || isFaultyInside(frame),
    { term: 'finding', label: 'findings', counts: 'frames with findings' },
  ),
  flag(
    ['incomplete'],
    'frames whose payload has no end here',
    ({ frames }, frame) => !frames.complete(frame),
  ),
  flag(['control'], 'close, ping, pong', ({ frames }, frame) => isControl(frames.opcode(frame))),
  flag(['data'], 'all others', ({ frames }, frame) => !isControl(frames.opcode(frame))),
  flag(['masked'], 'MASK is set', ({ frames }, frame) => frames.masked(frame)),
  flag(['compressed'], 'part of a compressed message', ({ frames, messages }, frame) => {
    const message = frames.message(frame);
    return message >= 0 && messages.compressed(message);
  }),
  numeric(['rsv'], 'rsv:4', 'reserved bits as a number', ({ frames }, frame) => frames.rsv(frame)),
  numeric(['fin'], 'fin:0', 'FIN as a number', ({ frames }, frame) => (frames.fin(frame) ? 1 : 0)),
  choice(
    // `trust` was its name in links of before
    ['confidence', 'trust'],
    ['guessed', 'sound', 'after-break'],
    'or sound, after-break',
    ({ frames }, frame) => frames.confidence(frame),
  ),
  numeric(['frame'], 'frame:12', 'the index of a frame', (_, frame) => frame),
  numeric(['message'], 'message:3', 'the frames of a message', ({ frames }, frame) => frames.message(frame)),
];

/** What the help says of texts and signs, which no word of the table begins. */
export const filterSigns: readonly { readonly example: string; readonly help: string }[] = [
  { example: '"needle"', help: 'text in the payload' },
  { example: 'hex:c3a9', help: 'bytes in the payload, unmasked' },
  { example: '/id":\\s*\\d+/i', help: 'a regular expression (RE2) in the message; i ignores case' },
  {
    example: 'json:user.id=7',
    help: 'a value in the message; also != < > ~, json:items[0].id, json:..error',
  },
  { example: 'not opcode:ping', help: 'also -opcode:ping' },
  { example: 'error or (len>125 from:client)', help: 'terms beside each other must all match' },
];
