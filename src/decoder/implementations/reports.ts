// What each client and server reports for the frames that it receives: simulates every implementation's reader.
// Facts measured on or read in the versions named; nothing is guessed.

import { encodeText } from '../bytes/utf8.ts';
import { basisOf } from './basis.ts';
import type { Check, FrameFacts, Implementation, Role } from './implementation.ts';
import { implementations } from './registry.ts';
import { type Outcome, type ReceivedStream, simulate } from './simulate.ts';
import { closeReasonText, fill } from './words.ts';

/** Shown in place of the text of an error that has none. */
export const silent = 'no message, the connection is dropped';

/** What one implementation does with a stream in one role. One that accepts it has no text. */
export interface StreamReport {
  /** Name with the major version, e.g. `ws 8`. */
  readonly implementation: string;
  /** The exact version that was run or read. */
  readonly version: string;
  readonly role: Role;
  readonly accepts: boolean;
  /** Which frame of its direction it refuses, counted from 0. */
  readonly frame: number | null;
  readonly text: string | null;
  /** Machine-readable error code, e.g. `WS_ERR_INVALID_OPCODE`. */
  readonly code: string | null;
  /** Class of the exception or error object. */
  readonly error: string | null;
  /** The code in the Close frame that it sends, `null` when it sends none or one without a code. */
  readonly closeCode: number | null;
  /** The reason in that frame. */
  readonly closeReason: string | null;
  /** What the application sees beside the text. */
  readonly application: string | null;
  /** Whether the text comes from a program that was run, or from its source. */
  readonly basis: 'run' | 'source';
}

/** The report of `implementation` for a stream; `null` when it has no reader for that role. */
export function reportOfOne(stream: ReceivedStream, implementation: Implementation): StreamReport | null {
  const role: Role = stream.sender === 'server' ? 'client' : 'server';
  if (!implementation.roles.includes(role)) return null;
  return reportOfOutcome(simulate(implementation, role, stream), implementation, role);
}

/** What every implementation at the receiving end does with a stream, the best known first. */
export function reportsFor(stream: ReceivedStream): StreamReport[] {
  return implementations.flatMap((implementation) => reportOfOne(stream, implementation) ?? []);
}

function reportOfOutcome(outcome: Outcome, implementation: Implementation, role: Role): StreamReport {
  const { application } = implementation;
  const seen = typeof application === 'object' ? application[role] : (application ?? null);
  switch (outcome.kind) {
    case 'accepts':
      return reportOf(implementation, role, {
        accepts: true,
        ...nothing,
        ...answerOf(outcome.answer, implementation, role),
      });
    case 'cut': {
      const { text, closeCode, error = null } = implementation.cut ?? { text: silent, closeCode: null };
      const frame = outcome.facts.frame.index;
      const said = text === '' ? silent : fill(text, outcome.facts, implementation, role);
      return reportOf(implementation, role, {
        accepts: false,
        ...nothing,
        frame,
        text: said,
        error,
        closeCode,
        application: seen,
      });
    }
    case 'refuses': {
      const { check, facts } = outcome;
      const said = outcome.texts.join(implementation.joins ?? '');
      const words = fill(said, facts, implementation, role);
      return reportOf(implementation, role, {
        accepts: false,
        frame: facts.frame.index,
        text: words === '' ? silent : prefixOf(check, facts, implementation, role) + words,
        code: check.code,
        error: (check.error ?? implementation.error) || null,
        ...sentClose(check, words, facts, implementation, role),
        application: seen,
      });
    }
  }
}

/** Field by field: an object made by spreading others takes ten times the memory, and a capture has thousands. */
function reportOf(
  { name, version }: Pick<Implementation, 'name' | 'version'>,
  role: Role,
  said: Omit<StreamReport, 'implementation' | 'version' | 'role' | 'basis'>,
): StreamReport {
  const { accepts, frame, text, code, error, closeCode, closeReason, application } = said;
  return {
    implementation: name,
    version,
    role,
    accepts,
    frame,
    text,
    code,
    error,
    closeCode,
    closeReason,
    application,
    basis: basisOf(version),
  };
}

const nothing = {
  frame: null,
  text: null,
  code: null,
  error: null,
  closeCode: null,
  closeReason: null,
  application: null,
};

/** The Close frame that answers the one of the peer; told of programs that were run. */
function answerOf(
  answer: FrameFacts['state']['closedWith'],
  { version, leavesAnswer }: Implementation,
  role: Role,
): Pick<StreamReport, 'closeCode' | 'closeReason'> {
  if (answer === null || answer.code === null || leavesAnswer === role || basisOf(version) === 'source')
    return { closeCode: null, closeReason: null };
  return { closeCode: answer.code, closeReason: answer.reason };
}

/** What stands before the text, but not in the Close frame. */
function prefixOf(check: Check, facts: FrameFacts, implementation: Implementation, role: Role): string {
  return fill(check.prefix ?? implementation.prefix ?? '', facts, implementation, role);
}

/** A reason has at most 123 bytes: a control frame's 125 without the code. */
const maxReasonLength = 123;

/** The Close frame that the implementation sends, with a reason no longer than a Close frame holds. */
function sentClose(...parts: Parameters<typeof closeOf>): Pick<StreamReport, 'closeCode' | 'closeReason'> {
  const { closeCode, closeReason } = closeOf(...parts);
  const [, , , { reasonEnd = '' }] = parts;
  if (closeReason === null || closeReason.length <= maxReasonLength) return { closeCode, closeReason };
  const kept = maxReasonLength - encodeText(reasonEnd).length;
  return { closeCode, closeReason: closeReason.slice(0, kept) + reasonEnd };
}

/** Once the implementation answered the peer's Close frame, it sends no other. */
function closeOf(
  check: Check,
  words: string,
  facts: FrameFacts,
  implementation: Implementation,
  role: Role,
): Pick<StreamReport, 'closeCode' | 'closeReason'> {
  const { closedWith } = facts.state;
  if (closedWith !== null && implementation.dropsAnswer && !check.keepsAnswer)
    return { closeCode: null, closeReason: null };
  const isAnswered = closedWith !== null && check.pass >= (implementation.closePass ?? 0);
  if (isAnswered) return { closeCode: closedWith.code, closeReason: closedWith.reason };
  const closeCode = check.echoes ? facts.closeCode : check.closeCode;
  if (closeCode === null) return { closeCode, closeReason: null };
  if (check.echoes) return { closeCode, closeReason: closeReasonText(facts) };
  if (check.reason !== null)
    return { closeCode, closeReason: fill(check.reason, facts, implementation, role) };
  return { closeCode, closeReason: implementation.reason === 'text' ? words : '' };
}
