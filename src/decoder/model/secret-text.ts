// Tells whether a text is a TLS key log or a private key: the page asks before it opens a text as a capture.

import type { CaptureSecret } from './capture-sink.ts';

const logLine =
  /^(?:CLIENT_RANDOM|(?:CLIENT|SERVER)_(?:EARLY|HANDSHAKE)?_?TRAFFIC_SECRET(?:_\d+)?|(?:EARLY_)?EXPORTER_(?:MASTER_)?SECRET|RSA|PMS_CLIENT_RANDOM|ECH_SECRET|ECH_CONFIG)\s+[0-9a-fA-F]{8,}(?:\s|$)/;
/** Lines at the start of a text that decide what it is. */
const decidingLines = 20;

/** A line of PEM that begins a private key, encrypted or not. */
const privateKeyLine = /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s*$/m;

/** What a text of secrets is, or `null` for any other text. */
export function secretKindOf(text: string): CaptureSecret['kind'] | null {
  if (isKeyLog(text)) return 'tls-key-log';
  return privateKeyLine.test(text.slice(0, 1 << 16)) ? 'private-key' : null;
}

/** Whether a text is a key log: each of its first lines, comments aside, begins with a label and digits. */
function isKeyLog(text: string): boolean {
  const lines = text
    .slice(0, 1 << 16)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, decidingLines);
  const found = lines.filter((line) => logLine.test(line)).length;
  return found > 0 && found >= lines.length - 1;
}
