// Servers with which no TCP connection came about, and what that means.

import type { Note } from '../decoder/model/basics.ts';
import type { EmptyConnection } from '../decoder/model/capture-sink.ts';
import { count, duration } from '../decoder/model/words.ts';

/** Servers that a note names. */
const maxServersNamed = 10;

/** The connections that ended in one way. */
interface Tally {
  connections: number;
  /** Seconds that the longest took. */
  longest: number;
  readonly servers: Set<string>;
}

/** In the order of their notes. */
const ends = ['refused', 'reset', 'unanswered'] as const;

const connectionsOf = ({ connections }: Tally) => count(connections, 'TCP connection');

/** What the servers did, and what that means. */
const words: Readonly<Record<(typeof ends)[number], (servers: string, tally: Tally) => string>> = {
  refused: (servers, tally) =>
    `${servers} answered the SYN of ${connectionsOf(tally)} with RST: nothing listens on that port, or a firewall rejects it.`,
  reset: (servers, tally) =>
    `${servers} opened ${connectionsOf(tally)} and reset ${tally.connections === 1 ? 'it' : 'them'} before a byte was sent: a full backlog, a list of allowed addresses, or a server that ended.`,
  unanswered: (servers, tally) =>
    `${servers} did not answer the SYN of ${connectionsOf(tally)}, which was repeated for ${duration(tally.longest)}: the host is down, the address is wrong, a firewall drops the packets, or the backlog of the server is full.`,
};

/** Counts the connections without a byte that a server refused, reset or did not answer. */
export class SilentServers {
  readonly #tallies = new Map<(typeof ends)[number], Tally>();

  add({ server, end, lasted }: EmptyConnection): void {
    if (end === 'other') return;
    const tally = this.#tallies.get(end) ?? { connections: 0, longest: 0, servers: new Set() };
    this.#tallies.set(end, tally);
    tally.connections++;
    tally.longest = Math.max(tally.longest, lasted);
    if (tally.servers.size < maxServersNamed) tally.servers.add(server);
  }

  get connections(): number {
    return [...this.#tallies.values()].reduce((sum, { connections }) => sum + connections, 0);
  }

  /** One note for each way in which they ended. */
  notes(): Note[] {
    return ends.flatMap((end): Note[] => {
      const tally = this.#tallies.get(end);
      if (tally === undefined) return [];
      return [{ level: 'error', id: `tcp-${end}`, text: words[end]([...tally.servers].join(', '), tally) }];
    });
  }
}
