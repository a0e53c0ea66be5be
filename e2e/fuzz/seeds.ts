// What the fuzzer begins with: small files of the fixtures.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { importers } from '../../src/decoder/importers/registry.ts';
import { root } from './bundle.ts';

/** Longer inputs are left out: what a fault needs is short, and short inputs run fast. */
export const maxLength = 4096;

function smallFiles(folder: string): { name: string; bytes: Uint8Array }[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).size <= maxLength)
    .map((file) => ({ name: file, bytes: readFileSync(file) }));
}

function withFirst(first: number, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([first, ...bytes]);
}

const words: Readonly<Record<string, readonly string[]>> = {
  permalink: [
    'v=1&hex=8105&frame=0',
    'v=1&b64=gQVIZWxsbw',
    'client=818537fa213d7f9f4d5158&server=880203e8&deflate=none',
    'error=Invalid%20frame%20header',
  ],
  filter: [
    'opcode:text and not fin',
    'length>125 or hex:81 05',
    '/"id":\\s*\\d+/ json:user.id=7',
    '(from:client)',
  ],
  error: [
    'Invalid frame header',
    'RangeError: Invalid WebSocket frame: RSV1 must be clear',
    'websocket: close 1006 (abnormal closure): unexpected EOF',
  ],
  configuration: [
    '\u0001server { location /ws { proxy_pass http://a:1; proxy_set_header Upgrade $http_upgrade; } }',
    '\u0002<VirtualHost *:80>\nProxyPass /ws ws://a/\nRewriteRule ^/?(.*) ws://a/$1 [P]\n</VirtualHost>',
    '\u0003frontend f\n bind :80\n acl w hdr(Upgrade) -i websocket\n use_backend b if w\nbackend b\n server s a:1',
    '\u0004example.com {\n reverse_proxy /ws a:1 {\n header_up Host x\n }\n}',
    '\u0005static_resources:\n  listeners:\n  - filter_chains:\n    - filters: []',
    '\u0006http:\n  routers:\n    a:\n      rule: "Path(`/ws`)"\n      service: b',
    '\u0007$HTTP["host"] == "a" { proxy.server = ("/ws" => (("host" => "a"))) }',
  ],
  handshake: [
    'GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    "curl -i -H 'Upgrade: websocket' https://a/ws",
    "fetch('wss://a/ws', { headers: { upgrade: 'websocket' } })",
  ],
};

/** Frames: text, a masked ping, a message in fragments, a compressed one, a Close, a length in two bytes. */
const frames = [
  '810548656c6c6f',
  '8985 37fa213d 7f9f4d5158',
  '010348656c 80026c6f',
  'c107f248cdc9c90700',
  '880203e8',
  '827e0100',
].map((digits) => Buffer.from(digits.replace(/ /g, ''), 'hex'));

/** The inputs that a target begins with. */
export function seedsOf(target: string): Uint8Array[] {
  const own = (words[target] ?? []).map((text) => new TextEncoder().encode(text));
  if (target === 'recognition') return [...own, ...smallFiles('e2e/fixtures').map(({ bytes }) => bytes)];
  if (target === 'tls') return smallFiles('e2e/captures/tls-certificate-rejected').map(({ bytes }) => bytes);
  if (target === 'frames') return frames.map((bytes) => withFirst(1, bytes));
  if (target === 'payload') return smallFiles('e2e/contents').map(({ bytes }) => withFirst(0, bytes));
  if (target !== 'importer') return own;
  // The folders of fixtures have the names of the formats.
  return smallFiles('e2e/fixtures').flatMap(({ name, bytes }) => {
    const index = importers.findIndex(({ id }) => name.includes(`/${id}/`));
    return index < 0 ? [] : [withFirst(index, bytes)];
  });
}
