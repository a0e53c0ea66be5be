// MQTT.js and Aedes over ws, protocol 3.1.1: subscribe, publish with QoS 0 and 1, ping.
import { listen, load, once, pause } from './kit.mjs';

export const version = 4;

export async function serve() {
  const { Aedes } = load('aedes');
  const { WebSocketServer, createWebSocketStream } = load('ws');
  const broker = Aedes.createBroker ? await Aedes.createBroker() : new Aedes();
  const { server, port } = await listen();
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'mqtt' });
  sockets.on('connection', (socket) => broker.handle(createWebSocketStream(socket)));
  const close = () => {
    broker.close();
    server.close();
  };
  return { address: `ws://127.0.0.1:${port}/mqtt`, close };
}

export async function talk(url, protocolVersion = version) {
  const mqtt = load('mqtt');
  const client = mqtt.connect(url, { protocolVersion, clientId: 'framescope', keepalive: 1 });
  await once(client, 'connect');
  await client.subscribeAsync({ 'sensors/#': { qos: 1 } });
  const got = once(client, 'message');
  await client.publishAsync('sensors/kitchen', '{"celsius":21.5}', { qos: 1 });
  await got;
  await client.publishAsync('sensors/raw', Buffer.from([0, 1, 2, 255]));
  await pause(1500);
  await client.endAsync();
}
