import { expect, test } from 'vitest';
import type { Sender } from '../model/basics.ts';
import type { MaskReport, Opening } from '../model/capture-sink.ts';
import { settleRoles } from './settle-roles.ts';

/** "Hello" as a text frame: without a mask, and with one. */
const unmasked = Uint8Array.of(0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f);
const masked = Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);

function settled(
  first: readonly (readonly [Sender, Uint8Array])[],
  roles: Opening['roles'],
  reportedMasks: readonly MaskReport[] = [],
) {
  return settleRoles(new Map(first), { roles, reportedMasks });
}

test('one direction: the mask decides, and that is said', () => {
  expect(settled([['client', unmasked]], 'guess')).toEqual({ swap: true, from: 'masks' });
  expect(settled([['server', masked]], 'guess')).toEqual({ swap: true, from: 'masks' });
});

test('one direction: ports decide against the mask', () => {
  expect(settled([['client', unmasked]], 'likely')).toEqual({ swap: false, from: 'ports' });
  expect(settled([['server', masked]], 'likely')).toEqual({ swap: false, from: 'ports' });
});

test('an HTTP head decides against the ports', () => {
  const request = new TextEncoder().encode('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(settled([['server', request]], 'likely')).toEqual({ swap: true, from: 'bytes' });
});

test('a reported fault names the sender of the frame that has it', () => {
  const unmaskedClient = settled([['server', unmasked]], 'guess', ['unmasked-client-frame']);
  expect(unmaskedClient).toEqual({ swap: true, from: 'report' });
  const maskedServer = settled([['client', masked]], 'guess', ['masked-server-frame']);
  expect(maskedServer).toEqual({ swap: true, from: 'report' });
  // A frame that does not have the fault: the mask decides.
  expect(settled([['client', masked]], 'guess', ['unmasked-client-frame']).from).toBe('masks');
});

test('both directions together decide', () => {
  const both = settled(
    [
      ['client', unmasked],
      ['server', masked],
    ],
    'guess',
  );
  expect(both).toEqual({ swap: true, from: 'bytes' });
});
