import type { Cause } from '../../cause.ts';
import { matchOfTlsFailure } from '../../evidence/tls-failure.ts';

/** No version, suite, group or signature algorithm that both accept. */
export const tlsNoCommonParameters: Cause<'tls-no-common-parameters'> = {
  id: 'tls-no-common-parameters',
  group: 'tls',
  title: 'Client and server share no TLS version or suite',
  section: 'RFC 8446 6.2',
  level: 'broken',
  leadsTo: ['encrypted', 'abnormal-close', 'upgrade-refused'],
  stacks: ['nginx'],
  confirm:
    'openssl s_client -connect host:port -tls1_2 and -tls1_3 show which versions and suites the server takes.',
  match: (context) => matchOfTlsFailure(context, 'tls-no-common-parameters'),
};
