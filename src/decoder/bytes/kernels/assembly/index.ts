// The kernels: what runs over every byte of a capture, in AssemblyScript, compiled to WebAssembly with 128-bit SIMD.
// `npm run kernels` compiles this folder into `../compiled.ts`. All arguments that are called places are offsets in the one
// memory, whose layout `../kernels.ts` decides; nothing here allocates.

export { inflate } from './inflate';
export { unmask } from './mask';
export { wholeFrames } from './plain-frames';
export { plainPackets } from './plain-packets';
export { utf8 } from './utf8';
