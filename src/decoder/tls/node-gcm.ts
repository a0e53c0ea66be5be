// AES-GCM of Node, which decrypts at once and with the processor's own instructions. A page has none: its WebCrypto
// answers later.

/** What is used of `node:crypto`. */
interface Decipher {
  setAuthTag(tag: Uint8Array): void;
  setAAD(data: Uint8Array): void;
  update(sealed: Uint8Array): Uint8Array;
  /** Throws when the tag does not fit. */
  final(): Uint8Array;
}

interface NodeCrypto {
  createDecipheriv(name: string, key: Uint8Array, nonce: Uint8Array): Decipher;
}

interface Runtime {
  readonly process?: { getBuiltinModule?(name: string): NodeCrypto | undefined };
}

const nodeCrypto = (globalThis as Runtime).process?.getBuiltinModule?.('node:crypto') ?? null;

export const hasNodeGcm = nodeCrypto !== null;

/** The text of a sealed record, or `null` when its tag does not fit. */
export function openWithNode(
  key: Uint8Array,
  nonce: Uint8Array,
  data: Uint8Array,
  sealedText: Uint8Array,
  tag: Uint8Array,
): Uint8Array | null {
  if (nodeCrypto === null) return null;
  const decipher = nodeCrypto.createDecipheriv(`aes-${key.length * 8}-gcm`, key, nonce);
  decipher.setAuthTag(tag);
  decipher.setAAD(data);
  const text = decipher.update(sealedText);
  try {
    decipher.final();
  } catch {
    return null;
  }
  return text;
}
