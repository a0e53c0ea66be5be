// What real programs said is compared with what their simulated readers say, without the programs.

import { describe, expect, it } from 'vitest';
import { compare, predict } from './agreement.ts';
import { chosenStreams } from './chosen-streams.ts';
import { implementationOf, programs } from './programs.ts';
import { randomStreams } from './random-streams.ts';
import { heardBefore, readRecords } from './record.ts';
import { bytesOf } from './stream.ts';

/** Streams that were recorded: all chosen ones, and random ones. */
const streams = [...chosenStreams, ...randomStreams(500)];
/** Longer streams are left to the examination, for time. In bytes. */
const maxLength = 200_000;
/** Least share of the streams on which a simulated reader must agree with its program. */
const leastAgreement = 0.99;
/** Programs whose readers are not that exact yet, with the share that they reach. */
const exceptions: Readonly<Record<string, number>> = {
  // Loses its last lines now and then when it is ended.
  'netty client': 0.97,
  'netty server': 0.75,
  // Closing sends 1000 after an unmasked frame.
  'nhooyr server': 0.93,
  'tomcat client': 0.6,
};

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
      return [{ stream: stream.name, agrees: compare(predicted, said, length).agrees }];
    });
    const failed = outcomes.filter(({ agrees }) => !agrees).map(({ stream }) => stream);
    const share = 1 - failed.length / outcomes.length;
    expect(outcomes.length).toBeGreaterThan(500);
    expect(share, failed.join(', ')).toBeGreaterThan(exceptions[name] ?? leastAgreement);
  });
});
