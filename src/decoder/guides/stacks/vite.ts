import { type Guide, importLine } from '../guide.ts';

const js = (text: string) => ({ language: 'js' as const, text });
const ran = { with: 'Vite 8.3, ws 8.23, Node 20' };
const docs = 'https://vite.dev/config/server-options.html';

/** The dev server of Vite, whose hot reload is a WebSocket too. */
export const viteGuide: Guide = {
  stack: 'vite',
  name: 'Vite dev server',
  versions: 'Run with Vite 8.3.',
  fixes: [
    {
      id: 'hmr-collision',
      causes: ['double-handshake', 'http-response-on-websocket', 'valid-bytes-receiver-at-fault'],
      title: "Leave the dev server's own WebSocket alone",
      wrong: js(`${importLine('{ createServer }', 'node:http')}
${importLine('{ createServer as createVite }', 'vite')}
${importLine('{ WebSocketServer }', 'ws')}

const server = createServer();
const vite = await createVite({ configFile: false, server: { middlewareMode: true, hmr: { server } } });
server.on('request', vite.middlewares);

const app = new WebSocketServer({ server, path: '/app' });
app.on('connection', (ws) => ws.send('hello'));
server.listen(8080);
`),
      right: js(`${importLine('{ createServer }', 'node:http')}
${importLine('{ createServer as createVite }', 'vite')}
${importLine('{ WebSocketServer }', 'ws')}

const server = createServer();
const vite = await createVite({ configFile: false, server: { middlewareMode: true, hmr: { server } } });
server.on('request', vite.middlewares);

const app = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/app') {
    app.handleUpgrade(request, socket, head, (ws) => app.emit('connection', ws, request));
  }
});
app.on('connection', (ws) => ws.send('hello'));
server.listen(8080);
`),
      why: 'Vite upgrades the requests with the subprotocol vite-hmr. A second server made with { server, path } answers 400 to them on the same socket, and the page reloads without end.',
      confirm: 'The browser console must print [vite] connected. and no "Invalid frame header".',
      ran,
      source: `${docs}#server-hmr`,
    },
    {
      id: 'proxy-ws',
      causes: ['upgrade-refused', 'proxy-stripped-upgrade', 'double-handshake'],
      conditions: { 'upgrade-refused': { statuses: [200, 400, 404, 426], tunnel: false } },
      title: 'Proxy WebSockets with ws: true, on a path of their own',
      wrong: js(`${importLine('{ createServer }', 'vite')}

const vite = await createServer({
  configFile: false,
  server: { port: 8080, host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:9090' } },
});
await vite.listen();
`),
      right: js(`${importLine('{ createServer }', 'vite')}

const vite = await createServer({
  configFile: false,
  server: { port: 8080, host: '127.0.0.1', proxy: { '/api': { target: 'ws://127.0.0.1:9090', ws: true } } },
});
await vite.listen();
`),
      why: "Without ws: true the proxy takes plain requests alone and leaves an upgrade unanswered. A proxy for '/' with ws: true would take the hot reload's WebSocket too; give the backend its own path.",
      confirm: 'A WebSocket to ws://localhost:5173/api must open, and hot reload must still work.',
      ran,
      source: `${docs}#server-proxy`,
    },
    {
      id: 'behind-proxy',
      causes: ['upgrade-refused', 'proxy-stripped-upgrade'],
      conditions: { 'upgrade-refused': { statuses: [400, 404, 426, 502], tunnel: false } },
      title: 'Hot reload behind an HTTPS proxy',
      wrong: {
        language: 'ts',
        text: `${importLine('{ defineConfig }', 'vite')}

export default defineConfig({
  server: { hmr: { port: 24678 } },
});
`,
      },
      right: {
        language: 'ts',
        text: `${importLine('{ defineConfig }', 'vite')}

export default defineConfig({
  server: { hmr: { protocol: 'wss', clientPort: 443 } },
});
`,
      },
      why: 'The page must connect to the port of the proxy, not to one that is open only on the machine of the backend; the proxy must pass the upgrade on.',
      confirm: 'The browser console must print [vite] connected.',
      ran: {
        notRun:
          'It needs a browser behind an HTTPS proxy; only its options were checked against the documentation.',
      },
      source: `${docs}#server-hmr`,
    },
  ],
};
