// Links between the sources of a NetLog: socket to the job that opened it, job to its controller, controller
// to the request.

const farthest = 6;
const maxSeen = 1000;

/** The edges between sources, by their numbers. */
export class SourceLinks {
  readonly #links = new Map<number, Set<number>>();

  add(from: number, to: number): void {
    const links = this.#links.get(from);
    if (links) links.add(to);
    else this.#links.set(from, new Set([to]));
  }

  /** The nearest linked source, `start` included, for which `find` returns a value. */
  nearest<T>(start: number, find: (id: number) => T | null): T | null {
    const seen = new Set<number>();
    let edge = [start];
    for (let hop = 0; hop < farthest && edge.length > 0; hop++) {
      const next: number[] = [];
      for (const id of edge) {
        if (seen.has(id) || seen.size > maxSeen) continue;
        seen.add(id);
        const found = find(id);
        if (found !== null) return found;
        next.push(...(this.#links.get(id) ?? []));
      }
      edge = next;
    }
    return null;
  }
}
