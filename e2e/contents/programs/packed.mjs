// @msgpack/msgpack and cborg: one value as MessagePack and as CBOR, over ws.
import { listen, load, once } from './kit.mjs';

const value = {
  name: 'Ada',
  born: 1815,
  ratio: 0.5,
  tags: ['a', 'b'],
  nested: { deep: [null, true, -7] },
  bytes: new Uint8Array([1, 2, 3]),
};

export async function serve() {
  const { WebSocketServer } = load('ws');
  const { server, port } = await listen();
  new WebSocketServer({ server }).on('connection', (socket) =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  );
  return { address: `ws://127.0.0.1:${port}/`, close: () => server.close() };
}

export async function talk(url) {
  const WebSocket = load('ws');
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  const { encode } = await import(
    import.meta.resolve
      ? new URL('node_modules/cborg/cborg.js', `file://${process.env.PROGRAMS}/`).href
      : 'cborg'
  );
  for (const bytes of [load('@msgpack/msgpack').encode(value), encode(value)]) {
    socket.send(bytes);
    await once(socket, 'message');
  }
  socket.close();
}
