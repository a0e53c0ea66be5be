// The decoder as a library, `framescope/decoder`: bytes in, plain data out. It runs in browsers, workers, Node, Deno
// and Bun.

export { DecodeError } from './decode-error.ts';
export { checkConfiguration, decode, diagnose, explain, open, permalink } from './decoder.ts';
export type * from './options.ts';
export type * from './results.ts';
