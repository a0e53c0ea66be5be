import type { Importer } from '../model/importer.ts';
import { base64 } from './formats/base64.ts';
import { curlTrace } from './formats/curl-trace.ts';
import { followStream } from './formats/follow-stream.ts';
import { framescope } from './formats/framescope.ts';
import { hex } from './formats/hex.ts';
import { hexdump } from './formats/hexdump.ts';
import { nodeBuffer } from './formats/node-buffer.ts';
import { od } from './formats/od.ts';
import { pcap } from './formats/pcap.ts';
import { pcapng } from './formats/pcapng.ts';
import { raw } from './formats/raw.ts';
import { snoop } from './formats/snoop.ts';
import { socatX } from './formats/socat-x.ts';
import { strace } from './formats/strace.ts';
import { tcpdumpX } from './formats/tcpdump-x.ts';
import { text2pcap } from './formats/text2pcap.ts';
import { tsharkX } from './formats/tshark-x.ts';
import { xxd } from './formats/xxd.ts';

/** Every input format, by id. The order means nothing. */
// biome-ignore format: one line each, so that additions do not touch each other
export const importers: readonly Importer[] = [
  base64,
  curlTrace,
  followStream,
  framescope,
  hex,
  hexdump,
  nodeBuffer,
  od,
  pcap,
  pcapng,
  raw,
  snoop,
  socatX,
  strace,
  tcpdumpX,
  text2pcap,
  tsharkX,
  xxd,
];
