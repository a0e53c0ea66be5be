// Loaded only when the address holds a link.

export { withView } from '../decoder/permalink/format.ts';
export { parsePermalink } from '../decoder/permalink/parse.ts';

/** Both directions' bytes as one input: text that the annotated hex importer reads. */
export function linkContainer(client: Uint8Array, server: Uint8Array): Uint8Array {
  const line = (name: string, bytes: Uint8Array) =>
    bytes.length === 0
      ? ''
      : `${name}: ${Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join(' ')}\n`;
  return new TextEncoder().encode(line('client', client) + line('server', server));
}
