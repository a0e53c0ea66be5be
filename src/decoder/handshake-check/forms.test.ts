// The forms in which people paste a handshake, each as its tool prints it.

import { describe, expect, test } from 'vitest';
import { headerValue } from '../model/http.ts';
import { checkHandshake } from './check.ts';
import { parseHandshake } from './parse.ts';
import type { Certainty, HandshakeForm } from './pasted.ts';
import { recogniseHandshake } from './recognise.ts';

const key = 'dGhlIHNhbXBsZSBub25jZQ==';
const accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

const failedChecks = (text: string): string[] =>
  checkHandshake(text).exchanges.flatMap(({ audit }) =>
    audit.checks.filter((check) => !check.ok && check.severity === 'error').map((check) => check.id),
  );

const curl = `$ curl -v http://192.0.2.1/chat
*   Trying 192.0.2.1:80...
> GET /chat HTTP/1.1
> Host: 192.0.2.1
> Connection: Upgrade
> Upgrade: websocket
> Sec-WebSocket-Version: 13
> Sec-WebSocket-Key: ${key}
>
`;

describe('curl -v', () => {
  test('a plain request on a TLS port: the body says so', () => {
    const text = `${curl}< HTTP/1.1 400 Bad Request
< Server: nginx
<
<html>
<center>The plain HTTP request was sent to HTTPS port</center>
</html>
* Closing connection 0
`;
    const [{ exchange, meaning }] = checkHandshake(text).exchanges;
    expect(text.slice(exchange.rest?.start, exchange.rest?.end)).toMatch(/^<html>[^*]*<\/html>$/);
    expect(meaning).toMatchObject({ cause: 'plaintext-on-tls-port', title: 'A plain request on a TLS port' });
  });

  test('a 101 without Upgrade does not work, and the timeout after it says nothing', () => {
    const checked = checkHandshake(
      `${curl}< HTTP/1.1 101 Switching Protocols\n< Connection: upgrade\n< Sec-WebSocket-Accept: ${accept}\n<\ncurl: (28) Operation timed out after 2001 milliseconds\n`,
    );
    expect(checked.error).toBeNull();
    expect(checked.exchanges[0].meaning?.meaning).toMatch(
      /^The upgrade does not work: .* fails on Upgrade\./,
    );
    expect(checked.exchanges[0].meaning?.cause).toBe('handshake-header-missing');
  });

  test('HTTP/0.9: bytes came without a status line', () => {
    const checked = checkHandshake(
      `${curl}* Received HTTP/0.9 when not allowed\n* closing connection #0\ncurl: (1) Received HTTP/0.9 when not allowed\n`,
    );
    expect(checked.exchanges[0].meaning?.id).toBe('no status line');
    expect(checked.pasted.reports[0].text).toContain('no status line');
    expect(checkHandshake('curl: (1) Protocol "ws" not supported').pasted.reports[0].text).toContain(
      'does not know this protocol',
    );
  });
});

test.each([
  ['escape sequences', '\x1b[1mServer\x1b[0m: nginx', 'nginx'],
  ['spelled out', '^[[1mServer^[[0m: nginx', 'nginx'],
  ['without the escape character', '[1mServer[0m: nginx', 'nginx'],
  ['a link', 'Server: \x1b]8;;http://a.example/\x1b\\nginx\x1b]8;;\x1b\\', 'nginx'],
])('curl -i in a terminal with bold names: %s', (_, line, value) => {
  const text = `HTTP/1.1 200 OK\n${line}\nDate: today\n\n<html></html>\n`;
  const [{ response, rest }] = parseHandshake(text).exchanges;
  expect(response?.head.status).toBe(200);
  expect(response?.head.headers).toHaveLength(2);
  expect(headerValue(response!.head, 'Server')).toBe(value);
  expect(text.slice(rest?.start, rest?.end)).toBe('<html></html>');
});

describe('error texts of clients', () => {
  test.each([
    ['$ wscat -c ws://192.0.2.1/chat\nerror: Unexpected server response: 426', 426, 'ws://192.0.2.1/chat'],
    [
      "app.js:14 WebSocket connection to 'ws://192.0.2.1/chat' failed: Error during WebSocket handshake: Unexpected response code: 426\nconnect @ app.js:14\n",
      426,
      'ws://192.0.2.1/chat',
    ],
    [
      "Traceback (most recent call last):\n  File \"/app/client.py\", line 10, in <module>\n    asyncio.run(main())\naiohttp.client_exceptions.WSServerHandshakeError: 426, message='Invalid response status', url='http://192.0.2.1/chat'\n",
      426,
      'http://192.0.2.1/chat',
    ],
    ['websocket._exceptions.WebSocketBadStatusException: Handshake status 403 Forbidden', 403, null],
    [
      "java.net.ProtocolException: Expected HTTP 101 response but was '502 Bad Gateway'\n\tat okhttp3.internal",
      502,
      null,
    ],
    ['websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 404', 404, null],
    ["The server returned status code '200' when status code '101' was expected.", 200, null],
  ])('%s', (text, status, url) => {
    const { form, exchanges, url: found } = parseHandshake(text);
    expect(form).toBe('client error');
    expect(exchanges).toHaveLength(1);
    expect(exchanges[0].request).toBeNull();
    expect(exchanges[0].response?.head.status).toBe(status);
    expect(found).toBe(url);
    expect(failedChecks(text)).toEqual(['status']);
  });
});

test.each([
  [
    '$ wscat -c ws://192.0.2.1:8080\nerror: connect ECONNREFUSED 192.0.2.1:8080',
    'refused',
    'ws://192.0.2.1:8080',
  ],
  [
    "WebSocket connection to 'wss://a.example/' failed: Error in connection establishment: net::ERR_SSL_PROTOCOL_ERROR",
    'TLS error',
    'wss://a.example/',
  ],
  ['Error: socket hang up\n    at connResetException (node:internal/errors:720:14)', 'no response', null],
])('an error without a response: %j', (text, id, url) => {
  const checked = checkHandshake(text);
  expect(checked.error?.id).toBe(id);
  expect(checked.exchanges).toEqual([]);
  expect(checked.pasted.url).toBe(url);
});

describe('error logs of proxies', () => {
  test('nginx: connection refused by the upstream', () => {
    const checked = checkHandshake(
      '2026/11/28 15:59:20 [error] 13395#13395: *9 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, server: , request: "GET /chat HTTP/1.1", upstream: "http://127.0.0.1:20999/chat", host: "a.example"\n',
    );
    const [{ exchange, meaning }] = checked.exchanges;
    expect(exchange.request).toBeNull();
    expect(exchange.response?.head.status).toBe(502);
    expect(meaning?.title).toBe('Connection refused by the backend');
    expect(meaning?.meaning).toContain('http://127.0.0.1:20999/chat');
  });

  test('nginx: an open WebSocket that was idle has no status', () => {
    const checked = checkHandshake(
      '[error] 1#1: *1 upstream timed out (110: Connection timed out) while proxying upgraded connection, client: 192.0.2.7',
    );
    expect(checked.exchanges).toEqual([]);
    expect(checked.error?.cause).toBe('idle-timeout');
  });
});

describe('copied from developer tools', () => {
  const headers = `"sec-websocket-key": "${key}",\n    "sec-websocket-version": "13"`;

  test('fetch: the URL is read; headers that the copy leaves out are not judged', () => {
    const text = `await fetch("wss://a.example/chat?x=1", {\n  "headers": {\n    ${headers}\n  },\n  "body": null,\n  "method": "GET"\n});`;
    const pasted = parseHandshake(text);
    expect(pasted).toMatchObject({ form: 'fetch call', url: 'wss://a.example/chat?x=1' });
    expect(pasted.exchanges[0].request?.head.target).toBe('/chat?x=1');
    expect(failedChecks(text)).toEqual([]);
    expect(failedChecks(text.replace(key, 'short'))).toEqual(['key']);
  });

  test('PowerShell', () => {
    const text = `$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.UserAgent = "Mozilla/5.0"
$session.Cookies.Add((New-Object System.Net.Cookie("id", "a\`"b", "/", "a.example")))
Invoke-WebRequest -UseBasicParsing -Uri "ws://a.example/chat" \`
-WebSession $session \`
-Headers @{
  "Origin"="http://a.example"
  "Sec-WebSocket-Key"="${key}"
  "Sec-WebSocket-Version"="13"
}`;
    const pasted = parseHandshake(text);
    expect(pasted).toMatchObject({ form: 'PowerShell command', url: 'ws://a.example/chat' });
    expect(pasted.exchanges[0].request?.head.headers.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'User-Agent: Mozilla/5.0',
      'Cookie: id=a"b',
      'Origin: http://a.example',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
    ]);
    expect(failedChecks(text)).toEqual([]);
  });

  test('headers on two lines each, response above request, without titles', () => {
    const pairs = (fields: Record<string, string>): string =>
      Object.entries(fields)
        .map(([name, value]) => `${name}:\n${value}\n`)
        .join('');
    const text = [
      'Request URL:\nws://a.example/chat\nRequest Method:\nGET\nStatus Code:\n426 Upgrade Required\n',
      pairs({ connection: 'keep-alive', 'content-length': '16', date: 'today', server: 'nginx' }),
      pairs({ 'cache-control': 'no-cache', connection: 'Upgrade', host: 'a.example', upgrade: 'websocket' }),
      pairs({ 'sec-websocket-key': key, 'sec-websocket-version': '13' }),
    ].join('');
    const [{ request, response }] = parseHandshake(text).exchanges;
    expect(response?.head).toMatchObject({ status: 426, reason: 'Upgrade Required' });
    expect(response?.head.headers.map(({ name }) => name)).toEqual([
      'connection',
      'content-length',
      'date',
      'server',
    ]);
    expect(headerValue(request!.head, 'connection')).toBe('Upgrade');
    expect(request?.head.headers).toHaveLength(6);
    expect(failedChecks(text)).toEqual(['status']);
  });

  test('General as the only title, and the summary of Safari', () => {
    const general = parseHandshake(
      `General\nRequest URL\nws://a.example/\nStatus Code\n426 Upgrade Required\nserver\nnginx\nhost\na.example\nsec-websocket-key\n${key}\n`,
    );
    expect(general.exchanges[0].request?.head.headers.map(({ name }) => name)).toEqual([
      'host',
      'sec-websocket-key',
    ]);
    const safari = parseHandshake(
      'Summary\nURL: ws://a.example/chat\nStatus: 426 Upgrade Required\n\nRequest\nGET /chat HTTP/1.1\nHost: a.example\n\nResponse\nHTTP/1.1 426 Upgrade Required\nServer: nginx\n',
    );
    expect(safari.url).toBe('ws://a.example/chat');
    expect(safari.exchanges[0]).toMatchObject({ response: { head: { status: 426 } }, rest: null });
  });

  test('a status without response headers is still the status', () => {
    const [{ response }] = parseHandshake(
      'Request URL: ws://a.example/\nStatus Code: 403 Forbidden\nRequest Headers\nHost: a.example\nUpgrade: websocket\n',
    ).exchanges;
    expect(response?.head).toMatchObject({ status: 403, headers: [] });
  });
});

describe('logs of libraries', () => {
  test('Tornado: the request as it arrived', () => {
    const text = `[E 07:15:01.635 NotebookApp] Uncaught exception GET /ws/1 (192.0.2.8)
    HTTPServerRequest(protocol='http', host='a.example', method='GET', uri='/ws/1', version='HTTP/1.0', remote_ip='192.0.2.8', headers={'Sec-Websocket-Version': '13', 'Host': 'a.example', 'Sec-Websocket-Key': '${key}', 'Connection': 'close'})`;
    const checked = checkHandshake(text);
    expect(checked.exchanges[0].exchange.request?.head.startLine).toBe('GET /ws/1 HTTP/1.0');
    expect(failedChecks(text)).toEqual(['request-http-version', 'request-upgrade', 'request-connection']);
    expect(checked.exchanges[0].meaning?.cause).toBe('proxy-http-1.0');
  });

  test('Tornado without headers: they are not judged', () => {
    const text =
      "HTTPServerRequest(protocol='http', host='a.example', method='GET', uri='/ws', version='HTTP/1.1', remote_ip='::1')\n400 GET /ws (::1) 0.40ms";
    expect(failedChecks(text)).toEqual(['status']);
    expect(parseHandshake(text).exchanges[0].response?.head.status).toBe(400);
  });

  test('http.client: send: is the request, reply: the response, and a reason phrase may be empty', () => {
    const request = `GET /x HTTP/1.1\\r\\nHost: a.example\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: ${key}\\r\\n\\r\\n`;
    const text = `send: b'${request}'\nreply: 'HTTP/1.1 101 \\r\\n'\nheader: Upgrade: websocket\nheader: Connection: Upgrade\nheader: Sec-WebSocket-Accept: ${accept}\n`;
    const pasted = parseHandshake(text);
    expect(pasted.exchanges).toHaveLength(1);
    expect(pasted.exchanges[0].request?.head.target).toBe('/x');
    expect(pasted.exchanges[0].response?.head).toMatchObject({ status: 101, reason: '' });
    expect(pasted.notes.join(' ')).toContain('no reason phrase');
    expect(failedChecks(text)).toEqual([]);
    // Old versions print the names alone: nothing can be said of the values.
    expect(
      failedChecks(text.replace(/header: .*$/s, 'header: Upgrade header: Connection header: Date')),
    ).toEqual([]);
  });

  test('Envoy: header lists', () => {
    const text = `[C1][S2] request headers complete (end_stream=false):
':authority', 'a.example'
':path', '/chat'
':method', 'GET'
'connection', 'Upgrade'
'upgrade', 'websocket'
'sec-websocket-version', '13'
'sec-websocket-key', '${key}'

[C1][S2] encoding headers via codec (end_stream=true):
':status', '403'
'server', 'envoy'
`;
    const [{ request, response }] = parseHandshake(text).exchanges;
    expect(request?.head).toMatchObject({ startLine: 'GET /chat HTTP/1.1' });
    expect(headerValue(request!.head, 'host')).toBe('a.example');
    expect(response?.head.status).toBe(403);
    expect(failedChecks(text)).toEqual(['status']);
  });

  test('websocket-client: enableTrace(True)', () => {
    const pasted = parseHandshake(`--- request header ---
GET /chat HTTP/1.1
Upgrade: websocket
Host: a.example
Sec-WebSocket-Key: ${key}
Sec-WebSocket-Version: 13
Connection: Upgrade

-----------------------
--- response header ---
HTTP/1.1 426 Upgrade Required
content-type: text/plain
-----------------------
Handshake status 426 Upgrade Required
`);
    expect(pasted.form).toBe('websocket-client trace');
    expect(pasted.exchanges).toHaveLength(1);
    expect(pasted.exchanges[0]).toMatchObject({ rest: null, response: { head: { status: 426 } } });
  });

  test('websockets: a log with > and <', () => {
    const text = `DEBUG:websockets.client:> GET /chat HTTP/1.1
DEBUG:websockets.client:> Host: a.example
DEBUG:websockets.client:< HTTP/1.1 503 Service Unavailable
DEBUG:websockets.client:< Server: nginx
`;
    const [{ request, response }] = parseHandshake(text).exchanges;
    expect(headerValue(request!.head, 'host')).toBe('a.example');
    expect(headerValue(response!.head, 'server')).toBe('nginx');
  });

  test("Wireshark's packet details: indented lines with spelled-out line ends", () => {
    const [{ request }] = parseHandshake(
      'Hypertext Transfer Protocol\n    GET /chat HTTP/1.1\\r\\n\n    Host: a.example\\r\\n\n    Upgrade: websocket\\r\\n\n',
    ).exchanges;
    expect(request?.head.headers.map(({ name, value }) => [name, value])).toEqual([
      ['Host', 'a.example'],
      ['Upgrade', 'websocket'],
    ]);
  });
});

describe('recogniseHandshake', () => {
  test.each<[string, HandshakeForm, Certainty, number[]]>([
    ['wss://a.example/ws', 'URL', 'certain', [0]],
    [curl, 'curl command (bash)', 'certain', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    ['I ran it:\n> GET / HTTP/1.1\n> Host: a\n', 'curl -v output', 'certain', [1]],
    ['log\nGET /ws HTTP/1.1\nHost: a\nUpgrade: websocket\n', 'raw messages', 'certain', [1, 3]],
    ['GET / HTTP/1.1\nHost: a\n', 'raw messages', 'likely', [0]],
    ['error: Unexpected server response: 426', 'client error', 'certain', [0]],
    ["'upgrade', 'websocket'\n'connection', 'Upgrade'", 'Envoy header list', 'likely', [0, 1]],
  ])('%j', (text, form, certainty, lines) => {
    const found = recogniseHandshake(text);
    expect(found).toMatchObject({ form, certainty });
    expect(found?.evidence.map(({ line }) => line)).toEqual(lines);
  });

  test.each([
    'frontend fe\n  bind :80\n  default_backend be\nbackend be\n  server app 127.0.0.1:8080\n  option httpchk GET /health\n',
    'location / {\n  proxy_set_header Upgrade $http_upgrade;\n  proxy_set_header Connection "upgrade";\n}\n',
    '00000000  81 05 48 65 6c 6c 6f  |..Hello|',
    'const response = await client.get(url);',
  ])('is not a handshake: %j', (text) => {
    expect(recogniseHandshake(text)).toBeNull();
  });

  test('is linear: two megabytes of any of these take less than a second', () => {
    const size = 2 ** 21;
    for (const unit of [
      '@:',
      'HTTP/1.1 200 \n',
      '"\\',
      ': ',
      '> ',
      "'a', '\n",
      'fetch("',
      '\t',
      'a:\n',
      'é: 1\n',
    ]) {
      const text = unit.repeat(size / unit.length);
      // The time of the processor: other programs on the machine take none of it.
      const before = process.cpuUsage();
      recogniseHandshake(text);
      const { user } = process.cpuUsage(before);
      expect(user / 1000, unit).toBeLessThan(1000);
    }
  });
});

test('curl -i with its progress meter before the status line', () => {
  const text =
    '  % Total    % Received % Xferd\n\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0HTTP/1.1 426 Upgrade Required\r\nDate: today\r\n\r\n';
  const [{ request, response }] = parseHandshake(text).exchanges;
  expect(request).toBeNull();
  expect(response?.head.status).toBe(426);
});
