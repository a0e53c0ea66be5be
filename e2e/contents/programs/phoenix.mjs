// phoenix.js against a server that answers as Phoenix does: join, push, reply, heartbeat.
import { listen, load, pause } from './kit.mjs';

export async function serve() {
  const { WebSocketServer } = load('ws');
  const { server, port } = await listen();
  new WebSocketServer({ server }).on('connection', (socket) =>
    socket.on('message', (data) => {
      const [joinRef, ref, topic] = JSON.parse(String(data));
      socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
    }),
  );
  return { address: `ws://127.0.0.1:${port}/socket`, close: () => server.close() };
}

export async function talk(url) {
  const { Socket } = load('phoenix');
  const socket = new Socket(url, { transport: load('ws'), heartbeatIntervalMs: 200 });
  socket.connect();
  const channel = socket.channel('room:lobby', {});
  await new Promise((resolve) => channel.join().receive('ok', resolve));
  await new Promise((resolve) => channel.push('shout', { body: 'hi' }).receive('ok', resolve));
  await pause(300);
  socket.disconnect();
}
