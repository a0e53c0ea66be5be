// The lines of `scan`: flat records of connections, of groups of connections and of files without any. docs/scan.md
// describes each field, docs/schema/scan.schema.json is the schema.

import { headerValue } from '../../decoder/model/http.ts';
import { redactedUrl } from '../../decoder/redaction/secrets.ts';
import type { Client } from '../../worker/client.ts';
import type { CaptureView, ConnectionGroup, ConnectionView } from '../../worker/protocol.ts';
import { groupKey } from '../../worker/tally.ts';
import { shortLink } from '../connection-text.ts';

/** Version of the fields. It rises when a field changes its meaning or goes; fields may be added without it. */
export const lineVersion = 1;

/** Why a file has no connection. */
export const fileProblems = [
  'unreadable',
  'foreign',
  'no-websocket',
  'timed-out',
  'out-of-memory',
  'failed',
] as const;
export type FileProblem = (typeof fileProblems)[number];

/** The fields of a line that say which file it is about. */
export interface FileFields {
  readonly file: string;
  readonly file_bytes: number | null;
  readonly file_modified_at: string | null;
  readonly file_sha256: string | null;
  readonly format: string | null;
}

/** One line. Every line has every field, so that each is a column of a table. */
export interface ScanLine extends FileFields {
  readonly schema: typeof lineVersion;
  readonly kind: 'connection' | 'group' | 'file';
  /** Connections that the line stands for: 1, those of a group, 0 for a file without any. */
  readonly count: number;
  /** Number of the connection in its file. */
  readonly connection: number | null;
  readonly client: string | null;
  readonly server: string | null;
  readonly path: string | null;
  readonly host: string | null;
  readonly subprotocol: string | null;
  readonly transport: string | null;
  readonly status: number | null;
  readonly started_at: string | null;
  readonly duration_ms: number | null;
  readonly frames_client: number | null;
  readonly frames_server: number | null;
  readonly bytes_client: number | null;
  readonly bytes_server: number | null;
  readonly verdict: string | null;
  readonly headline: string | null;
  readonly cause: string | null;
  readonly confidence: number | null;
  readonly cause_sender: string | null;
  readonly cause_frame: number | null;
  readonly cause_offset: number | null;
  readonly top_causes: readonly string[];
  readonly close_sender: string | null;
  readonly close_code: number | null;
  readonly close_reason: string | null;
  readonly software_client: string | null;
  readonly software_server: string | null;
  readonly link: string | null;
  readonly problem: FileProblem | null;
  readonly note: string | null;
}

/** Longest text of a field, in characters: a hostile head must not make lines of megabytes. */
const maxText = 2000;
/** Causes that a line names, the first included. */
const maxCauses = 3;
/** A time before 1990, in seconds since 1970, is one that the capture counts from its own beginning. */
const firstPlausibleTime = 631_152_000;
/** Largest number of seconds that a JavaScript date holds. */
const lastPlausibleTime = 8.64e12;

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text of unknown origin that every reader of JSON takes, or `null`. */
function textOf(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const short = text.length > maxText ? `${text.slice(0, maxText)}…` : text;
  return short.replace(loneSurrogate, '\ufffd');
}

/** A time in seconds since 1970 as ISO 8601 in UTC, `null` when it is not a date. */
export function isoTime(seconds: number | null): string | null {
  if (seconds === null || !(seconds >= firstPlausibleTime && seconds <= lastPlausibleTime)) return null;
  return new Date(Math.round(seconds * 1000)).toISOString();
}

const nothing = {
  schema: lineVersion,
  connection: null,
  client: null,
  server: null,
  path: null,
  host: null,
  subprotocol: null,
  transport: null,
  status: null,
  started_at: null,
  duration_ms: null,
  frames_client: null,
  frames_server: null,
  bytes_client: null,
  bytes_server: null,
  verdict: null,
  headline: null,
  cause: null,
  confidence: null,
  cause_sender: null,
  cause_frame: null,
  cause_offset: null,
  top_causes: [],
  close_sender: null,
  close_code: null,
  close_reason: null,
  software_client: null,
  software_server: null,
  link: null,
  problem: null,
  note: null,
} as const;

/** The line of a file that has no connection. */
export function fileLine(file: FileFields, problem: FileProblem, note: string): ScanLine {
  return { ...nothing, ...file, kind: 'file', count: 0, problem, note: textOf(note) };
}

/** The lines of a capture: its connections in their order, then the groups of those that it only counts. */
export async function captureLines(
  client: Client,
  capture: CaptureView,
  file: FileFields,
  linkTo: string | null,
): Promise<ScanLine[]> {
  const lines: ScanLine[] = [];
  for (const view of capture.connections) lines.push(await connectionLine(client, view, file, linkTo));
  for (const group of countedGroups(capture)) lines.push(groupLine(group, file));
  return lines;
}

async function connectionLine(
  client: Client,
  view: ConnectionView,
  file: FileFields,
  linkTo: string | null,
): Promise<ScanLine> {
  const { handshake, firstTime, lastTime, framesBySender, bytesBySender } = view;
  const { request = null, response = null } = handshake ?? {};
  const [first] = view.diagnosis;
  const place = await placeOf(client, view);
  const hasTimes = firstTime !== null && lastTime !== null;
  return {
    ...nothing,
    ...file,
    kind: 'connection',
    count: 1,
    connection: view.id,
    client: textOf(view.client),
    server: textOf(view.server),
    path: textOf(
      view.url === null && request === null ? null : redactedUrl(request?.target ?? view.url ?? ''),
    ),
    host: textOf(request && (headerValue(request, 'host') ?? headerValue(request, ':authority'))),
    subprotocol: textOf(handshake?.subprotocol),
    transport: view.transport,
    status: response?.status ?? null,
    started_at: isoTime(firstTime),
    duration_ms: hasTimes ? Math.max(0, Math.round((lastTime - firstTime) * 1000)) : null,
    frames_client: framesBySender.client,
    frames_server: framesBySender.server,
    bytes_client: bytesBySender.client,
    bytes_server: bytesBySender.server,
    verdict: view.level,
    headline: textOf(view.headline),
    cause: first?.cause ?? null,
    confidence: first === undefined ? null : Math.round(first.confidence * 1000) / 1000,
    ...place,
    top_causes: view.diagnosis.slice(0, maxCauses).map(({ cause }) => cause),
    ...(await closeOf(client, view)),
    software_client: textOf(request && headerValue(request, 'user-agent')),
    software_server: textOf(response && headerValue(response, 'server')),
    link: linkTo === null ? null : await shortLink(client, view.id, place.cause_frame, linkTo),
  };
}

type CausePlace = Pick<ScanLine, 'cause_sender' | 'cause_frame' | 'cause_offset'>;

/** Where the first cause is seen: its first evidence in the bytes. */
async function placeOf(client: Client, view: ConnectionView): Promise<CausePlace> {
  const place = view.diagnosis[0]?.evidence.find((one) => one.place !== null)?.place ?? null;
  if (place === null || view.diagnosis[0].cause === 'healthy')
    return { cause_sender: null, cause_frame: null, cause_offset: null };
  const { sender, offset } = place;
  const { frame } =
    offset < 0 ? { frame: null } : await client.call('frameAt', { connection: view.id, sender, offset });
  return { cause_sender: sender, cause_frame: frame, cause_offset: offset };
}

type CloseFields = Pick<ScanLine, 'close_sender' | 'close_code' | 'close_reason'>;

/** The first Close frame of a connection, unless it was found again by searching after a break. */
async function closeOf(client: Client, { id, frames }: ConnectionView): Promise<CloseFields> {
  const none = { close_sender: null, close_code: null, close_reason: null };
  if (frames === 0) return none;
  const { rows } = await client.call('rows', { connection: id, filter: 'opcode:close', from: 0, count: 1 });
  const [row] = rows;
  if (row === undefined || row.confidence === 'guessed') return none;
  const { close } = await client.call('frame', { connection: id, frame: row.index });
  return { close_sender: row.sender, close_code: close?.code ?? null, close_reason: textOf(close?.reason) };
}

function groupLine(
  { level, cause, title, server, path, count }: ConnectionGroup,
  file: FileFields,
): ScanLine {
  return {
    ...nothing,
    ...file,
    kind: 'group',
    count,
    server: textOf(server),
    path: textOf(path === null ? null : redactedUrl(path)),
    verdict: level,
    headline: textOf(title),
    cause: cause === '' ? null : cause,
    top_causes: cause === '' ? [] : [cause],
  };
}

/** The groups without their connections that are listed: no connection is counted twice. */
export function countedGroups({ connections, counted, groups }: CaptureView): ConnectionGroup[] {
  if (counted.connections === 0) return [];
  const keyOf = ({ level, cause, title, server, path }: Omit<ConnectionGroup, 'count' | 'first'>) =>
    JSON.stringify([level, cause, title, server, path]);
  const left = new Map(groups.map((group) => [keyOf(group), { ...group }]));
  for (const view of connections) {
    const headline = { title: view.headline, summary: view.summary };
    const key = groupKey({ level: view.level, headline, diagnosis: view.diagnosis }, view);
    // Where there are very many groups, a connection is counted among the further ones.
    const group =
      left.get(keyOf(key)) ??
      left.get(keyOf({ ...key, title: 'Further connections', server: null, path: null }));
    if (group !== undefined) group.count--;
  }
  return [...left.values()].filter(({ count }) => count > 0);
}

/** Whether the answer to the upgrade request did not open the WebSocket: 101 does, over HTTP/2 2xx. */
export function isRefused({ status, cause, transport }: ScanLine): boolean {
  if (cause === 'upgrade-refused') return true;
  return status !== null && status !== 101 && !(transport === 'http2' && status >= 200 && status < 300);
}
