// The object of docs/inspect-json.md, written record by record: a capture of any size never becomes one
// string.

import { checksForJson } from '../library/checks.ts';
import {
  conclusionOf,
  findingsOf,
  framesOf,
  handshakeOf,
  headOf,
  messagesOf,
  type RecordSource,
  sourceOf,
} from '../library/report.ts';
import type { CheckedPart } from '../library/run-checks.ts';
import type { Client } from '../worker/client.ts';
import type { CaptureView } from '../worker/protocol.ts';
import { nodeSha256 } from './node-sha256.ts';
import { withPayloads } from './payload-json.ts';
import { terminalJson } from './style.ts';

/** Takes text; resolves when more may be written. */
export type Write = (text: string) => Promise<void>;

/** What is written as JSON, and where. */
export interface JsonReport {
  readonly client: Client;
  readonly capture: CaptureView;
  readonly checked: readonly CheckedPart[];
  /** Limits frames and messages of each connection. */
  readonly maxRecords: number | null;
  /** Frames have their payloads. */
  readonly payloads: boolean;
  readonly write: Write;
}

/** Writes the whole object and a line end. */
export async function writeJson(report: JsonReport): Promise<void> {
  const { client, capture, checked, maxRecords, payloads, write } = report;
  await write(
    `{\n"source": ${terminalJson(sourceOf(capture))},\n"errors": ${terminalJson(capture.errors)},\n"checks": ${terminalJson(checksForJson(checked))},\n"groups": ${terminalJson(capture.groups)},\n"counted": ${capture.counted.connections},\n"connections": [`,
  );
  for (const [i, view] of capture.connections.entries()) {
    await write(i === 0 ? '\n' : ',\n');
    const limit = maxRecords ?? Number.POSITIVE_INFINITY;
    const source = { client, view, startHash: nodeSha256, maxRecords: limit };
    await writeConnection(source, payloads, write);
  }
  await write('\n]\n}\n');
}

async function writeConnection(source: RecordSource, payloads: boolean, write: Write): Promise<void> {
  const { client, view } = source;
  await write(
    `${terminalJson(headOf(view)).slice(0, -1)},\n"handshake": ${terminalJson(handshakeOf(view))},\n`,
  );
  const frames = framesOf(source);
  await writeList('frames', payloads ? withPayloads(client, view.id, frames) : frames, write);
  await writeList('messages', messagesOf(source), write);
  const { findings, findingCount, contentFindings } = await findingsOf(client, view.id);
  await write(`"findings": ${terminalJson(findings)},\n"findingCount": ${findingCount},\n`);
  await write(`"contentFindings": ${terminalJson(contentFindings)},\n`);
  const { verdict, breaks, diagnosis, reports } = conclusionOf(view);
  await write(`"verdict": ${terminalJson(verdict)},\n"breaks": ${terminalJson(breaks)},\n`);
  await write(`"diagnosis": ${terminalJson(diagnosis)},\n"reports": ${terminalJson(reports)}}`);
}

async function writeList(name: string, records: AsyncIterable<unknown>, write: Write): Promise<void> {
  await write(`"${name}": [`);
  let separator = '\n';
  for await (const record of records) {
    await write(`${separator}${terminalJson(record)}`);
    separator = ',\n';
  }
  await write('],\n');
}
