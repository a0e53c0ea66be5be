import type { Cause } from '../cause.ts';

/** The dump says that it was cut. */
export const pasteTruncatedCause: Cause = {
  id: 'paste-truncated',
  group: 'capture',
  title: 'The paste was cut short by the program that printed it',
  section: null,
  leadsTo: [],
  stacks: [],
  confirm: 'Node: console.log(buffer.toString("hex")) prints all of it; util.inspect stops at 50 bytes.',
  check(scene) {
    const note = scene.notes.find(({ id }) => id === 'paste-truncated');
    if (note === undefined) return null;
    const broken = scene.first !== null && !scene.first.overrun;
    return {
      confidence: broken ? 0.3 : 0.95,
      claim: `${note.text.replace(/\.$/, '')}. What is missing cannot be judged.`,
      evidence: [{ text: note.text, place: null }],
      against: 'The text itself says that there is more.',
    };
  },
};
