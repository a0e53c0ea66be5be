import { type CauseExamples, close, frame } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'closed with 1009 after 70,000 bytes',
      steps: [
        frame('client', { opcode: 2, payload: new Uint8Array(70_000) }),
        close('server', 1009, 'Max payload size exceeded'),
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
