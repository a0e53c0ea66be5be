// What the simulated readers receive is compared with `firstFault`, a plain reader that shares no code with the
// decoder, on every capture of the lab: a reader with all rules stops at the same frame for the same reasons.

import { openAsBlob, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FaultFacts, firstFault } from '../../../e2e/implementations/facts.ts';
import { openCapture } from '../../worker/open.ts';
import { concat } from '../bytes/concat.ts';
import { parseHex } from '../bytes/hex.ts';
import { noAssumptions } from '../model/assumptions.ts';
import { type Sender, senders } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import { streamOffset } from '../model/coordinates.ts';
import { notAFault, type ViolationName, violation, violationNames } from '../model/violation.ts';
import { encodeFrame } from '../websocket/encode.ts';
import { type Condition, holds, meaningOf } from './conditions.ts';
import { connectionReports } from './connection-reports.ts';
import type { FrameFacts } from './frame-facts.ts';
import { at, both, type Implementation } from './implementation.ts';
import { MessageContent } from './message-content.ts';
import { receivedStream } from './received-stream.ts';
import { implementations } from './registry.ts';
import { reportsFor, type StreamReport } from './reports.ts';
import { type ReceivedStream, simulate } from './simulate.ts';
import { scanFrames, type WireFrame } from './wire-frame.ts';

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

/** A message whose DEFLATE data ends inside a block: the app objects, the witness takes what came out of it. */
const endsInsideBlock = ['bytes-inserted/chance-21-jetty-add.pcap'];

const headerRules: readonly Condition[] = [
  'rsv1',
  'rsv1Continuation',
  'rsv1AnyControl',
  'rsv2',
  'rsv3',
  'opcodeData',
  'opcodeControl',
  'fragmentedAny',
  'controlFormAny',
  'orphan',
  'interleaved',
  'masked',
  'unmasked',
  'short16',
  'short64',
  'msb',
  'afterClose',
];
const contentRules: readonly Condition[] = [
  'closeOneByte',
  'closeCode',
  'closeReason',
  'deflate',
  'deflateEndsEarly',
  'text',
];

/** Makes every check of the RFCs, as early as it can. */
const strict: Implementation = {
  id: 'strict',
  name: 'strict',
  version: '1',
  roles: both,
  shown: '',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  checks: [...at('header', 1002, [[headerRules, '']]), ...at('part', 1002, [[contentRules, '']])],
  cut: { text: '', closeCode: null },
  readsAfterClose: true,
};

/** The strict reader's names for what holds at a frame. */
function violationsOf(facts: FrameFacts): ViolationName[] {
  const role = facts.sender === 'server' ? 'client' : 'server';
  const named = (rules: readonly Condition[]) =>
    rules.filter((rule) => holds(rule, facts, strict, role)).flatMap((rule) => namesOf(rule, facts));
  const inHeader = named(headerRules);
  return inHeader.length > 0 ? inHeader : named(contentRules);
}

/** The decoder says of RSV1 without an extension where it stands; the condition is one for all frames. */
function namesOf(rule: Condition, facts: FrameFacts): readonly ViolationName[] {
  if (rule !== 'rsv1') return meaningOf(rule);
  if (facts.isControl) return [];
  return [facts.opcode === 0 ? 'rsv1OnContinuation' : 'rsv1NotAgreed'];
}

/** What the strict reader knows where it stops; `null` when it reads all. */
function strictFacts(stream: ReceivedStream): Record<string, unknown> | null {
  const outcome = simulate(strict, stream.sender === 'server' ? 'client' : 'server', stream);
  if (outcome.kind === 'accepts') return null;
  const { facts } = outcome;
  return {
    sender: facts.sender,
    start: facts.frame.start,
    violations: new Set(violationsOf(facts)),
    opcode: facts.opcode,
    fin: facts.fin,
    rsv: facts.rsv,
    masked: facts.masked,
    lengthForm: facts.lengthForm,
    payloadLength: facts.payloadLength,
    headerComplete: facts.headerComplete,
    payloadComplete: facts.payloadComplete,
    deflateAgreed: facts.deflateAgreed,
    closeCode: facts.closeCode,
    messageOpen: facts.messageOpen,
    messageKind: facts.messageKind,
    streamEnded: facts.streamEnded,
  };
}

/** Facts with the names of violations. */
function comparable({ violations, ...others }: FaultFacts, isKnown: boolean): unknown {
  const known =
    notAFault | violation.headerCut | violation.payloadCut | (isKnown ? violation.textNotUtf8 : 0);
  return { ...others, violations: new Set(violationNames(violations & ~known)) };
}

describe('what a reader receives', () => {
  it('makes a strict reader stop where the witness does, on every capture of the lab', {
    timeout: 120_000,
  }, async () => {
    let compared = 0;
    for (const name of files.filter((one) => !endsInsideBlock.includes(one))) {
      for (const connection of await connectionsOf(name)) {
        if (connection.fidelity !== 'bytes' || connection.midStream) continue;
        for (const sender of senders) {
          const isBroken = connection.directions[sender].broken !== null;
          const witness = await witnessOf(connection, sender);
          if (!isBroken || witness === null) continue;
          const stream = await receivedStream(connection, sender);
          const facts = stream === null ? null : strictFacts(stream);
          const isKnown = textBeforeInflateFault.includes(name);
          if (isKnown) (facts?.violations as Set<string> | undefined)?.delete('textNotUtf8');
          expect(facts, name).toEqual(comparable(witness, isKnown));
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(240);
  });

  it('leaves out no frame that a reader refuses, on every capture of the lab', {
    timeout: 120_000,
  }, async () => {
    let refusals = 0;
    for (const name of files) {
      for (const connection of await connectionsOf(name)) {
        if (connection.fidelity !== 'bytes' || connection.midStream) continue;
        for (const sender of senders) {
          const stream = await receivedStream(connection, sender);
          const { base, map, missing } = connection.directions[sender];
          if (stream === null || missing > 0) continue;
          const whole = scanFrames(await map.read(base, streamOffset(map.length)));
          const placeOf = (frames: readonly WireFrame[]) => (report: StreamReport) => ({
            ...report,
            frame: report.frame === null ? null : frames[report.frame].start,
          });
          const reports = reportsFor(stream).map(placeOf(stream.frames));
          expect(reports, name).toEqual(
            reportsFor({ ...stream, frames: whole, content: MessageContent.start(stream.compression) }).map(
              placeOf(whole),
            ),
          );
          refusals += reports.filter(({ accepts }) => !accepts).length;
        }
      }
    }
    expect(refusals).toBeGreaterThan(5000);
  });

  it('has few frames of a long direction without a fault, the longest message among them', async () => {
    const lengths = Array.from({ length: 3000 }, (_, i) => 100 + ((i * 7919) % 60_000));
    const stream = concat(
      lengths.map((length) => encodeFrame({ fin: true, opcode: 2, payload: new Uint8Array(length) })),
    );
    const assumptions = { sender: 'server', deflate: null } as const;
    const input = { ...unnamed, kind: 'bytes', bytes: stream, assumptions } as const;
    const [{ connection }] = (await openCapture(input, context)).connections;
    const received = await receivedStream(connection, 'server');
    expect(received?.frames.length).toBeLessThan(30);
    expect(received?.frames.at(-1)?.payloadLength).toBe(Math.max(...lengths));
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
  ])('says whether a message is open: %s', async (_, hex, expected, texts) => {
    const assumptions = { sender: 'client', deflate: null } as const;
    const input = {
      ...unnamed,
      kind: 'bytes',
      bytes: parseHex(hex) ?? new Uint8Array(0),
      assumptions,
    } as const;
    const [{ connection }] = (await openCapture(input, context)).connections;
    const stream = await receivedStream(connection, 'client');
    const facts = stream === null ? null : strictFacts(stream);
    expect(facts).toMatchObject({
      violations: new Set(expected.violations),
      messageOpen: expected.messageOpen,
      messageKind: expected.messageKind,
    });
    const reports = await connectionReports(connection);
    for (const [name, text] of Object.entries(texts)) {
      expect(reports.find((report) => report.implementation === name)).toMatchObject({
        accepts: false,
        text,
        frame: expected.frame,
      });
    }
    expect(reports.filter((report) => report.text?.includes('unexpected continuation'))).toEqual([]);
  });

  it('makes each implementation of the role report once, whether it accepts or refuses', async () => {
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
