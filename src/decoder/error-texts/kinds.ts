// Which kind of error text a line is.

import type { ViolationName } from '../model/violation.ts';
import { applicationKinds } from './application-kinds.ts';
import { frameKinds } from './frame-kinds.ts';
import { handshakeKinds } from './handshake-kinds.ts';
import { jsonKinds } from './json-texts.ts';
import { programKinds, writerKinds } from './program-kinds.ts';
import { proxyKinds } from './proxy-kinds.ts';
import type { TextKind } from './text-kind.ts';
import { opcodeOf, rsvOf, tellsImpossibleLength } from './variables.ts';

/** All kinds, in the order in which they are tried. */
export const textKinds: readonly TextKind[] = [
  ...proxyKinds,
  ...writerKinds,
  ...jsonKinds,
  ...frameKinds,
  ...applicationKinds,
  ...programKinds,
  ...handshakeKinds,
];

/** Kinds that leave nearly everything open: another error of the same paste tells more. */
const vagueKinds = new Set([
  'any-frame-fault',
  'bad-handshake',
  'tls-handshake',
  'no-answer',
  'reset',
  'no-close-code',
  'abnormal-close',
  'sent-too-late',
  'closed-with-1002',
  'failed-without-reason',
  'closed-in-order',
]);

/** The kind of a line; `null` for a line that is not a known error text. */
export function kindOf(line: string): TextKind | null {
  const kind = textKinds.find(({ pattern }) => pattern.test(line));
  if (kind === undefined) return null;
  const exact = exactKind(kind.id, line);
  return exact === kind.id ? kind : (textKinds.find(({ id }) => id === exact) ?? kind);
}

/** The kinds of a text about an opcode that is assigned. */
const kindOfOpcode: Readonly<Record<number, string>> = {
  0: 'unexpected-continuation',
  1: 'unfinished-message',
  2: 'unfinished-message',
  8: 'pong-not-known',
  9: 'pong-not-known',
  10: 'pong-not-known',
};

/** Words for several faults: the value beside them tells which of them it is. */
function exactKind(id: string, line: string): string {
  if (id === 'opcode') return kindOfOpcode[opcodeOf(line) ?? -1] ?? id;
  if (withoutStatus.includes(id)) return kindOfStatus(line) ?? id;
  if (id === 'message-size' && tellsImpossibleLength(line)) return 'length-field';
  const rsv = id === 'reserved-bits' || id === 'rsv1' || id === 'rsv23' ? rsvOf(line) : null;
  if (rsv === null || rsv === 0) return id;
  return rsv === rsv1 ? 'rsv1' : 'rsv23';
}

/** Kinds that leave the status of the response open. */
const withoutStatus: readonly string[] = ['upgrade-header', 'bad-handshake', 'failed-without-reason'];
/** A status behind the words of such a text. */
const statusBehind = /(?:\bCode=|\bcode: |\bstatus[=:] ?|notAnUpgrade\()([2-5]\d\d)\b/;

function kindOfStatus(line: string): string | null {
  const status = statusBehind.exec(line)?.[1];
  if (status === undefined) return null;
  return (
    handshakeKinds.find(({ pattern }) => pattern.test(`Unexpected response code: ${status}`))?.id ?? null
  );
}

/** RSV1 alone. */
const rsv1 = 4;

/** Kinds that tell which of the reserved bits is set. */
const reservedBitKinds: readonly string[] = ['reserved-bits', 'rsv1', 'rsv23', 'several-header-bits'];

/** The kinds that a kind includes: a text about "reserved bits" may be about each of them. */
export function kindsLike(id: string): readonly string[] {
  return id === 'reserved-bits' ? reservedBitKinds : [id];
}

/** Whether a line is an error text of a kind whose words stand for nothing else. */
export function isUnmistakable(line: string): boolean {
  return [...proxyKinds, ...writerKinds, ...jsonKinds, ...programKinds].some(({ pattern }) =>
    pattern.test(line),
  );
}

/** How much a kind tells, for the order of several errors: 0 tells the most. */
export function vaguenessOf(kind: TextKind): number {
  if (kind.id === 'failed-without-reason') return 3;
  if (vagueKinds.has(kind.id)) return 2;
  if (kind.id === 'read-timed-out-in-a-frame') return 0;
  return kind.phase === 'frames' ? 0 : 1;
}

/** The kind that speaks of the violations that a check stands for. `close-frame` is about its own words alone. */
export function kindOfViolations(violations: readonly ViolationName[]): TextKind | null {
  const unique = new Set(violations);
  const shared = (kind: TextKind) => kind.violations?.filter((name) => unique.has(name)).length ?? 0;
  if (unique.size > maxTold) return frameKinds.find(({ id }) => id === 'any-frame-fault') ?? null;
  const told = frameKinds.filter(({ id }) => id !== 'close-frame');
  const most = Math.max(...told.map(shared));
  const fitting = told.filter((kind) => shared(kind) === most);
  return most === 0
    ? null
    : (fitting.sort((a, b) => (a.violations?.length ?? 0) - (b.violations?.length ?? 0))[0] ?? null);
}

/** A text that stands for more violations tells nothing of the frame. */
const maxTold = 6;
