// Bun and Deno as clients or servers: <client|server>. See node.mjs for the protocol.
import { createInterface } from 'node:readline';

const role = process.argv[2] ?? globalThis.Deno?.args[0];
const say = (i, text, more = {}) => console.log(JSON.stringify({ i: Number(i), text, ...more }));
const listening = (port) => console.log(JSON.stringify({ port }));

/** Reports the error of a socket, or else how it closed. */
function watch(i, socket) {
  let message = null;
  let type = null;
  socket.onerror = (event) => {
    message ??= event.message || event.error?.message || '';
    type ??= event.error?.constructor?.name ?? null;
  };
  socket.onclose = () => say(i, message, { error: type });
}

function bunServer() {
  const server = globalThis.Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) =>
      self.upgrade(request, { data: { i: new URL(request.url).pathname.slice(1) } })
        ? undefined
        : new Response('no', { status: 400 }),
    websocket: {
      perMessageDeflate: true,
      message: () => undefined,
      close: ({ data }, code, reason) =>
        say(data.i, code === 1006 ? reason : null, { sure: code === 1006 && reason !== '' }),
    },
  });
  listening(server.port);
}

function denoServer() {
  const { Deno } = globalThis;
  const handler = (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    watch(new URL(request.url).pathname.slice(1), socket);
    return response;
  };
  Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => listening(port) }, handler);
}

if (role === 'server') (globalThis.Bun ? bunServer : denoServer)();
else {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const [i, url] = line.split(' ');
    watch(i, new WebSocket(url));
  });
}
