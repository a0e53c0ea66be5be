// A client sends a stanza that is not well-formed: Prosody ends the stream with an error.
import { heard, load, pause } from './kit.mjs';

export { serve } from './xmpp.mjs';

export async function talk(url) {
  const WebSocket = load('ws');
  const socket = new WebSocket(new URL('/xmpp-websocket', url), 'xmpp');
  await heard(socket, 'open');
  socket.send('<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="localhost" version="1.0"/>');
  await pause(300);
  const closed = heard(socket, 'close');
  socket.send('<message xmlns="jabber:client" to="bob@localhost"><body>hello</message>');
  await closed;
}
