// Lines of the logs of servers of WebSockets that say why they refused one. A log of an application has many other
// lines, so no text is recognised as a handshake by them.

import type { LogEntry } from './log-entries.ts';

const originRefused = {
  title: 'The Origin is not allowed',
  meaning:
    'The server read the upgrade and refused its Origin header: the page has another origin than those that the server allows, or a proxy changed Host.',
  cause: 'upgrade-refused',
} satisfies Partial<LogEntry>;

const upgradeLost = {
  title: 'The upgrade did not arrive',
  meaning:
    'The request that the server received has no Upgrade or no Connection: Upgrade. When the client sent both, a proxy in between removed them.',
  next: 'Make the proxy pass Upgrade and Connection to the backend, with HTTP/1.1.',
  cause: 'proxy-stripped-upgrade',
} satisfies Partial<LogEntry>;

/** What a server says of a header of the request that it refuses. */
const refusedHeader = (name: string): RegExp =>
  new RegExp(
    `(?:missing|invalid|incorrect)[a-z ,]{0,40}["']?Sec-WebSocket-${name}\\b|Sec-WebSocket-${name}["']? (?:header )?(?:is )?(?:missing|invalid|unsupported)`,
    'i',
  );

/** The lines of servers behind a proxy. */
export const backendLogEntries: readonly LogEntry[] = [
  {
    program: 'Phoenix',
    pattern: /\bREFUSED CONNECTION TO \S+/,
    status: 403,
    title: 'The socket refused the connection',
    meaning:
      'connect/3 of the socket module did not return {:ok, socket}: the upgrade arrived, and the parameters or the token were refused.',
    next: 'Look at connect/3 and at the parameters that the client sends in the URL.',
    cause: 'upgrade-refused',
  },
  {
    program: 'Django',
    pattern: /\bWebSocket REJECT \/\S*/,
    status: 403,
    title: 'The consumer closed the connection before accepting it',
    meaning:
      'The upgrade arrived. The consumer did not accept it, or AllowedHostsOriginValidator refused its Origin.',
    next: 'Look at connect() of the consumer, and at ALLOWED_HOSTS.',
    cause: 'upgrade-refused',
  },
  {
    program: 'Spring',
    pattern: /Handshake request rejected, Origin header value \S{1,300} not allowed/,
    status: 403,
    ...originRefused,
    next: 'Add the origin with setAllowedOrigins or setAllowedOriginPatterns.',
  },
  {
    program: 'Rails',
    pattern: /^\W*(?:\[[^\]]{1,100}\] *)*Request origin not allowed: /,
    status: 404,
    ...originRefused,
    next: 'Add the origin to config.action_cable.allowed_request_origins, and let the proxy pass Host on.',
  },
  {
    program: 'Phoenix',
    pattern: /Could not check origin for Phoenix\.Socket transport/,
    status: 403,
    ...originRefused,
    next: 'Add the origin to check_origin of the endpoint, or set url: [host: ...] to the public name.',
  },
  {
    program: 'webpack-dev-server',
    pattern: /\bInvalid Host\/Origin header\b/,
    status: null,
    title: 'The development server refused the host or the origin of the page',
    meaning:
      'webpack-dev-server opens the WebSocket and closes it at once, because Host or Origin is not one that it allows.',
    next: 'Add the host name of the page to devServer.allowedHosts, and let a proxy in front pass Host on.',
    cause: 'upgrade-refused',
  },
  {
    program: 'Go',
    pattern: /websocket: request origin not allowed by Upgrader\.CheckOrigin/,
    status: 403,
    ...originRefused,
    next: 'Allow the origin in Upgrader.CheckOrigin, and let the proxy pass Host on.',
  },
  {
    program: 'Go',
    pattern: /request Origin "[^"]{0,300}" is not authorized for Host/,
    status: 403,
    ...originRefused,
    next: 'Add the origin to OriginPatterns of AcceptOptions, and let the proxy pass Host on.',
  },
  {
    program: 'Go',
    pattern:
      /websocket: the client is not using the websocket protocol: '(?:upgrade|websocket)' token not found/,
    status: 400,
    ...upgradeLost,
  },
  {
    program: 'Rails',
    pattern:
      /Failed to upgrade to WebSocket \(REQUEST_METHOD: GET, HTTP_CONNECTION: (?!.{0,100}upgrade, HTTP_UPGRADE: websocket)/i,
    status: 404,
    ...upgradeLost,
  },
  {
    program: 'a WebSocket server',
    pattern: refusedHeader('Key'),
    status: 400,
    title: 'The key of the request is missing or wrong',
    meaning:
      'The server read the upgrade and refused its Sec-WebSocket-Key: it is missing, comes twice, or is not 16 bytes in base64.',
    next: 'Compare it with the request that the client sent: a proxy may have removed the header.',
    cause: 'upgrade-refused',
  },
  {
    program: 'a WebSocket server',
    pattern: refusedHeader('Version'),
    status: 400,
    title: 'The version of the request is missing or not supported',
    meaning: 'The server read the upgrade and refused its Sec-WebSocket-Version. RFC 6455 is version 13.',
    next: 'Let the client send Sec-WebSocket-Version: 13; a proxy may have removed the header.',
    cause: 'upgrade-refused',
  },
  {
    program: 'a WebSocket server',
    pattern: /No protocol from "[^"]{0,300}" supported/,
    status: null,
    title: 'The server has none of the subprotocols that were offered',
    meaning:
      'libwebsockets closes a connection when no name in Sec-WebSocket-Protocol is one of its protocols.',
    next: 'Offer a subprotocol that the server has, or none when its first protocol is meant.',
    cause: 'handshake-negotiation',
  },
  {
    program: 'Spring',
    pattern: /Handshake failed due to invalid (?:Upgrade|Connection) header: /,
    status: 400,
    ...upgradeLost,
  },
];
