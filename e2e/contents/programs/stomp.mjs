// stompjs 7 and stomp-broker-js: subscribe, send, receive.
import { listen, load } from './kit.mjs';

export async function serve() {
  const StompServer = load('stomp-broker-js');
  const { server, port } = await listen();
  const stomp = new StompServer({ server, path: '/stomp', heartbeat: [0, 0] });
  stomp.on('subscribe', () =>
    stomp.send('/topic/prices', { 'content-type': 'application/json' }, '{"price":12.5}'),
  );
  return { address: `ws://127.0.0.1:${port}/stomp`, close: () => server.close() };
}

export async function talk(url) {
  const { Client } = load('@stomp/stompjs');
  const WebSocket = load('ws');
  await new Promise((resolve, reject) => {
    const client = new Client({
      webSocketFactory: () => new WebSocket(url, ['v12.stomp', 'v11.stomp', 'v10.stomp']),
      heartbeatIncoming: 0,
      heartbeatOutgoing: 0,
      onConnect: () => {
        client.publish({
          destination: '/queue/orders',
          body: '{"order":7}',
          headers: { 'content-type': 'application/json' },
        });
        client.subscribe('/topic/prices', () => resolve(client));
      },
      onStompError: reject,
    });
    client.activate();
  }).then((client) => client.deactivate());
}
