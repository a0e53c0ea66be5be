import { type CauseExamples, close, frame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'closed with 1009 after 70,000 bytes',
      steps: [
        frame('client', { opcode: 2, payload: new Uint8Array(70_000) }),
        close('server', 1009, 'Max payload size exceeded'),
      ],
    },
    {
      title: 'the client echoes the 1009 of the server',
      firstPlace: 'client',
      steps: [
        text('server', 'ok'),
        frame('client', { opcode: 2, payload: new Uint8Array(1200) }),
        close('server', 1009),
        close('client', 1009),
      ],
    },
    {
      title: 'a second Close follows the 1009',
      firstPlace: 'client',
      steps: [
        frame('client', { opcode: 2, payload: new Uint8Array(9000) }),
        close('server', 1009),
        close('server', 1000),
        close('client', 1009),
      ],
    },
  ],
  looksLike: [
    {
      title: 'closed with 1002 after 70,000 bytes',
      cause: 'valid-bytes-receiver-at-fault',
      steps: [frame('client', { opcode: 2, payload: new Uint8Array(70_000) }), close('server', 1002)],
    },
  ],
};
