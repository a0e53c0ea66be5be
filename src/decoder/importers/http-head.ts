// What the importers use of heads: building one, and reading its lines.

export { headOf, http2Head } from '../model/build-head.ts';

/** `Name: value` lines as pairs; lines without a colon are left out. */
export function pairsOf(lines: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (const line of lines) {
    // HTTP/2 pseudo headers begin with a colon.
    const colon = line.indexOf(':', 1);
    if (colon > 0) pairs.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
  return pairs;
}
