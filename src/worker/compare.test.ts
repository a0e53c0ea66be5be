import { openAsBlob } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { createSession } from './session.ts';

const folder = new URL('../../e2e/captures/', import.meta.url).pathname;
const context = { signal: { cancelled: false }, progress: () => {} };

async function compared(name: string, left: number, right: number) {
  const session = createSession();
  const file = await openAsBlob(folder + name);
  await session.open({ name, format: null, assumptions: noAssumptions, kind: 'file', file }, context);
  return session.compare({ left, right }, context);
}

describe('two connections', () => {
  test('a connection is the same as itself', async () => {
    const { heads, frames } = await compared('healthy/proxy-adds-a-header-both-legs.pcap', 0, 0);
    expect(heads).toEqual([]);
    expect(frames.every(({ difference, same }) => difference === null && same > 0)).toBe(true);
  });

  test('a header that a proxy adds is absent on the other leg', async () => {
    const { heads, frames } = await compared('healthy/proxy-adds-a-header-both-legs.pcap', 0, 1);
    expect(heads.some(({ left, right }) => (left === null) !== (right === null))).toBe(true);
    expect(frames.map(({ difference }) => difference)).toEqual([null, null]);
  });

  test('a frame that a proxy drops is the first that differs', async () => {
    const name = 'bytes-lost/proxy-drops-a-frame-both-legs.pcap';
    const forward = (await compared(name, 0, 1)).frames.find(({ sender }) => sender === 'server');
    const back = (await compared(name, 1, 0)).frames.find(({ sender }) => sender === 'server');
    expect(forward?.difference).not.toBeNull();
    expect(back?.difference).toMatchObject({
      left: forward?.difference?.right,
      right: forward?.difference?.left,
      leftValue: forward?.difference?.rightValue,
    });
  });

  test('a byte that a proxy changes is named by its place in the payload', async () => {
    const name = 'bytes-corrupted/proxy-changes-compressed-bytes-both-legs.pcap';
    const { frames } = await compared(name, 0, 1);
    const difference = frames.map((one) => one.difference).find((one) => one !== null);
    expect(difference).toMatchObject({ what: 'payload', leftValue: expect.stringMatching(/^ff ff ff/) });
    expect(difference?.rightValue).not.toMatch(/^ff/);
  });

  test('keys and dates come last: they differ always', async () => {
    const { heads } = await compared('proxy-stripped-upgrade/apache-proxypass-http-both-legs.pcap', 0, 1);
    const firstUsual = heads.findIndex(({ isUsual }) => isUsual);
    expect(heads.some(({ name, isUsual }) => name.toLowerCase() === 'upgrade' && !isUsual)).toBe(true);
    if (firstUsual >= 0) expect(heads.slice(firstUsual).every(({ isUsual }) => isUsual)).toBe(true);
  });
});
