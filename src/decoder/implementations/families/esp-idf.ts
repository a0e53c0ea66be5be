// ESP-IDF: esp_websocket_client over the transport transport_ws.c. It hands every frame to the application as it comes
// and looks at the length alone.

import { at, client, type Implementation } from '../implementation.ts';

export const espIdf: Implementation = {
  id: 'esp-idf',
  name: 'ESP-IDF esp_websocket_client',
  version: 'ESP-IDF 5, esp_websocket_client 1 (source)',
  roles: client,
  shown: 'serial log, WEBSOCKET_EVENT_ERROR; no Close frame',
  application: 'WEBSOCKET_EVENT_ERROR, then WEBSOCKET_EVENT_DISCONNECTED',
  checks: at('length', null, [['over31', 'esp_transport_read() failed with …, transport_error=ESP_OK, …']]),
  handshake: [
    ['no-answer', 'Error read response for Upgrade header'],
    ['accept', 'Invalid websocket key', 'Sec-WebSocket-Accept not found'],
  ],
};
