// MQTT.js with protocol 5, and Aedes, which has 3.1.1 alone: it refuses.
import { load, once } from './kit.mjs';

export { serve } from './mqtt.mjs';

export async function talk(url) {
  const client = load('mqtt').connect(url, {
    protocolVersion: 5,
    clientId: 'framescope',
    reconnectPeriod: 0,
  });
  client.on('error', () => {});
  await once(client, 'close');
}
