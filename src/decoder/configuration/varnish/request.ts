// The request of a WebSocket as VCL sees it.

import type { UrlRequest } from '../program.ts';
import { requestTarget } from '../websocket-request.ts';
import { textValue, unknownValue, type Value } from './values.ts';

/** A request, with the headers that differ from sender to sender. */
export interface KnownRequest extends UrlRequest {
  readonly connection: string;
  readonly userAgent: string;
}

/** Headers that a browser may send or leave out. */
const openHeaders = [
  'cookie',
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'pragma',
  'sec-websocket-extensions',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'dnt',
];

/** Headers that what ends TLS in front of Varnish may add. */
const addedHeaders = [
  'x-forwarded-proto',
  'x-forwarded-protocol',
  'x-forwarded-port',
  'x-forwarded-ssl',
  'x-forwarded-host',
  'x-scheme',
  'x-real-ip',
  'x-client-ip',
  'ssl-offloaded',
  'front-end-https',
  'https',
  'forwarded',
  'cf-visitor',
  'cf-connecting-ip',
  'cloudfront-forwarded-proto',
];

/** The variables that are set when vcl_recv begins; a header that is absent here is not sent. */
export function sentVariables(request: KnownRequest): Map<string, Value> {
  const { host, port, tls, path, query, connection, userAgent, asker } = request;
  const unknown = (name: string): [string, Value] => [`req.http.${name}`, unknownValue(`req.http.${name}`)];
  const isDefault = port === (tls ? 443 : 80);
  const address: Value = asker?.address
    ? { kind: 'address', address: asker.address }
    : unknownValue('client.ip');
  const optional = (name: string, value: string | null | undefined): [string, Value] =>
    value === undefined ? unknown(name) : [`req.http.${name}`, textValue(value)];
  return new Map<string, Value>([
    ['req.url', textValue(requestTarget({ path, query }))],
    ['req.method', textValue('GET')],
    ['req.proto', textValue('HTTP/1.1')],
    ['req.esi_level', { kind: 'number', number: 0 }],
    ['client.ip', address],
    ['remote.ip', address],
    ['req.http.host', textValue(isDefault ? host : `${host}:${port}`)],
    ['req.http.upgrade', textValue('websocket')],
    ['req.http.connection', textValue(connection)],
    ['req.http.sec-websocket-key', textValue('dGhlIHNhbXBsZSBub25jZQ==')],
    ['req.http.sec-websocket-version', textValue('13')],
    ['req.http.user-agent', textValue(userAgent === '' ? null : userAgent)],
    optional('origin', asker?.origin),
    optional('sec-websocket-protocol', asker?.protocol),
    // Varnish adds the client's address to it before vcl_recv.
    unknown('x-forwarded-for'),
    ...openHeaders.map(unknown),
    ...(tls ? addedHeaders.map(unknown) : []),
  ]);
}
