// The captures that the empty screen offers: real software, readable traffic, one fault each.

import { setTimeout as wait } from 'node:timers/promises';
import { pageSocket, wsServer } from './kit.ts';
import { type Lab, type LabCase, npm, program, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };
const software = [npm('ws'), program('Chromium')];

const tick = (n: number) =>
  JSON.stringify({ type: 'price', symbol: 'ACME', bid: 41.2 + n / 10, ask: 41.3 + n / 10, n });

/** A dashboard's traffic: the page subscribes, the server pushes `count` ticks, pings once, and the page closes. */
async function dashboard(lab: Lab, port: number, deflate: boolean, count: number): Promise<void> {
  await wsServer(lab, port, { perMessageDeflate: deflate ? { threshold: 0 } : false }, (socket) => {
    socket.on('message', async (data) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      if (type === 'login')
        return socket.send(JSON.stringify({ type: 'welcome', user: 'Zoë', motd: 'naïve café ☕ 日本語' }));
      if (type !== 'subscribe') return;
      for (let n = 0; n < count; n++) {
        socket.send(tick(n));
        if (n === 1) socket.ping('are you there');
        await wait(20);
      }
      socket.send(Buffer.from('89504e470d0a1a0a0000000d49484452000000100000001008060000001ff3ff61', 'hex'));
    });
  });
}

const login = '{"type":"login","user":"Zoë"}';
const subscribe = '{"type":"subscribe","symbols":["ACME"]}';

/** Cases made to be shown. */
export const cases: LabCase[] = [
  {
    name: 'dashboard-chromium',
    cause: 'healthy',
    software,
    story:
      'A page logs in, subscribes and gets ticks, a ping and a picture from a ws server; closed in order.',
    async run(lab) {
      const port = await lab.port();
      await dashboard(lab, port, false, 5);
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/prices`, { send: [login, subscribe], closeAfter: 7 });
      return none;
    },
  },
  {
    name: 'dashboard-compressed-chromium',
    cause: 'healthy',
    software,
    story: 'The same dashboard with permessage-deflate and context takeover in both directions.',
    async run(lab) {
      const port = await lab.port();
      await dashboard(lab, port, true, 12);
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/prices`, { send: [login, subscribe], closeAfter: 14 });
      return none;
    },
  },
  {
    name: 'ws-send-mask-true-chromium',
    cause: 'server-masked-frame',
    software,
    story:
      'A ws server passes { mask: true } to send from its third message on, and Chromium fails the connection.',
    async run(lab) {
      const port = await lab.port();
      const sent: Buffer[] = [];
      await wsServer(lab, port, { perMessageDeflate: false }, (socket) => {
        socket.on('message', async () => {
          for (let n = 0; n < 4; n++) {
            if (n < 2) sent.push(Buffer.from(tick(n)));
            socket.send(tick(n), { mask: n >= 2 });
            await wait(30);
          }
        });
      });
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/prices`, { send: [subscribe] });
      return { sender: 'server', breakOffset: sent.reduce((sum, one) => sum + 2 + one.length, 0) };
    },
  },
  {
    name: 'ws-thumbnail-as-text-chromium',
    cause: 'binary-sent-as-text',
    also: ['text-not-utf8'],
    software,
    story:
      'A ws server sends a PNG with { binary: false }, so it leaves in a text frame, and Chromium fails the connection.',
    async run(lab) {
      const port = await lab.port();
      let at = 0;
      await wsServer(lab, port, { perMessageDeflate: false }, (socket) => {
        socket.on('message', async () => {
          const words = JSON.stringify({ type: 'thumbnail', name: 'cat.png', width: 16, height: 16 });
          at = 2 + words.length;
          socket.send(words);
          await wait(30);
          socket.send(picture, { binary: false });
        });
      });
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/thumbnails`, {
        send: ['{"type":"open","name":"cat.png"}'],
      });
      return { sender: 'server', breakOffset: at };
    },
  },
  {
    name: 'nginx-forgotten-headers-chromium',
    cause: 'proxy-stripped-upgrade',
    also: ['upgrade-refused'],
    software: [program('nginx'), ...software],
    story:
      'nginx has proxy_pass and proxy_http_version 1.1 but no Upgrade and Connection headers; a page connects, both legs are recorded.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${back}; proxy_http_version 1.1;` +
          ' proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }',
      );
      const page = await lab.chromium();
      await lab.record([port, back], { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/prices`, { send: [subscribe] });
      return { sender: 'client', breakOffset: null, port: back };
    },
  },
];

/** A real PNG: 16 by 16 pixels of a colour ramp. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAABlklEQVR42hXRURVEIQhFUSMYgQhGMAIRiGCEE8EIRiACEYhA' +
    'BCLMG7/ZrMt1jMEcyGAN9kAHNjgDBnfwBj6IQQ5q0IMxJnMikzXZE53Y5EyY3Mmb+CQmOalJzw8IUxBhCVtQwYQjIFzhCS6E' +
    'kEIJLR9YzIUs1mIvdGGLs2BxF2/hi1jkoha9PrCZG9mszd7oxjZnw+Zu3sY3sclNbXp/QJmKKEvZiiqmHAXlKk9xJZRUSmn9' +
    'gDENMZaxDTXMOAbGNZ7hRhhplNH2gcM8yGEd9kEPdjgHDvfwDn6IQx7q0OcD/wK/Sr4jv9hfkG/1N/x/Fx44BCQU9Pc94zIv' +
    'clmXfdGLXc79j9/Lu/glLnmpS98PPOZDHuuxH/qwx3n/5ffxHv6IRz7q0e8DznTEWc521DHn+D/KdZ7jTjjplNP+gWAGEqxg' +
    'BxpYcOIf/AYv8CCCDCro+EAyE0lWshNNLDn5P/MmL/Ekkkwq6fxAMQspVrELLaw49S/lFq/wIoosquj6QDMbaVazG22sOf2v' +
    '8Dav8SaabKrp5geIAnAQC3NfwAAAAABJRU5ErkJggg==',
  'base64',
);
