// guacamole-common-js, guacamole-lite and a small stand-in for guacd, which Debian 12 has not: a layer is sized and
// drawn, the client answers `sync`, types and moves the pointer.
import { createCipheriv, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { closeAll, freePort, listen, load, pause } from './kit.mjs';

const key = 'MySuperSecretKeyForParamsToken12';

/** The instruction of these elements. Lengths count characters. */
const instruction = (...elements) => `${elements.map((one) => `${[...one].length}.${one}`).join(',')};`;

/** Answers as guacd does: arguments, `ready`, then what is drawn. */
function guacd() {
  return createServer((socket) => {
    let said = '';
    socket.on('data', (data) => {
      said += data;
      if (said.includes('6.select')) socket.write(instruction('args', 'VERSION_1_1_0', 'hostname', 'port'));
      if (said.includes('7.connect')) {
        socket.write(instruction('ready', '$260d01da-779b-4ee9-afc1-c16bae885cc7'));
        socket.write(
          instruction('size', '0', '64', '48') +
            instruction('rect', '0', '0', '0', '64', '48') +
            instruction('cfill', '14', '0', '32', '64', '128', '255') +
            instruction('name', 'büro') +
            instruction('sync', '1000', '1'),
        );
      }
      said = said.slice(said.lastIndexOf(';') + 1);
    });
    socket.on('error', () => {});
  });
}

/** `hasGuacd`: without it guacamole-lite tells the client of an error. */
export async function serveGuacamole(hasGuacd) {
  const { server, port: back } = hasGuacd ? await listen(guacd()) : { server: null, port: await freePort() };
  const { server: front, port } = await listen();
  const GuacamoleLite = load('guacamole-lite');
  new GuacamoleLite(
    { server: front },
    { host: '127.0.0.1', port: back },
    { crypt: { cypher: 'AES-256-CBC', key }, log: { stdLog: () => {}, errorLog: () => {} } },
  );
  return {
    address: `ws://127.0.0.1:${port}/`,
    close: () => closeAll(front, server),
  };
}

export const serve = () => serveGuacamole(true);

function token() {
  const iv = randomBytes(16);
  const cipher = createCipheriv('AES-256-CBC', key, iv);
  const settings = { connection: { type: 'vnc', settings: { hostname: 'localhost', port: '5900' } } };
  const value = Buffer.concat([cipher.update(JSON.stringify(settings)), cipher.final()]);
  return Buffer.from(JSON.stringify({ iv: iv.toString('base64'), value: value.toString('base64') })).toString(
    'base64',
  );
}

/** The tunnel of the library, in what it takes from a browser. */
export async function openTunnel(url) {
  globalThis.window ??= globalThis;
  globalThis.WebSocket = load('ws');
  globalThis.window.WebSocket = globalThis.WebSocket;
  globalThis.window.location ??= new URL('http://127.0.0.1/');
  globalThis.document ??= { createElement: () => ({ style: {} }) };
  const Guacamole = load('guacamole-common-js');
  const tunnel = new Guacamole.WebSocketTunnel(url);
  const seen = [];
  tunnel.oninstruction = (name, elements) => {
    seen.push(name);
    if (name === 'sync') tunnel.sendMessage('sync', elements[0]);
  };
  tunnel.onerror = () => {};
  tunnel.connect(new URLSearchParams({ token: token() }).toString());
  return { tunnel, seen };
}

export async function talk(url) {
  const { tunnel, seen } = await openTunnel(url);
  while (!seen.includes('sync')) await pause(50);
  tunnel.sendMessage('key', 0x61, 1);
  tunnel.sendMessage('key', 0x61, 0);
  tunnel.sendMessage('mouse', 10, 20, 0);
  await pause(800);
  tunnel.disconnect();
  await pause(200);
}
