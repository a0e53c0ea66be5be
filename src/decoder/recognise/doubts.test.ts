// Evidence against a reading of a text as bytes, and texts without any.

import { expect, test } from 'vitest';
import { recognise } from './recognise.ts';

const doubtOf = (text: string) =>
  recognise(text).parts.find(({ doubt }) => doubt !== undefined)?.doubt ?? null;

test.each([
  [
    'a count that is not that of the bytes',
    'received 12 bytes: 81 05 48 65 6c 6c 6f',
    /states 12 bytes in line 1, and 7/,
  ],
  [
    'the same bytes in two columns',
    '81 05 48 65 6c 6c 6f      81 05 48 65 6c 6c 6f\n89 02 71 37     89 02 71 37\n',
    /beside each other/,
  ],
  [
    'a column of text that spells other bytes',
    '00000000: 8105 4865 6c6c 6f89 0271 37  ..Hallo..q7\n',
    /does not spell/,
  ],
  [
    'a request and its response as bytes of one end',
    `server: ${Buffer.from('GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\n').toString('hex')}\n`,
    /bytes of one end/,
  ],
])('%s', (_name, text, doubt) => expect(doubtOf(text)).toMatch(doubt));

test.each([
  ['the count of the bytes', 'received 7 bytes: 81 05 48 65 6c 6c 6f'],
  ['the count of the payload', 'payload len=5: 81 05 48 65 6c 6c 6f'],
  ['the count of the digits', 'string(14) "810548656c6c6f"'],
  ['the number of a process', 'app[1234]: 81 05 48 65 6c 6c 6f'],
  ['times before each row', '12:00:01.123 81 05 48 65\n12:00:01.124 6c 6c 6f\n'],
  ['a dump with offsets and text', '00000000: 8105 4865 6c6c 6f89 0270 31              ..Hello..p1\n'],
])('no doubt: %s', (_name, text) => expect(doubtOf(text)).toBeNull());
