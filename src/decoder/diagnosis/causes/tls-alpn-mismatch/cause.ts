import type { Cause } from '../../cause.ts';
import { matchOfTlsFailure } from '../../evidence/tls-failure.ts';

/** ALPN: no common application protocol, or HTTP/2 where the client upgrades with HTTP/1.1. */
export const tlsAlpnMismatch: Cause<'tls-alpn-mismatch'> = {
  id: 'tls-alpn-mismatch',
  group: 'tls',
  title: 'Client and server agree on no fitting protocol',
  section: 'RFC 7301 3.2',
  level: 'broken',
  leadsTo: ['encrypted', 'abnormal-close', 'upgrade-refused'],
  stacks: ['nginx'],
  confirm:
    'openssl s_client -connect host:port -alpn http/1.1 </dev/null | grep ALPN must print “ALPN protocol: http/1.1”.',
  match: (context) => matchOfTlsFailure(context, 'tls-alpn-mismatch'),
};
