// The kernels of the fast path, in AssemblyScript: ordinary packets and ordinary frames. `npm run kernels`
// compiles this folder into `../compiled.ts`. Addresses are offsets in the memory that all kernels share;
// nothing here allocates.

export { readWholeFrames } from './frames';
export { readPackets } from './packets';
