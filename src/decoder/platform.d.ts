// The few names of the platform that the decoder may use. Browsers, workers and Node all have them.
// The decoder is compiled with `types: []`, so anything not named here is a compile error.

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(delta: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
}

interface CryptoKey {
  readonly type: string;
}

/** Web Cryptography: `subtle` is missing in a page that is not a secure context. */
declare const crypto: {
  readonly subtle?: {
    importKey(
      format: 'raw',
      key: Uint8Array<ArrayBuffer>,
      algorithm: string,
      extractable: boolean,
      usages: readonly 'decrypt'[],
    ): Promise<CryptoKey>;
    decrypt(
      algorithm: {
        readonly name: string;
        readonly iv: Uint8Array<ArrayBuffer>;
        readonly additionalData: Uint8Array<ArrayBuffer>;
      },
      key: CryptoKey,
      data: Uint8Array<ArrayBuffer>,
    ): Promise<ArrayBuffer>;
  };
};
