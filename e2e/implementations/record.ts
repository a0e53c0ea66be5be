// What the real programs said, kept for tests that run without them.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../src/decoder/implementations/implementation.ts';
import type { Heard } from './run-program.ts';
import type { Stream } from './stream.ts';

let path = join(import.meta.dirname, 'recorded.json');

/** Outcomes of one program in one role. `results`: for each stream an index into `outcomes`, or -1. */
interface Recorded {
  readonly outcomes: readonly Partial<Heard>[];
  readonly results: readonly number[];
}
interface Records {
  /** Names of the streams, in the order of `results`. */
  readonly streams: readonly string[];
  readonly programs: Readonly<Record<string, Recorded>>;
}

const nothing: Heard = {
  text: null,
  error: null,
  code: null,
  closeCode: null,
  closeReason: null,
  noContext: false,
};

let records: Records | null = null;

/** Keeps the record in another file than the fixture of the tests. */
export function keepRecordIn(file: string): void {
  path = file;
  records = null;
}

export function readRecords(): Records {
  records ??= existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { streams: [], programs: {} };
  return records as Records;
}

/** What a program said when it was recorded; `null` when it never was. */
export function heardBefore(id: string, role: Role, streams: readonly Stream[]): (Heard | null)[] | null {
  const { streams: names, programs } = readRecords();
  const record = programs[`${id} ${role}`];
  if (record === undefined) return null;
  const places = new Map(names.map((name, place) => [name, place]));
  return streams.map((stream) => {
    const outcome = record.outcomes[record.results[places.get(stream.name) ?? -1] ?? -1];
    return outcome === undefined ? null : { ...nothing, ...outcome };
  });
}

/** Writes what one program said in one role; what it said of other streams is kept. */
export function writeRecord(
  id: string,
  role: Role,
  streams: readonly Stream[],
  heard: readonly (Heard | null)[],
): void {
  records = null;
  const before = readRecords();
  const names = [...new Set([...before.streams, ...streams.map((stream) => stream.name)])];
  const keys = new Map<string, number>();
  const outcomes: Partial<Heard>[] = [];
  const places = new Map<string, number>();
  const written = new Map(streams.map((stream, i) => [stream.name, heard[i]]));
  const old = before.programs[`${id} ${role}`];
  for (const [i, name] of names.entries()) {
    const said = written.has(name) ? written.get(name) : old?.outcomes[old.results[i] ?? -1];
    if (said === null || said === undefined) continue;
    const known = Object.fromEntries(
      Object.entries(said).filter(([, value]) => value !== null && value !== false),
    );
    const key = JSON.stringify(known);
    const place = keys.get(key) ?? outcomes.push(known) - 1;
    keys.set(key, place);
    places.set(name, place);
  }
  const results = names.map((name) => places.get(name) ?? -1);
  const programs = { ...before.programs, [`${id} ${role}`]: { outcomes, results } };
  const lines = Object.entries(programs).map(
    ([name, record]) => `${JSON.stringify(name)}:${JSON.stringify(record)}`,
  );
  writeFileSync(
    path,
    `{"streams":${JSON.stringify(names)},\n"programs":{\n${lines.sort().join(',\n')}\n}}\n`,
  );
}
