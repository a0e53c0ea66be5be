// Which captures of the lab the empty screen offers: copies them to public/samples and writes samples.json.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One offered sample: id (a cause, 'healthy' or 'compressed'), its file in public/samples, and the user's words. */
export interface Sample {
  id: string;
  file: string;
  title: string;
  hint: string;
}

const offered: [id: string, capture: string, title: string, hint: string][] = [
  [
    'proxy-stripped-upgrade',
    'proxy-stripped-upgrade/nginx-forgotten-headers-chromium.pcapng',
    'The proxy does not forward the upgrade',
    'nginx in front of a ws server; the page sees status 426. Both sides of nginx are recorded.',
  ],
  [
    'http-response-on-websocket',
    'http-response-on-websocket/http-proxy-502-when-backend-dies.pcapng',
    'HTTP written into an open WebSocket',
    'A Node gateway answers 502 on a connection that was already upgraded. Chromium: Invalid frame header.',
  ],
  [
    'server-masked-frame',
    'server-masked-frame/ws-send-mask-true-chromium.pcapng',
    'Masking the wrong way round',
    'A ws server masks its third message. Chromium: A server must not mask any frames.',
  ],
  [
    'tls-on-plaintext-port',
    'tls-on-plaintext-port/chromium-wss-to-ws.pcap',
    'TLS where plain was expected',
    'A page opens wss:// on the port of a plain ws server.',
  ],
  [
    'message-too-large',
    'message-too-large/ws-max-payload-chromium.pcap',
    'A message above the size limit',
    'A page sends 5000 bytes to a ws server with maxPayload 1024; the server closes with 1009.',
  ],
  [
    'binary-sent-as-text',
    'binary-sent-as-text/ws-thumbnail-as-text-chromium.pcapng',
    'Text and binary mixed up',
    'A ws server sends a PNG in a text frame. Chromium: Could not decode a text frame as UTF-8.',
  ],
  [
    'healthy',
    'healthy/dashboard-chromium.pcapng',
    'A healthy connection',
    'A page and a ws server: text, a ping, binary, and a close in order.',
  ],
  [
    'compressed',
    'healthy/dashboard-compressed-chromium.pcapng',
    'A compressed connection',
    'The same traffic with permessage-deflate and context takeover.',
  ],
];

/** Copies the offered captures into public/samples, with samples.json beside them. */
export function writeSamples(): void {
  const captures = fileURLToPath(new URL('../captures', import.meta.url));
  const folder = fileURLToPath(new URL('../../public/samples', import.meta.url));
  if (!offered.every(([, capture]) => existsSync(join(captures, capture)))) return;
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder)) if (/\.(pcap|pcapng)$/.test(old)) rmSync(join(folder, old));
  const samples = offered.map(([id, capture, title, hint]): Sample => {
    const file = `${id}${extname(capture)}`;
    copyFileSync(join(captures, capture), join(folder, file));
    return { id, file, title, hint };
  });
  writeFileSync(join(folder, 'samples.json'), `${JSON.stringify(samples, null, 2)}\n`);
}
