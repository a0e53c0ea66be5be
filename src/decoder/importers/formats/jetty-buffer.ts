// Jetty's debug log of a buffer: `DirectByteBuffer@22[p=0,l=38,c=18432,r=38]={read<<<\x81\x05Hello>>>left
// over}`. What is to be read stands between `<<<` and `>>>`; before and after it is what the buffer held
// earlier. Of a long buffer Jetty prints the first and the last bytes with `...` between.

import type { Sender } from '../../model/basics.ts';
import { readLead } from '../text/directions.ts';
import { readEscapes } from '../text/escapes.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { textImporter } from '../text/text-importer.ts';

const buffer = /Buffer@[0-9a-f]+\[p=\d+,l=\d+,c=\d+,r=(\d+)\]=\{[^\n]*?<<</g;
/** A client's log: what is filled came from the server. */
const isClientLog = /\bHttpClient\b|\bWebSocketClient|\bCLIENT\b/;
const filled = /\b(?:[Ff]illed|[Rr]ead|[Pp]ars(?:e|ing)|onFillable|RECV|[Rr]eceived)\b/;

/** Who sent a buffer, by the words before it and the end whose log it is. */
function senderOf(label: string, isClient: boolean): Sender {
  const isFilled = filled.test(label) || readLead(label).sender === 'server';
  return isFilled === isClient ? 'server' : 'client';
}

function* literalsOf(text: string): Generator<Literal> {
  const isClient = isClientLog.test(text);
  for (const match of text.matchAll(buffer)) {
    const from = match.index + match[0].length;
    const lineEnd = text.indexOf('\n', from);
    const close = text.indexOf('>>>', from);
    const isClosed = close >= 0 && (lineEnd < 0 || close < lineEnd);
    const end = isClosed ? close : lineEnd < 0 ? text.length : lineEnd;
    const label = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    const sender = senderOf(label, isClient);
    const size = Number(match[1]);
    const whole = readEscapes(text, from, end, '').bytes;
    const dots = whole.length === size ? -1 : text.slice(from, end).indexOf('...');
    const bytes = dots < 0 ? whole : readEscapes(text, from, from + dots, '').bytes;
    const after = dots < 0 ? null : readEscapes(text, from + dots + 3, end, '').bytes;
    yield {
      start: match.index,
      end: from,
      bytesStart: from,
      bytesEnd: dots < 0 ? end : from + dots,
      bytes,
      sender,
      more: after === null ? null : Math.max(0, size - bytes.length - after.length),
      moreText: 'The log leaves out the middle of a long buffer ("..."): those bytes are shown as missing.',
      open: !isClosed,
    };
    if (after === null) continue;
    yield { start: from, end, bytesStart: from + dots + 3, bytesEnd: end, bytes: after, sender, open: false };
  }
}

/** Buffers in a log of Jetty. */
export const jettyBuffer = textImporter({
  id: 'jetty-buffer',
  name: 'buffers in a log of Jetty',
  grade: ({ text }) => (text.match(buffer) === null ? 'no' : 'certain'),
  read: (text, out) => {
    out.describe('buffers of Jetty');
    emitLiterals(text, literalsOf(text), out);
  },
});
