import type { Cause } from '../../cause.ts';

/** Confidence that the missing end explains what seems broken. The text itself says that it was cut. */
const confidences = {
  /** A fault lies before the end of the paste, so the missing end does not explain it. */
  besideFault: 0.3,
  alone: 0.95,
} as const;

/** The dump says that it was cut. */
export const pasteTruncated: Cause<'paste-truncated'> = {
  id: 'paste-truncated',
  group: 'capture',
  title: 'The paste was cut short by the program that printed it',
  section: null,
  level: 'unknown',
  leadsTo: [],
  stacks: ['capture'],
  confirm: 'Node: console.log(buffer.toString("hex")) prints all of it; util.inspect stops at 50 bytes.',
  match(context) {
    const note = context.notes.find(({ id }) => id === 'paste-truncated');
    if (note === undefined) return null;
    const broken = context.first !== null && !context.first.overrun;
    return {
      confidence: broken ? confidences.besideFault : confidences.alone,
      claim: `${note.text.replace(/\.$/, '')}. What is missing cannot be judged.`,
      evidence: [{ text: note.text, place: null }],
      against: 'The text itself says that there is more.',
    };
  },
};
