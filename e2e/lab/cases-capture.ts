// Sound connections that were recorded badly: cut packets, lost packets, a recorder started late.
import { converse, pageSocket, wsClient, wsServer } from './kit.ts';
import { type Lab, type LabCase, npm, type Packet, pip, program, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };
const long = (n: number) => `{"type":"update","body":"${'lorem ipsum dolor sit amet '.repeat(n)}"}`;

/** A sound conversation on a port, and what it needs to be started before the recorder. */
interface Talk {
  software: string[];
  /** Starts the server; returns what runs the client. */
  prepare(lab: Lab, port: number): Promise<() => Promise<void>>;
}

const talks = {
  ws: {
    software: [npm('ws')],
    async prepare(lab: Lab, port: number) {
      await wsServer(lab, port);
      return () =>
        converse(lab, `ws://127.0.0.1:${port}/`, ['hello', long(6), long(20), 'bye'], {
          perMessageDeflate: false,
        });
    },
  },
  chromium: {
    software: [npm('ws'), program('Chromium')],
    async prepare(lab: Lab, port: number) {
      await wsServer(lab, port);
      const page = await lab.chromium();
      return async () => {
        await pageSocket(page, `ws://127.0.0.1:${port}/`, {
          send: ['hello', long(8), long(3), long(30), 'bye'],
          closeAfter: 5,
        });
      };
    },
  },
  python: {
    software: [pip('websockets')],
    async prepare(lab: Lab, port: number) {
      await lab.python('websockets_server.py', [port, 'plain'], port);
      return async () => {
        await (await lab.python('websockets_client.py', [port, 'echo'])).done;
      };
    },
  },
  tornado: {
    software: [pip('tornado'), npm('ws')],
    async prepare(lab: Lab, port: number) {
      await lab.python('tornado_server.py', [port, 'echo'], port);
      return () => converse(lab, `ws://127.0.0.1:${port}/`, ['hello', long(10), long(2), 'bye']);
    },
  },
} satisfies Record<string, Talk>;

function truncated(name: string, talk: Talk, snaplen: number, format: 'pcap' | 'pcapng' = 'pcap'): LabCase {
  return {
    name,
    cause: 'capture-truncated',
    software: talk.software,
    story: `A sound connection recorded with a snapshot length of ${snaplen} bytes, which cuts the payloads.`,
    async run(lab) {
      const port = await lab.port();
      const go = await talk.prepare(lab, port);
      await lab.record(port, { snaplen, format });
      await go();
      return none;
    },
  };
}

/** Drops the data packets that `lost` picks, counted per direction from 0 with the handshake. */
function lossy(
  name: string,
  talk: Talk,
  sender: 'client' | 'server',
  lost: (n: number) => boolean,
  format: 'pcap' | 'pcapng' = 'pcap',
): LabCase {
  return {
    name,
    cause: 'capture-loss',
    software: talk.software,
    story: `A sound connection whose capture lost packets of the ${sender} that the other end acknowledged.`,
    async run(lab) {
      const port = await lab.port();
      const go = await talk.prepare(lab, port);
      await lab.record(port, { format });
      await go();
      lab.edit((packets: Packet[]) => {
        let n = 0;
        return packets.filter(({ tcp }) => {
          if (!tcp || tcp.payload.length === 0) return true;
          if ((tcp.to === String(port)) !== (sender === 'client')) return true;
          return !lost(n++);
        });
      });
      return none;
    },
  };
}

function midStream(
  name: string,
  software: string[],
  story: string,
  setUp: (lab: Lab, port: number) => Promise<unknown>,
  by: 'ws' | 'chromium',
  deflate = false,
): LabCase {
  return {
    name,
    cause: 'mid-stream-start',
    also: ['healthy'],
    software: by === 'chromium' ? [...software, program('Chromium')] : software,
    story,
    async run(lab) {
      const port = await lab.port();
      await setUp(lab, port);
      const url = `ws://127.0.0.1:${port}/`;
      if (by === 'chromium') {
        const page = await lab.chromium();
        await page.evaluate(async (address: string) => {
          const socket = new WebSocket(address);
          Object.assign(window, { socket });
          await new Promise((resolve) => {
            socket.onopen = resolve;
          });
          socket.send('before the capture');
          await new Promise((resolve) => {
            socket.onmessage = resolve;
          });
        }, url);
        await lab.record(port);
        await page.evaluate(async (body: string) => {
          const { socket } = window as unknown as { socket: WebSocket };
          for (const one of ['first seen', body, 'last']) {
            socket.send(one);
            await new Promise((resolve) => {
              socket.onmessage = resolve;
            });
          }
          socket.close(1000, 'done');
          await new Promise((resolve) => {
            socket.onclose = resolve;
          });
        }, long(9));
        return none;
      }
      const client = wsClient(lab, url, [], { perMessageDeflate: deflate });
      await client.opened;
      client.socket.send('before the capture');
      await client.got(1);
      await lab.record(port);
      for (const [i, one] of ['first seen', long(9), long(2), 'last'].entries()) {
        client.socket.send(one);
        await client.got(i + 2);
      }
      client.socket.close(1000, 'done');
      await client.ended;
      return none;
    },
  };
}

/** Cases of capture-truncated, capture-loss and mid-stream-start. */
export const cases: LabCase[] = [
  truncated('tcpdump-s-80-ws', talks.ws, 80),
  truncated('tcpdump-s-96-chromium', talks.chromium, 96),
  truncated('dumpcap-s-128-tornado', talks.tornado, 128, 'pcapng'),
  truncated('tcpdump-s-200-python', talks.python, 200),
  lossy('server-packet-lost-ws', talks.ws, 'server', (n) => n === 2),
  lossy('client-packet-lost-chromium', talks.chromium, 'client', (n) => n === 2, 'pcapng'),
  lossy('server-packets-lost-python', talks.python, 'server', (n) => n === 2 || n === 3),
  lossy('client-packet-lost-tornado', talks.tornado, 'client', (n) => n === 3),
  midStream(
    'ws-tcpdump-started-late',
    [npm('ws')],
    'tcpdump was started after the upgrade of a sound ws connection.',
    (lab, port) => wsServer(lab, port),
    'ws',
  ),
  midStream(
    'websockets-started-late-chromium',
    [pip('websockets')],
    'tcpdump was started after the upgrade of a page to Python websockets.',
    (lab, port) => lab.python('websockets_server.py', [port, 'plain'], port),
    'chromium',
  ),
  midStream(
    'tornado-started-late',
    [pip('tornado'), npm('ws')],
    'tcpdump was started after the upgrade of a ws client to tornado.',
    (lab, port) => lab.python('tornado_server.py', [port, 'echo'], port),
    'ws',
  ),
  midStream(
    'ws-deflate-started-late',
    [npm('ws')],
    'tcpdump was started after the upgrade of a compressed ws connection.',
    (lab, port) => wsServer(lab, port, { perMessageDeflate: { threshold: 0 } }),
    'ws',
    true,
  ),
];
