import { describe, expect, it } from 'vitest';
import type { FrameView, PayloadPage } from '../worker/protocol.ts';
import { beginningOf, gather, lacking, notHere, PayloadBytes, pageLimit, pageSize } from './payload-bytes.ts';

const value = (index: number) => (index * 31 + (index >> 8)) & 255;
const run = (start: number, end: number) =>
  Uint8Array.from({ length: Math.max(0, end - start) }, (_, i) => value(start + i));
const settle = () => new Promise((next) => setTimeout(next, 0));

/** A worker that holds `total` bytes and writes down what it is asked. */
function fake(total: number, change: (page: PayloadPage) => PayloadPage | null = (page) => page) {
  const asked: number[] = [];
  const read = async (start: number, end: number) => {
    asked.push(start / pageSize);
    const bytes = run(start, Math.min(total, end, start + (1 << 20)));
    return change({ start, bytes, holes: [], total, note: null });
  };
  return { asked, read };
}

function frameOf(total: number, holes: FrameView['holes'] = []): FrameView {
  const wire = run(0, Math.min(total, pageSize));
  return { wire, unmasked: wire, holes, present: total, message: null } as unknown as FrameView;
}

describe('the bytes of a payload', () => {
  it('that came with the frame are there at once, later ones are read on request', async () => {
    const { asked, read } = fake(1 << 30);
    const payload = new PayloadBytes('wire', beginningOf(frameOf(1 << 30), 'wire'), read);
    expect(payload.length).toBe(1 << 30);
    expect(payload.at(pageSize - 1)).toBe(value(pageSize - 1));
    expect(payload.at(pageSize)).toBe(notHere);
    payload.want(0, 300);
    expect(asked).toEqual([]);
    payload.want((1 << 30) - 300, (1 << 30) + 300);
    await settle();
    expect(asked).toEqual([(1 << 30) / pageSize - 1]);
    expect(payload.at((1 << 30) - 1)).toBe(value((1 << 30) - 1));
    expect(payload.at(1 << 30)).toBe(notHere);
  });

  it('cause a redraw when they arrive', async () => {
    const payload = new PayloadBytes('wire', beginningOf(frameOf(1 << 20), 'wire'), fake(1 << 20).read);
    let redraws = 0;
    payload.subscribe(() => redraws++);
    payload.want(pageSize, pageSize + 1);
    await settle();
    expect(redraws).toBe(1);
    expect(payload.version()).toBe(1);
  });

  it('are requested only for the last place of a scroll', async () => {
    const { asked, read } = fake(1 << 30);
    const payload = new PayloadBytes('wire', beginningOf(frameOf(1 << 30), 'wire'), read);
    for (let page = 1; page <= 50; page++) payload.want(page * pageSize, page * pageSize + 300);
    await settle();
    expect(asked).toEqual([1, 2, 50]);
  });

  it('are dropped, the least recently shown first', async () => {
    const { read } = fake(1 << 30);
    const payload = new PayloadBytes('wire', beginningOf(frameOf(1 << 30), 'wire'), read);
    for (let page = 1; page <= pageLimit + 1; page++) {
      payload.want(page * pageSize, page * pageSize + 1);
      await settle();
    }
    expect(payload.at(pageSize)).toBe(notHere);
    expect(payload.at(2 * pageSize)).toBe(value(2 * pageSize));
    expect(payload.at(0)).toBe(value(0));
  });

  it('that the capture lacks are not shown as zeros', async () => {
    const hole = { start: pageSize + 10, end: pageSize + 20 };
    const { read } = fake(1 << 20, (page) => ({ ...page, holes: [hole] }));
    const payload = new PayloadBytes(
      'wire',
      beginningOf(frameOf(1 << 20, [{ start: 4, end: 6 }]), 'wire'),
      read,
    );
    expect([3, 4, 5, 6].map((i) => payload.at(i))).toEqual([value(3), lacking, lacking, value(6)]);
    payload.want(pageSize, pageSize + 32);
    await settle();
    expect([9, 10, 19, 20].map((i) => payload.at(pageSize + i))).toEqual([
      value(pageSize + 9),
      lacking,
      lacking,
      value(pageSize + 20),
    ]);
  });

  it('that cannot be read are not requested repeatedly', async () => {
    const { asked, read } = fake(1 << 20, () => null);
    const payload = new PayloadBytes('wire', beginningOf(frameOf(1 << 20), 'wire'), read);
    for (let i = 0; i < 3; i++) {
      payload.want(pageSize, pageSize + 1);
      await settle();
    }
    expect(asked).toEqual([1]);
    expect(await gather(payload, 0, 1 << 20)).toBeNull();
  });
});

describe('the bytes of a message or stream', () => {
  it('are counted with the next page when the length of the message is unknown', async () => {
    const total = pageSize * 3 + 7;
    const { asked, read } = fake(total, (page) => ({ ...page, note: 'It has no end.' }));
    const message = { bytes: run(0, pageSize), holes: [], total: null };
    const payload = new PayloadBytes('message', { start: 0, ...message }, read);
    expect([payload.length, payload.counted]).toEqual([pageSize, false]);
    payload.want(0, 300);
    await settle();
    expect(asked).toEqual([1]);
    expect([payload.length, payload.counted, payload.note]).toEqual([total, true, 'It has no end.']);
  });

  it('around a place in a stream are there at once, the bytes before and after it on request', async () => {
    const { asked, read } = fake(1 << 20);
    const at = 5 * pageSize - 100;
    const head = { start: at, bytes: run(at, at + 50), holes: [], total: 1 << 20 };
    const stream = new PayloadBytes('stream', head, read);
    expect([at - 1, at, at + 49, at + 50].map((i) => stream.at(i))).toEqual([
      notHere,
      value(at),
      value(at + 49),
      notHere,
    ]);
    stream.want(at - 50, at + 150);
    await settle();
    expect(asked).toEqual([4, 5]);
    expect([at - 1, at + 50].map((i) => stream.at(i))).toEqual([value(at - 1), value(at + 50)]);
  });

  it('can be gathered completely, in pieces of a MiB', async () => {
    const total = (3 << 20) + 5;
    const { asked, read } = fake(total);
    const payload = new PayloadBytes('wire', beginningOf(frameOf(total), 'wire'), read);
    const all = await gather(payload, 0, Number.POSITIVE_INFINITY);
    expect(asked).toEqual([0, 16, 32, 48]);
    expect(Buffer.from(all?.bytes ?? []).equals(run(0, total))).toBe(true);
    expect((await gather(payload, 100, 110))?.bytes).toEqual(run(100, 110));
  });
});
