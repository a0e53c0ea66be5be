// Programs that are recognised by the name of an exception class or a module in the text, or by a form that they alone
// print. The names were read in public reports, and in the source where the version says so; none was run.

import type { OtherProgram } from './other-program.ts';

const of = (
  implementation: string,
  version: string,
  role: OtherProgram['role'],
  shown: string,
  pattern: RegExp,
): OtherProgram => ({ implementation, version, role, shown, pattern });

const exception = 'exception';
const reported = 'all (reported)';

/** The first words that fit are quoted. They are asked after the programs whose exact words are known. */
export const namedPrograms: readonly OtherProgram[] = [
  of(
    'Safari 14 and earlier, WebKit',
    'WebKit of 2014 (source)',
    'client',
    'console',
    /WebSocket network error(?:: [^\n]{1,140})?/,
  ),
  of(
    'SocketRocket',
    reported,
    'client',
    'NSError of webSocket:didFailWithError:',
    /(?:SRWebSocketErrorDomain|org\.lolrus\.SocketRocket|SRHTTPResponseErrorKey)[^\n]{0,140}/,
  ),
  of('Starscream', reported, 'client', 'error event', /Starscream\.\w+[^\n]{0,120}/),
  of(
    'Node.js http',
    '10 and later (reported)',
    'client',
    "'error' event with .code HPE_…",
    /Parse Error(?:: [^\n]{1,60})?|HPE_\w+/,
  ),
  of(
    'Socket.IO client',
    '3 and later (reported)',
    'client',
    'connect_error, exception',
    /It seems you are trying to reach a Socket\.IO server in v\d[^\n]{0,80}/,
  ),
  of(
    '.NET SignalR server',
    'ASP.NET Core (reported)',
    'server',
    'first message that the client gets; log',
    /Handshake was cancell?ed\.?/,
  ),
  of(
    'websockets (Python)',
    reported,
    null,
    exception,
    /websockets\.exceptions\.\w+[^\n]{0,120}|websockets[/\\.]legacy[/\\.]\w+|code = \d{4} \([^)\n]{1,60}\), (?:no reason|reason)[^\n]{0,60}/,
  ),
  of(
    'asyncio (Python websockets)',
    reported,
    null,
    exception,
    /IncompleteReadError: \d+ bytes read on a total of \d+ expected bytes/,
  ),
  of('websocket-client (Python)', reported, 'client', exception, /websocket\._exceptions\.\w+[^\n]{0,120}/),
  of(
    'aiohttp',
    reported,
    null,
    exception,
    /aiohttp\.(?:client_exceptions|http_exceptions|http_websocket)\.\w+/,
  ),
  of('gorilla/websocket', 'all (source)', null, 'error of ReadMessage', /websocket: close \d{4}[^\n]{0,80}/),
  of(
    '.NET Framework, Mono',
    reported,
    'client',
    'WebSocketException',
    /The server returned status code '\d{3}' when the expected status code was '101'\.?/,
  ),
  of(
    '.NET',
    reported,
    null,
    exception,
    /System\.Net\.WebSockets\.\w+[^\n]{0,120}|without completing the close handshake|Microsoft\.AspNetCore\.(?:WebSockets|SignalR|Http\.Connections)[\w.]*/,
  ),
  of(
    'nv-websocket-client',
    reported,
    'client',
    'WebSocketException',
    /com\.neovisionaries\.ws\.client\.\w+[^\n]{0,160}|The status code of the opening handshake response is not '101/,
  ),
  of(
    'tungstenite',
    'all (reported)',
    null,
    'Error printed for debugging',
    /Protocol\(\w+\)|tungstenite::\w+[^\n]{0,80}/,
  ),
  of('rustls (Rust)', reported, 'client', 'io::Error', /tls handshake eof|rustls::\w+/),
  of(
    'AsyncHttpClient (Java)',
    reported,
    'client',
    'IOException',
    /Invalid Status code=\d{3} text=[^\n]{0,40}|org\.asynchttpclient\.\w+/,
  ),
  of(
    'Tyrus (GlassFish)',
    reported,
    null,
    'CloseReason',
    /RSV bit\(s\) incorrectly set|org\.glassfish\.tyrus\.\w+/,
  ),
  of('Netty', reported, null, exception, /io\.netty\.handler\.codec\.[\w.]+/),
  of('OkHttp', reported, 'client', exception, /okhttp3\.[\w.$@]+/),
  of('Java-WebSocket', reported, null, exception, /org\.java_websocket\.[\w.]+[^\n]{0,80}/),
  of('Jetty', reported, null, exception, /org\.eclipse\.jetty\.[\w.]+[^\n]{0,80}/),
  of('Tomcat', reported, null, exception, /org\.apache\.tomcat\.websocket\.[\w.]+[^\n]{0,80}/),
  of('Undertow', reported, null, exception, /io\.undertow\.[\w.]+[^\n]{0,80}|UT00\d{4}: [^\n]{1,80}/),
  of(
    'Textalk websocket-php',
    reported,
    'client',
    'ConnectionException',
    /Server sent invalid upgrade response[^\n]{0,60}|WebSocket\\(?:Connection|BadOpcode|Timeout)\w*Exception/,
  ),
  of('Workerman', '4 and 5 (source)', null, 'standard output of the worker', /recv data before handshake/),
  of('Ratchet', reported, null, exception, /Ratchet\\[\w\\]+/),
  of('WEBrick (Rack)', reported, 'server', 'NotImplementedError', /only partial hijack is supported\.?/),
  of(
    'WebSocket++',
    reported,
    null,
    'log, error_code',
    /websocketpp(?:\.\w+)+:\d+[^\n]{0,80}|Server handshake response error[^\n]{0,80}/,
  ),
  of('Boost.Beast', reported, null, 'error_code', /boost\.beast\.\w+:\d+[^\n]{0,80}/),
  of('libwebsockets', reported, null, 'log', /(?:lws_|_?client_)\w+: [^\n]{1,100}/),
  of(
    'Chrome, Edge, Opera',
    'all current (reported)',
    'client',
    'console',
    /WebSocket opening handshake timed out/,
  ),
  of(
    'Python asyncio on Windows',
    reported,
    null,
    exception,
    /ConnectionAbortedError: \[WinError \d+\][^\n]{0,100}/,
  ),
];
