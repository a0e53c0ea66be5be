// A REGISTER whose CSeq names another method: Kamailio answers 400.
import { heard, load, nextMessage } from './kit.mjs';

export { serve } from './sip.mjs';

const request = [
  'REGISTER sip:127.0.0.1 SIP/2.0',
  'Via: SIP/2.0/WS client.invalid;branch=z9hG4bK1',
  'Max-Forwards: 70',
  'To: <sip:ada@127.0.0.1>',
  'From: <sip:ada@127.0.0.1>;tag=1',
  'Call-ID: 1@client.invalid',
  'CSeq: 1 INVITE',
  'Contact: <sip:ada@client.invalid;transport=ws>',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

export async function talk(url) {
  const WebSocket = load('ws');
  const socket = new WebSocket(url, 'sip');
  await heard(socket, 'open');
  const answer = nextMessage(socket);
  socket.send(request);
  await answer;
  socket.close(1000);
  await heard(socket, 'close');
}
