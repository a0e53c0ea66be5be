// `exec` of @kubernetes/client-node with v5. No server of Kubernetes is at hand: the server writes its channels with
// the stream code of the same library.
import { PassThrough } from 'node:stream';
import { listen, load, nextMessage } from './kit.mjs';

/** Serves pods whose command answers as `act` says. `protocol`: the one that the server speaks. */
export async function servePods(protocol, act) {
  const { WebSocketServer } = load('ws');
  const { WebSocketHandler } = await import(library('web-socket-handler'));
  const { server, port } = await listen();
  const handleProtocols = (offered) => (offered.has(protocol) ? protocol : false);
  new WebSocketServer({ server, handleProtocols }).on('connection', (socket) => {
    const streams = [1, 2, 3].map((channel) => {
      const stream = new PassThrough();
      stream.on('data', (data) => WebSocketHandler.processData(data, socket, null, channel));
      return stream;
    });
    void act(socket, streams);
  });
  return { address: `ws://127.0.0.1:${port}/`, close: () => server.close() };
}

const library = (file) =>
  new URL(`node_modules/@kubernetes/client-node/dist/${file}.js`, `file://${process.env.PROGRAMS}/`).href;

export const success = { metadata: {}, status: 'Success' };

export const serve = () =>
  servePods('v5.channel.k8s.io', async (socket, [out, err, status]) => {
    // `tr` after stdin ends.
    const said = await nextMessage(socket);
    await nextMessage(socket);
    out.write(String(said.subarray(1)).toUpperCase());
    err.write('tr: done\n');
    setTimeout(() => status.write(JSON.stringify(success)), 50);
  });

/** Runs a command in a pod. Resolves with its status. */
export async function exec(url, command, input) {
  const { Exec, KubeConfig } = load('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'test', skipTLSVerify: true, server: url.replace(/^ws/, 'http').replace(/\/$/, '') },
    { name: 'ada' },
  );
  const stdin = new PassThrough();
  const streams = [new PassThrough(), new PassThrough(), stdin];
  for (const stream of streams.slice(0, 2)) stream.resume();
  let finish;
  const status = new Promise((resolve) => {
    finish = resolve;
  });
  const socket = await new Exec(config).exec('default', 'shop', 'web', command, ...streams, false, finish);
  if (input !== null) {
    stdin.write(input);
    await new Promise((resolve) => setTimeout(resolve, 50));
    stdin.end();
  }
  await status;
  await new Promise((resolve) => socket.addEventListener('close', resolve));
}

export const talk = (url) => exec(url, ['tr', 'a-z', 'A-Z'], 'hello\n');
