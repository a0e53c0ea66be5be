// Connections grouped by verdict, server and path: the overview of a capture, and all that is kept of connections
// that are counted and not listed.

import type { DiagnosisResult } from '../decoder/diagnosis/diagnose.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { worstFirst } from '../decoder/model/finding.ts';
import type { ConnectionGroup } from './protocol.ts';

/** Groups that are told apart. The connections of further ones are counted by cause alone. */
const maxGroups = 500;

/** What a connection is grouped by. */
export type GroupKey = Omit<ConnectionGroup, 'count' | 'first'>;

/** A group while it grows. */
interface Group {
  readonly key: GroupKey;
  count: number;
  first: number | null;
}

/** The group of a connection with this verdict. */
export function groupKey(
  { level, headline, diagnosis }: Pick<DiagnosisResult, 'level' | 'headline' | 'diagnosis'>,
  { server, handshake }: Pick<Connection, 'server' | 'handshake'>,
): GroupKey {
  const path = handshake?.request?.target ?? null;
  return { level, cause: diagnosis[0]?.cause ?? '', title: headline.title, server, path };
}

/** Counts of connections by group. */
export class Tally {
  connections = 0;
  frames = 0;
  readonly #groups = new Map<string, Group>();

  /** Counts connections of a group. `first`: the id of a listed one, or `null`. */
  add(key: GroupKey, frames: number, first: number | null = null, count = 1): void {
    this.connections += count;
    this.frames += frames;
    const text = textOf(key);
    if (!this.#groups.has(text) && this.#groups.size >= maxGroups) {
      const further = { ...key, title: 'Further connections', server: null, path: null };
      this.#count(textOf(further), further, null, count);
    } else this.#count(text, key, first, count);
  }

  #count(text: string, key: GroupKey, first: number | null, count: number): void {
    const group = this.#groups.get(text) ?? { key, count: 0, first };
    group.count += count;
    group.first ??= first;
    this.#groups.set(text, group);
  }

  /** Adds the groups of another tally. */
  addAll(other: Tally): void {
    for (const { key, count, first } of other.#groups.values()) this.add(key, 0, first, count);
    this.frames += other.frames;
  }

  /** The worst verdict first, then the largest group. */
  groups(): ConnectionGroup[] {
    return [...this.#groups.values()]
      .map(({ key, count, first }) => ({ ...key, count, first }))
      .sort((a, b) => worstFirst.indexOf(a.level) - worstFirst.indexOf(b.level) || b.count - a.count);
  }
}

function textOf({ level, cause, title, server, path }: GroupKey): string {
  return `${level}\0${cause}\0${title}\0${server}\0${path}`;
}
