// sockjs-node and sockjs-client over its websocket transport.
import { listen, load } from './kit.mjs';

export async function serve() {
  const sockjs = load('sockjs');
  const { server, port } = await listen();
  const echo = sockjs.createServer({ log: () => {} });
  echo.on('connection', (connection) => connection.on('data', (text) => connection.write(text)));
  echo.installHandlers(server, { prefix: '/echo' });
  return { address: `ws://127.0.0.1:${port}/echo`, close: () => server.close() };
}

export async function talk(url) {
  // the websocket transport alone: the information request would be a second connection
  const WebSocket = load('ws');
  const socket = new WebSocket(`${url}/123/abcdefgh/websocket`);
  await new Promise((resolve) => {
    let replies = 0;
    socket.on('message', (data) => {
      const text = String(data);
      if (text === 'o') socket.send(JSON.stringify(['{"say":"hi"}', 'plain']));
      if (text.startsWith('a')) replies += JSON.parse(text.slice(1)).length;
      if (replies >= 2) resolve();
    });
  });
  socket.close();
}
