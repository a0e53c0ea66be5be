// IP addresses written as text (RFC 4291 2.2), read back into bytes.

/** An address with its port, as a capture names the end of a connection. */
export interface Endpoint {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array<ArrayBuffer>;
  readonly port: number;
}

function ipv4Bytes(text: string): number[] | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte < 256) ? bytes : null;
}

/** The 16-bit words of a part of an IPv6 address; a last part with dots is two words. */
function words(part: string): number[] | null {
  const all: number[] = [];
  for (const group of part === '' ? [] : part.split(':')) {
    const dotted = ipv4Bytes(group);
    if (dotted !== null) all.push((dotted[0] << 8) | dotted[1], (dotted[2] << 8) | dotted[3]);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) all.push(Number.parseInt(group, 16));
    else return null;
  }
  return all;
}

function ipv6Bytes(text: string): number[] | null {
  const parts = text.split('::');
  if (parts.length > 2 || !text.includes(':')) return null;
  const [head, tail] = [words(parts[0]), words(parts[1] ?? '')];
  if (head === null || tail === null) return null;
  const gap = 8 - head.length - tail.length;
  if (parts.length === 1 ? gap !== 0 : gap < 1) return null;
  return [...head, ...new Array<number>(gap).fill(0), ...tail].flatMap((word) => [word >> 8, word & 255]);
}

/** 4 or 16 bytes; `null` for a text that is no address. */
export function parseAddress(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = ipv4Bytes(text) ?? ipv6Bytes(text);
  return bytes === null ? null : Uint8Array.from(bytes);
}

/** Reads `192.0.2.1:80` and `[2001:db8::1]:80`; `null` for anything else. */
export function parseEndpoint(text: string): Endpoint | null {
  const match = /^(?:\[([^\]]+)\]|(.+)):(\d{1,5})$/.exec(text);
  const address = match === null ? null : parseAddress((match[1] ?? match[2]).replace(/%.*$/, ''));
  const port = Number(match?.[3]);
  return address === null || port > 65535 ? null : { address, port };
}
