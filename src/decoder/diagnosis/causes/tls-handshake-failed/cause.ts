import type { Cause } from '../../cause.ts';
import { matchOfTlsFailure } from '../../evidence/tls-failure.ts';

/** TLS ends before a request was answered, with another alert or without one. */
export const tlsHandshakeFailed: Cause<'tls-handshake-failed'> = {
  id: 'tls-handshake-failed',
  group: 'tls',
  title: 'The TLS handshake fails',
  section: 'RFC 8446 6.2',
  level: 'broken',
  leadsTo: ['encrypted', 'abnormal-close', 'upgrade-refused'],
  stacks: ['nginx'],
  confirm:
    'openssl s_client -connect host:port -msg </dev/null shows where the handshake ends; the log of the side that closes says why.',
  match: (context) => matchOfTlsFailure(context, 'tls-handshake-failed'),
};
