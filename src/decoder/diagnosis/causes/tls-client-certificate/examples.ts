import type { CauseExamples } from '../../../../testing/cause-examples.ts';
import {
  alert,
  certificateRequest,
  clientHello,
  longCertificateRequest,
  noCertificate,
  serverHello,
} from '../../../../testing/tls.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'certificate_required of the server',
      handshake: 'none',
      level: 'broken',
      steps: [
        ['client', clientHello('localhost')],
        ['server', serverHello()],
        ['server', certificateRequest()],
        ['client', noCertificate()],
        ['server', alert(40)],
      ],
    },
    {
      title: 'the alert comes after more than 16 KiB',
      handshake: 'none',
      level: 'broken',
      firstPlace: 'server',
      steps: [
        ['client', clientHello('localhost')],
        ['server', serverHello()],
        ['server', longCertificateRequest()],
        ['client', noCertificate()],
        ['server', alert(40)],
      ],
    },
  ],
  looksLike: [
    {
      title: 'handshake_failure without a request for a certificate',
      cause: 'tls-no-common-parameters',
      handshake: 'none',
      steps: [
        ['client', clientHello('localhost')],
        ['server', alert(40)],
      ],
    },
  ],
};
