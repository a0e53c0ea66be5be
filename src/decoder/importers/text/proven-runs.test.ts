// Which runs of bytes prove themselves, wherever they stand in a text.

import { describe, expect, test } from 'vitest';
import { formatHex } from '../../bytes/hex.ts';
import { provenRuns } from './proven-runs.ts';

const frame =
  '81 18 7b 22 65 76 22 3a 22 74 69 63 6b 22 2c 22 70 22 3a 31 30 31 2e 32 35 7d 89 02 71 37 81 02 6f 6b';
const masked = '81 85 37 fa 21 3d 7f 9f 4d 51 58 88 82 01 02 03 04 02 ea';
const numbers = frame.split(' ').map((pair) => Number.parseInt(pair, 16));

const found = (text: string) =>
  provenRuns(text).map(({ bytes, sender }) => [sender ?? null, formatHex(bytes, ' ')]);

describe('runs that are whole frames', () => {
  test.each([
    ['pairs with dashes in a record', `{"x": "${frame.replaceAll(' ', '-')}", "n": 34}`],
    ['digits after a comma', `+USORD: 0,34,"${frame.replaceAll(' ', '')}"`],
    ['decimal numbers over lines', `x = [\n${numbers.join(',\n')}]`],
    ['pairs behind other cells', `1;34;${frame}`],
    ['base64', `x: ${Buffer.from(numbers).toString('base64')}`],
  ])('%s', (_name, text) => expect(found(text).map(([, bytes]) => bytes)).toEqual([frame]));

  test('the words above say who sent each', () => {
    expect(found(`dir: server\nraw: ${frame}\ndir: client\nraw: ${masked}\n`)).toEqual([
      ['server', frame],
      ['client', masked],
    ]);
  });
});

test.each([
  ['short frames that nothing announces', 'a = 81-05-48-65-6c-6c-6f'],
  ['a faulty frame beside a whole one', `good: ${frame}\nbad: ${frame.replace('81', '83')}\n`],
  ['masked frames under the name of the server', `server: ${masked}\n`],
  ['half a frame', frame.slice(0, 40)],
  ['frames that go on in the same line', `${frame.slice(0, 29)} and ${frame.slice(30)}`],
])('none: %s', (_name, text) => expect(found(text)).toEqual([]));
