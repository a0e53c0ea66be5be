// Why TLS ended before a WebSocket could begin: from alerts, from certificates, and without keys from the lengths
// of the first encrypted records and the order of the ends. One failure a connection, for one of the causes.

import type { Sender } from '../../model/basics.ts';
import type { CauseId } from '../../model/cause-id.ts';
import type { Connection } from '../../model/connection.ts';
import type { Evidence } from '../../model/finding.ts';
import { recordType, type SealedRecord, type TlsAlert, type TlsSummary } from '../../model/tls.ts';
import type { CauseMatch } from '../cause.ts';
import type { DiagnosisContext } from '../context.ts';
import { oncePer } from '../once-per.ts';
import { bodyOf } from './response-body.ts';

type TlsCause = Extract<
  CauseId,
  | 'tls-certificate-rejected'
  | 'tls-client-certificate'
  | 'tls-no-common-parameters'
  | 'tls-server-name-rejected'
  | 'tls-alpn-mismatch'
  | 'tls-handshake-failed'
>;

interface TlsFailure {
  readonly cause: TlsCause;
  readonly match: CauseMatch;
}

const confidences = {
  /** The peer itself names the cause. */
  alert: 0.95,
  /** handshake_failure and alerts that several faults share. */
  commonAlert: 0.8,
  /** TLS 1.3 without keys: a first record of the client that is as long as an alert is nothing else. */
  sealedAlert: 0.7,
  /** TLS 1.3 without keys: an empty Certificate message by its length, and a server that ends. */
  emptyCertificate: 0.8,
  /** The client goes after the certificate, and the certificate has a fault. */
  faultyCertificate: 0.8,
  /** It finishes the handshake first: a health check of a balancer does the same and rejects nothing. */
  faultyAfterHandshake: 0.5,
  /** It goes after the certificate, and nothing says why. */
  silentClient: 0.55,
  /** The server goes inside the handshake without an alert. */
  silentServer: 0.6,
  /** It goes after the handshake: the fault may be in TLS or in the application. */
  afterHandshake: 0.45,
} as const;

/** Alerts about the certificate of the peer. */
const certificateAlerts = new Set([
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'bad_certificate_status_response',
  'no_certificate',
]);
const parameterAlerts = new Set([
  'handshake_failure',
  'protocol_version',
  'insufficient_security',
  'inappropriate_fallback',
]);

const alertMeanings: Readonly<Record<string, string>> = {
  unknown_ca: 'it does not know the authority that signed the certificate',
  certificate_expired: 'the certificate is expired, or not valid yet',
  certificate_revoked: 'the certificate was revoked',
  certificate_unknown: 'it does not accept the certificate',
  bad_certificate: 'it does not accept the certificate',
  unsupported_certificate: 'the certificate is of a kind that it does not take',
  certificate_required: 'it requires a certificate of the client',
  handshake_failure: 'it found no parameters that both accept',
  protocol_version: 'it does not take the TLS version',
  insufficient_security: 'it requires stronger suites',
  inappropriate_fallback: 'the client fell back to an older version than both know',
  unrecognized_name: 'it does not know the name that the client asks for',
  no_application_protocol: 'it takes none of the application protocols that the client offers',
  decode_error: 'it cannot read a message of the handshake',
  decrypt_error: 'a signature or a Finished message is wrong',
  bad_record_mac: 'a record was changed, or the keys differ',
  internal_error: 'it failed for a reason of its own',
  access_denied: 'the certificate is valid, and access is denied',
};

/** Content type 1, alert 2, tag 16 (RFC 8446 5.2): the only content of a handshake that is so short. */
const alertLength13 = 19;
/** A Finished message with SHA-256 or SHA-384, content type and tag. */
const finishedLengths13: readonly number[] = [53, 69];
/** An empty Certificate message in a record of its own, or with Finished after it. */
const emptyCertificateLengths13: readonly number[] = [25, 61, 77];
const headerLength = 5;
/** A client that rejects a certificate goes at once; a spare connection of a browser idles. In seconds. */
const maxRejectionTime = 1;
const certificateBody = /No required SSL certificate was sent|The SSL certificate error/i;

const otherCause: Readonly<Record<string, TlsCause>> = {
  unrecognized_name: 'tls-server-name-rejected',
  no_application_protocol: 'tls-alpn-mismatch',
  certificate_required: 'tls-client-certificate',
};

function causeOfAlert({ sender, name }: TlsAlert, tls: TlsSummary): TlsCause {
  const { asksForCertificate, clientCertificates } = tls.handshake;
  const other = otherCause[name];
  if (other !== undefined) return other;
  if (certificateAlerts.has(name))
    return sender === 'client' ? 'tls-certificate-rejected' : 'tls-client-certificate';
  // Servers of TLS 1.2 say handshake_failure where the client has no certificate (RFC 5246 7.4.6).
  const lacksCertificate = asksForCertificate && clientCertificates?.length === 0;
  if (sender === 'server' && lacksCertificate) return 'tls-client-certificate';
  return parameterAlerts.has(name) ? 'tls-no-common-parameters' : 'tls-handshake-failed';
}

/** What an alert means on this connection. */
function meaningOf(name: string, cause: TlsCause): string {
  const meaning =
    cause === 'tls-client-certificate' && name === 'handshake_failure'
      ? 'the client sent no certificate'
      : alertMeanings[name];
  return meaning === undefined ? '' : `: ${meaning}`;
}

function alertEvidence(context: DiagnosisContext, alert: TlsAlert, cause: TlsCause): Evidence {
  const { sender, name, record } = alert;
  const isEncrypted = context.stream(sender).direction.kind === 'tls';
  return {
    text: `The ${sender} sends the alert ${name}${meaningOf(name, cause)}.`,
    place: isEncrypted ? { sender, ...record } : null,
  };
}

/** What is known of certificates and offers. */
function handshakeEvidence(tls: TlsSummary, cause: TlsCause): Evidence[] {
  const { handshake, serverName, version } = tls;
  const texts: string[] = [];
  const [own] = handshake.serverCertificates;
  if (own !== undefined && cause === 'tls-certificate-rejected')
    texts.push(
      `The certificate of the server is for ${own.subject}, issued by ${own.issuer}.`,
      ...handshake.certificateFaults,
    );
  if (cause === 'tls-client-certificate' && handshake.asksForCertificate)
    texts.push(
      handshake.clientCertificates === null || handshake.clientCertificates.length === 0
        ? 'The server asks for a certificate, and the client sends none.'
        : `The server asks for a certificate, and the client sends ${handshake.clientCertificates[0].subject}, issued by ${handshake.clientCertificates[0].issuer}.`,
    );
  if (cause === 'tls-server-name-rejected')
    texts.push(
      serverName === null ? 'The client asks for no name.' : `The client asks for “${serverName}” (SNI).`,
    );
  if (cause === 'tls-alpn-mismatch')
    texts.push(`The client offers ${handshake.offeredProtocols.join(', ') || 'no protocol'}.`);
  if (cause === 'tls-no-common-parameters' && handshake.offeredVersion !== null)
    texts.push(
      `The highest version that the client offers is ${handshake.offeredVersion}${version === null ? '' : `; the server chose ${version}`}.`,
    );
  return texts.map((text) => ({ text, place: null }));
}

function fromAlert(context: DiagnosisContext, tls: TlsSummary, alert: TlsAlert): TlsFailure {
  const cause = causeOfAlert(alert, tls);
  const { sender, name } = alert;
  const isCommon = name === 'handshake_failure' || cause === 'tls-handshake-failed';
  const against: Readonly<Record<TlsCause, string>> = {
    'tls-certificate-rejected': 'The certificate may be right and the trust store of the client wrong.',
    'tls-client-certificate': 'The certificate may be right and the trust store of the server wrong.',
    'tls-no-common-parameters':
      name === 'handshake_failure'
        ? 'Some servers answer so to an unknown host name, or where a client certificate is missing.'
        : 'The alert names the cause.',
    'tls-server-name-rejected': 'The alert names the cause.',
    'tls-alpn-mismatch': 'The alert names the cause.',
    'tls-handshake-failed': 'The alert says what failed, and not why.',
  };
  return {
    cause,
    match: {
      confidence:
        isCommon && cause !== 'tls-client-certificate' ? confidences.commonAlert : confidences.alert,
      claim: `The ${sender} ends TLS with the alert ${name}${meaningOf(name, cause)}.`,
      evidence: [alertEvidence(context, alert, cause), ...handshakeEvidence(tls, cause)],
      against: against[cause],
    },
  };
}

/** The header of a sender's first record: at the first byte, or after a CONNECT or the header of the PROXY protocol. */
export function firstRecordPlace({ directions, locator }: Connection, sender: Sender): Evidence['place'] {
  return { sender, offset: locator.frameOffset(sender, directions[sender].base), length: headerLength };
}

function first({ connection }: DiagnosisContext, sender: Sender, text: string): Evidence {
  return { text, place: firstRecordPlace(connection, sender) };
}

/** Who ended the connection first, by FIN or RST; `null` when neither did. */
function whoEnded({ client, server }: DiagnosisContext): Sender | null {
  const timeOf = (sender: Sender): number => {
    const { direction } = sender === 'client' ? client : server;
    return direction.end === 'fin' || direction.end === 'rst' ? direction.endTime : Number.NaN;
  };
  const [a, b] = [timeOf('client'), timeOf('server')];
  if (Number.isNaN(a) && Number.isNaN(b)) return null;
  return Number.isNaN(b) || a <= b ? 'client' : 'server';
}

function endOf(context: DiagnosisContext, sender: Sender): string {
  return context.stream(sender).direction.end === 'rst' ? 'RST' : 'FIN';
}

/** The client goes after it saw the certificate. */
function clientLeft(context: DiagnosisContext, tls: TlsSummary, said: string, doubt: number): TlsFailure {
  const isFinished = doubt === confidences.afterHandshake;
  const faults = tls.handshake.certificateFaults;
  return {
    cause: 'tls-certificate-rejected',
    match: {
      confidence:
        faults.length > 0
          ? Math.max(doubt, isFinished ? confidences.faultyAfterHandshake : confidences.faultyCertificate)
          : doubt,
      title: faults.length > 0 ? undefined : 'The client leaves after the certificate',
      claim: `${said} Clients that reject the certificate do so.`,
      evidence: [first(context, 'client', said), ...handshakeEvidence(tls, 'tls-certificate-rejected')],
      against:
        'The reason is not in the capture: a client that is stopped, and a spare connection of a browser, look alike. With keys, or in the log of the client, it can be read.',
    },
  };
}

function serverLeft(context: DiagnosisContext, said: string, confidence: number): TlsFailure {
  return {
    cause: 'tls-handshake-failed',
    match: {
      confidence,
      title: 'The server ends the connection in TLS',
      claim: said,
      evidence: [first(context, 'server', said)],
      against:
        'Without keys the end of a refused handshake and of a connection that the application closes look alike. The log of the server says which.',
    },
  };
}

/** What lengths and ends show where the records cannot be opened. */
function fromLengths(context: DiagnosisContext, tls: TlsSummary): TlsFailure | null {
  const { client, server } = tls.handshake.sealed;
  const ended = whoEnded(context);
  if (tls.version === null || ended === null) return null;
  const by = `with ${endOf(context, ended)}`;
  const isTls13 = tls.version === 'TLS 1.3';
  // In TLS 1.2 the server finishes after the client.
  const isUnfinished = client.length === 0 || (!isTls13 && server.length === 0 && ended === 'server');
  if (isUnfinished)
    return ended === 'client'
      ? clientLeft(
          context,
          tls,
          `The client ends the connection ${by} right after the hello and the certificate of the server.`,
          confidences.silentClient,
        )
      : serverLeft(
          context,
          `The server ends the connection ${by} inside the handshake, without an alert.`,
          confidences.silentServer,
        );
  const start = client[0];
  if (isTls13 && tls.keys !== 'decrypted' && client.length === 1 && start.length === alertLength13)
    return clientLeft(
      context,
      tls,
      'The only encrypted record of the client is as long as an alert, and comes right after the certificate of the server.',
      confidences.sealedAlert,
    );
  const answers = server.filter(({ time }) => time > start.time);
  const isAlert = ({ type, length }: SealedRecord) =>
    isTls13 ? length === alertLength13 : type === recordType.alert;
  if (!Number.isFinite(start.time)) return null;
  if (ended === 'server' && answers.every(isAlert) && answers.length < 2 && isTls13) {
    if (emptyCertificateLengths13.includes(start.length))
      return certificateMissing(context, answers.length > 0);
    return serverLeft(
      context,
      `The server ends the connection ${by} after the client finished the handshake, and answers nothing${answers.length > 0 ? ' but a record as long as an alert' : ''}.`,
      confidences.afterHandshake,
    );
  }
  const isFinished = isTls13 ? finishedLengths13.includes(start.length) : start.type !== recordType.alert;
  const rest = client.slice(1);
  const { endTime } = context.stream('client').direction;
  if (ended === 'client' && isFinished && rest.every(isAlert) && endTime - start.time < maxRejectionTime)
    return clientLeft(
      context,
      tls,
      `The client finishes the handshake and ends the connection ${by} at once, without a request.`,
      confidences.afterHandshake,
    );
  return null;
}

function certificateMissing(context: DiagnosisContext, hasAlert: boolean): TlsFailure {
  return {
    cause: 'tls-client-certificate',
    match: {
      confidence: confidences.emptyCertificate,
      claim: `The client answers the request for a certificate with an empty list, as the length of its record shows, and the server ends the connection${hasAlert ? ' after a record as long as an alert' : ''}.`,
      evidence: [
        first(context, 'server', 'The server ends the connection without another record of data.'),
        first(
          context,
          'client',
          'The first encrypted record of the client is as long as an empty Certificate message.',
        ),
      ],
      against: 'The records are encrypted: with keys the alert can be read.',
    },
  };
}

/** What HTTP inside TLS says: a server that speaks of the certificate, or HTTP/1.1 after an agreement on h2. */
function fromHttp(context: DiagnosisContext): TlsFailure | null {
  const { handshake, tls } = context.connection;
  const { request = null, response = null } = handshake ?? {};
  if (response?.status === 400) {
    const match = certificateBody.exec(bodyOf(context, response));
    if (match !== null)
      return {
        cause: 'tls-client-certificate',
        match: {
          confidence: confidences.alert,
          claim: `The server answers “${response.startLine}” and says “${match[0]}”.`,
          evidence: [first(context, 'server', `The body says “${match[0]}”.`)],
          against: 'The server itself names the cause.',
        },
      };
  }
  const isUpgrade = request !== null && / HTTP\/1\.1$/.test(request.startLine);
  if (tls?.protocol !== 'h2' || !isUpgrade || response?.status === 101) return null;
  return {
    cause: 'tls-alpn-mismatch',
    match: {
      confidence: confidences.alert,
      title: 'HTTP/1.1 is sent after an agreement on HTTP/2',
      claim:
        'Client and server agreed on h2 (ALPN), and the client then sends an upgrade request of HTTP/1.1.',
      evidence: [
        first(context, 'client', `The first bytes inside TLS are “${request.startLine}”.`),
        ...handshakeEvidence(tls, 'tls-alpn-mismatch'),
      ],
      against: 'A WebSocket over HTTP/2 begins with the HTTP/2 preface and an extended CONNECT.',
    },
  };
}

/** Why TLS failed on a connection, or `null`. */
export const tlsFailure = oncePer((context: DiagnosisContext): TlsFailure | null => {
  const { tls, handshake, frames } = context.connection;
  const response = handshake?.response ?? null;
  const byHttp = fromHttp(context);
  if (byHttp !== null) return byHttp;
  if (tls === null || response !== null || frames.length > 0) return null;
  const alert = tls.alerts.find(({ fatal }) => fatal);
  if (alert !== undefined) return fromAlert(context, tls, alert);
  const { client, server } = context;
  if (client.direction.kind !== 'tls' || server.direction.kind !== 'tls') return null;
  if (client.direction.missing > 0 || server.direction.missing > 0 || context.connection.midStream)
    return null;
  return fromLengths(context, tls);
});

/** The match of one of the causes. */
export function matchOfTlsFailure(context: DiagnosisContext, cause: TlsCause): CauseMatch | null {
  const failure = tlsFailure(context);
  return failure?.cause === cause ? failure.match : null;
}
