// WebSocket servers on faye-websocket and nodejs-websocket: LIBRARY PORT MODE [CODE REASON].
const [library, port, mode, code, reason] = process.argv.slice(2);
const hello = JSON.stringify({ hello: library, city: 'Zürich' });

if (library === 'faye-websocket') {
  const Faye = require('faye-websocket');
  const server = require('node:http').createServer((_request, response) =>
    response.writeHead(404).end('no page'),
  );
  server.on('upgrade', (request, socket, body) => {
    const ws = new Faye(request, socket, body, [], mode === 'limit' ? { maxLength: 2000 } : {});
    let count = 0;
    ws.on('open', () => ws.send(hello));
    ws.on('message', ({ data }) => {
      ws.send(`echo: ${data}`);
      if (++count !== 2) return;
      if (mode === 'close') ws.close(Number(code), reason);
      if (mode === 'destroy') socket.destroy();
      // a second handler of the same socket answers as well
      if (mode === 'http') socket.write('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n');
      // its timer writes to the socket, not to the WebSocket
      if (mode === 'raw') socket.write(`${JSON.stringify({ type: 'ping', time: 1 })}\n`);
    });
  });
  server.listen(Number(port), '127.0.0.1');
} else {
  const server = require('nodejs-websocket').createServer((connection) => {
    let count = 0;
    connection.on('error', () => {});
    connection.sendText(hello);
    connection.on('text', (text) => {
      connection.sendText(`echo: ${text}`);
      if (++count !== 2) return;
      if (mode === 'close') connection.close(Number(code), reason);
      if (mode === 'split') {
        // a write that is taken for a copy of the payload: half of the frame goes out, the rest is lost
        const frame = Buffer.concat([Buffer.from([0x81, 126, 0x01, 0xf4]), Buffer.alloc(500, 'ab')]);
        connection.socket.write(frame.subarray(0, 260));
        connection.sendText('{"after":1}');
        connection.sendText('{"after":2,"city":"Zürich"}');
        connection.sendText('{"after":3}');
      }
    });
  });
  if (mode === 'limit') server.maxBufferLength = 2000;
  require('nodejs-websocket').setMaxBufferLength(mode === 'limit' ? 2000 : 1 << 21);
  server.listen(Number(port), '127.0.0.1');
}
