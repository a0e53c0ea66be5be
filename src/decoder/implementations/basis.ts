// How what is said of a program is known: it was run, its source or documentation was read, or people reported it.

/** A mark in a version, and its words. */
const marks: readonly (readonly [mark: string, words: string])[] = [
  ['(source)', 'read in source, not run'],
  ['(documentation)', 'read in its documentation, not run'],
  ['(source or documentation)', 'read in source or documentation, not run'],
  ['(reported)', 'from public reports, not run'],
];

/** A version says `(source)` where it was read, and `(run)` where it was run as well. */
export function basisOf(version: string): 'run' | 'source' {
  return version.includes('(source)') && !version.includes('(run)') ? 'source' : 'run';
}

/** A version for people: what stands for a program that was not run is said in words. */
export function versionInWords(version: string): string {
  if (version.includes('(run)')) return version;
  const [mark, words] = marks.find(([one]) => version.includes(one)) ?? [];
  if (mark === undefined) return version;
  return `${version.replace(` ${mark}`, '')}, ${words}`;
}
