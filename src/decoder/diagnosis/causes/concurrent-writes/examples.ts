import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a whole frame inside a document',
      steps: [
        rawFrame('server', [0x81, 24], '{"city":"Cape'),
        text('server', '{"tick":4071}'),
        rawFrame('server', [], ' Town, ZA"}'),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'the bytes of a Ping inside a document',
      steps: [
        rawFrame('server', [0x81, 24], '{"city":"Cape'),
        ['server', '89 02 6f 6b  # Ping, 2 bytes: ok'],
        rawFrame('server', [], ' Town, ZA"}'),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'several whole frames inside a document that is written in portions, and nothing after it',
      steps: [
        rawFrame('server', [0x81, 49], '{"city":"Cape'),
        text('server', '{"heartbeat":0}'),
        rawFrame('server', [], ' Town, ZA","river":'),
        text('server', '{"heartbeat":1}'),
        rawFrame('server', [], '"Liesbeek River"}'),
        ['server', { end: 'fin' }],
      ],
    },
  ],
  looksLike: [
    {
      title: 'noise inside a document',
      cause: 'bytes-inserted',
      steps: [
        rawFrame('server', [0x81, 24], '{"city":'),
        ['server', 'f3 9d 7c e5 b7  # no text'],
        rawFrame('server', [], '"Cape Town, ZA"}'),
        text('server', '{"ok":true}'),
        text('server', '{"ok":false}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
};
