// The TLS of a connection in words: for the page and the terminal.

import type { TlsCertificate, TlsSummary } from './tls.ts';

/** One row: what it is, and the words. */
export interface TlsRow {
  readonly label: string;
  readonly text: string;
}

/** Names of a certificate that a row lists. */
const maxNames = 8;
/** Certificates of a chain that are listed. */
const maxCertificates = 5;

/** The day of a certificate's date, `2026-11-29`; `null` when it cannot be read. */
export function certificateDay(seconds: number): string | null {
  return Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString().slice(0, 10) : null;
}

function describeCertificate({ subject, issuer, names, notBefore, notAfter }: TlsCertificate): string {
  const rest = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  const listed = names.length > 0 ? `, for ${names.slice(0, maxNames).join(', ')}${rest}` : '';
  const days = `valid ${certificateDay(notBefore) ?? '?'} to ${certificateDay(notAfter) ?? '?'}`;
  return `${subject || 'no subject'}${listed}, ${days}, issued by ${issuer === subject ? 'itself' : issuer}`;
}

function chainRows(owner: string, chain: readonly TlsCertificate[]): TlsRow[] {
  return chain.slice(0, maxCertificates).map((one, i) => ({
    label: i === 0 ? `Certificate of the ${owner}` : 'Issuer in its chain',
    text: describeCertificate(one),
  }));
}

/** The TLS around a connection: `TLS 1.3 to proxy.example.com, decrypted as well`. */
function outerWords({ version, serverName }: TlsSummary): string {
  return `${version ?? 'TLS'} to ${serverName ?? 'a proxy'}, decrypted as well`;
}

/** What is known of the TLS of a connection, one row each. */
export function tlsRows(tls: TlsSummary): TlsRow[] {
  const { version, suite, serverName, protocol, alerts, handshake, outer } = tls;
  const rows: TlsRow[] = [];
  const add = (label: string, text: string | null) => {
    if (text !== null && text !== '') rows.push({ label, text });
  };
  add('Version', version === null ? null : `${version}${suite === null ? '' : `, ${suite}`}`);
  if (version === null && handshake.offeredVersion !== null)
    add('Version', `up to ${handshake.offeredVersion} is offered, none was agreed on`);
  add('Name asked for', serverName);
  add(
    'Protocol',
    protocol ??
      (handshake.offeredProtocols.length > 0 ? `offered: ${handshake.offeredProtocols.join(', ')}` : null),
  );
  if (outer !== null) add('Inside', outerWords(outer));
  rows.push(...chainRows('server', handshake.serverCertificates));
  if (handshake.asksForCertificate && handshake.clientCertificates?.length === 0)
    add('Certificate of the client', 'asked for, and none was sent');
  rows.push(...chainRows('client', handshake.clientCertificates ?? []));
  for (const { sender, fatal, name } of alerts) if (fatal) add('Alert', `${name}, from the ${sender}`);
  return rows;
}
