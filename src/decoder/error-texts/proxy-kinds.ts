// Log lines of proxies: nginx, Apache, HAProxy, Envoy, and the status codes that load balancers make up. They are
// tried before the other texts, because such a line holds numbers that look like a status.

import { textKind as kind, type TextKind } from './text-kind.ts';

/**
 * An HAProxy log line: status, bytes, two captured cookies, termination state. The first letter says who ended the
 * session, the second in which phase; `D` is the phase of data, also of an upgraded connection.
 */
const haproxy = (states: string): string => `\\b(?:\\d{3}|-1) \\d+ \\S+ \\S+ (?:${states})[\\w-]{2}(?:\\s|$)`;
const of = (...sources: string[]): RegExp => new RegExp(sources.join('|'), 'i');
/** Case matters: `s` is a timeout, `S` an end. */
const exactly = (...sources: string[]): RegExp => new RegExp(sources.join('|'));

/** Kinds of log lines of proxies. */
export const proxyKinds: readonly TextKind[] = [
  kind(
    'proxy-idle-timeout',
    'end',
    exactly(
      'upstream timed out \\([^)]*\\) while proxying upgraded connection',
      'client timed out \\([^)]*\\) while proxying upgraded connection',
      haproxy('[sc]D'),
      '\\b[sc]D--',
      'stream_idle_timeout',
      '" 101 (?:SI|UT|DT)\\b',
      'max_duration_timeout',
      '(?:proxy_wstunnel|proxy_http|AH02442|AH10210)[^\\n]*timeout specified has expired',
      'timeout specified has expired[^\\n]*(?:AH02442|AH10210)',
    ),
    'A timeout of the proxy ran out while the WebSocket was silent. The proxy ended both legs without a Close frame.',
    [
      ['idle-timeout', 'usual'],
      ['peer-does-not-answer', 'possible'],
    ],
  ),
  kind(
    'proxy-backend-ended',
    'end',
    exactly(
      'recv\\(\\) failed \\([^)]*\\) while proxying upgraded connection(?![^\\n]*client)',
      'upstream prematurely closed connection while proxying upgraded',
      'recv\\(\\) failed \\([^)]*\\) while proxying upgraded connection',
      haproxy('SD'),
      '\\bSD--',
      '" 101 (?:UC|URX)\\b',
      'upstream_reset_after_response_started|remote_reset',
    ),
    'The backend of the proxy ended the upgraded connection, or its machine reset it.',
    [
      ['server-ended', 'usual'],
      ['idle-timeout', 'possible'],
    ],
  ),
  kind(
    'proxy-client-ended',
    'end',
    exactly(
      'send\\(\\) failed \\([^)]*\\) while proxying upgraded connection',
      'client [^\\n]{0,20}closed (?:keepalive )?connection[^\\n]{0,40}(?:upgraded|upstream)',
      haproxy('CD'),
      '\\bCD--',
      '" 101 DC\\b',
      'downstream_remote_disconnect|http\\d?\\.?remote_disconnect',
    ),
    'The client ended the connection, or its network did: the proxy only reports it.',
    [
      ['network-lost', 'usual'],
      ['page-closed-it', 'common'],
      ['frame-error-hidden', 'possible'],
    ],
  ),
  kind(
    'proxy-backend-closed-early',
    'handshake',
    exactly(
      'upstream prematurely closed connection while reading response header',
      'recv\\(\\) failed \\([^)]*\\) while reading response header from upstream',
      'upstream sent (?:no valid HTTP/1.0 header|invalid header)[^\\n]*',
      haproxy('SH'),
      'upstream_reset_before_response_started\\{(?:connection_termination|remote_reset|protocol_error)',
      'reset before headers\\. reset reason: (?:connection termination|remote reset|protocol error)',
      '" 50[0-9] (?:UC|UPE)\\b',
      'AH0(?:1102|0898|1097)[^\\n]*',
    ),
    'The backend of the proxy took the connection and ended it before a valid response.',
    [
      ['plain-to-tls-port', 'usual'],
      ['server-ended', 'usual'],
      ['another-protocol', 'possible'],
      ['handler-threw', 'possible'],
    ],
  ),
  kind(
    'proxy-backend-down',
    'handshake',
    exactly(
      'connect\\(\\) failed \\([^)]*\\) while connecting to upstream',
      'upstream timed out \\([^)]*\\) while (?:connecting|reading response header|reading upstream|sending request)',
      'no live upstreams',
      'host not found in upstream',
      haproxy('[SsPR]C|sH|sQ|PH'),
      '" (?:50[0-9]|-|0) (?:UF|UH|UO|NC|UT|LH)\\b',
      'upstream_reset_before_response_started\\{connection_failure',
      'upstream connect error or disconnect/reset before headers',
      'no healthy upstream',
      'AH00957|AH01114|AH00940|AH00959',
      '"logger":"http\\.log\\.error"[^\\n]*dial tcp',
      "'50[234] [^']*' caused by: dial tcp",
    ),
    'The proxy did not reach its backend, or waited for its response in vain.',
    [['backend-down', 'usual']],
  ),
  kind(
    'proxy-without-websocket',
    'handshake',
    of(
      "No protocol handler was valid for the URL[^\\n]*(?:scheme '?wss?|wss?://|/ws|socket)",
      'AH01144',
      'AH0245[0-9][^\\n]*upgrade',
      '" 403 - (?:upgrade_failed|-)',
      'upgrade_failed',
    ),
    'The proxy has no part that handles WebSockets: the module is not loaded, or upgrades are not switched on.',
    [
      ['upgrade-headers-lost', 'usual'],
      ['bad-url', 'possible'],
    ],
  ),
  kind(
    'status-460',
    'handshake',
    /(?:\b460\b[^\n]{0,40}\b(?:ALB|ELB|AWS)\b|\b(?:ALB|ELB|AWS)\b[^\n]{0,40}\b460\b|(?:response code|server response|status(?: code)?):? ?460\b|HTTP 460\b)/i,
    'The AWS load balancer writes 460 into its log when the client ended the connection before the response.',
    [
      ['page-closed-it', 'usual'],
      ['network-lost', 'common'],
      ['backend-down', 'possible'],
    ],
  ),
  kind(
    'status-525-526',
    'handshake',
    /(?:response code|server response|response but was|status(?: code)?|received|HTTP|error|but was)\W{0,4}52[56]\b/i,
    'Cloudflare reached the server and TLS between the two failed: 525 in the handshake, 526 for its certificate.',
    [
      ['certificate', 'usual'],
      ['tls-to-plain-port', 'common'],
      ['tls-versions', 'possible'],
    ],
  ),
  kind(
    'status-520',
    'handshake',
    /(?:response code|server response|response but was|status(?: code)?|received|HTTP|error|but was)\W{0,4}520\b/i,
    'Cloudflare got an empty or unknown response from the server: it crashed, reset the connection, or its headers are too large.',
    [
      ['server-ended', 'usual'],
      ['handler-threw', 'common'],
      ['wrong-path', 'possible'],
      ['another-protocol', 'possible'],
    ],
  ),
];
