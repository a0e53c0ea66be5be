// What a run found, by cause, server, client and hour. Summaries of files are added up, also across runs that continue
// one another.

import { count, duration, formatBytes, formatCount } from '../../decoder/model/words.ts';
import { printable } from '../style.ts';
import { type FileProblem, fileProblems, type ScanLine } from './line.ts';

/** Values of a kind that are told apart, so that a summary of any number of files fits into memory. */
const maxValues = 5000;
/** Rows of each kind that are shown. */
const maxRows = 10;
/** Files without a connection that are named. */
const maxNamed = 20;
const others = '(others)';

/** Connections with one value, and those of them with a fault. */
type Pair = [all: number, faulty: number];

/** A summary as plain data, for a message of a thread and for the state file. */
export interface SummaryData {
  readonly connections: number;
  readonly frames: number;
  readonly undated: number;
  readonly causes: Readonly<Record<string, number>>;
  readonly servers: Readonly<Record<string, Pair>>;
  readonly clients: Readonly<Record<string, Pair>>;
  readonly hours: Readonly<Record<string, Pair>>;
  readonly problems: Readonly<Partial<Record<FileProblem, number>>>;
}

/** The address of a client without its port, which differs from connection to connection. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}

class Pairs {
  readonly #pairs = new Map<string, Pair>();

  add(name: string, all: number, faulty: number): void {
    const key = this.#pairs.has(name) || this.#pairs.size < maxValues ? name : others;
    const pair = this.#pairs.get(key) ?? [0, 0];
    pair[0] += all;
    pair[1] += faulty;
    this.#pairs.set(key, pair);
  }

  addAll(pairs: Readonly<Record<string, Pair>>): void {
    for (const [name, [all, faulty]] of Object.entries(pairs)) this.add(name, all, faulty);
  }

  data(): Record<string, Pair> {
    return Object.fromEntries(this.#pairs);
  }

  /** The first rows, those with the largest number of faults first. */
  rows(): string[] {
    const sorted = [...this.#pairs].sort(
      ([a, [allA, faultyA]], [b, [allB, faultyB]]) => faultyB - faultyA || allB - allA || (a < b ? -1 : 1),
    );
    const rows = sorted.slice(0, maxRows).map(([name, [all, faulty]]) => row(all, printable(name), faulty));
    const more = sorted.length - maxRows;
    return more > 0 ? [...rows, `              and ${count(more, 'more', 'more')}`] : rows;
  }
}

function row(all: number, name: string, faulty: number | null): string {
  const faults = faulty === null || faulty === 0 ? '' : `, ${formatCount(faulty)} with a fault`;
  return `  ${formatCount(all).padStart(11)}  ${name}${faults}`;
}

/** Adds up lines of files, or summaries of files. */
export class Summary {
  connections = 0;
  frames = 0;
  /** Connections that were left out because they have no time. */
  undated = 0;
  readonly #causes = new Map<string, number>();
  readonly #servers = new Pairs();
  readonly #clients = new Pairs();
  readonly #hours = new Pairs();
  readonly #problems = new Map<FileProblem, number>();

  /** Connections with another first cause than `healthy`. */
  get faulty(): number {
    return this.connections - (this.#causes.get('healthy') ?? 0);
  }

  /** Files with this problem. */
  problemCount(problem: FileProblem): number {
    return this.#problems.get(problem) ?? 0;
  }

  addLine(line: ScanLine): void {
    if (line.problem !== null) this.#problems.set(line.problem, (this.#problems.get(line.problem) ?? 0) + 1);
    if (line.count === 0) return;
    const number = line.count;
    const faulty = line.cause === 'healthy' ? 0 : number;
    this.connections += number;
    this.frames += (line.frames_client ?? 0) + (line.frames_server ?? 0);
    const cause = line.cause ?? 'unknown';
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + number);
    this.#servers.add(line.server ?? '(not known)', number, faulty);
    this.#clients.add(line.client === null ? '(not known)' : hostOf(line.client), number, faulty);
    this.#hours.add(line.started_at?.slice(0, 13) ?? '(not known)', number, faulty);
  }

  add(data: SummaryData): void {
    this.connections += data.connections;
    this.frames += data.frames;
    this.undated += data.undated;
    for (const [cause, number] of Object.entries(data.causes))
      this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + number);
    this.#servers.addAll(data.servers);
    this.#clients.addAll(data.clients);
    this.#hours.addAll(data.hours);
    for (const problem of fileProblems)
      if (data.problems[problem] !== undefined)
        this.#problems.set(problem, this.problemCount(problem) + data.problems[problem]);
  }

  data(): SummaryData {
    return {
      connections: this.connections,
      frames: this.frames,
      undated: this.undated,
      causes: Object.fromEntries(this.#causes),
      servers: this.#servers.data(),
      clients: this.#clients.data(),
      hours: this.#hours.data(),
      problems: Object.fromEntries(this.#problems),
    };
  }

  /** The lines for a person. */
  text({ files, bytes, seconds, skipped, named }: RunFigures): string[] {
    const rate = seconds > 0 ? `, ${formatBytes(Math.round(bytes / seconds))}/s` : '';
    const lines = [
      `${count(files, 'file')}, ${formatBytes(bytes)} in ${duration(seconds)}${rate}: ${count(this.connections, 'connection')}, ${formatCount(this.faulty)} with a fault, ${count(this.frames, 'frame')}.`,
    ];
    if (skipped.decided > 0) lines.push(`${count(skipped.decided, 'file')} decided by an earlier run.`);
    if (skipped.links > 0)
      lines.push(`${count(skipped.links, 'symbolic link')} not followed (--follow-links follows them).`);
    if (this.undated > 0)
      lines.push(`${count(this.undated, 'connection')} without a time: --since and --until leave them out.`);
    if (this.connections > 0) lines.push(...this.#tables());
    lines.push(...this.#fileLines(named));
    return lines;
  }

  #tables(): string[] {
    const causes = [...this.#causes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    return [
      'By cause',
      ...causes.map(([cause, number]) => row(number, cause, null)),
      'By server',
      ...this.#servers.rows(),
      'By client',
      ...this.#clients.rows(),
      'By hour (UTC)',
      ...this.#hours.rows(),
    ];
  }

  #fileLines(named: RunFigures['named']): string[] {
    const total = [...this.#problems.values()].reduce((sum, number) => sum + number, 0);
    if (total === 0) return [];
    const counts = fileProblems
      .filter((problem) => this.problemCount(problem) > 0)
      .map((problem) => `${formatCount(this.problemCount(problem))} ${problem}`);
    // That a file is no capture needs no reason.
    const rows = named.map(({ file, problem, note }) =>
      printable(problem === 'foreign' ? `  ${file}: foreign` : `  ${file}: ${problem}. ${note}`),
    );
    const more = total - named.length;
    if (more > 0) rows.push(`  and ${formatCount(more)} more`);
    return [`Files without a connection: ${counts.join(', ')}`, ...rows];
  }
}

/** What a run did beside its connections. */
export interface RunFigures {
  /** Files that were read, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly skipped: { readonly decided: number; readonly links: number };
  /** The first files without a connection. */
  readonly named: readonly { readonly file: string; readonly problem: FileProblem; readonly note: string }[];
}

export { maxNamed };
