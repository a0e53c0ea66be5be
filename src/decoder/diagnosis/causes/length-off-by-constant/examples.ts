import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the header counted as payload',
      steps: [
        rawFrame('server', [0x81, 24 + 2], '{"city":"Cape Town, ZA"}'),
        rawFrame('server', [0x81, 11 + 2], '{"ok":true}'),
        rawFrame('server', [0x81, 9 + 2], '{"bye":1}'),
      ],
    },
    {
      title: 'the last byte of each payload not counted',
      steps: [
        rawFrame('server', [0x81, 24 - 1], '{"city":"Cape Town, ZA"}'),
        rawFrame('server', [0x81, 11 - 1], '{"ok":true}'),
        rawFrame('server', [0x81, 9 - 1], '{"bye":1}'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a length too small by the continuation bytes of the text',
      cause: 'length-counts-characters',
      steps: [
        rawFrame('server', [0x81, 16], '{"city":"Århus"}'),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
};
