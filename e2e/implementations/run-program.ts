// Lets a real program read streams over loopback, as a client or as a server, and records what it says: the error
// that it reports, and the Close frame that it sends. A program is a child process that speaks lines of JSON.

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import net, { type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Role } from '../../src/decoder/implementations/implementation.ts';
import { bytesOf, readEndsOf, type Stream } from './stream.ts';

/** What a program did with a stream. */
export interface Heard {
  /** The error as the program words it; `null`: it took all bytes. */
  readonly text: string | null;
  /** Class of the exception, and its machine-readable code, where the program has them. */
  readonly error: string | null;
  readonly code: string | null;
  readonly closeCode: number | null;
  readonly closeReason: string | null;
  /** Context takeover was ruled out for this sender. */
  readonly noContext: boolean;
}

/** What a program prints for a stream, with its number. */
interface Line {
  readonly i: number;
  readonly text: string | null;
  readonly error?: string | null;
  readonly code?: string | null;
  /** The text is the reason of the Close frame that it sends. */
  readonly onWire?: boolean;
  /** An error, although the program goes on. */
  readonly sure?: boolean;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Time without an answer after which a program counts as content with the bytes, in milliseconds. */
const holdTime = 1000;
/** Time between the handshake and the bytes: they shall not share a read. */
const pauseTime = 40;
/** Longest time for one stream. */
const maxTime = 6000;
/** Longest time for the answer of a client, which may still be starting, and of a server, in milliseconds. */
const maxLineTime = { client: 20_000, server: 4000 };
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

class Program {
  readonly #child: ChildProcess;
  readonly #lines = new Map<number, Line>();
  readonly #waiting = new Map<number, (line: Line) => void>();
  readonly port: Promise<number>;
  errors = '';

  constructor({ command, args, env, cwd }: Command) {
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      cwd,
    });
    this.#child.stderr?.on('data', (data) => {
      this.errors = (this.errors + data).slice(-2000);
    });
    this.port = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('exit', (code) => reject(new Error(`ended with ${code}: ${this.errors}`)));
      if (this.#child.stdout === null) return;
      createInterface(this.#child.stdout).on('line', (text) => {
        if (!text.startsWith('{')) return;
        const line = JSON.parse(text);
        if (typeof line.port === 'number') resolve(line.port);
        else this.#take(line);
      });
    });
    this.port.catch(() => undefined);
  }

  #take(line: Line): void {
    if (this.#lines.has(line.i)) return;
    this.#lines.set(line.i, line);
    this.#waiting.get(line.i)?.(line);
  }

  send(text: string): void {
    this.#child.stdin?.write(`${text}\n`);
  }

  /** The line of a stream; `null` when none comes in time. */
  line(index: number, timeout: number): Promise<Line | null> {
    const known = this.#lines.get(index);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), timeout);
      this.#waiting.set(index, (line) => {
        clearTimeout(timer);
        resolve(line);
      });
    });
  }

  stop(): void {
    this.#child.stdin?.end();
    this.#child.kill();
  }
}

/** What came back on a connection after the handshake. */
interface Reply {
  readonly closeCode: number | null;
  readonly closeReason: string | null;
  /** The program wrote a Close frame or ended the connection before we did. */
  readonly acted: boolean;
  readonly noContext: boolean;
}

/** Writes the bytes and listens. Resolves when the connection is over. */
function converse(
  socket: Socket,
  stream: Stream,
  sender: Role,
  first: Buffer,
  noContext: boolean,
): Promise<Reply> {
  return new Promise((resolve) => {
    let data = first;
    let acted = false;
    let isOver = false;
    let hold: NodeJS.Timeout | undefined;
    const finish = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(hold);
      socket.destroy();
      const found = closeFrame(data);
      resolve({ closeCode: found?.code ?? null, closeReason: found?.reason ?? null, acted, noContext });
    };
    const end = () => {
      socket.end();
      hold = setTimeout(finish, holdTime);
    };
    socket.on('data', (chunk) => {
      data = Buffer.concat([data, chunk]);
      if (acted || socket.writableEnded || closeFrame(data) === null) return;
      acted = true;
      clearTimeout(hold);
      hold = setTimeout(end, 150);
    });
    socket.on('end', () => {
      if (!socket.writableEnded) acted = true;
      setTimeout(finish, 20);
    });
    socket.on('error', () => {
      if (!socket.writableEnded) acted = true;
      finish();
    });
    socket.on('close', () => {
      if (!socket.writableEnded) acted = true;
      finish();
    });
    setTimeout(() => {
      if (isOver) return;
      writeParts(socket, stream, bytesOf(stream, sender), () => {
        if (stream.cutTo !== undefined) end();
        else if (!acted) hold = setTimeout(end, holdTime);
      });
    }, pauseTime);
    setTimeout(finish, maxTime - 500);
  });
}

/** Writes the bytes of a stream in its parts. */
function writeParts(socket: Socket, stream: Stream, bytes: Uint8Array, done: () => void, part = 0): void {
  const ends = [0, ...readEndsOf(stream, bytes.length)];
  const isLast = part + 2 >= ends.length;
  socket.write(bytes.subarray(ends[part], ends[part + 1]), () => {
    if (isLast) done();
    else if (!socket.destroyed)
      setTimeout(() => writeParts(socket, stream, bytes, done, part + 1), pauseTime);
  });
}

/** The first Close frame in what a program wrote. */
function closeFrame(data: Buffer): { readonly code: number | null; readonly reason: string } | null {
  let at = 0;
  while (at + 2 <= data.length) {
    const form = data[at + 1] & 127;
    const masked = data[at + 1] >= 128;
    const extra = form === 126 ? 2 : form === 127 ? 8 : 0;
    const length = form === 126 ? data.readUInt16BE(at + 2) : form;
    const start = at + 2 + extra + (masked ? 4 : 0);
    if ((data[at] & 15) === 8) {
      if (start + length > data.length) return null;
      const payload = Buffer.from(data.subarray(start, start + length));
      if (masked) for (let i = 0; i < length; i++) payload[i] ^= data[start - 4 + (i & 3)];
      return { code: length >= 2 ? payload.readUInt16BE(0) : null, reason: payload.subarray(2).toString() };
    }
    at = start + length;
  }
  return null;
}

/** Codes of a Close frame that refuse a frame, unless the stream closes with the same. */
const refusingCodes = [1002, 1003, 1007, 1008, 1009, 1010, 1011];

/** Whether the Close frame of the program refuses something: it does not repeat the code that it received. */
function isRefusal({ closeCode }: Reply, stream: Stream): boolean {
  if (closeCode === null || !refusingCodes.includes(closeCode)) return false;
  return !stream.pieces.some(
    (piece) =>
      !(piece instanceof Uint8Array) &&
      piece.opcode === 8 &&
      (piece.payload?.length ?? 0) >= 2 &&
      (piece.payload?.[0] ?? 0) * 256 + (piece.payload?.[1] ?? 0) === closeCode,
  );
}

/** What a client says that does not take a parameter of compression which it did not offer. */
const refusedHandshake = /^invalid WebSocket Extension handshake/;

function heardOf(line: Line | null, reply: Reply, stream: Stream): Heard | null {
  if (refusedHandshake.test(line?.text ?? '')) return null;
  const { closeCode, closeReason, noContext } = reply;
  const isOurEnd = !reply.acted && stream.cutTo === undefined && !line?.sure;
  const isRefused = isRefusal(reply, stream);
  if (isOurEnd || ((line === null || line.text === null) && !isRefused)) {
    return { text: null, error: null, code: null, closeCode, closeReason, noContext };
  }
  const said = line?.text ?? '';
  const text = line?.onWire && closeReason ? closeReason : said;
  return { text, error: line?.error ?? null, code: line?.code ?? null, closeCode, closeReason, noContext };
}

/** Runs `each` for all streams, a few at a time. */
async function inTurns<T>(
  streams: readonly Stream[],
  atOnce: number,
  each: (stream: Stream, index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async () => {
    while (next < streams.length) {
      const index = next++;
      results[index] = await each(streams[index], index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** What the program does with each stream; `null` where it cannot take part, for want of compression. */
export function runProgram(
  command: Command,
  role: Role,
  streams: readonly Stream[],
  atOnce = 32,
): Promise<(Heard | null)[]> {
  return role === 'client' ? runClient(command, streams, atOnce) : runServer(command, streams, atOnce);
}

async function runClient(
  command: Command,
  streams: readonly Stream[],
  atOnce: number,
): Promise<(Heard | null)[]> {
  const replies = new Map<number, Promise<Reply | null>>();
  const server = await startServer(streams, replies);
  const { port } = server.address() as AddressInfo;
  const program = new Program(command);
  try {
    return await inTurns(streams, atOnce, async (stream, index) => {
      program.send(`${index} ws://127.0.0.1:${port}/${index} ${stream.deflate ? 1 : 0}`);
      const line = await program.line(index, maxLineTime.client);
      const reply = await replies.get(index);
      return reply ? heardOf(line, reply, stream) : null;
    });
  } finally {
    program.stop();
    server.close();
  }
}

/** Accepts any upgrade, then writes the stream that the path names. */
function startServer(
  streams: readonly Stream[],
  replies: Map<number, Promise<Reply | null>>,
): Promise<net.Server> {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    let request = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    const read = (data: Buffer) => {
      request = Buffer.concat([request, data]);
      const end = request.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', read);
      const head = request.subarray(0, end).toString('latin1');
      const index = Number(/^GET \S*?\/(\d+)[ ?]/.exec(head)?.[1]);
      const stream = streams[index];
      const key = /sec-websocket-key: *(\S+)/i.exec(head)?.[1];
      if (stream === undefined || key === undefined) {
        const page = '<title>x</title>';
        socket.end(
          `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
        );
        return;
      }
      const offer = /sec-websocket-extensions:.*?(permessage-deflate[^,\r\n]*)/i.exec(head)?.[1];
      if (stream.deflate && offer === undefined) {
        replies.set(index, Promise.resolve(null));
        socket.destroy();
        return;
      }
      const kept: string[] = (offer ?? '').match(/(?:server|client)_no_context_takeover/g) ?? [];
      if (stream.noContext) kept.push('server_no_context_takeover');
      const extension = stream.deflate
        ? `Sec-WebSocket-Extensions: ${['permessage-deflate', ...new Set(kept)].join('; ')}\r\n`
        : '';
      const accept = createHash('sha1')
        .update(key + guid)
        .digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${extension}\r\n`,
      );
      const noContext = kept.some((one) => one.startsWith('server'));
      replies.set(index, converse(socket, stream, 'server', request.subarray(end + 4), noContext));
    };
    socket.on('data', read);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function runServer(
  command: Command,
  streams: readonly Stream[],
  atOnce: number,
): Promise<(Heard | null)[]> {
  const program = new Program(command);
  try {
    const port = await program.port;
    return await inTurns(streams, atOnce, async (stream, index) => {
      const reply = await connect(port, stream, index);
      if (reply === null) return null;
      const line = await program.line(index, maxLineTime.server);
      return heardOf(line, reply, stream);
    });
  } finally {
    program.stop();
  }
}

/** Upgrades as a client, then writes the stream. `null` when the server does not upgrade, or not with compression. */
function connect(port: number, stream: Stream, index: number): Promise<Reply | null> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.setNoDelay(true);
    let data = Buffer.alloc(0);
    const noAnswer = () => resolve(null);
    const read = (chunk: Buffer) => {
      data = Buffer.concat([data, chunk]);
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', read);
      socket.off('error', noAnswer);
      socket.off('close', noAnswer);
      clearTimeout(timer);
      socket.on('error', () => undefined);
      const head = data.subarray(0, end).toString('latin1');
      const hasDeflate = /permessage-deflate/i.test(head);
      if (!/^HTTP\/1.1 101/.test(head) || (stream.deflate && !hasDeflate)) {
        socket.destroy();
        resolve(null);
        return;
      }
      const noContext = /client_no_context_takeover/i.test(head);
      converse(socket, stream, 'client', data.subarray(end + 4), noContext).then(resolve);
    };
    socket.on('data', read);
    socket.on('error', noAnswer);
    socket.on('close', noAnswer);
    const timer = setTimeout(() => socket.destroy(), maxTime);
    const takeover = stream.noContext ? '; client_no_context_takeover' : '';
    const offer = stream.deflate ? `Sec-WebSocket-Extensions: permessage-deflate${takeover}\r\n` : '';
    socket.write(
      `GET /${index} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${offer}\r\n`,
    );
  });
}
