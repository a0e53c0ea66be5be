// What the formats hold that importers read.

import type { PartKind } from './recognition.ts';

/** Captures and exports of tools, by what they hold; other formats hold bytes. */
const exportKinds: Readonly<Record<string, PartKind>> = {
  burp: 'capture',
  'cdp-events': 'messages',
  charles: 'messages',
  'frame-log': 'messages',
  framescope: 'capture',
  har: 'messages',
  'http-text': 'handshake',
  'message-list': 'messages',
  mitmproxy: 'messages',
  netlog: 'capture',
  pcap: 'capture',
  pcapng: 'capture',
  'playwright-archive': 'messages',
  postman: 'messages',
  'python-websockets': 'messages',
  saz: 'messages',
  snoop: 'capture',
  tungstenite: 'messages',
};

/** What an input is that an importer reads. */
export function kindOfFormat(id: string): PartKind {
  return exportKinds[id] ?? 'bytes';
}
