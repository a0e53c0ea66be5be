// Example handshakes: a response without an upgrade, both legs of a proxy, a URL.

import type { Example } from './ExampleList.tsx';

export interface HandshakeExample extends Example {
  readonly text: string;
  /** The leg from proxy to backend, when the example has one. */
  readonly behind: string;
}

/** Examples of what can be pasted. */
export const handshakeExamples: readonly HandshakeExample[] = [
  {
    id: 'refused',
    name: 'curl -i',
    says: 'A server behind a proxy answers 426.',
    text: `$ curl -i -N --http1.1 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' https://chat.example.com/ws
HTTP/1.1 426 Upgrade Required
Server: nginx/1.22.1
Content-Type: text/plain
Content-Length: 16
Connection: keep-alive

Upgrade Required
`,
    behind: '',
  },
  {
    id: 'accept',
    name: 'Raw request and response',
    says: 'A 101 that every browser rejects.',
    text: `GET /ws HTTP/1.1
Host: chat.example.com
Origin: https://chat.example.com
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13

HTTP/1.1 101 Switching Protocols
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk=
Sec-WebSocket-Protocol: chat
`,
    behind: '',
  },
  {
    id: 'legs',
    name: 'Both legs of a proxy',
    says: 'What the proxy dropped, added and changed.',
    text: `GET /ws HTTP/1.1
Host: chat.example.com
Origin: https://chat.example.com
Connection: keep-alive, Upgrade
Upgrade: websocket
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13
Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
Cookie: session=41

HTTP/1.1 426 Upgrade Required
Server: nginx/1.22.1
Content-Length: 16
Connection: keep-alive
`,
    behind: `GET /ws HTTP/1.0
Host: 127.0.0.1:3000
Connection: close
Origin: https://chat.example.com
X-Forwarded-For: 203.0.113.7
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13
Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
Cookie: session=41

HTTP/1.1 426 Upgrade Required
Content-Length: 16
Connection: close
`,
  },
  {
    id: 'url',
    name: 'A URL alone',
    says: 'The commands to run, and what each answer means.',
    text: 'wss://chat.example.com/ws',
    behind: '',
  },
];
