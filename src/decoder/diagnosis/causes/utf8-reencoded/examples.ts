import { ascii, concat, hex } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
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
