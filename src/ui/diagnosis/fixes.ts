// The guides are long and needed late: they load when the page is idle or a cause is shown.

import { url } from 'virtual:guides';
import type { Guide } from '../../decoder/guides/guide.ts';

let loading: Promise<readonly Guide[]> | null = null;
let loaded: readonly Guide[] = [];

/** The guides, if they are loaded already, for the first render. */
export function guidesNow(): readonly Guide[] {
  return loaded;
}

/** All guides, fetched once. */
export function loadGuides(): Promise<readonly Guide[]> {
  loading ??= fetch(url).then(async (answer) => {
    loaded = (await answer.json()) as Guide[];
    return loaded;
  });
  loading.catch(() => {
    loading = null;
  });
  return loading;
}
