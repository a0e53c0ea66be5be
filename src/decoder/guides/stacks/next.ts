import { type Guide, importLine } from '../guide.ts';

const js = (text: string) => ({ language: 'js' as const, text });
const ran = { notRun: 'Next.js is not in the test; the same collision is run with ws and with Vite.' };
const docs = 'https://nextjs.org/docs/app/guides/custom-server';

/** Next.js with a custom server. */
export const nextGuide: Guide = {
  stack: 'next',
  name: 'Next.js',
  versions: 'Documented for Next.js 13 to 15 with a custom server.',
  fixes: [
    {
      id: 'hmr-collision',
      causes: ['double-handshake', 'http-response-on-websocket', 'valid-bytes-receiver-at-fault'],
      title: 'Leave /_next/ to Next',
      wrong: js(`${importLine('{ createServer }', 'node:http')}
${importLine('next', 'next')}
${importLine('{ WebSocketServer }', 'ws')}

const app = next({ dev: true });
await app.prepare();
const server = createServer(app.getRequestHandler());
const chat = new WebSocketServer({ server });
chat.on('connection', (ws) => ws.send('hello'));
server.listen(3000);
`),
      right: js(`${importLine('{ createServer }', 'node:http')}
${importLine('next', 'next')}
${importLine('{ WebSocketServer }', 'ws')}

const app = next({ dev: true });
await app.prepare();
const server = createServer(app.getRequestHandler());
const chat = new WebSocketServer({ noServer: true });
const nextUpgrade = app.getUpgradeHandler();

server.on('upgrade', (request, socket, head) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/chat') {
    chat.handleUpgrade(request, socket, head, (ws) => chat.emit('connection', ws, request));
  } else {
    nextUpgrade(request, socket, head);
  }
});
chat.on('connection', (ws) => ws.send('hello'));
server.listen(3000);
`),
      why: "A WebSocketServer on the same HTTP server also takes /_next/webpack-hmr. Two receivers then unmask the same bytes: the server prints 'invalid status code' with a random number, or 'RSV1 must be clear'.",
      confirm:
        'Hot reload must work while the chat is open, and no "Invalid WebSocket frame" may be printed.',
      ran,
      source: docs,
    },
    {
      id: 'route-handler',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [200, 404, 405, 426, 500], tunnel: false } },
      title: 'Route handlers cannot upgrade',
      wrong: {
        language: 'ts',
        text: `// app/api/ws/route.ts
export function GET(request: Request) {
  return new Response(null, { status: 101, headers: { Upgrade: 'websocket' } });
}
`,
      },
      right: {
        language: 'ts',
        text: `// a server of its own, beside Next
${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 3001, path: '/ws' });
server.on('connection', (ws) => ws.send('hello'));
`,
      },
      why: 'A handler gets a Request and returns a Response; it has no socket to upgrade, and a Response cannot have status 101. Serverless platforms have no process that could hold the connection.',
      confirm:
        'curl -si --http1.1 -m 3 -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" http://localhost:3001/ws | head -1\nmust print: HTTP/1.1 101 Switching Protocols',
      ran,
      source: 'https://nextjs.org/docs/app/api-reference/file-conventions/route',
    },
  ],
};
