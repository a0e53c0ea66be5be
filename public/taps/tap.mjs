// tap.mjs: records what a Node process reads from and writes to its sockets as a pcapng file, for Wireshark or Framescope.
// Of TLS it records the decrypted side. No dependencies. Node 18 and later.
//
//   import { tapServer, tapSocket } from './tap.mjs';
//   tapServer(server, 'out.pcapng');                         // an http, https, net or tls server, before it listens
//   new WebSocket(url, { createConnection: (options) => tapSocket(net.connect(options), 'out.pcapng') });
//
// The file holds everything that was said, cookies and tokens included.

import { openSync, writevSync } from 'node:fs';

const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;
const mostData = 65000;

/** Open files by path: several sockets may share one. */
const files = new Map();

function block(type, ...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 12);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  return [head, ...parts, head.subarray(4)];
}

function openFile(path) {
  const known = files.get(path);
  if (known !== undefined) return known;
  const file = openSync(path, 'w', 0o600);
  files.set(path, file);
  // byte order, version 1.0, length unknown; then one Ethernet interface with times in microseconds
  const section = Buffer.from('4d3c2b1a01000000ffffffffffffffff', 'hex');
  const network = Buffer.from('0100000000000000', 'hex');
  writevSync(file, [...block(0x0a0d0d0a, section), ...block(1, network)]);
  return file;
}

/** 4 or 16 bytes of an address; a socket without one (a pipe) gets 127.0.0.1. */
function addressBytes(text = '127.0.0.1') {
  const v4 = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (v4) return Buffer.from(v4.slice(1).map(Number));
  const [head, tail] = text.replace(/%.*$/, '').split('::');
  const words = (part) => (part ? part.split(':') : []);
  const zeros = Array(8 - words(head).length - words(tail).length).fill('0');
  return Buffer.from(
    [...words(head), ...zeros, ...words(tail)].map((word) => word.padStart(4, '0')).join(''),
    'hex',
  );
}

/** One TCP connection as packets. Side 0 is the client, side 1 the server. */
class Recorder {
  #file;
  #ends;
  #next = [1000, 5000];
  #finished = [false, false];

  constructor(path, client, server) {
    this.#file = openFile(path);
    this.#ends = [client, server];
    this.#packet(0, SYN);
    this.#packet(1, SYN | ACK);
    this.#packet(0, ACK);
  }

  data(side, bytes) {
    for (let at = 0; at < bytes.length; at += mostData) {
      this.#packet(side, ACK | PSH, bytes.subarray(at, at + mostData));
    }
  }

  finish(side) {
    if (this.#finished[side]) return;
    this.#finished[side] = true;
    this.#packet(side, FIN | ACK);
  }

  reset(side) {
    if (!this.#finished[0] || !this.#finished[1]) this.#packet(side, RST | ACK);
    this.#finished = [true, true];
  }

  #packet(side, flags, data = Buffer.alloc(0)) {
    const [from, to] = [this.#ends[side], this.#ends[1 - side]];
    const v4 = from.address.length === 4 && to.address.length === 4;
    const wide = (address) =>
      Buffer.concat([
        Buffer.alloc(address.length === 4 ? 10 : 0),
        Buffer.alloc(address.length === 4 ? 2 : 0, 255),
        address,
      ]);
    const ip = Buffer.alloc(v4 ? 12 : 8);
    if (v4) {
      ip.set([0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 6]);
      ip.writeUInt16BE(40 + data.length, 2);
    } else {
      ip.set([0x60, 0, 0, 0, 0, 0, 6, 64]);
      ip.writeUInt16BE(20 + data.length, 4);
    }
    const tcp = Buffer.alloc(20);
    tcp.writeUInt16BE(from.port, 0);
    tcp.writeUInt16BE(to.port, 2);
    tcp.writeUInt32BE(this.#next[side], 4);
    tcp.writeUInt32BE(flags & ACK ? this.#next[1 - side] : 0, 8);
    tcp.set([0x50, flags, 255, 255], 12);
    this.#next[side] = (this.#next[side] + data.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
    const addresses = v4 ? [from.address, to.address] : [wide(from.address), wide(to.address)];
    if (v4) {
      let sum = 0;
      const header = Buffer.concat([ip, ...addresses]);
      for (let i = 0; i < 20; i += 2) sum += header.readUInt16BE(i);
      ip.writeUInt16BE(~((sum & 0xffff) + (sum >>> 16)) & 0xffff, 10);
    }
    const ethernet = Buffer.from(
      `02000000000${2 - side}02000000000${1 + side}${v4 ? '0800' : '86dd'}`,
      'hex',
    );
    const length = 14 + ip.length + addresses[0].length * 2 + 20 + data.length;
    const time = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000));
    const head = Buffer.alloc(20);
    head.writeUInt32LE(Number(time >> 32n), 4);
    head.writeUInt32LE(Number(time & 0xffffffffn), 8);
    head.writeUInt32LE(length, 12);
    head.writeUInt32LE(length, 16);
    const parts = block(6, head, ethernet, ip, ...addresses, tcp, data, Buffer.alloc(-length & 3));
    try {
      writevSync(this.#file, parts);
    } catch (error) {
      process.emitWarning(`tap: ${error.message}`);
    }
  }
}

/** Records one socket. `role` says which end this process is. Returns the socket. */
export function tapSocket(socket, path, role = 'client') {
  let recorder = null;
  const [me, other] = role === 'client' ? [0, 1] : [1, 0];
  const record = () => {
    if (recorder) return recorder;
    const mine = { address: addressBytes(socket.localAddress), port: socket.localPort ?? 0 };
    const theirs = { address: addressBytes(socket.remoteAddress), port: socket.remotePort ?? 0 };
    recorder = me === 0 ? new Recorder(path, mine, theirs) : new Recorder(path, theirs, mine);
    return recorder;
  };
  const whenConnected = (act) => {
    if (recorder || !socket.connecting) act();
    else socket.once('connect', act);
  };
  const bytesOf = (chunk, encoding) => (typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
  // What comes in passes `push`, what goes out `_write` or `_writev`: in order, and whoever reads or writes.
  const { push, _write, _writev } = socket;
  socket.push = function tapped(chunk, encoding) {
    if (chunk === null) record().finish(other);
    else if (chunk.length > 0) record().data(other, bytesOf(chunk, encoding));
    return push.call(this, chunk, encoding);
  };
  socket._write = function tapped(chunk, encoding, done) {
    whenConnected(() => record().data(me, bytesOf(chunk, encoding)));
    return _write.call(this, chunk, encoding, done);
  };
  if (_writev) {
    socket._writev = function tapped(chunks, done) {
      whenConnected(() =>
        record().data(me, Buffer.concat(chunks.map((one) => bytesOf(one.chunk, one.encoding)))),
      );
      return _writev.call(this, chunks, done);
    };
  }
  socket.once('finish', () => record().finish(me));
  socket.once('close', () => {
    if (recorder === null) return;
    if (socket.errored) recorder.reset(other);
    else recorder.finish(me);
  });
  return socket;
}

/** Records every connection of an http, https, net or tls server. Returns the server. */
export function tapServer(server, path) {
  const event = typeof server.setSecureContext === 'function' ? 'secureConnection' : 'connection';
  openFile(path);
  server.prependListener(event, (socket) => tapSocket(socket, path, 'server'));
  // An HTTP parser reads beside the stream; a listener of `data` makes it read from the stream.
  server.on(event, (socket) => {
    if (!socket.parser) return;
    const none = () => {};
    socket.on('data', none);
    socket.off('data', none);
  });
  return server;
}
