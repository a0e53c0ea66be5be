import { type CauseExamples, type ExampleStep, rawFrame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'two newlines after each frame of plain words',
      steps: ['hello', 'second line', 'and a third', 'the end'].flatMap((words): ExampleStep[] => [
        text('server', words),
        ['server', '0a 0a'],
      ]),
    },
    {
      title: 'a NUL after every frame',
      steps: [
        rawFrame('server', [0x81, 11], '{"ok":true}\0'),
        rawFrame('server', [0x81, 12], '{"ok":false}\0'),
        rawFrame('server', [0x81, 9], '{"bye":1}\0'),
      ],
    },
    {
      title: 'a line end after every frame',
      steps: [
        rawFrame('server', [0x81, 11], '{"ok":true}\r\n'),
        rawFrame('server', [0x81, 12], '{"ok":false}\r\n'),
        rawFrame('server', [0x81, 9], '{"bye":1}\r\n'),
      ],
    },
    {
      title: 'a newline after every frame, as println writes it, in text that is JSON and text that is not',
      steps: [
        rawFrame('server', [0x81, 23], '{"items":["a","b","c"]}\n'),
        rawFrame('server', [0x81, 13], '{"hello":"a"}\n'),
        rawFrame('server', [0x81, 9], 'echo: abc\n'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'other bytes, once',
      cause: 'bytes-inserted',
      steps: [
        text('server', '{"city":"Cape Town, ZA"}'),
        ['server', 'f3 9d 7c e5 b7  # no frame'],
        text('server', '{"ok":true}'),
        text('server', '{"ok":false}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
};
