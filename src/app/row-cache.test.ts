import { describe, expect, it } from 'vitest';
import type { Client } from '../worker/client.ts';
import type { FrameRowView } from '../worker/protocol.ts';
import { pageLimit, pageSize, RowCache } from './row-cache.ts';

const list = { generation: 1, connection: 0, filter: '' };

function row(index: number): FrameRowView {
  return {
    index,
    sender: 'client',
    time: null,
    opcode: 1,
    fin: true,
    rsv: 0,
    masked: true,
    length: 1,
    complete: true,
    confidence: 'sound',
    severity: null,
    preview: '',
    message: null,
  };
}

/** A worker with `total` rows that counts its requests. */
function fake(size: { total: number }) {
  const asked: number[] = [];
  const client = {
    call: async (_operation: string, input: { from: number; count: number }) => {
      asked.push(input.from);
      const count = Math.max(0, Math.min(input.count, size.total - input.from));
      return {
        from: input.from,
        total: size.total,
        rows: Array.from({ length: count }, (_, i) => row(input.from + i)),
      };
    },
  } as unknown as Client;
  return { client, asked };
}

const settle = () => new Promise((next) => setTimeout(next, 0));

describe('RowCache', () => {
  it('requests a page once and gives its rows', async () => {
    const { client, asked } = fake({ total: 1000 });
    const cache = new RowCache(client);
    cache.use(list);
    cache.want(pageSize - 2, pageSize + 2);
    cache.want(pageSize - 2, pageSize + 2);
    expect(cache.get(pageSize)).toBeNull();
    await settle();
    expect(asked).toEqual([0, pageSize]);
    expect(cache.get(pageSize)?.index).toBe(pageSize);
  });

  it('keeps a limited number of pages', async () => {
    const { client } = fake({ total: 10_000_000 });
    const cache = new RowCache(client);
    cache.use(list);
    for (let page = 0; page < pageLimit + 10; page++) {
      cache.want(page * pageSize, page * pageSize + 1);
      await settle();
    }
    expect(cache.get(0)).toBeNull();
    expect(cache.get((pageLimit + 9) * pageSize)).not.toBeNull();
  });

  it('drops answers for a list that is not shown any more', async () => {
    const { client } = fake({ total: 10 });
    const cache = new RowCache(client);
    cache.use(list);
    cache.want(0, 1);
    cache.use({ ...list, filter: 'opcode:text' });
    await settle();
    expect(cache.get(0)).toBeNull();
    cache.want(0, 1);
    await settle();
    expect(cache.get(0)?.index).toBe(0);
  });

  it('requests a page that was not full again when the list grows, and shows the old rows until then', async () => {
    const size = { total: 10 };
    const { client } = fake(size);
    const cache = new RowCache(client);
    cache.use(list);
    cache.want(0, 10);
    await settle();
    size.total = 20;
    cache.grow();
    expect(cache.get(3)?.index).toBe(3);
    cache.want(0, 20);
    await settle();
    expect(cache.get(19)?.index).toBe(19);
  });

  it('fetches a row that is far away', async () => {
    const { client } = fake({ total: 5_000_000 });
    const cache = new RowCache(client);
    cache.use(list);
    expect((await cache.fetch(4_999_999))?.index).toBe(4_999_999);
    expect(await cache.fetch(5_000_000)).toBeNull();
  });
});
