// The ciphers of Node, which decrypts at once and with the processor's own instructions. A page has none: its
// WebCrypto answers later.

/** What is used of `node:crypto`. */
export interface NodeDecipher {
  setAutoPadding(isPadded: boolean): this;
  setAuthTag(tag: Uint8Array): void;
  setAAD(data: Uint8Array): void;
  update(bytes: Uint8Array): Uint8Array;
  /** Throws when the tag does not fit. */
  final(): Uint8Array;
}

export interface NodeCrypto {
  getCiphers(): string[];
  createDecipheriv(name: string, key: Uint8Array, iv: Uint8Array | null): NodeDecipher;
  createCipheriv(name: string, key: Uint8Array, iv: Uint8Array | null): NodeDecipher;
}

interface Runtime {
  readonly process?: { getBuiltinModule?(name: string): NodeCrypto | undefined };
}

/** `null` in a page. */
export const nodeCrypto = (globalThis as Runtime).process?.getBuiltinModule?.('node:crypto') ?? null;

let names: ReadonlySet<string> | null = null;

/** Whether Node is here and has the cipher of this name: its builds differ. */
export function hasNodeCipher(name: string): boolean {
  names ??= new Set(nodeCrypto?.getCiphers());
  return names.has(name);
}
