import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headerValue } from '../model/http.ts';
import { checkHandshake } from './check.ts';
import { parseHandshake } from './parse.ts';

const accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const key = 'dGhlIHNhbXBsZSBub25jZQ==';

const failed = (text: string): string[] =>
  checkHandshake(text).exchanges.flatMap(({ audit }) =>
    audit.checks.filter((check) => !check.ok && check.severity === 'error').map((check) => check.id),
  );

describe('curl output', () => {
  const verbose = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying 127.0.0.1:37609...
* Connected to 127.0.0.1 (127.0.0.1) port 37609 (#0)
> GET /ws HTTP/1.1\r
> Host: 127.0.0.1:37609\r
> User-Agent: curl/7.88.1\r
> Accept: */*\r
> Connection: Upgrade\r
> Upgrade: websocket\r
> Sec-WebSocket-Version: 13\r
> Sec-WebSocket-Key: ${key}\r
> \r
< HTTP/1.1 101 Switching Protocols\r
< Upgrade: websocket\r
< Connection: Upgrade\r
< Sec-WebSocket-Accept: ${accept}\r
< \r
{ [4 bytes data]
`;

  test('-v: both heads, with their places', () => {
    const pasted = parseHandshake(verbose);
    expect(pasted.form).toBe('curl -v output');
    const [exchange] = pasted.exchanges;
    expect(exchange.request?.head.target).toBe('/ws');
    expect(exchange.response?.head.status).toBe(101);
    const at = exchange.response?.headersAt[2];
    expect(verbose.slice(at?.start, at?.end)).toBe(`< Sec-WebSocket-Accept: ${accept}`);
    expect(failed(verbose)).toEqual([]);
  });

  test('-v with a proxy that dropped Connection', () => {
    expect(failed(verbose.replace('< Connection: Upgrade\r\n', ''))).toContain('connection');
    expect(failed(verbose.replace(accept, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='))).toContain('accept');
  });

  test('-v after a redirect that was followed', () => {
    const pasted = parseHandshake(
      '> GET /ws HTTP/1.1\n> Host: a.example\n> \n< HTTP/1.1 301 Moved Permanently\n< Location: https://a.example/ws\n< \n* Issue another request\n> GET /ws HTTP/1.1\n> Host: a.example\n> \n< HTTP/1.1 404 Not Found\n< \n',
    );
    expect(pasted.exchanges.map((one) => one.response?.head.status)).toEqual([301, 404]);
  });

  test('HTTP/2 is noted', () => {
    const pasted = parseHandshake(
      '* ALPN: server accepted h2\n* using HTTP/2\n> GET /ws HTTP/2\n> Host: a.example\n> \n< HTTP/2 404 \n< server: nginx\n< \n',
    );
    expect(pasted.reports.map((report) => report.id)).toContain('HTTP/2');
    expect(pasted.notes.join(' ')).toContain('--http1.1');
  });

  test('-i with a body', () => {
    const text =
      'HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n<html>The plain HTTP request was sent to HTTPS port</html>\r\n';
    const pasted = parseHandshake(text);
    expect(pasted.form).toBe('curl -i output');
    const { rest, response } = pasted.exchanges[0];
    expect(response?.head.status).toBe(400);
    expect(text.slice(rest?.start, rest?.end)).toMatch(/^<html>/);
    expect(checkHandshake(text).exchanges[0].meaning?.id).toBe('400');
  });

  test('an error and nothing else', () => {
    const checked = checkHandshake('curl: (35) error:0A00010B:SSL routines::wrong version number');
    expect(checked.error?.id).toBe('TLS error');
    expect(checked.exchanges).toEqual([]);
  });

  test('the timeout after a 101 is not an error', () => {
    expect(
      checkHandshake(
        `${verbose}curl: (28) Operation timed out after 5001 milliseconds with 4 bytes received\n`,
      ).error,
    ).toBeNull();
  });
});

describe('curl commands', () => {
  const bash = `curl 'wss://app.example.com/socket?token=a%20b' \\
  -H 'Upgrade: websocket' \\
  -H 'Origin: https://app.example.com' \\
  -H 'Cache-Control: no-cache' \\
  -H 'Accept-Language: en-GB,en;q=0.9' \\
  -H 'Pragma: no-cache' \\
  -b $'name=O\\'Brien; other=\\u00e9' \\
  -H 'Connection: Upgrade' \\
  -H 'Sec-WebSocket-Key: ${key}' \\
  -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' \\
  -H 'Sec-WebSocket-Version: 13' \\
  -H 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'`;

  test('copied for bash', () => {
    const pasted = parseHandshake(bash);
    expect(pasted.form).toBe('curl command (bash)');
    expect(pasted.url).toBe('wss://app.example.com/socket?token=a%20b');
    const head = pasted.exchanges[0].request!.head;
    expect(head.startLine).toBe('GET /socket?token=a%20b HTTP/1.1');
    expect(headerValue(head, 'Host')).toBe('app.example.com');
    expect(headerValue(head, 'Cookie')).toContain("name=O'Brien");
    expect(headerValue(head, 'Sec-WebSocket-Extensions')).toBe('permessage-deflate; client_max_window_bits');
    expect(failed(bash)).toEqual([]);
    const at =
      pasted.exchanges[0].request!.headersAt[
        head.headers.findIndex((header) => header.name === 'Connection')
      ];
    expect(bash.slice(at.start, at.end)).toBe("-H 'Connection: Upgrade'");
  });

  test('copied for cmd', () => {
    const cmd = `curl ^"wss://app.example.com/socket?a=1^&b=2^" ^
  -H ^"Upgrade: websocket^" ^
  -H ^"Origin: https://app.example.com^" ^
  -H ^"sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"140^\\^"^" ^
  -H ^"Connection: Upgrade^" ^
  -H ^"Sec-WebSocket-Key: ${key}^" ^
  -H ^"Sec-WebSocket-Version: 13^"`.replaceAll('\n', '\r\n');
    const pasted = parseHandshake(cmd);
    expect(pasted.form).toBe('curl command (cmd)');
    const head = pasted.exchanges[0].request!.head;
    expect(head.target).toBe('/socket?a=1&b=2');
    expect(headerValue(head, 'sec-ch-ua')).toBe('"Chromium";v="140"');
    expect(headerValue(head, 'Sec-WebSocket-Key')).toBe(key);
    expect(failed(cmd)).toEqual([]);
  });

  test('typed in a terminal, with what it printed', () => {
    const pasted = parseHandshake(
      `$ curl -i -N -H "Upgrade: websocket" http://localhost:8080/ws\nHTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n\r\n`,
    );
    expect(pasted.exchanges[0].request?.head.target).toBe('/ws');
    expect(headerValue(pasted.exchanges[0].request!.head, 'Host')).toBe('localhost:8080');
    expect(pasted.exchanges[0].response?.head.status).toBe(426);
  });

  test('attached and bundled options, a piped command, a header left out', () => {
    const pasted = parseHandshake(
      "curl -sSvXGET -H'Upgrade: websocket' --header='Accept:' http://[::1]:8080 | head -1\n",
    );
    const head = pasted.exchanges[0].request!.head;
    expect(head.startLine).toBe('GET / HTTP/1.1');
    expect(headerValue(head, 'Host')).toBe('[::1]:8080');
    expect(head.headers.map((header) => header.name)).toEqual(['Host', 'Upgrade']);
  });

  test('missing headers are found', () => {
    expect(failed("curl 'https://a.example/ws' -H 'Upgrade: websocket'")).toEqual(
      expect.arrayContaining(['request-connection', 'key']),
    );
  });
});

describe('raw messages', () => {
  test('request and response', () => {
    const text = `GET /chat HTTP/1.1\nHost: a.example\nUpgrade: websocket\nConnection: keep-alive, Upgrade\nSec-WebSocket-Key: ${key}\nSec-WebSocket-Version: 13\n\nHTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: ${accept}\n\n`;
    expect(parseHandshake(text).form).toBe('raw messages');
    expect(parseHandshake(text).exchanges.length).toBe(1);
    expect(failed(text)).toEqual([]);
  });

  test('the response above the request, as some tools print them', () => {
    const [exchange] = parseHandshake(
      `HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\nGET wss://a.example/chat?x=1 HTTP/1.1\nHost: a.example\n`,
    ).exchanges;
    expect(exchange.request?.head.target).toBe('/chat?x=1');
    expect(exchange.response?.head.status).toBe(101);
  });

  test('a request alone, forwarded as HTTP/1.0', () => {
    expect(
      failed(`GET /chat HTTP/1.0\nHost: 127.0.0.1:8080\nConnection: close\nSec-WebSocket-Key: ${key}\n`),
    ).toEqual(expect.arrayContaining(['request-upgrade', 'request-connection']));
  });
});

describe('browser headers', () => {
  test('sections with names and values on lines of their own', () => {
    const text = `General
Request URL
wss://a.example/ws
Request Method
GET
Status Code
101 Switching Protocols
Response Headers
connection
upgrade
sec-websocket-accept
${accept}
upgrade
websocket
Request Headers
connection
Upgrade
host
a.example
origin
https://a.example
sec-websocket-key
${key}
sec-websocket-version
13
upgrade
websocket
`;
    const pasted = parseHandshake(text);
    expect(pasted.form).toBe('browser headers');
    expect(pasted.url).toBe('wss://a.example/ws');
    expect(pasted.exchanges[0].request?.head.startLine).toBe('GET /ws HTTP/1.1');
    expect(pasted.exchanges[0].response?.head.startLine).toBe('HTTP/1.1 101 Switching Protocols');
    expect(failed(text)).toEqual([]);
  });

  test('sections with colons (older Chrome)', () => {
    const text = `Request URL: ws://a.example/ws
Request Method: GET
Status Code: 200 OK
Response Headers
Server: nginx/1.22.1
Content-Type: text/html
Request Headers
Connection: Upgrade
Host: a.example
Upgrade: websocket
Sec-WebSocket-Key: ${key}
Sec-WebSocket-Version: 13
`;
    const checked = checkHandshake(text);
    expect(checked.exchanges[0].exchange.response?.head.status).toBe(200);
    expect(checked.exchanges[0].meaning?.id).toBe('200');
  });

  test('a list of response headers without a status line', () => {
    const pasted = parseHandshake(
      `Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: ${accept}\n`,
    );
    expect(pasted.exchanges[0].response?.startLineAssumed).toBe(true);
    expect(pasted.notes.join(' ')).toContain('101');
  });

  test('provisional headers are noted', () => {
    expect(
      parseHandshake(
        'Request Headers\nProvisional headers are shown\nUpgrade: websocket\nOrigin: https://a.example\n',
      ).notes.join(' '),
    ).toContain('provisional');
  });

  test('Firefox: copy request headers', () => {
    const [exchange] = parseHandshake(
      `GET /ws HTTP/1.1\nHost: a.example\nUser-Agent: Mozilla/5.0 Gecko/20100101 Firefox/146.0\nSec-WebSocket-Version: 13\nOrigin: https://a.example\nSec-WebSocket-Extensions: permessage-deflate\nSec-WebSocket-Key: ${key}\nConnection: keep-alive, Upgrade\nUpgrade: websocket\n`,
    ).exchanges;
    expect(exchange.request?.head.headers.length).toBe(8);
  });
});

test('finds no handshake in other texts', () => {
  for (const text of [
    '',
    'hello',
    'server {\n  listen 80;\n}\n',
    '00000000  81 05 48 65 6c 6c 6f  |..Hello|',
    '{"type":"x"}',
  ]) {
    expect(parseHandshake(text).form, text).toBeNull();
  }
});

test('reads a curl command with lone carriage returns', () => {
  expect(parseHandshake('curl \rhttp://localhost/ws\r-H \rx').form).toBe('curl command (bash)');
});

test('reads any text without an exception; all ranges are within the text', () => {
  const pieces = [
    '> ',
    '< ',
    'HTTP/1.1 101 x',
    'GET / HTTP/1.1',
    ': ',
    '\r',
    '\n',
    'curl ',
    "'",
    '"',
    '^',
    '\\',
    "$'",
    'Request Headers',
    'Upgrade',
    '-H',
    ' ',
    '\u{1f600}',
    '\t',
  ];
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const { pasted } = checkHandshake(text);
      for (const head of pasted.exchanges.flatMap((one) => [one.request, one.response])) {
        for (const at of head?.headersAt ?? []) {
          expect(at.start).toBeLessThanOrEqual(at.end);
          expect(at.end).toBeLessThanOrEqual(text.length);
        }
        expect(head?.headersAt.length).toBe(head?.head.headers.length);
      }
    }),
    { numRuns: 400 },
  );
});
