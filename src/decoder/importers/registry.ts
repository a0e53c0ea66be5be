import type { Importer } from '../model/importer.ts';
import { base64 } from './formats/base64.ts';
import { hex } from './formats/hex.ts';
import { hexdump } from './formats/hexdump.ts';
import { nodeBuffer } from './formats/node-buffer.ts';
import { pcap } from './formats/pcap.ts';
import { pcapng } from './formats/pcapng.ts';
import { raw } from './formats/raw.ts';
import { snoop } from './formats/snoop.ts';
import { xxd } from './formats/xxd.ts';

/** Every input format, by id. The order means nothing. */
// biome-ignore format: one line each, so that additions do not touch each other
export const importers: readonly Importer[] = [
  base64,
  hex,
  hexdump,
  nodeBuffer,
  pcap,
  pcapng,
  raw,
  snoop,
  xxd,
];
