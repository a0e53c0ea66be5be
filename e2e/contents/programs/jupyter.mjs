// jupyter-server and ipykernel (Debian: jupyter-server, python3-ipykernel), the default protocol: text messages, and
// one with a buffer.
import { closeAll, freePort, heard, load, start, temporaryFolder } from './kit.mjs';

const token = 'a';

export async function serve() {
  const { folder, close } = temporaryFolder();
  const port = await freePort();
  // Debian's program begins with the interpreter of Debian.
  const server = await start(
    port,
    '/usr/bin/python3',
    [
      '-m',
      'jupyter_server',
      '--allow-root',
      '--no-browser',
      `--port=${port}`,
      `--ServerApp.token=${token}`,
      `--ServerApp.root_dir=${folder}`,
    ],
    { env: { ...process.env, HOME: folder, PATH: `/usr/bin:${process.env.PATH}`, LC_ALL: 'C.UTF-8' } },
  );
  const api = `http://127.0.0.1:${port}/api/kernels?token=${token}`;
  kernel = (await (await fetch(api, { method: 'POST', body: '{"name":"python3"}' })).json()).id;
  return {
    address: `ws://127.0.0.1:${port}/`,
    close: () => closeAll(server, { close }),
  };
}

let kernel = '';
let count = 0;

export const header = (type) => ({
  msg_id: `m${++count}`,
  session: 's1',
  username: 'ada',
  date: '2026-01-01T00:00:00Z',
  msg_type: type,
  version: '5.3',
});

const execute = (code) => ({
  code,
  silent: false,
  store_history: false,
  user_expressions: {},
  allow_stdin: false,
});

/** Opens the channels of the kernel. */
export async function open(url, protocols) {
  const WebSocket = load('ws');
  const address = new URL(`/api/kernels/${kernel}/channels?session_id=s1&token=${token}`, url);
  const socket = new WebSocket(address, protocols);
  await heard(socket, 'open');
  return socket;
}

/** Resolves when a message holds a text: what a request has as its last answer. */
const answered = (socket, type) =>
  new Promise((resolve) => {
    socket.on('message', (data) => String(data).includes(`"${type}"`) && resolve());
  });

/** A message of the default protocol with buffers: offsets of 4 bytes, the most significant first. */
export function defaultBinary(message, buffers) {
  const parts = [Buffer.from(JSON.stringify(message)), ...buffers];
  const head = Buffer.alloc(4 * (parts.length + 1));
  head.writeUInt32BE(parts.length, 0);
  let at = head.length;
  for (const [i, part] of parts.entries()) {
    head.writeUInt32BE(at, 4 * (i + 1));
    at += part.length;
  }
  return Buffer.concat([head, ...parts]);
}

export const request = (channel, type, content) => ({
  channel,
  header: header(type),
  parent_header: {},
  metadata: {},
  content,
});

const withBuffer = `get_ipython().kernel.session.send(get_ipython().kernel.iopub_socket, 'comm_msg',
  {'comm_id': 'c', 'data': {}}, buffers=[b'\\x01\\x02\\x03'])`;

export async function talk(url) {
  const socket = await open(url, []);
  const info = answered(socket, 'kernel_info_reply');
  socket.send(JSON.stringify(request('shell', 'kernel_info_request', {})));
  await info;
  const reply = answered(socket, 'execute_reply');
  socket.send(JSON.stringify(request('shell', 'execute_request', execute('print(6 * 7)'))));
  await reply;
  const buffer = answered(socket, 'comm_msg');
  socket.send(JSON.stringify(request('shell', 'execute_request', execute(withBuffer))));
  await buffer;
  const done = answered(socket, 'comm_info_reply');
  const asked = request('shell', 'comm_info_request', {});
  socket.send(defaultBinary({ ...asked, buffers: [] }, [Buffer.of(4, 5, 6)]));
  await done;
  socket.close(1000);
  await heard(socket, 'close');
}

/** A message of `v1.kernel.websocket.jupyter.org`: offsets of 8 bytes, the least significant first. */
export function v1Binary({ channel, ...message }) {
  const names = ['header', 'parent_header', 'metadata', 'content'];
  const parts = [Buffer.from(channel), ...names.map((name) => Buffer.from(JSON.stringify(message[name])))];
  const offsets = [8 * (parts.length + 2)];
  for (const part of parts) offsets.push(offsets.at(-1) + part.length);
  const head = Buffer.alloc(offsets[0]);
  head.writeBigUInt64LE(BigInt(offsets.length), 0);
  for (const [i, offset] of offsets.entries()) head.writeBigUInt64LE(BigInt(offset), 8 * (i + 1));
  return Buffer.concat([head, ...parts]);
}

export async function talkV1(socket) {
  const info = answered(socket, 'kernel_info_reply');
  socket.send(v1Binary(request('shell', 'kernel_info_request', {})));
  await info;
  const reply = answered(socket, 'execute_reply');
  socket.send(v1Binary(request('shell', 'execute_request', execute('print(6 * 7)'))));
  await reply;
}
