// JSON that the build puts beside the scripts: long texts that the first screen does without.

export interface ServedJson<T> {
  /** The content, or `null` before it is fetched. */
  now(): T | null;
  /** The content, fetched once. Rejects where the server cannot be reached; the next call tries again. */
  load(): Promise<T>;
}

export function servedJson<T>(url: string): ServedJson<T> {
  let loaded: T | null = null;
  let loading: Promise<T> | null = null;
  return {
    now: () => loaded,
    load: () => {
      loading ??= fetch(url).then(async (answer) => {
        loaded = (await answer.json()) as T;
        return loaded;
      });
      loading.catch(() => {
        loading = null;
      });
      return loading;
    },
  };
}
