// The facts that ship are compared with `firstFault`, a plain reader that shares no code with the decoder, on
// every capture of the lab.

import { openAsBlob, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstFault } from '../../../e2e/implementations/facts.ts';
import { openCapture } from '../../worker/open.ts';
import { parseHex } from '../bytes/hex.ts';
import { noAssumptions } from '../model/assumptions.ts';
import { type Sender, senders } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import { streamOffset } from '../model/coordinates.ts';
import { notAFault, violation, violationNames } from '../model/violation.ts';
import { connectionReports } from './connection-reports.ts';
import { faultFacts, faultyFrame } from './facts.ts';
import type { FaultFacts } from './implementation.ts';
import { implementations } from './registry.ts';

const captures = join(import.meta.dirname, '../../../e2e/captures');
const files = readdirSync(captures, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort();
const context = { signal: { cancelled: false }, progress: () => {} };
const unnamed = { name: 'capture', format: null } as const;

async function connectionsOf(name: string): Promise<Connection[]> {
  const file = await openAsBlob(join(captures, name));
  const input = { ...unnamed, kind: 'file', file, assumptions: noAssumptions } as const;
  return (await openCapture(input, context)).connections.map((open) => open.connection);
}

async function witnessOf(connection: Connection, sender: Sender): Promise<FaultFacts | null> {
  const { base, map, end } = connection.directions[sender];
  const { deflate } = connection;
  const bytes = await map.read(base, streamOffset(map.length));
  const noContext = sender === 'server' ? deflate?.serverNoContextTakeover : deflate?.clientNoContextTakeover;
  return firstFault(bytes, {
    sender,
    deflate: deflate !== null,
    noContext: noContext ?? false,
    ended: end === 'fin' || end === 'rst',
  });
}

/**
 * Text that goes wrong in a message that then does not inflate: the app checks text while it inflates, the
 * witness only once a message is inflated whole.
 */
const textBeforeInflateFault = [
  'bytes-lost/compressed-stream.pcap',
  'deflate-corrupt/firefox-plain-with-rsv1.pcap',
  'deflate-corrupt/plain-payload-with-rsv1.pcap',
];

/**
 * Facts with the names of violations; `headerComplete` and `payloadComplete` say what the witness also gives
 * as bits.
 */
function comparable({ restOfRead, violations, ...others }: FaultFacts, isKnown: boolean): unknown {
  const known = isKnown ? violation.textNotUtf8 : 0;
  return { ...others, violations: violationNames(violations & ~notAFault & ~known) };
}

describe('the facts of a faulty frame', () => {
  it('equal those of the witness on every capture of the lab', { timeout: 120_000 }, async () => {
    let compared = 0;
    for (const name of files) {
      for (const connection of await connectionsOf(name)) {
        if (connection.fidelity !== 'bytes' || connection.midStream) continue;
        for (const sender of senders) {
          const frame = connection.directions[sender].broken?.frame;
          const witness = await witnessOf(connection, sender);
          if (frame === undefined || witness === null) continue;
          const facts = await faultFacts(connection, frame);
          const isKnown = textBeforeInflateFault.includes(name);
          expect(comparable(facts, isKnown), name).toEqual(comparable(witness, isKnown));
          const rest = facts.restOfRead ?? new Uint8Array(0);
          expect(Buffer.compare(rest, witness.restOfRead?.subarray(0, rest.length) ?? rest), name).toBe(0);
          if (isKnown) expect(facts.violations, name).not.toBe(witness.violations);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(240);
  });

  it.each([
    [
      'a new text inside an unfinished one',
      '01 82 00000000 6865 81 82 00000000 6c6c 80 81 00000000 6f',
      { frame: 1, violations: ['interleavedMessage'], messageOpen: true, messageKind: 'text' },
      { 'ws 8': 'Invalid WebSocket frame: invalid opcode 1' },
    ],
    [
      'a continuation that is not UTF-8',
      '01 86 00000000 68656c6c6f20 80 83 00000000 fffe41',
      { frame: 1, violations: ['textNotUtf8'], messageOpen: true, messageKind: 'text' },
      { 'ws 8': 'Invalid WebSocket frame: invalid UTF-8 sequence' },
    ],
  ])('say whether a message is open: %s', async (_, hex, expected, texts) => {
    const assumptions = { sender: 'client', deflate: null } as const;
    const input = {
      ...unnamed,
      kind: 'bytes',
      bytes: parseHex(hex) ?? new Uint8Array(0),
      assumptions,
    } as const;
    const [{ connection }] = (await openCapture(input, context)).connections;
    const frame = faultyFrame(connection);
    expect(frame).toBe(expected.frame);
    const facts = await faultFacts(connection, frame ?? 0);
    expect({ ...facts, violations: violationNames(facts.violations) }).toMatchObject({
      violations: expected.violations,
      messageOpen: expected.messageOpen,
      messageKind: expected.messageKind,
    });
    const reports = await connectionReports(connection);
    for (const [name, text] of Object.entries(texts)) {
      expect(reports.find((report) => report.implementation === name)).toMatchObject({
        accepts: false,
        text,
        frame,
      });
    }
    expect(reports.filter((report) => report.text?.includes('unexpected continuation'))).toEqual([]);
  });

  it('report each implementation of the role once, whether it accepts or refuses', async () => {
    const [connection] = await connectionsOf('server-masked-frame/client-encoder-on-server.pcap');
    const reports = await connectionReports(connection);
    const clients = implementations.filter((one) => one.roles.includes('client')).map((one) => one.name);
    expect(reports.map((report) => report.implementation).sort()).toEqual(clients.sort());
    expect(reports.find((report) => report.implementation.startsWith('Firefox'))).toMatchObject({
      accepts: true,
      text: null,
      frame: null,
      closeCode: null,
    });
  });
});
