// The SignalR client of Microsoft against a server that answers as a hub does: handshake, invocation, ping, close.
import { listen, load } from './kit.mjs';

const end = '\u001e';

export async function serve() {
  const { WebSocketServer } = load('ws');
  const { server, port } = await listen();
  new WebSocketServer({ server }).on('connection', (socket) =>
    socket.on('message', (data) => {
      for (const record of String(data)
        .split(end)
        .filter(Boolean)
        .map((text) => JSON.parse(text))) {
        if (record.protocol) socket.send(`{}${end}`);
        if (record.type !== 1) continue;
        const news = { type: 1, target: 'News', arguments: ['héllo'] };
        const done = { type: 3, invocationId: record.invocationId, result: 5 };
        socket.send([news, { type: 6 }, done].map((one) => JSON.stringify(one) + end).join(''));
      }
    }),
  );
  return { address: `ws://127.0.0.1:${port}/hub`, close: () => server.close() };
}

export async function talk(url) {
  const { HubConnectionBuilder, HttpTransportType, LogLevel } = load('@microsoft/signalr');
  const options = { skipNegotiation: true, transport: HttpTransportType.WebSockets, WebSocket: load('ws') };
  const hub = new HubConnectionBuilder()
    .withUrl(url.replace(/^ws/, 'http'), options)
    .configureLogging(LogLevel.None)
    .build();
  hub.on('News', () => {});
  await hub.start();
  await hub.invoke('Add', 2, 3);
  await hub.stop();
}
