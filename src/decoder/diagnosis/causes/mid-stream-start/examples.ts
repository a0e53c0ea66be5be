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
    {
      title: 'a compressed message refers back to one before the capture',
      handshake: 'none',
      steps: [
        ['server', { event: 'no-syn' }],
        ['client', 'c1 87 00 00 00 00 f2 48 cd c9 c9 07 00  # text, RSV1: Hello deflated (RFC 7692 7.2.3.1)'],
        [
          'server',
          'c1 05 f2 00 11 00 00  # text, RSV1: Hello as a reference to the message before (RFC 7692 7.2.3.2)',
        ],
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
