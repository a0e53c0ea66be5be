// The modules of lighttpd 1.4, and which of them a text loads.

import { entriesOf, type Settings, textOf } from './settings.ts';

/** Names of the modules that come with lighttpd 1.4.x; some of them are packages of their own. */
export const knownModules: ReadonlySet<string> = new Set(
  `access accesslog ajp13 alias auth authn_dbi authn_file authn_gssapi authn_ldap authn_mysql authn_pam authn_sasl
  cgi cml compress deflate dirlisting evasive evhost expire extforward fastcgi flv_streaming geoip gnutls h2 indexfile
  magnet maxminddb mbedtls mysql_vhost nss openssl proxy redirect rewrite rrdtool scgi secdownload setenv simple_vhost
  skeleton sockproxy ssi staticfile status trigger_b4_dl uploadprogress userdir usertrack vhostdb vhostdb_dbi
  vhostdb_ldap vhostdb_mysql vhostdb_pgsql webdav wolfssl wstunnel`
    .split(/\s+/)
    .map((name) => `mod_${name}`),
);

/** True or false, or null when a file that is not here may load it. */
export function hasModule(settings: Settings, name: string): boolean | null {
  const list = settings.contexts[0].settings.get('server.modules');
  if (entriesOf(list?.value).some(({ value }) => textOf(value) === name)) return true;
  if (list === undefined) return isPiece(settings) ? true : null;
  return settings.includes.length > 0 || list.from.operator === '+=' ? null : false;
}

/** A text without what every whole configuration has. */
export function isPiece({ contexts, includes }: Settings): boolean {
  const outermost = contexts[0].settings;
  return includes.length === 0 && !outermost.has('server.modules') && !outermost.has('server.document-root');
}
