// HTTP Archive with WebSocket messages: see `json/har-reader.ts`.

import type { Importer } from '../../model/importer.ts';
import { HarReader } from '../json/har-reader.ts';
import { unpackedHead } from '../json/input.ts';
import { textHead } from '../text/head.ts';

/** HTTP Archives. */
export const har: Importer = {
  id: 'har',
  name: 'HTTP Archive (HAR)',
  text: true,
  sniff(head, hint) {
    const unpacked = unpackedHead(head);
    const seen = textHead(unpacked ?? head, hint);
    if (!seen || !/^\s*\{/.test(seen.text)) return 'no';
    if (/^\s*\{\s*"log"\s*:\s*\{/.test(seen.text)) return 'certain';
    return /"_webSocketMessages"|"entries"\s*:\s*\[/.test(seen.text) && /"log"\s*:/.test(seen.text)
      ? 'likely'
      : 'no';
  },
  open: (sink, options) => new HarReader(sink, options),
};
