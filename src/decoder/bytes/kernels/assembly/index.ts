// The kernels for bytes of any kind, in AssemblyScript, with 128-bit SIMD. `npm run kernels` compiles this
// folder into `../compiled.ts`. Addresses are offsets in the memory that all kernels share. `../kernels.ts`
// divides it; nothing here allocates.

export { inflate } from './inflate';
export { unmask } from './mask';
export { utf8 } from './utf8';
