// Links between the sources of a NetLog: socket to the job that opened it, job to its controller, controller
// to the request.

/** Links from a socket to its request: socket, connect job, job, controller, request. */
const farthest = 6;
/** Sources that one search looks at. A real log has a few between a socket and its request. */
const maxSeen = 64;
/** Links of one source that are kept, in the order of the log: no search looks at more. */
const maxLinks = maxSeen;

/** The edges between sources, by their numbers. */
export class SourceLinks {
  readonly #links = new Map<number, Set<number>>();
  /** Sources that searches have looked at: the cost of all searches. */
  visits = 0;

  add(from: number, to: number): void {
    const links = this.#links.get(from);
    if (links) {
      if (links.size < maxLinks) links.add(to);
    } else this.#links.set(from, new Set([to]));
  }

  /** The nearest linked source, `start` included, for which `find` returns a value. */
  nearest<T>(start: number, find: (id: number) => T | null): T | null {
    const seen = new Set<number>();
    let edge = [start];
    for (let hop = 0; hop < farthest && edge.length > 0; hop++) {
      const next: number[] = [];
      for (const id of edge) {
        if (seen.has(id)) continue;
        if (seen.size === maxSeen) return null;
        seen.add(id);
        this.visits++;
        const found = find(id);
        if (found !== null) return found;
        for (const linked of this.#links.get(id) ?? []) next.push(linked);
      }
      edge = next;
    }
    return null;
  }
}
