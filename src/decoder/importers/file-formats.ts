// The formats of files that programs save. They are loaded with every input.

import type { Importer } from '../model/importer.ts';
import { burp } from './formats/burp.ts';
import { charles } from './formats/charles.ts';
import { framescope } from './formats/framescope.ts';
import { har } from './formats/har.ts';
import { mitmproxy } from './formats/mitmproxy.ts';
import { netlog } from './formats/netlog.ts';
import { pcap } from './formats/pcap.ts';
import { pcapng } from './formats/pcapng.ts';
import { playwrightArchive } from './formats/playwright-archive.ts';
import { raw } from './formats/raw.ts';
import { saz } from './formats/saz.ts';
import { snoop } from './formats/snoop.ts';

/** By id. The order means nothing. */
// biome-ignore format: one line each, so that additions do not touch each other
export const fileFormats: readonly Importer[] = [
  burp,
  charles,
  framescope,
  har,
  mitmproxy,
  netlog,
  pcap,
  pcapng,
  playwrightArchive,
  raw,
  saz,
  snoop,
];
