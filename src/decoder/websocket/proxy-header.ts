// The header of the PROXY protocol, with which a balancer announces the client before the bytes of a connection (its
// specification, sections 2.1 and 2.2).

const signature1 = 'PROXY ';
const signature2 = '\r\n\r\n\0\r\nQUIT\n';
/** Bytes of version 2 before the addresses, whose length the last two of them give. */
const fixedLength2 = 16;

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Whether bytes begin with the signature of version 1 or 2. */
export function beginsWithProxyHeader(bytes: Uint8Array): boolean {
  return startsWith(bytes, signature1) || startsWith(bytes, signature2);
}

/** Offset of the byte after the header, or -1 when the header is not whole. */
export function proxyHeaderEnd(bytes: Uint8Array): number {
  if (startsWith(bytes, signature1)) return bytes.indexOf(10) + 1 || -1;
  if (bytes.length < fixedLength2) return -1;
  const end = fixedLength2 + ((bytes[14] << 8) | bytes[15]);
  return end <= bytes.length ? end : -1;
}
