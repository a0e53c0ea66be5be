import type { Cause } from '../../cause.ts';
import { matchOfTlsFailure } from '../../evidence/tls-failure.ts';

/** The client ends TLS because of the certificate of the server. */
export const tlsCertificateRejected: Cause<'tls-certificate-rejected'> = {
  id: 'tls-certificate-rejected',
  group: 'tls',
  title: 'The client rejects the certificate',
  section: 'RFC 8446 6.2',
  level: 'broken',
  leadsTo: ['encrypted', 'abnormal-close', 'upgrade-refused'],
  stacks: ['nginx', 'node-ws', 'python-websockets'],
  confirm:
    'openssl s_client -connect host:port -servername host -verify_return_error </dev/null names what is wrong with the certificate and its chain.',
  match: (context) => matchOfTlsFailure(context, 'tls-certificate-rejected'),
};
