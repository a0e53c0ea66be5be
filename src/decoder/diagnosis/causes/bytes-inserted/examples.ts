import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'two NUL bytes between two frames of a client',
      steps: [
        text('client', '{"city":"Cape Town, ZA"}'),
        ['client', '00 00'],
        text('client', '{"ok":true}'),
        text('client', '{"bye":1}'),
      ],
    },
    {
      title: 'a byte in a masking key',
      steps: [
        text('client', '{"ok":true}'),
        [
          'client',
          '81 8d 37 fa 5c 21 3d  4c d8 43 44 52 d8 1b 1f 4e 9f 52 1f 4a  # {"bye":"yes"}, masked with 37 fa 21 3d',
        ],
        text('client', '{"ok":false}'),
        text('client', '{"bye":1}'),
      ],
    },
    {
      title: 'a piece from the middle of one frame to the middle of the next, twice',
      steps: [
        text('server', '{"ok":true}'),
        rawFrame('server', [0x81, 24], '{"city":"Cape Town, ZA"}'),
        rawFrame('server', [0x81, 43], '{"river":"Oran'),
        rawFrame('server', [], 'own, ZA"}'),
        rawFrame('server', [0x81, 43], '{"river":"Oran'),
        rawFrame('server', [], 'ge","km":2432,"to":"the sea"}'),
        text('server', '{"ok":false}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'noise between two frames',
      steps: [
        text('server', '{"city":"Cape Town, ZA"}'),
        ['server', 'f3 9d 7c e5 b7  # no frame'],
        text('server', '{"ok":true}'),
        text('server', '{"ok":false}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'noise inside a document',
      steps: [
        rawFrame('server', [0x81, 24], '{"city":'),
        ['server', 'f3 9d 7c e5 b7  # no text'],
        rawFrame('server', [], '"Cape Town, ZA"}'),
        text('server', '{"ok":true}'),
        text('server', '{"ok":false}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'the padding of a C struct between header and masking key',
      steps: [
        [
          'client',
          '81 8d 00 00 37 fa 21 3d  4c d8 43 44 52 d8 1b 1f 4e 9f 52 1f 4a  # {"bye":"yes"}, masked',
        ],
        ['client', '81 8d 00 00 90 0c d8 4e'],
      ],
    },
    {
      title: 'four NUL bytes inside a text, and nothing after it',
      steps: [
        rawFrame('server', [0x81, 24], '{"city":'),
        ['server', '00 00 00 00'],
        rawFrame('server', [], '"Cape Town, ZA"}'),
        ['server', { end: 'fin' }],
      ],
    },
    {
      title: 'four NUL bytes between two frames',
      steps: [
        text('server', '{"city":"Cape Town, ZA"}'),
        text('server', '{"ok":true}'),
        text('server', '{"ok":false}'),
        ['server', '00 00 00 00'],
        text('server', '{"bye":1,"why":"done"}'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a whole frame inside a document',
      cause: 'concurrent-writes',
      steps: [
        rawFrame('server', [0x81, 24], '{"city":"Cape'),
        text('server', '{"tick":4071}'),
        rawFrame('server', [], ' Town, ZA"}'),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
};
