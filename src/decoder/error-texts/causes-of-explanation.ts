// As which causes of the catalogue an explanation shows itself in the bytes, for one error text: an explanation gathers
// causes that a text cannot tell apart, and the variable parts of a text may exclude some of them.

import type { CauseId } from '../model/cause-id.ts';
import type { ViolationName } from '../model/violation.ts';
import type { Explanation } from './explanation.ts';
import { type ExplanationId, explanations } from './explanations.ts';
import type { BitPattern } from './patterns.ts';

const anyReservedBit = ['rsv1NotAgreed', 'rsv1OnControl', 'rsv1OnContinuation', 'rsv2', 'rsv3'] as const;

/** What a cause breaks, where it is one rule or a few; the others may break any. */
export const violationsOfCause: Readonly<Partial<Record<CauseId, readonly ViolationName[]>>> = {
  'server-masked-frame': ['maskedServerFrame'],
  'client-unmasked-frame': ['unmaskedClientFrame'],
  'compression-not-negotiated': ['rsv1NotAgreed', 'rsv1OnControl', 'rsv1OnContinuation', 'textNotUtf8'],
  'compression-flag-misplaced': ['rsv1OnContinuation', 'rsv1OnControl', 'rsv1NotAgreed'],
  'deflate-corrupt': ['deflateFailed'],
  'context-takeover-mismatch': ['deflateFailed', 'textNotUtf8'],
  'reserved-bits': anyReservedBit,
  'reserved-opcode': ['reservedDataOpcode', 'reservedControlOpcode'],
  'fragmented-control': ['fragmentedControl'],
  'control-too-long': ['controlTooLong'],
  'orphan-continuation': ['orphanContinuation'],
  'interleaved-messages': ['interleavedMessage'],
  'close-code-invalid': ['closeCodeInvalid'],
  'close-payload-one-byte': ['closePayloadOneByte'],
  'close-reason-not-utf8': ['closeReasonNotUtf8'],
  'length-not-minimal': ['lengthNotMinimal'],
  'length-msb-set': ['lengthMsbSet'],
  'text-not-utf8': ['textNotUtf8'],
  'binary-sent-as-text': ['textNotUtf8'],
};

/** The causes of an explanation, those first that break what the patterns of the text are about. */
export function causesOfExplanation(id: ExplanationId, patterns: readonly BitPattern[]): readonly CauseId[] {
  const { causes }: Explanation = explanations[id];
  const told = new Set(patterns.flatMap(({ violations }) => violations));
  const isTold = (cause: CauseId) => violationsOfCause[cause]?.some((one) => told.has(one)) ?? true;
  return told.size === 0 ? causes : [...causes.filter(isTold), ...causes.filter((one) => !isTold(one))];
}
