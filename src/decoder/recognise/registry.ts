import { bytes } from './kinds/bytes.ts';
import { configuration } from './kinds/configuration.ts';
import { errorText } from './kinds/error-text.ts';
import { handshake } from './kinds/handshake.ts';
import { packetTree } from './kinds/packet-tree.ts';
import { url } from './kinds/url.ts';
import type { Recogniser } from './recognition.ts';

/** Every kind that is recognised. The order means nothing. */
export const recognisers: readonly Recogniser[] = [
  bytes,
  configuration,
  errorText,
  handshake,
  packetTree,
  url,
];
