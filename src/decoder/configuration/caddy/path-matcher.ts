// Path matchers of a Caddyfile: `/ws`, `/ws*`.

/** Whether a path meets a path matcher; matchers compare without letter case. */
export function meetsPath(path: string, matcher: string): boolean {
  const wanted = matcher.toLowerCase();
  const bare = path.toLowerCase().replace(/[?#].*$/, '');
  return wanted.endsWith('*') ? bare.startsWith(wanted.slice(0, -1)) : bare === wanted;
}
