// The lines of one capture, made from what the session says of its connections.

import { headerValue } from '../../decoder/model/http.ts';
import { isDate, isoTime } from '../../decoder/model/iso-time.ts';
import { redactedUrl } from '../../decoder/redaction/secrets.ts';
import type { Client } from '../../worker/client.ts';
import type { CaptureView, ConnectionGroup, ConnectionView } from '../../worker/protocol.ts';
import { groupKey } from '../../worker/tally.ts';
import { shortLink } from '../connection-text.ts';
import { emptyLine, type FileFields, type ScanLine, textOf } from './line.ts';

/** Causes that a line names, the first included. */
const maxCauses = 3;
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
    ...emptyLine,
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
    started_at: firstTime !== null && isDate(firstTime) ? isoTime(firstTime, 3) : null,
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
    ...emptyLine,
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
function countedGroups({ connections, counted, groups }: CaptureView): ConnectionGroup[] {
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
