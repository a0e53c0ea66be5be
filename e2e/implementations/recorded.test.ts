// What real programs said is compared with what their simulated readers say, without the programs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare, predict } from './agreement.ts';
import { chosenStreams } from './chosen-streams.ts';
import { faultCount, faultStreams } from './fault-streams.ts';
import { mixedCount, mixedStreams } from './mixed-streams.ts';
import { placedStreams } from './placed-streams.ts';
import { implementationOf, programs } from './programs.ts';
import { randomStreams } from './random-streams.ts';
import { heardBefore, readRecords } from './record.ts';
import { bytesOf, type Stream } from './stream.ts';

/** Streams that were recorded: chosen ones, random ones, and those with one fault each. */
const streams: readonly Stream[] = [
  ...chosenStreams,
  ...randomStreams(500),
  ...mixedStreams(mixedCount),
  ...faultStreams(faultCount),
  ...placedStreams,
];
/** Longer streams are left to the examination, for time. In bytes. */
const maxLength = 200_000;
/**
 * By program and role, the streams on which the simulated reader is known to disagree. A new one fails the test, and so
 * does one that agrees by now. `npm run exam -- reports --recorded --freeze` writes the file.
 */
const known: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'known-disagreements.json'), 'utf8'),
);

const recorded = programs.flatMap((program) =>
  program.roles
    .filter((role) => `${program.id} ${role}` in readRecords().programs)
    .map((role) => [`${program.id} ${role}`, program, role] as const),
);

describe('a simulated reader says what the program said', () => {
  it.each(recorded)('%s', (name, program, role) => {
    const sender = role === 'client' ? 'server' : 'client';
    const heard = heardBefore(program.id, role, streams) ?? [];
    const outcomes = streams.flatMap((stream, i) => {
      const said = heard[i];
      if (said === null || (stream.only ?? sender) !== sender) return [];
      const { length } = bytesOf(stream, sender);
      if (length > maxLength) return [];
      const predicted = predict(implementationOf(program, role), role, stream, said.noContext);
      const { agrees, agreesInDetail } = compare(predicted, said, stream, sender);
      return [{ stream: stream.name, agrees: agrees && agreesInDetail }];
    });
    const names = new Set(outcomes.map(({ stream }) => stream));
    const failed = outcomes.filter(({ agrees }) => !agrees).map(({ stream }) => stream);
    expect(outcomes.length).toBeGreaterThan(500);
    expect(failed).toEqual((known[name] ?? []).filter((stream) => names.has(stream)));
  });
});
