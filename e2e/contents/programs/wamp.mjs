// wampy against a router that answers as WAMP says: HELLO, SUBSCRIBE, PUBLISH, GOODBYE.
import { listen, load } from './kit.mjs';

export async function serve() {
  const { WebSocketServer } = load('ws');
  const { server, port } = await listen();
  new WebSocketServer({ server, handleProtocols: () => 'wamp.2.json' }).on('connection', (socket) =>
    socket.on('message', (data) => {
      const [type, request] = JSON.parse(String(data));
      const send = (message) => socket.send(JSON.stringify(message));
      if (type === 1) send([2, 9129137332, { roles: { broker: {} } }]);
      if (type === 32) send([33, request, 5512315355]);
      if (type === 16) {
        send([17, request, 4429313566]);
        send([36, 5512315355, 4429313566, {}, ['Hello, world!']]);
      }
      if (type === 6) send([6, {}, 'wamp.close.goodbye_and_out']);
    }),
  );
  return { address: `ws://127.0.0.1:${port}/ws`, close: () => server.close() };
}

export async function talk(url) {
  const { Wampy } = load('wampy');
  const wampy = new Wampy(url, { realm: 'realm1', ws: load('ws') });
  await wampy.connect();
  await new Promise((resolve) => {
    wampy
      .subscribe('com.example.news', resolve)
      .then(() => wampy.publish('com.example.news', ['Hello, world!'], { exclude_me: false }));
  });
  await wampy.disconnect();
}
