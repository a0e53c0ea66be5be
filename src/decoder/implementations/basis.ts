// How what is said of a program is known: it was run, or its source was read.

/** A version says `(source)` where it was read, and `(run)` where it was run as well. */
export function basisOf(version: string): 'run' | 'source' {
  return version.includes('(source)') && !version.includes('(run)') ? 'source' : 'run';
}
