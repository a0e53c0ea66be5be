// The name servers of a run: they answer every question for an IPv4 address with 127.0.0.1, as the resolver of Docker
// at 127.0.0.11 does for its containers.

import dgram from 'node:dgram';
import { once } from 'node:events';

const headerBytes = 12;
const answersToA = 1;
/** A pointer to the name of the question, A, IN, 30 seconds, four bytes of address. */
const answer = Buffer.from('c00c000100010000001e00047f000001', 'hex');

/** The addresses that texts name. nginx takes an answer from the address that it asked. */
const addresses = ['127.0.0.11', '127.0.0.1', '127.0.0.53'];

/** Listens on port 53; gives what ends it. */
export async function startNameServers(): Promise<() => void> {
  const sockets = await Promise.all(addresses.map(startNameServer));
  return () => {
    for (const socket of sockets) socket.close();
  };
}

async function startNameServer(address: string): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (question, sender) => {
    const end = question.indexOf(0, headerBytes) + 5;
    if (end <= headerBytes || question.length < end) return;
    const isForAddress = question.readUInt16BE(end - 4) === answersToA;
    const head = Buffer.from(question.subarray(0, end));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(isForAddress ? 1 : 0, 6);
    head.writeUInt32BE(0, 8);
    socket.send(isForAddress ? Buffer.concat([head, answer]) : head, sender.port, sender.address);
  });
  socket.bind(53, address);
  await Promise.race([once(socket, 'listening'), once(socket, 'error')]);
  return socket;
}
