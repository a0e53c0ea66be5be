// The object of docs/inspect-json.md, written record by record: a capture of any size never becomes one
// string.

import { chooseFixes } from '../decoder/guides/choose.ts';
import { guides } from '../decoder/guides/registry.ts';
import type { Diagnosis, Finding } from '../decoder/model/finding.ts';
import type { TlsCertificate, TlsSummary } from '../decoder/model/tls.ts';
import { certificateDay } from '../decoder/model/tls-words.ts';
import type { Client } from '../worker/client.ts';
import type { CaptureView, ConnectionView, FrameRecord, MessageRecord } from '../worker/protocol.ts';
import { type CheckedPart, checksForJson } from './check-report.ts';
import { countedNotes } from './counted-notes.ts';
import { messageSha256, payloadSha256 } from './digests.ts';
import { pages } from './session.ts';
import { terminalJson } from './style.ts';

/** Takes text; resolves when more may be written. */
export type Write = (text: string) => Promise<void>;

/** Findings written for each connection; `findingCount` counts all. */
const maxFindings = 10_000;

/** What is written as JSON, and where. */
export interface JsonReport {
  readonly client: Client;
  readonly capture: CaptureView;
  readonly checked: readonly CheckedPart[];
  /** Limits frames and messages of each connection. */
  readonly maxRecords: number | null;
  readonly write: Write;
}

/** Writes the whole object and a line end. */
export async function writeJson({ client, capture, checked, maxRecords, write }: JsonReport): Promise<void> {
  const { kind, format, bytes, notes, name, formatName, description } = capture;
  const source = {
    kind,
    format,
    bytes,
    notes: countedNotes(notes).map(({ text }) => text),
    name,
    formatName,
    description,
  };
  await write(
    `{\n"source": ${terminalJson(source)},\n"errors": ${terminalJson(capture.errors)},\n"checks": ${terminalJson(checksForJson(checked))},\n"groups": ${terminalJson(capture.groups)},\n"counted": ${capture.counted.connections},\n"connections": [`,
  );
  for (const [i, view] of capture.connections.entries()) {
    await write(i === 0 ? '\n' : ',\n');
    await writeConnection(client, view, maxRecords ?? Number.POSITIVE_INFINITY, write);
  }
  await write('\n]\n}\n');
}

function certificateOf({ subject, issuer, names, notBefore, notAfter }: TlsCertificate) {
  return {
    subject,
    issuer,
    names,
    notBefore: certificateDay(notBefore),
    notAfter: certificateDay(notAfter),
  };
}

function tlsOf({ version, suite, serverName, protocol, alerts, handshake }: TlsSummary) {
  return {
    version,
    suite,
    serverName,
    protocol,
    offeredVersion: handshake.offeredVersion,
    offeredProtocols: handshake.offeredProtocols,
    serverCertificates: handshake.serverCertificates.map(certificateOf),
    clientCertificates: handshake.clientCertificates?.map(certificateOf) ?? null,
    alerts: alerts.map(({ sender, fatal, name }) => ({ sender, fatal, name })),
  };
}

async function writeConnection(
  client: Client,
  view: ConnectionView,
  maxRecords: number,
  write: Write,
): Promise<void> {
  const { id, transport, fidelity, url, senderInferred, deflate, deflateFrom } = view;
  const head = {
    id,
    file: view.file,
    client: view.client,
    server: view.server,
    transport,
    keys: view.tls?.keys ?? null,
    tls: view.tls === null ? null : tlsOf(view.tls),
    fidelity,
    url,
    senderInferred,
    deflate,
    deflateFrom,
    pair: view.pair,
    legs: view.legs === null ? null : legsOf(view.legs),
  };
  await write(`${terminalJson(head).slice(0, -1)},\n"handshake": ${terminalJson(handshakeOf(view))},\n`);
  const frames = pages(Math.min(view.frames, maxRecords), async (from, count) => {
    return (await client.call('frameRecords', { connection: id, from, count })).records;
  });
  await writeList('frames', frames, (frame) => frameOf(client, view, frame), write);
  const messages = pages(Math.min(view.messages, maxRecords), async (from, count) => {
    return (await client.call('messageRecords', { connection: id, from, count })).records;
  });
  await writeList('messages', messages, (message) => messageOf(client, id, message), write);
  const { findings, count } = await client.call('findings', { connection: id, limit: maxFindings });
  await write(`"findings": ${terminalJson(findings.map(findingOf))},\n"findingCount": ${count},\n`);
  const { level, headline, summary } = view;
  await write(`"verdict": ${terminalJson({ level, headline, summary })},\n`);
  await write(`"breaks": ${terminalJson(view.breaks)},\n`);
  await write(`"diagnosis": ${terminalJson(view.diagnosis.map(diagnosisOf))},\n`);
  await write(`"reports": ${terminalJson(view.reports)}}`);
}

/** What the proxy between both legs did for the JSON object. */
function legsOf({ front, back, signs, proxy, changes, summary }: NonNullable<ConnectionView['legs']>) {
  const bytesOf = (bytes: (typeof changes)[number]['received']) =>
    bytes === null
      ? null
      : {
          leg: bytes.leg,
          shown: bytes.shown,
          offset: bytes.place?.offset ?? null,
          length: bytes.place?.length ?? null,
        };
  return {
    front,
    back,
    signs,
    proxy,
    summary,
    changes: changes.map(({ kind, sender, cause, text, received, sent }) => ({
      kind,
      sender,
      cause,
      text,
      received: bytesOf(received),
      sent: bytesOf(sent),
    })),
  };
}

async function writeList<T>(
  name: string,
  records: AsyncIterable<T>,
  item: (record: T) => Promise<unknown>,
  write: Write,
): Promise<void> {
  await write(`"${name}": [`);
  let separator = '\n';
  for await (const record of records) {
    await write(`${separator}${terminalJson(await item(record))}`);
    separator = ',\n';
  }
  await write('],\n');
}

function handshakeOf(view: ConnectionView): unknown {
  const { handshake } = view;
  if (handshake === null) return null;
  const { request, response, checks, deflate, subprotocol, fingerprints, accepted } = handshake;
  return {
    status: response?.status ?? null,
    path: request?.target ?? null,
    checks: checks.map(({ id, ok, severity, text, section }) => ({ id, ok, severity, text, section })),
    deflate,
    subprotocol,
    accepted,
    fingerprints,
  };
}

async function frameOf(client: Client, view: ConnectionView, frame: FrameRecord): Promise<unknown> {
  const { index, sender, hasPayload, confidence, ...rest } = frame;
  return {
    index,
    sender,
    senderInferred: view.senderInferred,
    ...rest,
    trust: confidence,
    payloadSha256: await payloadSha256(client, view.id, frame),
  };
}

async function messageOf(client: Client, connection: number, message: MessageRecord): Promise<unknown> {
  const { hasPayload, ...rest } = message;
  return { ...rest, sha256: await messageSha256(client, connection, message) };
}

function findingOf(finding: Finding): unknown {
  const { rule, severity, sender, frame, place, section, closeCode, text } = finding;
  return {
    rule,
    severity,
    sender,
    frame,
    offset: place.offset,
    length: place.length,
    section,
    closeCode,
    text,
  };
}

function diagnosisOf(diagnosis: Diagnosis): unknown {
  const { evidence, facts, ...rest } = diagnosis;
  const fixes = chooseFixes(Object.values(guides), diagnosis.cause, diagnosis.stacks, facts);
  return {
    ...rest,
    fixes: fixes.flatMap(({ stack, fixes: list }) => list.map(({ id, title }) => ({ stack, id, title }))),
    evidence: evidence.map(({ text, place }) => ({
      text,
      sender: place?.sender ?? null,
      offset: place?.offset ?? null,
      length: place?.length ?? null,
    })),
  };
}
