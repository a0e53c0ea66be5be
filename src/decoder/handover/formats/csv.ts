// Messages as a table (RFC 4180): CR LF ends a row, a quote is doubled. Payloads are text where they are UTF-8 text,
// else base64; a Close is its code and its reason.

import { formatBase64 } from '../../bytes/base64.ts';
import { decodeText } from '../../bytes/utf8.ts';
import { isoTime } from '../../model/iso-time.ts';
import { visibleText } from '../../model/visible-text.ts';
import { closeBody } from '../message-text.ts';
import type { HandedMessage, Output } from '../output.ts';

const columns = [
  ...[
    'number',
    'time',
    'sender',
    'kind',
    'first_frame',
    'frames',
    'length',
    'compressed',
    'complete',
    'trust',
  ],
  ...['encoding', 'payload', 'note'],
];

/** Spreadsheets run a cell that begins so as a formula, also after white space. */
const formula = /^\s*[=+\-@\t\r|%]/;

/** A cell that is shown and not run. */
function cell(value: string): string {
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function payloadOf({ kind, bytes }: HandedMessage): readonly [encoding: string, payload: string] {
  if (kind === 'text') return ['text', visibleText(decodeText(bytes))];
  if (kind !== 'close') return ['base64', formatBase64(bytes)];
  const { code, reason } = closeBody(bytes);
  return ['text', `${code ?? ''} ${visibleText(reason)}`.trim()];
}

function row(number: number, message: HandedMessage): string {
  const { time, sender, kind, frames, trust, bytes, compressed, complete, note } = message;
  const numbers = [bytes.length, Number(compressed), Number(complete)].map(String);
  const [encoding, payload] = payloadOf(message);
  const place = [String(frames[0] ?? ''), String(frames.length)];
  const cells = [String(number), isoTime(time, 6) ?? '', sender, kind, ...place, ...numbers, trust];
  return `${[...cells, encoding, payload, note ?? ''].map(cell).join(',')}\r\n`;
}

export const csvOutput: Output = {
  id: 'csv',
  kind: 'messages',
  async *write({ messages }) {
    yield `${columns.join(',')}\r\n`;
    let number = 0;
    for await (const message of messages) yield row(number++, message);
  },
};
