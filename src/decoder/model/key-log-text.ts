// Tells whether a text is a TLS key log: the page asks before it opens a text as a capture.

const logLine =
  /^(?:CLIENT_RANDOM|(?:CLIENT|SERVER)_(?:EARLY|HANDSHAKE)?_?TRAFFIC_SECRET(?:_\d+)?|(?:EARLY_)?EXPORTER_(?:MASTER_)?SECRET|RSA|ECH_SECRET|ECH_CONFIG)\s+[0-9a-fA-F]{8,}(?:\s|$)/;
/** Lines at the start of a text that decide what it is. */
const decidingLines = 20;

/** Whether a text is a key log: each of its first lines, comments aside, begins with a label and digits. */
export function isKeyLog(text: string): boolean {
  const lines = text
    .slice(0, 1 << 16)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, decidingLines);
  const found = lines.filter((line) => logLine.test(line)).length;
  return found > 0 && found >= lines.length - 1;
}
