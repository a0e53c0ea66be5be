import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';
import { request, response } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the answer to the handshake is cut inside its Accept',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        ['server', { event: 'snaplen-cut' }],
        ['server', utf8(response).subarray(0, response.indexOf('Accept: ') + 14)],
        ['server', { lost: response.length - response.indexOf('Accept: ') - 14 }],
        ['server', { end: 'fin' }],
      ],
    },
    {
      title: 'packets are shorter than they say',
      steps: [
        ['server', '81 7e 01 00  48 65 6c 6c 6f  # text, 256 bytes, of which the packet holds 5'],
        ['server', { event: 'packet-short' }],
        ['server', { lost: 251 }],
        text('server', 'ok'),
      ],
    },
    {
      title: 'packets are longer on the wire than in the capture',
      steps: [
        ['server', '81 7e 01 00  48 65 6c 6c 6f  # text, 256 bytes, of which the capture holds 5'],
        ['server', { event: 'snaplen-cut' }],
        ['server', { lost: 251 }],
        text('server', 'ok'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a segment is missing',
      cause: 'capture-loss',
      steps: [
        ['server', '81 7e 01 00  48 65 6c 6c 6f  # text, 256 bytes, of which the capture holds 5'],
        ['server', { lost: 251 }],
        text('server', 'ok'),
      ],
    },
  ],
};
