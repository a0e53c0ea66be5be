import { type Sender, senders } from '../../../model/basics.ts';
import type { Connection } from '../../../model/connection.ts';
import type { Evidence } from '../../../model/finding.ts';
import { recordType } from '../../../model/tls.ts';
import { count } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { firstRecordPlace, tlsFailure } from '../../evidence/tls-failure.ts';

const confidences = {
  sealed: 0.97,
  /** The server answers with an alert: that is why nothing more can be read. */
  refused: 0.8,
  /** An alert says why TLS ended, so that keys would add nothing. */
  named: 0.3,
} as const;

function firstRecord(connection: Connection, sender: Sender): Evidence {
  const { base } = connection.directions[sender];
  return {
    text:
      base === 0
        ? `The first bytes of the ${sender} are a TLS record.`
        : `After ${count(base, 'byte')} of other data, the bytes of the ${sender} are a TLS record.`,
    place: firstRecordPlace(connection, sender),
  };
}

/** TLS on both sides and no keys. */
export const encrypted: Cause<'encrypted'> = {
  id: 'encrypted',
  group: 'capture',
  title: 'The connection is encrypted',
  section: 'RFC 8446 5.1',
  level: 'unknown',
  leadsTo: [],
  stacks: ['capture'],
  confirm:
    'Start the client or the server with SSLKEYLOGFILE=keys.log, capture the connection from its beginning, and drop both files here. Or capture between the backend and the proxy that ends TLS.',
  match(context) {
    const { client, server, connection } = context;
    const oneSide =
      client.direction.kind === 'tls' &&
      server.direction.kind === 'empty' &&
      server.direction.end !== 'fin' &&
      server.direction.end !== 'rst';
    const late = connection.midStream && server.direction.kind === 'tls' && client.direction.kind === 'empty';
    if (!(client.direction.kind === 'tls' && server.direction.kind === 'tls') && !oneSide && !late)
      return null;
    const failure = connection.tls?.keys === 'decrypted' ? connection.tls.reason : null;
    const cause = tlsFailure(context)?.match ?? null;
    const refused = server.raw[0] === recordType.alert && server.direction.map.length < 64;
    return {
      confidence:
        cause !== null
          ? Math.max(confidences.named, 1 - cause.confidence)
          : refused
            ? confidences.refused
            : confidences.sealed,
      title: refused || failure !== null ? 'The TLS handshake failed' : undefined,
      claim:
        failure ??
        (refused
          ? 'The server answers the TLS handshake with an alert, so no WebSocket came about.'
          : `${oneSide ? 'The client speaks' : late ? 'The server speaks' : 'Both sides speak'} TLS, so the frames cannot be read without its keys. ${connection.tls?.reason ?? ''}`.trim()),
      evidence: senders
        .filter((sender) => connection.directions[sender].kind === 'tls')
        .map((sender) => firstRecord(connection, sender)),
      against: 'Nothing can be said of the frames inside; they may be sound or not.',
    };
  },
};
