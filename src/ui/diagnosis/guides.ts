// All fix guides in one lazy part.

import type { Guide } from '../../decoder/guides/guide.ts';

const modules = import.meta.glob<Record<string, Guide>>('../../decoder/guides/stacks/*.ts', { eager: true });

/** Every guide of the stacks folder, proxies before languages as their ids are listed. */
export const guides: readonly Guide[] = Object.values(modules).flatMap((module) =>
  Object.values(module).filter((value) => typeof value === 'object' && 'fixes' in value),
);
