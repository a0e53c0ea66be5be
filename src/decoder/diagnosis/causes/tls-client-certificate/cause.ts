import type { Cause } from '../../cause.ts';
import { matchOfTlsFailure } from '../../evidence/tls-failure.ts';

/** The server refuses the certificate of the client, or that it has none (mutual TLS). */
export const tlsClientCertificate: Cause<'tls-client-certificate'> = {
  id: 'tls-client-certificate',
  group: 'tls',
  title: 'The server wants a client certificate',
  section: 'RFC 8446 4.3.2',
  level: 'broken',
  leadsTo: ['encrypted', 'abnormal-close', 'upgrade-refused'],
  stacks: ['nginx'],
  confirm:
    'openssl s_client -connect host:port -cert client.pem -key client.key must end with “Verify return code” and stay open; without -cert it ends with an alert.',
  match: (context) => matchOfTlsFailure(context, 'tls-client-certificate'),
};
