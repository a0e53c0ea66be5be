import { ascii } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the banner of an SSH server after the 101',
      steps: [['server', ascii('SSH-2.0-OpenSSH_9.6\r\n')]],
    },
    { title: 'an error of Redis', steps: [['server', ascii("-ERR unknown command 'GET'\r\n")]] },
  ],
  looksLike: [
    {
      title: 'a log line is no protocol',
      cause: 'unframed-text',
      steps: [text('server', 'Hello'), ['server', ascii('2024-05-01 12:00:00 INFO client connected\n')]],
    },
  ],
};
