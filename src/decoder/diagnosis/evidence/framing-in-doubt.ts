// Whether the boundaries of the frames are in question at the break, or only the payload of one frame.

import { violation } from '../../model/violation.ts';
import type { BreakWindow } from './break-window.ts';
import { declaredFrame } from './declared-frame.ts';

/** Violations inside a payload whose end is certain: frames follow after it. */
const insidePayload = violation.closeReasonNotUtf8 | violation.closePayloadOneByte;

/** Whether the length of the frame at the break, or of one before it, may be wrong. */
export function isFramingInDoubt(window: BreakWindow): boolean {
  const { violations, overrun } = window.firstBreak;
  if (overrun || (violations & ~(violation.deflateFailed | insidePayload)) !== 0) return true;
  // A payload that does not inflate may have another length; then no frame follows after the declared one.
  const nothingFollows = (declaredFrame(window)?.followScore ?? 0) < 0;
  return (violations & violation.deflateFailed) !== 0 && nothingFollows;
}
