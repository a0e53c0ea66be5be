import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a bit of the length flipped, so that 11 reads as 43',
      steps: [
        text('server', '{"city":"Cape Town, ZA"}'),
        rawFrame('server', [0x81, 11 ^ 0x20], '{"ok":true}'),
        text('server', '{"ok":false}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'every length too small by one',
      cause: 'length-off-by-constant',
      steps: [
        rawFrame('server', [0x81, 23], '{"city":"Cape Town, ZA"}'),
        rawFrame('server', [0x81, 10], '{"ok":true}'),
        rawFrame('server', [0x81, 8], '{"bye":1}'),
      ],
    },
  ],
};
