import { type CauseExamples, close, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the server answers a sound frame with 1002',
      steps: [text('client', 'Hello'), close('server', 1002, 'Invalid frame')],
    },
    {
      title: 'the client answers sound text with 1007',
      steps: [text('server', 'Hello'), close('client', 1007)],
    },
    {
      title: 'the client echoes the 1002 of the server',
      firstPlace: 'server',
      steps: [text('client', 'Hello'), close('server', 1002), close('client', 1002)],
    },
  ],
  looksLike: [
    {
      title: 'the server closes with 1007 for what a message says, not for its bytes',
      cause: 'healthy',
      steps: [text('client', '{"op":"hello"}'), close('server', 1007, 'Invalid payload start character')],
    },
    {
      title: 'the frame that was refused is not masked',
      cause: 'client-unmasked-frame',
      steps: [['client', '81 05 48 65 6c 6c 6f  # text, MASK clear: Hello'], close('server', 1002)],
    },
  ],
};
