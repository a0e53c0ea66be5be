import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

const words = '{"city":"Þórshöfn","flag":"🇫🇴"}';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'UTF-16 units counted',
      steps: [
        rawFrame('server', [0x81, words.length], words),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'code points counted',
      steps: [
        rawFrame('server', [0x81, [...words].length], words),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'the length counts characters, and the stream ends right after the frame',
      steps: [
        text('server', '{"type":"welcome"}'),
        rawFrame('server', [0x81, 48], '{"type":"motd","text":"schön grün, blöde Größe"}'),
        ['server', { end: 'fin' }],
      ],
    },
  ],
  looksLike: [
    {
      title: 'every length too small by 2, though the text is ASCII',
      cause: 'length-off-by-constant',
      steps: [
        rawFrame('server', [0x81, 22], '{"city":"Cape Town, ZA"}'),
        rawFrame('server', [0x81, 9], '{"ok":true}'),
        rawFrame('server', [0x81, 7], '{"bye":1}'),
      ],
    },
  ],
};
