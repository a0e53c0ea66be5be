import { expect, test } from 'vitest';
import { addressWithin, isInNetwork, isNetwork } from './network.ts';

test('an address is compared with a network in every notation', () => {
  expect(isInNetwork('10.1.2.3', '10.0.0.0/8')).toBe(true);
  expect(isInNetwork('11.1.2.3', '10.0.0.0/8')).toBe(false);
  expect(isInNetwork('10.1.2.3', '10.1')).toBe(true);
  expect(isInNetwork('10.2.2.3', '10.1.')).toBe(false);
  expect(isInNetwork('192.168.7.1', '192.168.0.0/255.255.0.0')).toBe(true);
  expect(isInNetwork('127.0.0.1', '127.0.0.1')).toBe(true);
  expect(isInNetwork('::1', '::1')).toBe(true);
  expect(isInNetwork('127.0.0.1', '::1')).toBe(false);
  expect(isInNetwork('fd00::5', 'fc00::/7')).toBe(true);
});

test('what is no network is not compared', () => {
  expect(isInNetwork('10.1.2.3', 'example.org')).toBeNull();
  expect(isInNetwork('10.1.2.3', '10.0.0.0/255.0.255.0')).toBeNull();
  expect(isNetwork('300.1.1.1')).toBe(false);
  expect(addressWithin('10.1.')).toBe('10.1.0.0');
  expect(addressWithin('1:2:3::4::5')).toBeNull();
});
