// Sound sessions between two ws ends, scripted: shapes of frames, ways to close, ways to be recorded.
import type { WebSocket } from 'ws';
import { runClient, type ServerOptions, talk, wsServer } from './framing-ends.ts';
import { sound } from './framing-kit.ts';
import type { Random } from './generate-frames.ts';
import { json, sentence } from './generate-traffic.ts';
import { type Lab, type LabCase, npm, pause } from './lab.ts';

/** A session scripted on both ws ends. */
function scripted(
  name: string,
  story: string,
  onServer: (ws: WebSocket, random: Random) => void,
  onClient: (ws: WebSocket, random: Random) => void | Promise<void>,
  options: {
    deflate?: ServerOptions['deflate'];
    open?: boolean;
    edit?: (lab: Lab) => void;
    snap?: number;
  } = {},
): LabCase {
  return {
    name,
    cause: 'healthy',
    software: [npm('ws')],
    story,
    async run(lab) {
      const port = await wsServer(lab, { seed: name.length, deflate: options.deflate, onWs: onServer });
      lab.leaveOpen = options.open ?? false;
      options.edit?.(lab);
      await lab.record(port);
      const run = runClient(lab, 'ws', port, { seed: name.length, deflate: options.deflate, onWs: onClient });
      if (options.open) await pause(300);
      else await run;
      return sound(lab);
    },
  };
}

const echo = (ws: WebSocket): void => {
  ws.on('message', (data, isBinary) => {
    if (ws.readyState === 1) ws.send(data as Buffer, { binary: isBinary });
  });
};

const answering = (ws: WebSocket, random: Random): void => {
  ws.on('message', () => {
    if (ws.readyState === 1) ws.send(json(random));
  });
};

const shapes: LabCase[] = [
  scripted(
    'empty-messages',
    'Empty text, empty binary, empty Ping and Pong, Close without a code.',
    echo,
    async (ws) => {
      ws.send('');
      ws.send(Buffer.alloc(0));
      ws.ping();
      ws.pong();
      await pause(20);
      ws.close();
    },
  ),
  scripted(
    'boundary-lengths',
    'Payloads of 0, 1, 125, 126, 127, 65535 and 65536 bytes.',
    () => {},
    async (ws) => {
      for (const size of [0, 1, 125, 126, 127, 65535, 65536]) ws.send('x'.repeat(size));
      await pause(60);
      ws.close(1000);
    },
  ),
  scripted(
    'large-message-in-fragments',
    'One message of 300 kB in five fragments.',
    (ws) => {
      ws.on('message', () => {
        for (let i = 0; i < 5; i++) ws.send(Buffer.alloc(60_000, 97 + i), { fin: i === 4, binary: true });
      });
    },
    async (ws) => {
      ws.send('go');
      await new Promise((resolve) => ws.once('message', resolve));
      ws.close(1000);
    },
  ),
  scripted(
    'large-message-compressed',
    'A message of 1 MB, compressed to a few kilobytes.',
    (ws) => {
      ws.on('message', () => ws.send(JSON.stringify({ rows: 'abcdefghij 0123456789 '.repeat(48_000) })));
    },
    async (ws) => {
      ws.send('go');
      await new Promise((resolve) => ws.once('message', resolve));
      ws.close(1000);
    },
    { deflate: { threshold: 0 } },
  ),
  scripted(
    'pings-inside-fragments',
    'Pings and Pongs between the fragments of a message, which is legal.',
    echo,
    async (ws, random) => {
      ws.send('{"part":1,', { fin: false });
      ws.ping('a');
      ws.send(`"text":"${sentence(random, 20)}",`, { fin: false });
      ws.pong('unasked');
      ws.send('"end":true}', { fin: true });
      await pause(20);
      ws.close(1000);
    },
  ),
  scripted(
    'characters-across-fragments',
    'Text whose characters are split between fragments.',
    echo,
    async (ws) => {
      const bytes = Buffer.from('{"text":"Grüße 価格 🚀 é"}');
      for (let i = 0; i < bytes.length; i++)
        ws.send(bytes.subarray(i, i + 1), { binary: false, fin: i === bytes.length - 1 });
      await pause(20);
      ws.close(1000);
    },
  ),
  scripted(
    'fragments-compressed',
    'Compressed messages in several fragments, RSV1 on the first alone, window kept.',
    echo,
    async (ws, random) => {
      for (let i = 0; i < 4; i++) {
        ws.send(sentence(random, 20), { fin: false });
        ws.send(sentence(random, 20), { fin: false });
        ws.send('', { fin: true });
        await pause(8);
      }
      ws.close(1000);
    },
    { deflate: { threshold: 0 } },
  ),
  scripted(
    'http-text-in-frames',
    'Text messages that look like HTTP and like chunk lines, inside right frames.',
    echo,
    async (ws) => {
      ws.send('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      ws.send('GET /socket HTTP/1.1\r\nHost: localhost\r\n\r\n');
      ws.send('1a\r\nnot a chunk\r\n0\r\n\r\n');
      ws.send('<html><body>502 Bad Gateway</body></html>');
      ws.send('SSH-2.0-OpenSSH_9.6\r\n');
      await pause(20);
      ws.close(1000);
    },
  ),
  scripted(
    'frames-in-frames',
    'Binary payloads that begin with bytes of frames, TLS records and gzip.',
    echo,
    async (ws) => {
      for (const bytes of [
        '810568656c6c6f',
        '88020 3e8'.replace(' ', ''),
        '160301020001000 1fc'.replace(' ', ''),
        '1f8b0800',
        '89008a00',
        'c1072a4ecacb07',
      ])
        ws.send(Buffer.from(bytes, 'hex'));
      await pause(20);
      ws.close(1000);
    },
  ),
  scripted('binary-traffic', 'Binary messages of many sizes both ways.', echo, async (ws, random) => {
    for (let i = 0; i < 8; i++) {
      ws.send(Buffer.from(random.bytes(random.between(1, 700))));
      await pause(4);
    }
    ws.close(1000);
  }),
  scripted(
    'newlines-and-nuls',
    'Text with newlines, carriage returns and NULs, all legal.',
    echo,
    async (ws) => {
      ws.send('line one\nline two\r\nline three\n');
      ws.send('\0\0\0\0');
      ws.send('\n');
      ws.send('\r\n\r\n');
      await pause(20);
      ws.close(1000);
    },
  ),
  scripted('foreign-text', 'Messages in many scripts, some longer than 125 bytes.', echo, async (ws) => {
    for (const line of [
      'Grüße aus Köln',
      '価格が更新されました。'.repeat(8),
      'Привет, как дела?',
      '🚀🎉👩‍👩‍👧‍👦',
      'مرحبا بالعالم',
      '\u{feff}with a mark',
    ])
      ws.send(line);
    await pause(20);
    ws.close(1000);
  }),
  scripted(
    'server-pushes-burst',
    'Forty small server messages in one burst, several frames to a segment.',
    (ws, random) => {
      for (let i = 0; i < 40; i++) ws.send(json(random));
      setTimeout(() => ws.close(1000), 40);
    },
    () => {},
  ),
];

const closes: LabCase[] = [
  scripted(
    'close-1001-server-first',
    'The server goes away with 1001 and a reason.',
    (ws, random) => {
      answering(ws, random);
      setTimeout(() => ws.close(1001, 'restarting'), 60);
    },
    (ws, random) => talk(ws, random, 3, 8),
  ),
  scripted('close-3000', 'The client closes with 3000.', answering, async (ws, random) => {
    await talk(ws, random, 3, 8);
    ws.close(3000, 'library code');
  }),
  scripted(
    'close-4999',
    'The client closes with 4999 and a reason in UTF-8.',
    answering,
    async (ws, random) => {
      await talk(ws, random, 3, 8);
      ws.close(4999, 'tschüss 👋');
    },
  ),
  scripted(
    'close-1011-longest-reason',
    'The server closes with a reason of 123 bytes.',
    (ws) => {
      setTimeout(() => ws.close(1011, 'r'.repeat(123)), 30);
    },
    (ws, random) => talk(ws, random, 2, 5),
  ),
  scripted(
    'close-by-both-at-once',
    'Both ends send Close before they see the other’s.',
    (ws, random) => {
      answering(ws, random);
      ws.once('message', () => ws.close(1000));
    },
    async (ws, random) => {
      ws.send(json(random));
      await pause(1);
      ws.close(1000);
    },
  ),
  scripted(
    'close-at-once',
    'The client closes right after the handshake; no message at all.',
    () => {},
    (ws) => ws.close(1000),
  ),
  scripted(
    'still-open',
    'The recording was stopped while both ends were connected.',
    answering,
    (ws, random) => talk(ws, random, 4, 8),
    { open: true },
  ),
  scripted(
    'stopped-inside-a-frame',
    'The recording was stopped while a large frame was on its way.',
    (ws) => {
      ws.on('message', () => ws.send('z'.repeat(9000)));
    },
    async (ws, random) => {
      ws.send(json(random));
    },
    {
      open: true,
      edit: (lab) =>
        lab.edit((packets) => {
          const big = packets.findIndex((packet) => (packet.tcp?.payload.length ?? 0) > 8000);
          return packets.slice(0, big + 1).map((packet, i) => (i === big ? shortened(packet, 3000) : packet));
        }),
    },
  ),
];

type Packets = ReturnType<Lab['packets']>;

/** The packet as if its segment had carried only `keep` bytes of payload (IPv4 on Ethernet). */
function shortened(packet: Packets[number], keep: number): Packets[number] {
  const cut = packet.tcp!.payload.length - keep;
  const record = Buffer.from(packet.record.subarray(0, packet.record.length - cut));
  record.writeUInt32LE(record.readUInt32LE(8) - cut, 8);
  record.writeUInt32LE(record.readUInt32LE(12) - cut, 12);
  record.writeUInt16BE(record.readUInt16BE(16 + 16) - cut, 16 + 16);
  return { ...packet, record };
}

const hasData = (packet: Packets[number]): boolean => (packet.tcp?.payload.length ?? 0) > 0;

function captured(
  name: string,
  story: string,
  change: (packets: Packets) => Packets,
  also?: string[],
): LabCase {
  const base = scripted(
    name,
    story,
    answering,
    async (ws, random) => {
      await talk(ws, random, 7, 6);
      ws.close(1000);
    },
    { edit: (lab) => lab.edit(change) },
  );
  return also ? { ...base, also } : base;
}

const captures: LabCase[] = [
  captured('reordered-segments', 'Neighbouring segments were recorded in the wrong order.', (packets) => {
    const out = [...packets];
    for (let i = 6; i + 3 < out.length - 6; i += 5) {
      const later = out.findIndex((p, k) => k > i && hasData(p) && p.tcp!.from === out[i].tcp?.from);
      if (hasData(out[i]) && later > 0 && later < out.length - 6) [out[i], out[later]] = [out[later], out[i]];
    }
    return out;
  }),
  captured('duplicated-segments', 'Every third segment was sent and recorded twice.', (packets) =>
    packets.flatMap((packet, i) => (hasData(packet) && i % 3 === 0 ? [packet, packet] : [packet])),
  ),
  captured(
    'mid-stream-start',
    'The recording began after the handshake.',
    (packets) => {
      const data = packets.filter(hasData);
      const from = packets.indexOf(data[5]);
      return packets.slice(from);
    },
    ['mid-stream-start'],
  ),
  captured('acks-left-out', 'Only segments with data were recorded.', (packets) =>
    packets.filter((p) => hasData(p) || (p.tcp!.flags & 7) !== 0),
  ),
];

export const cases: LabCase[] = [...shapes, ...closes, ...captures];
