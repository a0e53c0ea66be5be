// One line of hex that is longer than what is looked at to tell what a text is.

import { expect, test } from 'vitest';
import { openText } from '../../bench/exam-text.ts';
import { encodeText } from '../../src/decoder/bytes/utf8.ts';

/** A text frame of a server with a payload of so many letters. */
function frameOf(length: number): Uint8Array {
  const header = length < 65536 ? [0x81, 126, 0, 0] : [0x81, 127, 0, 0, 0, 0, 0, 0, 0, 0];
  const frame = Uint8Array.from([...header, ...encodeText('a'.repeat(length))]);
  const view = new DataView(frame.buffer);
  if (length < 65536) view.setUint16(2, length);
  else view.setUint32(6, length);
  return frame;
}

const frame = frameOf(33_000);
const digits = Buffer.from(frame).toString('hex');
const pairs = digits.replace(/..(?=.)/g, '$& ');

test.each([
  ['digits without blanks', digits],
  ['pairs of digits', pairs],
  ['digits after a label', `server: ${digits}`],
  ['pairs after a label', `server: ${pairs}`],
  ['pairs after a time and a label', `[10:00:01] received: ${pairs}`],
  ['pairs below a line of words', `The server sent:\n${pairs}\n`],
  ['C literals', digits.replace(/..(?=.)/g, '0x$&, ').replace(/(?=..$)/, '0x')],
  ['pairs of a frame of 300,000 bytes', Buffer.from(frameOf(300_000)).toString('hex')],
])('%s', async (_, text) => {
  const { capture, opcodes } = await openText(text);
  expect(opcodes).toEqual({ client: [], server: [1] });
  expect(capture.connections[0].headline).toBe('This frame is legal');
});
