import type { Place } from '../../model/finding.ts';
import type { DiagnosisContext } from '../context.ts';

/** The place of a frame's header. */
export function headerPlace({ connection: { frames } }: DiagnosisContext, frame: number): Place {
  return {
    sender: frames.sender(frame),
    offset: frames.offset(frame),
    length: Math.max(1, frames.headerLength(frame)),
  };
}
