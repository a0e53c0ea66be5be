/** `make` as a function that computes one result for each object and keeps it as long as the object lives. */
export function oncePer<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const results = new WeakMap<K, { readonly result: T }>();
  return (key) => {
    let kept = results.get(key);
    if (kept === undefined) {
      kept = { result: make(key) };
      results.set(key, kept);
    }
    return kept.result;
  };
}
