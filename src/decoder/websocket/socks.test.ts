import { describe, expect, it } from 'vitest';
import { ascii, concat, hex } from '../../testing/bytes.ts';
import { socksLength } from './socks.ts';

const target = hex('05 01 00 01 7f 00 00 01 1f 90');

describe('the exchange with a SOCKS 5 proxy', () => {
  it('ends after the address of the request, by its type', () => {
    expect(socksLength(concat([hex('05 01 00'), target, ascii('GET /')]), 'client')).toBe(13);
    const named = concat([hex('05 01 00 05 01 00 03 07'), ascii('a.local'), hex('00 50')]);
    expect(socksLength(concat([named, ascii('GET /')]), 'client')).toBe(named.length);
  });

  it('may hold a name and a password', () => {
    const login = concat([hex('05 01 02 01 03'), ascii('zoe'), hex('06'), ascii('secret')]);
    expect(socksLength(concat([login, target]), 'client')).toBe(login.length + target.length);
    expect(socksLength(hex('05 02 01 00 05 00 00 01 00 00 00 00 00 00'), 'server')).toBe(14);
  });

  it('waits for what is not there yet', () => {
    expect(socksLength(hex('05 01 00'), 'client')).toBe('wait');
    expect(socksLength(hex('05 00'), 'server')).toBe('wait');
    expect(socksLength(concat([hex('05 01 00'), target.subarray(0, 8)]), 'client')).toBe('wait');
  });

  it('is not in other bytes', () => {
    expect(socksLength(ascii('GET / HTTP/1.1'), 'client')).toBe(-1);
    expect(socksLength(hex('05 01 00 81 85 00 00 00'), 'client')).toBe(-1);
    expect(socksLength(hex('05 ff'), 'server')).toBe(-1);
  });
});
