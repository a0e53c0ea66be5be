// Which bytes show a WebSocket, and which a payload, a file or another protocol as likely.

import { describe, expect, it } from 'vitest';
import { parseHex } from '../../bytes/hex.ts';
import { showsFrames } from './frame-evidence.ts';

const bytesOf = (digits: string) => parseHex(digits) ?? new Uint8Array();

describe('bytes that show frames', () => {
  it.each([
    ['a text frame, "Hello"', '81 05 48 65 6c 6c 6f'],
    ['a masked text frame', '81 85 37 fa 21 3d 7f 9f 4d 51 58'],
    ['a Close, code 1000', '88 02 03 e8'],
    ['a header alone', '81 7e 01 3f'],
    ['half a masking key', '81 85 37 fa 21'],
    ['a reserved opcode', '83 05 48 65 6c 6c 6f'],
    ['RSV2 in the second frame', '81 01 61 a1 01 62'],
    ['a length of 5 in 16 bits', '81 7e 00 05 48 65 6c 6c 6f'],
    ['two bytes before a whole frame', '0d 0a 81 05 48 65 6c 6c 6f 88 02 03 e8'],
    ['a frame that was written as UTF-8', 'c2 81 05 48 65 6c 6c 6f c2 88 02 03 c3 a8'],
    ['replacement characters', 'ef bf bd 7e 00 ef bf bd 7b 22 61 22'],
    ['a short frame, then an HTTP response', '8102686948545450 2f312e3120343030204261640d0a'],
    ['RSV2 on a text', 'a10b68656c6c6f207468657265'],
    ['a fragmented ping', '090470696e6780046d6f7265'],
    ['a line feed after each short frame', '81036f6e650a810374776f0a810574687265650a'],
    [
      'a frame inside the payload of a text',
      '812c7b2274797065223a227469636b222c226e223a3181077b2262223a327d32',
    ],
  ])('%s', (_name, digits) => expect(showsFrames(bytesOf(digits), false)).toBe(true));
});

describe('bytes that show none', () => {
  it.each([
    ['zeros', '00 00 00 00 00 00 00 00 00 00 00 00'],
    ['ones', 'ff ff ff ff ff ff ff ff ff ff ff ff'],
    ['Protocol Buffers', '0a 0b 48 65 6c 6c 6f 20 57 6f 72 6c 64 10 96 1a'],
    ['text', '54 68 65 20 71 75 69 63 6b 20 62 72 6f 77 6e 20 66 6f 78'],
    ['types, lengths and values', '01 03 10 20 30 02 02 40 50 03 01 60'],
    ['a program of Windows', '4d 5a 90 00 03 00 00 00 04 00 00 00 ff ff 00 00'],
    ['RTCP', '81 c8 00 06 12 34 56 78 e5 a1 b2 c3 00 00 00 00 00 00 01 40 00 00 00 00 00 00 00 00'],
    ['RTP', '80 60 a3 c1 00 03 e8 00 1a 2b 3c 4d 9a 01 77 e2 31 58 c4 09'],
  ])('%s', (_name, digits) => expect(showsFrames(bytesOf(digits), false)).toBe(false));
});
