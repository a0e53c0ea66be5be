import { beforeEach, expect, test, vi } from 'vitest';
import { keepPanes, readPanes, withinLimits } from './panes.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});

test('sizes are read as they were kept, within their limits', () => {
  expect(readPanes()).toEqual({ connections: null, side: null, lists: null });
  keepPanes({ connections: 200, side: 9000, lists: null });
  expect(readPanes()).toEqual({ connections: 200, side: withinLimits('side', 9000), lists: null });
});

test('what is no size is left out, and no size leaves nothing behind', () => {
  kept.set('framescope-panes', '{"connections":"wide","side":1e999,"lists":50}');
  expect(readPanes()).toEqual({ connections: null, side: null, lists: 50 });
  kept.set('framescope-panes', '[');
  expect(readPanes()).toEqual({ connections: null, side: null, lists: null });
  keepPanes({ connections: null, side: null, lists: null });
  expect(kept.size).toBe(0);
});
