// A version for people: how what is said of a program is known stands in it as a mark, and is said in words.

/** A mark in a version, and its words. */
const marks: readonly (readonly [mark: string, words: string])[] = [
  ['(source)', 'read in source, not run'],
  ['(documentation)', 'read in its documentation, not run'],
  ['(source or documentation)', 'read in source or documentation, not run'],
  ['(reported)', 'from public reports, not run'],
];

/** A version for people: what stands for a program that was not run is said in words. */
export function versionInWords(version: string): string {
  if (version.includes('(run)')) return version;
  const [mark, words] = marks.find(([one]) => version.includes(one)) ?? [];
  if (mark === undefined) return version;
  return `${version.replace(` ${mark}`, '')}, ${words}`;
}
