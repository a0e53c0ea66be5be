// What the framing and sound cases share: a truth read from the recorded bytes by the strict reader, a relay that
// damages, and ws with a broken send path.
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { agreedDeflate, headEnd, join, type Sender, strictRead } from './generate-strict.ts';
import { type Lab, type Packet, type Peer, pause, type Truth, waitFor } from './lab.ts';
import { openConnections } from './packets.ts';

/** Both directions of the first connection in these packets, in sequence order, TCP payload only. */
export function directions(packets: Packet[]): { client: Uint8Array; server: Uint8Array } {
  const first = packets.find((packet) => packet.tcp && packet.tcp.flags & 2 && !(packet.tcp.flags & 16))?.tcp;
  const from = first?.from ?? packets.find((packet) => packet.tcp)?.tcp?.from;
  const side = (mine: boolean): Uint8Array => {
    const own = packets
      .map((packet) => packet.tcp)
      .filter((tcp) => tcp !== null && (tcp.from === from) === mine) as NonNullable<Packet['tcp']>[];
    const syn = own.find((tcp) => tcp.flags & 2);
    const start = syn ? (syn.seq + 1) >>> 0 : (own.find((tcp) => tcp.payload.length > 0)?.seq ?? 0);
    let got: Uint8Array = new Uint8Array(0);
    const parts = own
      .filter((tcp) => tcp.payload.length > 0)
      .map((tcp) => ({ at: (tcp.seq - start) | 0, bytes: tcp.payload }))
      .sort((a, b) => a.at - b.at);
    for (const { at, bytes } of parts) {
      if (at + bytes.length <= got.length) continue;
      if (at > got.length) throw new Error(`the recording lacks ${at - got.length} bytes`);
      got = join([got, bytes.subarray(Math.max(0, got.length - at))]);
    }
    return got;
  };
  return { client: side(true), server: side(false) };
}

/** What the strict reader says of one direction, from its first byte after the blank line. */
export function readDirection(streams: { client: Uint8Array; server: Uint8Array }, sender: Sender) {
  const head = Buffer.from(streams.server.subarray(0, Math.max(0, headEnd(streams.server)))).toString(
    'latin1',
  );
  const bytes = streams[sender].subarray(headEnd(streams[sender]));
  return strictRead(bytes, sender, agreedDeflate(head)?.[sender] ?? null);
}

/**
 * The truth of what was recorded: waits until the connection is over, then lets the strict reader find the break of
 * `sender`, which must be of the kind `reason`; 'unfinished' accepts a frame that never completes. `echo`:
 * the other end repeats the fault in its answer.
 */
export async function truth(lab: Lab, sender: Sender, reason: RegExp, echo = false): Promise<Truth> {
  await waitFor(
    () => openConnections(lab.packets()).length === 0 && lab.packets().length > 3,
    'the end',
    2500,
  ).catch(() => {});
  await pause(40);
  const streams = directions(lab.packets());
  const result = readDirection(streams, sender);
  const found = result.reason ?? (result.openOffset === null ? 'nothing' : 'unfinished');
  if (!reason.test(found))
    throw new Error(`expected a break by ${reason}, the strict reader found: ${found}`);
  const other = readDirection(streams, sender === 'client' ? 'server' : 'client');
  if (other.reason && !echo)
    throw new Error(`the other direction breaks as well: ${other.reason} at ${other.breakOffset}`);
  return { sender, breakOffset: result.breakOffset ?? result.openOffset };
}

/** Nothing is wrong, and the strict reader agrees. */
export async function sound(lab: Lab): Promise<Truth> {
  if (!lab.leaveOpen)
    await waitFor(
      () => openConnections(lab.packets()).length === 0 && lab.packets().length > 3,
      'the end',
      6000,
    );
  else await pause(150);
  const streams = directions(lab.packets());
  for (const sender of ['client', 'server'] as const) {
    const { reason, breakOffset } = readDirection(streams, sender);
    if (reason) throw new Error(`${sender} breaks: ${reason} at ${breakOffset}`);
  }
  return { sender: null, breakOffset: null };
}

/**
 * Breaks the send path of one ws connection: each frame's bytes go through `change` (index from 0) before the
 * socket.
 */
export function breakSender(
  ws: WebSocket,
  change: (bytes: Buffer, index: number) => Buffer | Buffer[],
): void {
  const inner = ws as unknown as {
    _sender: { sendFrame(list: Buffer[], done?: (error?: Error) => void): void };
  };
  const sender = inner._sender;
  const original = sender.sendFrame;
  let index = 0;
  sender.sendFrame = function sendFrame(list, done) {
    const changed = change(Buffer.concat(list.map((part) => Buffer.from(part))), index++);
    for (const part of Array.isArray(changed) ? changed.slice(0, -1) : []) original.call(this, [part]);
    original.call(this, [Array.isArray(changed) ? changed[changed.length - 1] : changed], done);
  };
}

/** What a relay does with the bytes of one direction; state lives in the closure. Head: the HTTP head has not ended. */
export type Change = (chunk: Buffer, offset: number) => Buffer;

/** Changes one frame of a direction, by its index; the frames are cut by their own headers. */
export function onFrame(index: number | 'all', change: (bytes: Buffer) => Buffer): Change {
  let pending: Buffer = Buffer.alloc(0);
  let count = 0;
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    const out: Buffer[] = [];
    while (pending.length >= 2) {
      const short = pending[1] & 0x7f;
      const head = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (pending[1] & 0x80 ? 4 : 0);
      if (pending.length < head) break;
      const length =
        short === 126 ? pending.readUInt16BE(2) : short === 127 ? pending.readUInt32BE(6) : short;
      if (pending.length < head + length) break;
      const one = pending.subarray(0, head + length);
      out.push(index === 'all' || index === count ? change(one) : one);
      count++;
      pending = pending.subarray(head + length);
    }
    return Buffer.concat(out);
  };
}

export interface Relay {
  port: number;
}

/** A TCP relay before `target`; after each HTTP head the bytes go through `change`. FIN and RST are passed on. */
export async function relay(
  lab: Lab,
  target: number,
  change: {
    toServer?: Change;
    toClient?: Change;
    requestHead?: (head: string) => string;
    responseHead?: (head: string) => string;
  },
): Promise<Relay> {
  const sockets = new Set<Socket>();
  const one = (
    from: Socket,
    to: Socket,
    map: Change | undefined,
    onHead: ((head: string) => string) | undefined,
  ): void => {
    let head: Buffer | null = Buffer.alloc(0);
    let offset = 0;
    let held: Buffer[] | null = null;
    const release = (): void => {
      if (held && held.length > 0) to.write(Buffer.concat(held));
      held = null;
    };
    // the change and what follows it go on together, so that frames after the fault are seen before the other
    // end closes
    const forward = (bytes: Buffer, damaged: boolean): void => {
      if (damaged && held === null) {
        held = [];
        setTimeout(release, 100);
      }
      if (bytes.length === 0) return;
      if (held) held.push(bytes);
      else to.write(bytes);
    };
    from.on('data', (chunk: Buffer) => {
      let rest = chunk;
      if (head) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        const text = head.subarray(0, end + 4).toString('latin1');
        to.write(Buffer.from(onHead ? onHead(text) : text, 'latin1'));
        rest = head.subarray(end + 4);
        head = null;
      }
      if (rest.length === 0) return;
      const changed = map ? map(rest, offset) : rest;
      offset += rest.length;
      forward(changed, !changed.equals(rest));
    });
    from.on('end', () => {
      release();
      to.end();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => setTimeout(() => to.destroy(), 50));
  };
  const server: Server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
    }
    one(near, far, change.toServer, change.requestHead);
    one(far, near, change.toClient, change.responseHead);
  });
  const port = await lab.port();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  lab.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port };
}

/** Waits for the other end to finish, at most `ms`, then ends. */
export async function partWith(peer: Peer, ms = 400): Promise<void> {
  await Promise.race([peer.closed(), pause(ms)]);
  await peer.end();
}
