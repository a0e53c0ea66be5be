// What nginx knows: in which blocks a directive may stand, and how many words it takes.

import { nearestName } from '../parse/near-names.ts';
import { nginxDirectiveTable } from './known-directives.ts';

/** Blocks, as bits of nginx's own flags. */
export const blockBits: Readonly<Record<string, number>> = {
  main: 0x01000000,
  http: 0x02000000,
  server: 0x04000000,
  location: 0x08000000,
  upstream: 0x10000000,
  'if in server': 0x20000000,
  'if in location': 0x40000000,
  limit_except: 0x80000000,
};

const takesBlockBit = 0x100;
const isSwitchBit = 0x200;
const anyCountBit = 0x400;
const oneOrMoreBit = 0x800;
const twoOrMoreBit = 0x1000;
/** One bit for each count from 0 to 7. */
const maxCountedWords = 7;

const flagsByName: ReadonlyMap<string, number> = new Map(
  nginxDirectiveTable
    .trim()
    .split(/\s+/)
    .map((entry): [string, number] => {
      const [name, flags] = entry.split(':');
      return [name, Number.parseInt(flags, 16)];
    }),
);

/** Directives of newer versions, of modules that are loaded as files, and of modules by others. */
const elsewhere =
  /^(http2|http3\w*|quic_\w+|js_\w+|perl\w*|lua_\w+|\w+_by_lua\w*|geoip2?\w*|image_filter\w*|xslt_\w+|xml_entities|more_\w+|headers_more\w*|brotli\w*|zstd\w*|vod_\w*|rtmp\w*|modsecurity\w*|pagespeed|passenger\w*|echo\w*|set_\w+|redis\w*|postgres\w*|drizzle\w*|vhost_traffic\w*|check\w*|sticky|ssl_ct\w*|otel_\w+|opentracing\w*|auth_jwt\w*|api|status_zone|zone_sync\w*|health_check|match|queue|ntlm|mgmt|acme_\w+|keyval\w*|upload_\w+|fancyindex\w*|dav_ext_\w+|nchan_\w+|push_\w+|cache_purge|proxy_cache_purge|subs_filter\w*|auth_pam\w*|auth_ldap\w*|naxsi\w*|uwsgi_\w+|scgi_\w+|ssl_reject_handshake|proxy_pass_trailers|keepalive_min_timeout|ssl_certificate_compression|ssl_object_cache\w*|ssl_key_log|proxy_ssl_key_log|proxy_limit_rate|early_hints|proxy_allow_upstream|proxy_bind_dynamic|resolver_\w+|tunnel_pass|stream|mail|google_perftools_profiles|load_module)$/;

/** Names that people invent; no module of nginx has them. */
const invented = /^(proxy_)?(web_?sockets?|ws)(_\w+)?$|^proxy_upgrade$|^proxy_set_headers$|^upgrade$/i;

/** How a name that is not in the table should be taken. */
export type UnknownName = 'refused' | 'not known here';

export function isKnownDirective(name: string): boolean {
  return flagsByName.has(name);
}

/** A name that the table lacks: surely refused when it is a slip of the keyboard, else not known. */
export function takeUnknown(name: string): { kind: UnknownName; near: string | null } {
  if (invented.test(name)) return { kind: 'refused', near: null };
  if (elsewhere.test(name)) return { kind: 'not known here', near: null };
  const near = nearestName(name, flagsByName.keys());
  return { kind: near === null ? 'not known here' : 'refused', near };
}

/** Whether a directive of the table may stand in a block. */
export function mayStandIn(name: string, block: keyof typeof blockBits): boolean {
  return ((flagsByName.get(name) ?? 0) & blockBits[block]) !== 0;
}

/** What is wrong with the words of a known directive; null when nothing is. */
export function wordFault(name: string, words: readonly string[], hasBlock: boolean): string | null {
  const flags = flagsByName.get(name);
  if (flags === undefined) return null;
  if (hasBlock && (flags & takesBlockBit) === 0) return `${name} takes no block in braces`;
  if (!hasBlock && (flags & takesBlockBit) !== 0 && !isAlsoPlain(name))
    return `${name} needs a block in braces`;
  if ((flags & anyCountBit) !== 0) return null;
  const count = words.length;
  if ((flags & isSwitchBit) !== 0 && count === 1) {
    const isOther = ((flags >>> count) & 1) !== 0;
    return isOther || /^(on|off)$/i.test(words[0]) ? null : `${name} is on or off, found "${words[0]}"`;
  }
  const isCounted = count <= maxCountedWords && ((flags >>> count) & 1) !== 0;
  const isEnough =
    ((flags & oneOrMoreBit) !== 0 && count >= 1) || ((flags & twoOrMoreBit) !== 0 && count >= 2);
  return isCounted || isEnough ? null : `${name} does not take ${count} ${count === 1 ? 'word' : 'words'}`;
}

/** A server is a block in http and a line in an upstream; the table has both in one entry. */
function isAlsoPlain(name: string): boolean {
  return name === 'server';
}
