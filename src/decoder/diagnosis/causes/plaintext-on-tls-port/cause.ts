import { formatHex } from '../../../bytes/hex.ts';
import type { Cause } from '../../cause.ts';
import { bodyOf } from '../../evidence/response-body.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

const bodies =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server|requires TLS|requires HTTPS|HTTP request was sent to an? (HTTPS|SSL|TLS)/i;

/** TLS in answer to HTTP, or a body that names the cause. */
const confidenceOfAnswer = 0.98;
/** No byte of an answer. Servers that crash, refuse or speak another protocol look much the same. */
const confidencesUnanswered = {
  /** The port is one on which TLS is usual. */
  tlsPort: 0.8,
  /** FIN: the server read all of the request and closed in good order, as most TLS libraries do. */
  fin: 0.38,
  /** RST: the server left the request unread. */
  rst: 0.3,
} as const;
/** A port that expects TLS drops plain bytes at once; a server that gives up waiting takes longer. In seconds. */
const maxDropTime = 2;
/** Bytes of an answer that are shown: a record header of 5 and an alert of 2. */
const shownLength = 7;
const tlsPorts = /:(443|8443|9443)$/;
const alertRecord = 21;

/** Plain HTTP at a port that expects TLS. */
export const plaintextOnTlsPort: Cause<'plaintext-on-tls-port'> = {
  id: 'plaintext-on-tls-port',
  group: 'tls',
  title: 'Plain HTTP is sent to a TLS port',
  section: 'RFC 8446 6',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close'],
  stacks: ['nginx', 'haproxy'],
  reports: { 'tls-for-response': 0.85, 'not-an-http-response': 0.35, 'no-handshake-response': 0.25 },
  confirm: 'openssl s_client -connect host:port shows a certificate: use wss:// on this port.',
  match(context) {
    const { client, server, connection } = context;
    // Inside HTTP/2 no such mistake is possible any more.
    if (connection.transport === 'http2') return null;
    // TLS follows a CONNECT of the client: its proxy opened the tunnel.
    if (client.direction.kind === 'tls') return null;
    const request = connection.handshake?.request ?? null;
    const { raw, direction } = server;
    if (request !== null && direction.kind === 'tls') {
      const alert = raw[0] === alertRecord;
      return {
        confidence: confidenceOfAnswer,
        claim: `The client asks in plain HTTP, and the server answers with a TLS ${alert ? 'alert' : 'record'}: this port expects TLS.`,
        evidence: [
          {
            text: 'The request is plain HTTP.',
            place: {
              sender: 'client',
              offset: context.connection.locator.firstByte('client'),
              length: Math.min(16, request.startLine.length),
            },
          },
          {
            text: `The answer begins ${formatHex(raw.subarray(0, shownLength), ' ')}, a TLS ${alert ? 'alert' : 'record'}.`,
            place: {
              sender: 'server',
              offset: context.connection.locator.firstByte('server'),
              length: shownLength,
            },
          },
        ],
        against: 'No HTTP server answers so.',
      };
    }
    const response = connection.handshake?.response ?? null;
    if (request !== null && response !== null && response.status >= 400) {
      const body = `${response.reason} ${bodyOf(context, response)}`;
      const match = bodies.exec(body);
      if (match) {
        return {
          confidence: confidenceOfAnswer,
          claim: `The server answers “${response.startLine}” and says that this port expects TLS (“${match[0]}”).`,
          evidence: [
            { text: `The body says “${match[0]}”.`, place: null },
            {
              text: `The answer is “${response.startLine}”.`,
              place: connection.handshake?.checks.find(({ id }) => id === 'status')?.place ?? null,
            },
          ],
          against: 'The server itself names the cause.',
          stacks: stacksOf(context),
        };
      }
    }
    // Not a byte of an answer to a sound request: some TLS servers drop all that is not a ClientHello.
    const dropped =
      request !== null && raw.length === 0 && (direction.end === 'fin' || direction.end === 'rst');
    const asks = connection.handshake?.checks.every(({ ok }) => ok) ?? false;
    if (!dropped || !asks) return null;
    const seconds = direction.endTime - (client.direction.firstTime || Number.NaN);
    const port = tlsPorts.test(connection.server ?? '');
    if (Number.isFinite(seconds) && seconds > maxDropTime) return null;
    return {
      confidence: port
        ? confidencesUnanswered.tlsPort
        : direction.end === 'fin'
          ? confidencesUnanswered.fin
          : confidencesUnanswered.rst,
      claim: 'The server drops a proper plain request at once without a byte: ports that expect TLS do that.',
      evidence: [
        {
          text: 'The request is sound and in plain HTTP.',
          place: { sender: 'client', offset: context.connection.locator.firstByte('client'), length: 3 },
        },
        {
          text: `The server ended the connection with ${direction.end === 'rst' ? 'RST' : 'FIN'} and sent nothing.`,
          place: null,
        },
      ],
      against: 'A server that crashes or refuses at the TCP level looks the same; the command below tells.',
    };
  },
};
