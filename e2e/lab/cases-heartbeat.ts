// Heartbeats that are messages: of Socket.IO and of applications, answered and left without an answer.

import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server as SocketServer } from 'socket.io';
import { type WebSocket, WebSocketServer } from 'ws';
import { wsClient } from './kit.ts';
import { type Lab, type LabCase, npm, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };
const path = '/socket.io/?EIO=4&transport=websocket';
/** Timers of Socket.IO, in milliseconds: the defaults are 25 s and 20 s. */
const timers = { pingInterval: 1500, pingTimeout: 1000 };

async function socketServer(lab: Lab): Promise<{ io: SocketServer; port: number }> {
  const port = await lab.port();
  const io = new SocketServer(port, { ...timers, transports: ['websocket'] });
  lab.defer(async () => {
    io.disconnectSockets(true);
    await io.close();
  });
  return { io, port };
}

async function plainServer(lab: Lab, onConnection: (socket: WebSocket) => void): Promise<number> {
  const port = await lab.port();
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  server.on('connection', onConnection);
  lab.defer(() => {
    server.close();
  });
  return port;
}

/** A Socket.IO client, until it is disconnected. */
async function socketClient(port: number): Promise<void> {
  const { io } = await import('socket.io-client');
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false });
  await new Promise((resolve) => client.once('disconnect', resolve));
}

/** A client that sends one text, and then waits for the end. */
async function clientThatSays(lab: Lab, url: string, text: string): Promise<void> {
  const { socket, opened, ended } = wsClient(lab, url);
  await opened;
  socket.send(text);
  await ended;
}

/** Sends a text three times, a second apart. */
async function beat(socket: WebSocket, text: (n: number) => string): Promise<void> {
  for (let n = 0; n < 3; n++) {
    socket.send(text(n));
    await sleep(1000);
  }
}

/** Cases of idle-timeout, and sound connections that resemble them. */
export const cases: LabCase[] = [
  {
    name: 'socketio-client-leaves-heartbeat-unanswered',
    cause: 'idle-timeout',
    software: [npm('socket.io'), npm('ws')],
    story: 'A plain WebSocket client does not answer the heartbeat “2” of Socket.IO, and the server closes.',
    async run(lab) {
      const { port } = await socketServer(lab);
      await lab.record(port);
      await clientThatSays(lab, `ws://127.0.0.1:${port}${path}`, '40');
      return none;
    },
  },
  {
    name: 'socketio-client-blocked',
    cause: 'idle-timeout',
    software: [npm('socket.io'), npm('socket.io-client')],
    story:
      'The event loop of a Socket.IO client is blocked for 5 s, and the server closes with “ping timeout”.',
    async run(lab) {
      const { io, port } = await socketServer(lab);
      const ended = new Promise((resolve) =>
        io.on('connection', (socket) => socket.on('disconnect', resolve)),
      );
      await lab.record(port);
      const client = spawn(process.execPath, [
        '--input-type=module',
        '-e',
        `import { io } from 'socket.io-client';
        const socket = io('http://127.0.0.1:${port}', { transports: ['websocket'], reconnection: false });
        socket.on('connect', () => {
          const until = Date.now() + 5000;
          while (Date.now() < until);
        });
        socket.on('disconnect', () => process.exit());`,
      ]);
      lab.defer(() => {
        client.kill();
      });
      await ended;
      await new Promise((resolve) => client.once('exit', resolve));
      return none;
    },
  },
  {
    name: 'socketio-server-sends-no-heartbeat',
    cause: 'idle-timeout',
    software: [npm('socket.io-client'), npm('ws')],
    story: 'A server that speaks Engine.IO stops sending heartbeats, and the Socket.IO client closes.',
    async run(lab) {
      const port = await plainServer(lab, (socket) => {
        socket.send(`0${JSON.stringify({ sid: 'a', upgrades: [], ...timers, maxPayload: 1e6 })}`);
        socket.on('message', () => socket.send('40{"sid":"b"}'));
      });
      await lab.record(port);
      await socketClient(port);
      return none;
    },
  },
  {
    name: 'application-heartbeat-unanswered',
    cause: 'idle-timeout',
    software: [npm('ws')],
    story: 'A server that sends {"type":"ping"} ends the connection after two without an answer.',
    async run(lab) {
      const port = await plainServer(lab, (socket) => {
        void beat(socket, () => '{"type":"ping"}').then(() => socket.terminate());
      });
      await lab.record(port);
      await clientThatSays(lab, `ws://127.0.0.1:${port}/`, '{"type":"hello"}');
      return none;
    },
  },
  {
    name: 'socketio-heartbeats-answered',
    cause: 'healthy',
    software: [npm('socket.io'), npm('socket.io-client')],
    story: 'A Socket.IO client answers two heartbeats, then the server disconnects it.',
    async run(lab) {
      const { io, port } = await socketServer(lab);
      io.on('connection', (socket) => void sleep(4000).then(() => socket.disconnect(true)));
      await lab.record(port);
      await socketClient(port);
      return none;
    },
  },
  {
    name: 'heartbeats-that-ask-for-no-answer',
    cause: 'healthy',
    software: [npm('ws')],
    story: 'A server sends pings as ActionCable does, which no client answers, and closes with 1000.',
    async run(lab) {
      const ping = (n: number) => JSON.stringify({ type: 'ping', message: 1_700_000_000 + n });
      const port = await plainServer(lab, (socket) => {
        void beat(socket, ping).then(() => socket.close(1000));
      });
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/cable`, ['actioncable-v1-json']).ended;
      return none;
    },
  },
];
