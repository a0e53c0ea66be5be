import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

const document = '{"id":17,"name":"Ada Lovelace","tags":["first","computer"]}';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a byte of a masking key',
      steps: [
        text('client', '{"ok":true}'),
        [
          'client',
          '81 8d 37 21 3d  4c d8 43 44 52 d8 1b 1f 4e 9f 52 1f 4a  # {"bye":"yes"}, masked with 37 fa 21 3d',
        ],
        text('client', '{"ok":false}'),
        text('client', '{"bye":1}'),
      ],
    },
    {
      title: 'a part from the middle of a document',
      steps: [
        rawFrame('server', [0x81, document.length], document.slice(0, 20) + document.slice(32)),
        text('server', '{"ok":true}'),
        text('server', '{"ok":false}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'the first byte of a header',
      steps: [
        text('server', '{"ok":true}'),
        rawFrame('server', [23], '{"id":17,"name":"Ada L"}'.slice(0, 23)),
        ['server', { end: 'fin' }],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the end of a document',
      cause: 'short-write',
      steps: [
        rawFrame('server', [0x81, document.length], document.slice(0, 40)),
        text('server', '{"ok":true}'),
        text('server', '{"ok":false}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
};
