import type { Cause } from '../../cause.ts';
import { matchOfTlsFailure } from '../../evidence/tls-failure.ts';

/** The server has no certificate for the name that the client asks for (SNI). */
export const tlsServerNameRejected: Cause<'tls-server-name-rejected'> = {
  id: 'tls-server-name-rejected',
  group: 'tls',
  title: 'The server knows no such host name',
  section: 'RFC 6066 3',
  level: 'broken',
  leadsTo: ['encrypted', 'abnormal-close', 'upgrade-refused'],
  stacks: ['nginx'],
  confirm:
    'openssl s_client -connect host:port -servername NAME </dev/null answers with a certificate for the names that the server knows.',
  match: (context) => matchOfTlsFailure(context, 'tls-server-name-rejected'),
};
