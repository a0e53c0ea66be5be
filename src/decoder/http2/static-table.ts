// The static table of HPACK (RFC 7541 Appendix A). Its indices begin at 1.

/** Names with their values: a name with several values has several entries. */
const entries =
  ':authority|:method GET POST|:path / /index.html|:scheme http https|:status 200 204 206 304 400 404 500|' +
  'accept-charset|accept-encoding gzip,_deflate|accept-language|accept-ranges|accept|access-control-allow-origin|age|' +
  'allow|authorization|cache-control|content-disposition|content-encoding|content-language|content-length|' +
  'content-location|content-range|content-type|cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|' +
  'if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards|proxy-authenticate|' +
  'proxy-authorization|range|referer|refresh|retry-after|server|set-cookie|strict-transport-security|' +
  'transfer-encoding|user-agent|vary|via|www-authenticate';

/** Name and value by index; the entry at 0 does not exist in HPACK. */
export const staticTable: readonly (readonly [name: string, value: string])[] = [
  ['', ''],
  ...entries.split('|').flatMap((entry) => {
    const [name, ...values] = entry.split(' ');
    if (values.length === 0) return [[name, ''] as const];
    return values.map((value) => [name, value.replace('_', ' ')] as const);
  }),
];
