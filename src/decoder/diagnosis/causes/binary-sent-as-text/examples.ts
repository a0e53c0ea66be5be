import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a PNG image',
      steps: [
        text('server', 'Hello'),
        [
          'server',
          '81 10  89 50 4e 47 0d 0a 1a 0a  # text, 16 bytes: signature of PNG\n00 00 00 0d 49 48 44 52  # its first chunk',
        ],
        text('server', 'ok'),
      ],
    },
    {
      title: 'ASCII in UTF-16, which is valid UTF-8 with NULs',
      steps: [
        text('server', 'Hello'),
        ['server', '81 0e  00 7b 00 22 00 61 00 22 00 3a 00 31 00 7d  # text, 14 bytes: {"a":1}, big-endian'],
        text('server', 'ok'),
      ],
    },
    {
      title: 'gzip',
      steps: [
        ['server', '81 0c  1f 8b 08 00 00 00 00 00 00 03 cb 48  # text, 12 bytes: gzip header and data'],
        text('server', 'ok'),
      ],
    },
    {
      title: 'a frame that was framed once more',
      steps: [
        text('server', 'Hello'),
        ['server', '81 09  81 07 7b 27 61 27 3a 31 7d  # text, 9 bytes: a text frame of 7 bytes'],
        text('server', 'ok'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'text in Windows-1252',
      cause: 'text-not-utf8',
      steps: [
        ['server', '81 07  93 48 65 6c 6c 6f 94  # text, 7 bytes: Hello in curly quotes'],
        text('server', 'ok'),
      ],
    },
  ],
};
