// What the session says of a connection as plain data: `inspect --json` and the library make their results here.

import { chooseFixes } from '../decoder/guides/choose.ts';
import { guides } from '../decoder/guides/registry.ts';
import type { Diagnosis, Finding } from '../decoder/model/finding.ts';
import type { TlsCertificate, TlsSummary } from '../decoder/model/tls.ts';
import { certificateDay } from '../decoder/model/tls-words.ts';
import type { Client } from '../worker/client.ts';
import type { CaptureView, ConnectionView, FrameRecord, MessageRecord } from '../worker/protocol.ts';
import { countedNotes } from './counted-notes.ts';
import { messageSha256, payloadSha256, type StartHash } from './digests.ts';
import type * as results from './results.ts';
import { pages } from './session.ts';

/** Findings of each connection that are listed; `findingCount` counts all. */
const maxFindings = 10_000;

/** What the input is. */
export function sourceOf(capture: CaptureView): results.Source {
  const { kind, format, bytes, notes, name, formatName, description } = capture;
  return {
    kind,
    format,
    bytes,
    notes: countedNotes(notes).map(({ text }) => text),
    name,
    formatName,
    description,
  };
}

function certificateOf({ subject, issuer, names, notBefore, notAfter }: TlsCertificate): results.Certificate {
  return {
    subject,
    issuer,
    names,
    notBefore: certificateDay(notBefore),
    notAfter: certificateDay(notAfter),
  };
}

function tlsOf({ version, suite, serverName, protocol, alerts, handshake }: TlsSummary): results.Tls {
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

/** What is known of a connection before its frames. */
export type ConnectionHead = Omit<
  results.Connection,
  | 'frames'
  | 'messages'
  | 'findings'
  | 'findingCount'
  | 'contentFindings'
  | 'verdict'
  | 'breaks'
  | 'diagnosis'
  | 'reports'
  | 'handshake'
>;

/** Address, transport and compression of a connection. */
export function headOf(view: ConnectionView): ConnectionHead {
  const { id, transport, fidelity, url, senderInferred, deflate, deflateFrom } = view;
  return {
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
}

/** What the proxy between both legs did. */
function legsOf({
  front,
  back,
  signs,
  proxy,
  changes,
  summary,
}: NonNullable<ConnectionView['legs']>): results.Legs {
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

/** The opening handshake. */
export function handshakeOf(view: ConnectionView): results.Handshake | null {
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

/** What the lists of a connection are made with. */
export interface RecordSource {
  readonly client: Client;
  readonly view: ConnectionView;
  readonly startHash: StartHash;
  /** Limits frames and messages. */
  readonly maxRecords: number;
}

/** The frames of a connection, page by page. */
export async function* framesOf(source: RecordSource): AsyncGenerator<results.Frame> {
  const { client, view, maxRecords } = source;
  const records = pages(Math.min(view.frames, maxRecords), async (from, count) => {
    return (await client.call('frameRecords', { connection: view.id, from, count })).records;
  });
  for await (const record of records) yield await frameOf(source, record);
}

async function frameOf(
  { client, view, startHash }: RecordSource,
  frame: FrameRecord,
): Promise<results.Frame> {
  const { index, sender, hasPayload, confidence, ...rest } = frame;
  return {
    index,
    sender,
    senderInferred: view.senderInferred,
    ...rest,
    trust: confidence,
    payloadSha256: await payloadSha256({ client, connection: view.id, startHash }, frame),
  };
}

/** The messages of a connection, page by page. */
export async function* messagesOf(source: RecordSource): AsyncGenerator<results.Message> {
  const { client, view, maxRecords } = source;
  const records = pages(Math.min(view.messages, maxRecords), async (from, count) => {
    return (await client.call('messageRecords', { connection: view.id, from, count })).records;
  });
  for await (const record of records) yield await messageOf(source, record);
}

async function messageOf(source: RecordSource, message: MessageRecord): Promise<results.Message> {
  const { client, view, startHash } = source;
  const { hasPayload, ...rest } = message;
  return { ...rest, sha256: await messageSha256({ client, connection: view.id, startHash }, message) };
}

/** The rules that a connection breaks, and how many there are. */
export async function findingsOf(
  client: Client,
  connection: number,
): Promise<Pick<results.Connection, 'findings' | 'findingCount' | 'contentFindings'>> {
  const { findings, count, contents } = await client.call('findings', { connection, limit: maxFindings });
  return {
    findings: findings.map(findingOf),
    findingCount: count,
    contentFindings: contents.map(findingOf),
  };
}

/** What is concluded of a connection. */
export function conclusionOf(
  view: ConnectionView,
): Pick<results.Connection, 'verdict' | 'breaks' | 'diagnosis' | 'reports'> {
  const { level, headline, summary, breaks, diagnosis, reports } = view;
  return { verdict: { level, headline, summary }, breaks, diagnosis: diagnosis.map(diagnosisOf), reports };
}

function findingOf(finding: Finding): results.Finding {
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

function diagnosisOf(diagnosis: Diagnosis): results.Diagnosis {
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

/** All of a connection. */
export async function connectionOf(source: RecordSource): Promise<results.Connection> {
  const { client, view } = source;
  const frames: results.Frame[] = [];
  for await (const frame of framesOf(source)) frames.push(frame);
  const messages: results.Message[] = [];
  for await (const message of messagesOf(source)) messages.push(message);
  return {
    ...headOf(view),
    handshake: handshakeOf(view),
    frames,
    messages,
    ...(await findingsOf(client, view.id)),
    ...conclusionOf(view),
  };
}
