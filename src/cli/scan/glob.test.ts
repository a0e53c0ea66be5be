import { describe, expect, it } from 'vitest';
import { isPattern, parsePattern } from './glob.ts';

describe('a pattern of paths', () => {
  it.each([
    [
      'captures/*.pcap',
      'captures',
      ['captures/a.pcap', 'captures/.b.pcap'],
      ['captures/x/a.pcap', 'captures/a.pcapng'],
    ],
    ['**/*.pcap*', '.', ['a.pcap', 'x/y/a.pcapng'], ['a.txt']],
    ['/var/**', '/var', ['/var/a', '/var/b/c'], ['/var', '/tmp/a']],
    [
      '*/host-[0-3]/?.{pcap,pcapng}',
      '.',
      ['x/host-2/a.pcap', 'x/host-0/b.pcapng'],
      ['x/host-4/a.pcap', 'x/host-1/ab.pcap'],
    ],
    ['a[!b]c', '.', ['axc'], ['abc', 'a/c']],
    ['a+(b).{x}*', '.', ['a+(b).{x}1'], ['aab.x']],
    ['[z-a]*', '.', ['[z-a]*'], ['b']],
    ['line\n*', '.', ['line\nx'], ['linex']],
  ] as const)('%j', (pattern, folder, fits, others) => {
    const parsed = parsePattern(pattern);
    expect(parsed.folder).toBe(folder);
    expect(fits.filter((path) => !parsed.matches(path))).toEqual([]);
    expect(others.filter((path) => parsed.matches(path))).toEqual([]);
  });

  it('is one where a character says so', () => {
    expect(['a.pcap', 'a*', 'a?', '{a,b}', '[a]'].map(isPattern)).toEqual([false, true, true, true, true]);
  });
});
