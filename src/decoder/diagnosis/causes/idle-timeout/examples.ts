import { type CauseExamples, close, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'FIN after 60 s of silence',
      steps: [text('server', 'Hello'), ['server', { end: 'fin' }, 60.02], ['client', { end: 'fin' }]],
    },
  ],
  looksLike: [
    {
      title: 'FIN after 3 s',
      cause: 'abnormal-close',
      steps: [text('server', 'Hello'), ['server', { end: 'fin' }, 3], ['client', { end: 'fin' }]],
    },
    {
      title: 'closed with 1000 by the client after 60 s',
      cause: 'healthy',
      steps: [text('server', 'Hello'), close('client', 1000, '', 60), close('server', 1000)],
    },
  ],
};
