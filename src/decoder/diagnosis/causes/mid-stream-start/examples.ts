import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the capture begins inside a payload',
      handshake: 'none',
      steps: [
        ['server', { event: 'no-syn' }],
        ['server', utf8('lo, this is the end of a longer text')],
        text('server', '{"type":"update"}'),
        text('server', '{"type":"update"}'),
        text('client', 'Hello'),
        text('server', '{"type":"update"}'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'the capture begins at a frame',
      cause: 'healthy',
      handshake: 'none',
      steps: [['server', { event: 'no-syn' }], text('server', '{"type":"update"}'), text('client', 'Hello')],
    },
  ],
};
