// Tells whether a text is a TLS key log or a private key: page and terminal ask before they open a text as a capture.

import type { CaptureSecret } from './capture-sink.ts';

const logLine =
  /^(?:CLIENT_RANDOM|(?:CLIENT|SERVER)_(?:EARLY|HANDSHAKE)?_?TRAFFIC_SECRET(?:_\d+)?|(?:EARLY_)?EXPORTER_(?:MASTER_)?SECRET|RSA|PMS_CLIENT_RANDOM|ECH_SECRET|ECH_CONFIG)\s+(?:Session-ID:)?[0-9a-fA-F]{8,}(?:\s|$)/;
/** Characters, or bytes of a file, that show what it is. */
const headLength = 1 << 16;
/** Lines at the start of a text that decide what it is. */
const decidingLines = 20;

/** A line of PEM that begins a private key, encrypted or not. */
const privateKeyLine = /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s*$/m;

/** What a text of secrets is, or `null` for any other text. */
export function secretKindOf(text: string): CaptureSecret['kind'] | null {
  if (isKeyLog(text)) return 'tls-key-log';
  return privateKeyLine.test(text.slice(0, headLength)) ? 'private-key' : null;
}

/** Whether a text is a key log: each of its first lines, comments aside, begins with a label and digits. */
function isKeyLog(text: string): boolean {
  const lines = text
    .slice(0, headLength)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, decidingLines);
  const found = lines.filter((line) => logLine.test(line)).length;
  return found > 0 && found >= lines.length - 1;
}

/** A file, as far as it is read here. */
interface TextFile {
  readonly size: number;
  slice(start: number, end: number): { text(): Promise<string> };
  text(): Promise<string>;
}

/** Largest file of secrets, in bytes: the key log of a browser that ran for months has some ten million. */
const maxSecretFile = 1 << 26;

/** Tells the key logs and private keys among files from the others. */
export async function separateSecrets<F extends { readonly file: TextFile }>(
  files: readonly F[],
): Promise<{ readonly others: readonly F[]; readonly secrets: readonly CaptureSecret[] }> {
  const others: F[] = [];
  const secrets: CaptureSecret[] = [];
  for (const one of files) {
    const { file } = one;
    const kind = file.size > maxSecretFile ? null : secretKindOf(await file.slice(0, headLength).text());
    if (kind === null) others.push(one);
    else secrets.push({ kind, text: await file.text() });
  }
  return { others, secrets };
}
