// The parts of the reproduction for Node that are the same for every recording.

/** Reads and prints what the other side sends, and runs the steps. */
export const commonLines: readonly string[] = String.raw`
function bytesOf(lines) {
  return Buffer.from(lines.join(''), 'hex');
}

const started = Date.now();
function say(text) {
  console.log(((Date.now() - started) / 1000).toFixed(3).padStart(8) + ' s  ' + text);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const names = ['continuation', 'text', 'binary', , , , , , 'close', 'ping', 'pong'];

function quoted(bytes) {
  const text = JSON.stringify(bytes.subarray(0, 120).toString('utf8'));
  return bytes.length > 120 ? text + ' ...' : text;
}

// The first frame of the bytes, or null while it is not whole.
function frameOf(bytes) {
  if (bytes.length < 2) return null;
  let length = bytes[1] & 127;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return null;
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return null;
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  const masked = (bytes[1] & 128) !== 0;
  if (masked) at += 4;
  if (bytes.length < at + length) return null;
  const payload = Buffer.from(bytes.subarray(at, at + length));
  if (masked) for (let i = 0; i < length; i++) payload[i] ^= bytes[at - 4 + (i & 3)];
  return { first: bytes[0], payload, length: at + length };
}

function frameText({ first, payload }) {
  const opcode = first & 15;
  const rsv = (first >> 4) & 7;
  const start = (names[opcode] || 'opcode ' + opcode) + (first & 128 ? '' : ', not the last fragment')
    + (rsv ? ', reserved bits ' + rsv : '') + ', ' + payload.length + ' bytes';
  if (opcode === 8 && payload.length >= 2)
    return start + ', code ' + payload.readUInt16BE(0) + ', reason ' + quoted(payload.subarray(2));
  if (payload.length === 0) return start;
  return start + (opcode === 1 && !rsv ? ': ' + quoted(payload) : ': ' + payload.subarray(0, 32).toString('hex'));
}

class Peer {
  constructor(socket, name) {
    this.socket = socket;
    this.name = name;
    this.head = null;
    this.received = 0;
    this.left = Buffer.alloc(0);
    this.isOver = false;
    this.waiting = [];
    socket.on('data', (bytes) => this.take(bytes));
    socket.on('end', () => this.over('ended its side (FIN)'));
    socket.on('error', (error) => this.over(error.code === 'ECONNRESET' ? 'reset the connection (RST)' : 'failed: ' + error.message));
    socket.on('close', () => this.over(null));
  }

  take(bytes) {
    this.left = Buffer.concat([this.left, bytes]);
    if (this.head === null) {
      const end = this.left.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.left.subarray(0, end).toString('latin1');
      for (const line of this.head.split('\r\n')) say(this.name + ': ' + line);
      bytes = this.left = this.left.subarray(end + 4);
    }
    this.received += bytes.length;
    const isWebSocket = !this.head.startsWith('HTTP/') || /^HTTP\/\S+ 101\b/.test(this.head);
    for (let frame; isWebSocket && (frame = frameOf(this.left)); this.left = this.left.subarray(frame.length))
      say(this.name + ': ' + frameText(frame));
    this.wake();
  }

  over(text) {
    if (text !== null && !this.isOver) {
      this.printRest();
      say(this.name + ' ' + text);
    }
    this.isOver = true;
    this.wake();
  }

  printRest() {
    if (this.left.length > 0) say(this.name + ', no whole frame: ' + quoted(this.left) + ' ' + this.left.subarray(0, 32).toString('hex'));
    this.left = Buffer.alloc(0);
  }

  wake() {
    for (const check of this.waiting) check();
  }

  // Resolves when the condition holds, the other side is over, or the time is over.
  until(holds, ms) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting = this.waiting.filter((one) => one !== check);
        resolve();
      };
      const check = () => (holds() || this.isOver) && done();
      const timer = setTimeout(done, ms);
      this.waiting.push(check);
      check();
    });
  }

  header(name) {
    const line = (this.head || '').split('\r\n').find((one) => one.toLowerCase().startsWith(name.toLowerCase() + ':'));
    return line === undefined ? null : line.slice(name.length + 1).trim();
  }
}

async function play(socket, peer, headFor) {
  socket.setNoDelay(true);
  let isOther = false; // the other side does not send what the recorded one sent
  for (const [kind, value, data] of steps) {
    if (socket.destroyed) break;
    if (kind === 'head') await peer.until(() => peer.head !== null, patience);
    else if (kind === 'wait') {
      await peer.until(() => peer.received >= value, isOther ? shortWait : maxWait);
      isOther = peer.received < value;
    }
    else {
      await sleep(value);
      if (socket.destroyed) break;
      if (kind === 'end') socket.end();
      else if (kind === 'reset') socket.resetAndDestroy ? socket.resetAndDestroy() : socket.destroy();
      else {
        const bytes = kind === 'open' ? Buffer.concat([headFor(peer), bytesOf(data)]) : bytesOf(data);
        say('sent ' + bytes.length + ' bytes');
        socket.write(bytes);
      }
    }
  }
  await peer.until(() => false, patience);
  peer.printRest();
  say('done');
  socket.destroy();
}
`.split('\n');

/** Serves the recorded bytes to each client that connects. */
export const serverLines: readonly string[] = String.raw`
function acceptFor(key) {
  return createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
}

function responseFor(peer) {
  const key = peer.header('Sec-WebSocket-Key');
  const offered = peer.header('Sec-WebSocket-Extensions') || '';
  if (head !== null) {
    let text = head.toString('latin1');
    if (accept !== null && key !== null) text = text.replace(accept, acceptFor(key));
    if (/\r\nsec-websocket-extensions:/i.test(text) && offered === '')
      say('note: the recorded response agrees on an extension that this client does not offer');
    if (/\r\nsec-websocket-protocol:/i.test(text) && peer.header('Sec-WebSocket-Protocol') === null)
      say('note: the recorded response agrees on a subprotocol that this client does not offer');
    return Buffer.from(text, 'latin1');
  }
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  lines.push('Sec-WebSocket-Accept: ' + acceptFor(key || ''));
  if (extension !== null && offered.includes('permessage-deflate')) lines.push('Sec-WebSocket-Extensions: ' + extension);
  else if (extension !== null) say('note: the recorded messages are compressed, and this client does not offer compression');
  if (subprotocol !== null && peer.header('Sec-WebSocket-Protocol') !== null) lines.push('Sec-WebSocket-Protocol: ' + subprotocol);
  return Buffer.from(lines.join('\r\n') + '\r\n\r\n', 'latin1');
}

const once = process.argv.includes('--once');
const port = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) || 8080);
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  say('a client connected');
  if (once) server.close();
  play(socket, new Peer(socket, 'client'), responseFor);
});
server.listen(port, '127.0.0.1', () => say('listening on ws://127.0.0.1:' + server.address().port + '/'));
`.split('\n');

/** Connects to a server and sends the recorded bytes. */
export const clientLines: readonly string[] = String.raw`
const given = process.argv[2];
const url = new URL(given || 'ws://127.0.0.1:8080/');
const isTls = url.protocol === 'wss:' || url.protocol === 'https:';
const port = Number(url.port || (isTls ? 443 : 80));
const host = url.hostname.replace(/^\[|\]$/g, '');

function request() {
  const target = url.pathname + url.search;
  if (head === null) {
    const lines = ['GET ' + target + ' HTTP/1.1', 'Host: ' + url.host, 'Upgrade: websocket', 'Connection: Upgrade'];
    lines.push('Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: ' + randomBytes(16).toString('base64'));
    if (extension !== null) lines.push('Sec-WebSocket-Extensions: ' + extension);
    if (subprotocol !== null) lines.push('Sec-WebSocket-Protocol: ' + subprotocol);
    return Buffer.from(lines.join('\r\n') + '\r\n\r\n', 'latin1');
  }
  // The recorded request; of a URL that was given the host, and the path unless it is /.
  let text = head.toString('latin1');
  if (given !== undefined) text = text.replace(/^host:.*$/im, 'Host: ' + url.host);
  if (target !== '/') text = text.replace(/^(\S+ )\S+/, '$1' + target.replaceAll('$', '$$$$'));
  say('request: ' + text.split('\r\n')[0]);
  return Buffer.from(text, 'latin1');
}

const socket = isTls
  ? tls.connect({ host, port, servername: net.isIP(host) ? undefined : host, ALPNProtocols: ['http/1.1'] })
  : net.connect({ host, port, allowHalfOpen: true });
const peer = new Peer(socket, 'server');
socket.once(isTls ? 'secureConnect' : 'connect', () => {
  say('connected to ' + host + ':' + port);
  play(socket, peer, request);
});
`.split('\n');
