// Segments list the ends of both directions last: here each stands at its time.

import type { Segment } from '../segments/segments.ts';

const isEnd = ({ kind }: Segment): boolean => kind === 'fin' || kind === 'rst';

/** The segments with each end after all bytes of its sender, and before what came later. */
export function endsInOrder(segments: readonly Segment[]): Segment[] {
  const ordered = segments.filter((segment) => !isEnd(segment));
  const ends = segments.filter(isEnd).sort((a, b) => a.time - b.time || 0);
  for (const end of ends) {
    let at = ordered.length;
    while (at > 0 && ordered[at - 1].time > end.time && ordered[at - 1].sender !== end.sender) at--;
    ordered.splice(at, 0, end);
  }
  return ordered;
}
