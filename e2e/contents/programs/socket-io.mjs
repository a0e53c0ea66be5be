// socket.io 4: an event, an acknowledgement, a binary event both ways, and a namespace that is refused.
import { listen, load, once, pause } from './kit.mjs';

export async function serve() {
  const { server, port } = await listen();
  const { Server } = load('socket.io');
  const io = new Server(server, { transports: ['websocket'], pingInterval: 300, pingTimeout: 2000 });
  io.on('connection', (socket) => {
    socket.on('chat message', (text, answer) => answer({ heard: text }));
    socket.on('image', (bytes, more) => socket.emit('image', more, bytes));
  });
  io.of('/admin').use((_socket, next) => next(new Error('not authorized')));
  return { address: `ws://127.0.0.1:${port}/`, close: () => io.close() };
}

export async function talk(url) {
  const { io } = load('socket.io-client');
  const socket = io(url.replace(/^ws/, 'http'), { transports: ['websocket'] });
  await once(socket, 'connect');
  await socket.emitWithAck('chat message', 'héllo');
  socket.emit('image', Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.from('second'));
  await once(socket, 'image');
  const admin = socket.io.socket('/admin');

  await once(admin, 'connect_error');
  await pause(500);
  socket.disconnect();
}
