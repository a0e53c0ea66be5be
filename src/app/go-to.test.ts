import { describe, expect, it } from 'vitest';
import { parseGoTo } from './go-to.ts';

describe('where to go', () => {
  it.each([
    ['12', { kind: 'frame', frame: 12 }],
    ['1,234', { kind: 'frame', frame: 1234 }],
    ['frame 3', { kind: 'frame', frame: 3 }],
    ['0x1F4', { kind: 'offset', sender: null, offset: 500 }],
    ['client 0x10', { kind: 'offset', sender: 'client', offset: 16 }],
    ['server:0x10', { kind: 'offset', sender: 'server', offset: 16 }],
    ['@500', { kind: 'offset', sender: null, offset: 500 }],
    ['1.5 s', { kind: 'seconds', seconds: 1.5 }],
    ['250ms', { kind: 'seconds', seconds: 0.25 }],
    ['22:21:25.3', { kind: 'clock', secondsOfDay: 80_485.3 }],
    ['9:05', { kind: 'clock', secondsOfDay: 32_700 }],
  ])('%s', (text, target) => {
    expect(parseGoTo(text)).toEqual(target);
  });

  it.each([[''], ['abc'], ['-1'], ['24:00'], ['0x'], ['1.5'], ['12:60']])('is not said by %j', (text) => {
    expect(parseGoTo(text)).toBeNull();
  });
});
