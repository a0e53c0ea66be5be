import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'surrogates encoded by themselves',
      steps: [
        text('server', 'Hello'),
        ['server', '81 09  6f 6b 20 ed a0 bd ed b8 80  # text, 9 bytes: ok and both halves of U+1F600'],
        text('server', 'ok'),
      ],
    },
    {
      title: 'cut inside a character, and a protobuf message by chance',
      steps: [
        text('server', 'Hello'),
        [
          'server',
          '81 0b  70 72 69 63 65 3a 20 35 20 e2 82  # text, 11 bytes: price: 5 and two of the three of €',
        ],
        text('server', 'ok'),
      ],
    },
    {
      title: 'Latin-1',
      steps: [
        text('server', 'Hello'),
        ['server', '81 06  5a fc 72 69 63 68  # text, 6 bytes: Zürich in Latin-1'],
        text('server', 'ok'),
      ],
    },
    {
      title: 'cut inside a character',
      steps: [
        text('server', 'Hello'),
        ['server', '81 02  5a c3  # text, 2 bytes: Z and the first byte of ü'],
        text('server', 'ok'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a PNG image',
      cause: 'binary-sent-as-text',
      steps: [
        text('server', 'Hello'),
        [
          'server',
          '81 10  89 50 4e 47 0d 0a 1a 0a  # text, 16 bytes: signature of PNG\n00 00 00 0d 49 48 44 52  # its first chunk',
        ],
        text('server', 'ok'),
      ],
    },
  ],
};
