// The filter of the frame list: `opcode:text len>125 from:client error "needle"`. Terms are joined by "and"; `-` or `!`
// before a term turns it round.

import type { Connection } from './connection.ts';

/** Asks one row of the frame table. */
export type RowTest = (connection: Connection, frame: number) => boolean;

export interface FrameFilter {
  readonly tests: readonly RowTest[];
  /** Texts that the payload must hold, compared without case. */
  readonly needles: readonly { readonly text: string; readonly negated: boolean }[];
}

export type ParsedFilter =
  | { readonly ok: true; readonly filter: FrameFilter }
  | { readonly ok: false; readonly problem: string };

const opcodes: Record<string, number> = {
  continuation: 0,
  cont: 0,
  text: 1,
  binary: 2,
  bin: 2,
  close: 8,
  ping: 9,
  pong: 10,
};

/** What can be written, for help. */
export const filterHelp =
  'opcode:text  from:client  len>125  time>1.5  rsv:4  fin:0  masked  error  note  incomplete  trust:guessed  frame:12  message:3  "text in the payload"';

/** Reads a filter. An empty one lets every frame pass. */
export function parseFilter(text: string): ParsedFilter {
  const tests: RowTest[] = [];
  const needles: { text: string; negated: boolean }[] = [];
  const terms = text.matchAll(/([-!]?)(?:"((?:[^"\\]|\\.)*)("?)|(\S+))/g);
  for (const [, sign, quoted, closing, word] of terms) {
    const negated = sign !== '';
    if (quoted !== undefined) {
      if (closing === '') return { ok: false, problem: `Expected a closing quote after "${quoted}.` };
      if (quoted !== '') needles.push({ text: quoted.replace(/\\(.)/g, '$1').toLowerCase(), negated });
      continue;
    }
    const test = parseTerm(word.toLowerCase());
    if (typeof test === 'string') return { ok: false, problem: test };
    if (test === null) needles.push({ text: word.toLowerCase(), negated });
    else tests.push(negated ? (connection, frame) => !test(connection, frame) : test);
  }
  return { ok: true, filter: { tests, needles } };
}

/** A test, the text of a problem, or `null` for a plain word. */
function parseTerm(term: string): RowTest | string | null {
  switch (term) {
    case 'error':
    case 'finding':
      return ({ frames }, frame) => frames.violations(frame) !== 0;
    case 'masked':
      return ({ frames }, frame) => frames.masked(frame);
    case 'incomplete':
      return ({ frames }, frame) => !frames.complete(frame);
    case 'control':
      return ({ frames }, frame) => frames.opcode(frame) >= 8;
    case 'data':
      return ({ frames }, frame) => frames.opcode(frame) < 8;
    case 'compressed':
      return ({ frames, messages }, frame) => {
        const message = frames.message(frame);
        return message >= 0 && messages.compressed(message);
      };
  }
  const match = /^([a-z]+)(:|>=|<=|>|<|=)(.*)$/.exec(term);
  if (!match) return null;
  const [, key, operator, value] = match;
  const compare = comparison(operator, value);
  switch (key) {
    case 'opcode':
    case 'op':
    case 'type': {
      const code = opcodes[value] ?? (/^[0-9a-f]$/.test(value) ? Number.parseInt(value, 16) : null);
      if (code === null)
        return `Expected an opcode (${Object.keys(opcodes).join(', ')} or 0-F), found "${value}".`;
      return ({ frames }, frame) => frames.opcode(frame) === code;
    }
    case 'from':
    case 'sender':
      if (value !== 'client' && value !== 'server')
        return `Expected from:client or from:server, found "${value}".`;
      return ({ frames }, frame) => frames.sender(frame) === value;
    case 'trust': {
      if (!['sound', 'after-break', 'guessed'].includes(value)) {
        return `Expected trust:sound, trust:after-break or trust:guessed, found "${value}".`;
      }
      return ({ frames }, frame) => frames.confidence(frame) === value;
    }
    case 'len':
    case 'length':
      return compare
        ? ({ frames }, frame) => compare(frames.payloadLength(frame))
        : numberProblem(key, value);
    case 'time':
      return compare
        ? (connection, frame) => compare(connection.frames.time(frame) - firstTime(connection))
        : numberProblem(key, value);
    case 'rsv':
      return compare ? ({ frames }, frame) => compare(frames.rsv(frame)) : numberProblem(key, value);
    case 'fin':
      return compare ? ({ frames }, frame) => compare(frames.fin(frame) ? 1 : 0) : numberProblem(key, value);
    case 'frame':
      return compare ? (_connection, frame) => compare(frame) : numberProblem(key, value);
    case 'message':
      return compare ? ({ frames }, frame) => compare(frames.message(frame)) : numberProblem(key, value);
  }
  if (operator === ':')
    return `Expected opcode, from, len, time, rsv, fin, frame, message or trust before ":", found "${key}".`;
  return null;
}

function numberProblem(key: string, value: string): string {
  return `Expected a number after ${key}, found "${value}".`;
}

function comparison(operator: string, text: string): ((value: number) => boolean) | null {
  const wanted = text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(wanted)) return null;
  switch (operator) {
    case '>':
      return (value) => value > wanted;
    case '<':
      return (value) => value < wanted;
    case '>=':
      return (value) => value >= wanted;
    case '<=':
      return (value) => value <= wanted;
    default:
      return (value) => value === wanted;
  }
}

/** When the first byte of a connection came, in seconds, or NaN. */
export function firstTime({ directions }: Connection): number {
  const { client, server } = directions;
  if (Number.isNaN(client.firstTime)) return server.firstTime;
  if (Number.isNaN(server.firstTime)) return client.firstTime;
  return Math.min(client.firstTime, server.firstTime);
}

/** When the last byte or end of a connection came, in seconds, or NaN. */
export function lastTime({ directions }: Connection): number {
  const times = [directions.client, directions.server]
    .flatMap(({ lastTime: last, endTime }) => [last, endTime])
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? Number.NaN : Math.max(...times);
}
