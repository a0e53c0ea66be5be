import { ascii, utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';
import { request, response } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a second blank line after the 101',
      steps: [['server', '0d 0a  # CR LF'], text('server', 'Hello'), text('server', '{"a":1}')],
    },
    {
      title: 'a header line after the blank line',
      steps: [['server', ascii('Server: x\r\n\r\n')], text('server', 'Hello'), text('server', 'ok')],
    },
    {
      title: 'a frame before the 101',
      handshake: 'none',
      steps: [['client', utf8(request)], text('server', 'Hello'), ['server', utf8(response)]],
    },
  ],
  looksLike: [
    {
      title: 'CR LF after each frame',
      cause: 'trailing-bytes',
      steps: [
        text('server', 'Hello'),
        ['server', '0d 0a  # CR LF'],
        text('server', '{"a":1}'),
        ['server', '0d 0a  # CR LF'],
        text('server', 'ok'),
        ['server', '0d 0a  # CR LF'],
      ],
    },
  ],
};
