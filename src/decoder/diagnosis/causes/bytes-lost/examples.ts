import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

const document = '{"id":17,"name":"Ada Lovelace","tags":["first","computer"]}';

export const examples: CauseExamples = {
  isCause: [
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
