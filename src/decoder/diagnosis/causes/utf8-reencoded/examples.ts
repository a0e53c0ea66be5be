import { ascii, concat, hex } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'two frames in the middle of a stream',
      steps: [
        text('server', 'Hello'),
        [
          'server',
          'c2 81 09  5a c3 83 c2 bc 72 69 63 68 20 31  # 81 09 and Zürich 1, each byte above 7f as two',
        ],
        ['server', 'c2 81 0a  4d c3 83 c2 bc 6e 63 68 65 6e 20 32  # 81 0a and München 2, likewise'],
        text('server', 'Łódź'),
      ],
    },
    {
      title: 'each byte above 7f encoded as two',
      steps: ['Hello', '{"a":1}', 'ok'].map((words) => [
        'server',
        concat([hex('c2 81'), Uint8Array.of(words.length), ascii(words)]),
      ]),
    },
    {
      title: 'bytes that are not UTF-8 replaced by U+FFFD',
      steps: ['Hello', '{"a":1}', 'ok'].map((words) => [
        'server',
        concat([hex('ef bf bd'), Uint8Array.of(words.length), ascii(words)]),
      ]),
    },
  ],
  looksLike: [
    {
      title: 'the text alone is encoded twice, which is legal',
      cause: 'healthy',
      steps: [text('server', 'ZÃ¼rich'), text('server', 'ok')],
    },
  ],
};
