// One JSON object a line for each message. Text is a string, everything else base64.

import { formatBase64 } from '../../bytes/base64.ts';
import { decodeText } from '../../bytes/utf8.ts';
import { isoTime } from '../../model/iso-time.ts';
import { invisible } from '../../model/visible-text.ts';
import { closeBody } from '../message-text.ts';
import type { HandedMessage, Output } from '../output.ts';

function line(message: HandedMessage): string {
  const { sender, kind, trust, frames, compressed, complete, bytes, note } = message;
  const close = kind === 'close' ? closeBody(bytes) : null;
  const record = {
    time: isoTime(message.time, 6),
    sender,
    kind,
    frames,
    trust,
    length: bytes.length,
    compressed,
    complete,
    ...(close === null
      ? kind === 'text'
        ? { text: decodeText(bytes) }
        : { base64: formatBase64(bytes) }
      : { code: close.code, reason: close.reason }),
    ...(note === null ? {} : { note }),
  };
  // JSON leaves marks that change the direction of text as they are; escaped they are the same text.
  const text = JSON.stringify(record).replace(
    invisible,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}

export const jsonlOutput: Output = {
  id: 'jsonl',
  kind: 'messages',
  async *write({ messages }) {
    for await (const message of messages) yield line(message);
  },
};
