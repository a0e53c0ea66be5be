// Four shapes of framing case, so that a case file says only what is wrong: a hand-written server or client with the
// fault and a real other end, or ws with a broken send path and a real other end.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { WebSocket } from 'ws';
import {
  type ClientKind,
  type ClientOptions,
  chat,
  runClient,
  type ServerKind,
  type ServerOptions,
  startServer,
  talk,
} from './framing-ends.ts';
import { breakSender, partWith, truth } from './framing-kit.ts';
import { type FrameParts, frame, Random } from './generate-frames.ts';
import { join, type Sender } from './generate-strict.ts';
import { message } from './generate-traffic.ts';
import { type Headers, type Lab, type LabCase, npm, type Peer, pause, pip, program } from './lab.ts';

/** The program behind a kind of end, with its version. */
export function softwareOf(kind: ServerKind | ClientKind): string {
  if (kind === 'ws') return npm('ws');
  if (kind === 'websocket') return npm('websocket');
  if (kind === 'driver') return npm('websocket-driver');
  if (kind === 'chromium') return program('Chromium');
  if (kind === 'firefox') return firefoxVersion();
  if (kind === 'undici') return `${program('Node')} (undici WebSocket)`;
  return pip(kind);
}

let firefox = '';

function firefoxVersion(): string {
  firefox ||= execFileSync('firefox-esr', ['--version'], { encoding: 'utf8' }).trim().replace('Mozilla ', '');
  return firefox;
}

/** A hand-written end: writes sound frames and wrong ones. */
export class Voice {
  readonly peer: Peer;
  readonly sender: Sender;
  readonly random: Random;
  /** Only text messages, only ASCII. */
  text = false;
  ascii = false;

  constructor(peer: Peer, sender: Sender, random: Random) {
    this.peer = peer;
    this.sender = sender;
    this.random = random;
  }

  key(): Uint8Array | null {
    return this.sender === 'client' ? this.random.key() : null;
  }

  /** A frame with the mask that this end owes, unless `parts` says otherwise. */
  frame(parts: FrameParts): Uint8Array {
    return frame({ key: this.key(), ...parts });
  }

  /** Sound frames of the usual traffic. */
  frames(count: number): Uint8Array[] {
    return Array.from({ length: count }, () => {
      const { data, binary } = message(this.random, { text: this.text, ascii: this.ascii });
      return this.frame({ opcode: binary ? 2 : 1, payload: data });
    });
  }

  async write(...parts: Uint8Array[]): Promise<void> {
    await this.peer.send(Buffer.from(join(parts)));
  }

  /** Sends sound frames, each in a write of its own. */
  async sound(count: number): Promise<void> {
    for (const one of this.frames(count)) {
      await this.write(one);
      await pause(this.random.between(2, 8));
    }
  }

  /** Sends the wrong bytes and, without waiting for the answer, `after` sound frames. */
  async fault(bytes: Uint8Array, after = 4): Promise<void> {
    const writes = [this.write(bytes)];
    for (const one of this.frames(after)) writes.push(this.write(one));
    await Promise.all(writes);
  }
}

interface Base {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  /** What the strict reader must say. */
  reason: RegExp;
  software?: string[];
  /** The other end repeats the fault in its answer. */
  echo?: boolean;
}

const seedOf = (name: string): number => createHash('sha256').update(name).digest().readUInt32LE(0);

function finishCase(
  base: Base,
  software: string[],
  run: (lab: Lab, seed: number) => Promise<void>,
  sender: Sender,
): LabCase {
  const { name, cause, also, story } = base;
  return {
    name,
    cause,
    ...(also ? { also } : {}),
    software: base.software ?? software,
    story,
    async run(lab) {
      await run(lab, seedOf(`${cause}/${name}`));
      return truth(lab, sender, base.reason, base.echo);
    },
  };
}

/** A hand-written server with the fault, a real client. */
export function serverFault(
  base: Base & {
    client: ClientKind;
    options?: ClientOptions;
    headers?: Headers;
    /** Sound frames before and after `fault`, when no `script` is given. */
    before?: number;
    after?: number;
    ascii?: boolean;
    fault?: (voice: Voice) => Uint8Array;
    script?: (voice: Voice) => Promise<void>;
  },
): LabCase {
  return finishCase(
    base,
    [`hand-written server (${program('Node')})`, softwareOf(base.client)],
    async (lab, seed) => {
      let calls = 0;
      const { port, failures } = await lab.tcpServer(async (peer) => {
        if (calls++ > 0) return;
        await peer.accept(base.headers);
        const voice = new Voice(peer, 'server', new Random(seed, 'voice'));
        voice.ascii = base.ascii ?? false;
        if (base.script) await base.script(voice);
        else {
          await voice.sound(base.before ?? 4);
          await voice.fault(base.fault!(voice), base.after ?? 4);
        }
        await partWith(peer);
      });
      await lab.record(port);
      const limit = base.client === 'firefox' ? 26_000 : 8000;
      await Promise.race([runClient(lab, base.client, port, { seed, ...base.options }), pause(limit)]);
      if (failures.length > 0) throw failures[0];
    },
    'server',
  );
}

/** A hand-written client with the fault, a real server. */
export function clientFault(
  base: Base & {
    server: ServerKind;
    options?: ServerOptions;
    headers?: Headers;
    before?: number;
    after?: number;
    ascii?: boolean;
    fault?: (voice: Voice) => Uint8Array;
    script?: (voice: Voice) => Promise<void>;
  },
): LabCase {
  return finishCase(
    base,
    [`hand-written client (${program('Node')})`, softwareOf(base.server)],
    async (lab, seed) => {
      const port = await startServer(lab, base.server, { seed, ...base.options });
      await lab.record(port);
      const random = new Random(seed, 'voice');
      const peer = await lab.tcpClient(port);
      await peer.upgrade(random.pick(['/', '/ws', '/live?room=7']), {
        Host: `127.0.0.1:${port}`,
        ...base.headers,
      });
      const voice = new Voice(peer, 'client', random);
      voice.ascii = base.ascii ?? false;
      if (base.script) await base.script(voice);
      else {
        await voice.sound(base.before ?? 4);
        await voice.fault(base.fault!(voice), base.after ?? 4);
      }
      await partWith(peer);
    },
    'client',
  );
}

type Breaker = (bytes: Buffer, index: number) => Buffer | Buffer[];

/** The real ws server with its send path broken, a real client. */
export function wsServerFault(
  base: Base & {
    client: ClientKind;
    options?: ClientOptions;
    server?: ServerOptions;
    change?: Breaker;
    onWs?: (ws: WebSocket, random: Random) => void;
  },
): LabCase {
  return finishCase(
    base,
    [npm('ws'), softwareOf(base.client)],
    async (lab, seed) => {
      const port = await startServer(lab, 'ws', {
        seed,
        ...base.server,
        onWs(ws, random) {
          if (base.change) breakSender(ws, base.change);
          if (base.onWs) base.onWs(ws, random);
          else chat(ws, random, base.server);
        },
      });
      await lab.record(port);
      await Promise.race([
        runClient(lab, base.client, port, { seed, messages: 8, ...base.options }),
        pause(8000),
      ]);
    },
    'server',
  );
}

/** The real ws client with its send path broken, a real server. */
export function wsClientFault(
  base: Base & {
    server: ServerKind;
    options?: ServerOptions;
    client?: ClientOptions;
    change?: Breaker;
    onWs?: (ws: WebSocket, random: Random) => void | Promise<void>;
  },
): LabCase {
  return finishCase(
    base,
    [npm('ws'), softwareOf(base.server)],
    async (lab, seed) => {
      const port = await startServer(lab, base.server, { seed, ...base.options });
      await lab.record(port);
      const client: ClientOptions = {
        seed,
        ...base.client,
        async onWs(ws, random) {
          if (base.change) breakSender(ws, base.change);
          if (base.onWs) await base.onWs(ws, random);
          else {
            await talk(ws, random, base.client?.messages ?? 9, 6, base.client?.ascii);
            ws.close(1000);
          }
        },
      };
      await Promise.race([runClient(lab, 'ws', port, client), pause(8000)]);
    },
    'client',
  );
}

/** A Python server or client with the fault in its library, a real other end. */
export function pythonFault(
  base: Base & {
    side: Sender;
    library: 'websockets' | 'aiohttp' | 'tornado';
    fault: string;
    other: ServerKind | ClientKind;
    options?: ServerOptions & ClientOptions;
  },
): LabCase {
  return finishCase(
    base,
    [softwareOf(base.library), softwareOf(base.other)],
    async (lab, seed) => {
      if (base.side === 'server') {
        const port = await lab.port();
        await lab.python('framing_server.py', [base.library, port, base.fault], port);
        await lab.record(port);
        const run = runClient(lab, base.other as ClientKind, port, { seed, messages: 8, ...base.options });
        await Promise.race([run, pause(8000)]);
      } else {
        const port = await startServer(lab, base.other as ServerKind, { seed, ...base.options });
        await lab.record(port);
        const options = { fault: base.fault, messages: 8, gap: 10 };
        await Promise.race([runClient(lab, base.library, port, options), pause(8000)]);
      }
    },
    base.side,
  );
}

/** The hand-written Python server of framing_by_hand.py in one of its modes, a real client. */
export const byHand = (
  name: string,
  cause: string,
  mode: string,
  client: ClientKind,
  story: string,
): LabCase => ({
  name,
  cause,
  software: [program('Python'), softwareOf(client)],
  story,
  async run(lab) {
    const port = await lab.port();
    await lab.python('framing_by_hand.py', [port, mode], port);
    await lab.record(port);
    await Promise.race([
      runClient(lab, client, port, { messages: 3, close: 'none' }).catch(() => {}),
      pause(3000),
    ]);
    return truth(lab, 'server', /^(?!nothing)/);
  },
});
