// Writes the report of one connection with the data that it needs: the frame at the break, its neighbours, a
// link.

import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { CauseId } from '../decoder/model/cause-id.ts';
import { pages } from '../library/session.ts';
import type { Client } from '../worker/client.ts';
import type { ConnectionStart, ConnectionView, FrameRowView } from '../worker/protocol.ts';
import { causePages } from './installation.ts';
import { isOwnAddress } from './page-address.ts';
import type { Style } from './style.ts';
import { connectionReport } from './text-report.ts';

const rowsBefore = 5;
const rowsAfter = 3;

/**
 * Gives the page of a cause: its address where the page is hosted, else its file; `null` when it has none. `page`: the
 * address of the app.
 */
export function causePageAt(page: string): (cause: CauseId) => string | null {
  return (cause) => {
    const file = `${causePages}${cause}.md`;
    if (!existsSync(file)) return null;
    if (!isOwnAddress(page)) return new URL(`cause/${cause}.html`, page).href;
    const fromHere = relative(process.cwd(), file);
    return fromHere.startsWith('..') ? file : fromHere;
  };
}

/** Longest link, in characters. A link in a terminal is for clicking; the page shares longer ones. */
const maxLink = 2000;

/** The form of a report. */
export interface TextOptions {
  /** Frames to list from the first on; `null`: a few around the break. */
  readonly maxFrames: number | null;
  /** Number in the heading, where it differs from the connection's own. */
  readonly number?: number;
  readonly style: Style;
  /** Address of the page, which the link begins with. */
  readonly page: string;
}

/** A link without secrets to a frame or a connection, short enough for a click; `null` when it would be longer. */
export async function shortLink(
  client: Client,
  connection: number,
  frame: number | null,
  address: string,
): Promise<string | null> {
  const request = { connection, frame, field: null, blank: false, redact: true };
  const scopes = frame === null ? (['connection'] as const) : (['connection', 'frame'] as const);
  for (const scope of scopes) {
    const { fragment } = await client.call('share', { ...request, scope });
    if (fragment !== null && fragment.length <= maxLink) return address + fragment;
  }
  return null;
}

/** Rows around a frame, or the first `maxFrames`. */
async function rowsOf(
  client: Client,
  { id, frames }: ConnectionView,
  frame: number | null,
  maxFrames: number | null,
): Promise<FrameRowView[]> {
  const from = maxFrames !== null ? 0 : Math.max(0, (frame ?? 0) - rowsBefore);
  const until = Math.min(frames, maxFrames ?? (frame ?? from + rowsBefore) + rowsAfter + 1);
  const rows = pages(
    until - from,
    async (first, count) =>
      (await client.call('rows', { connection: id, filter: '', from: first, count })).rows,
    from,
  );
  const list: FrameRowView[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** The report of a connection that was opened. `start`: what the session shows of it first. */
export async function connectionText(
  client: Client,
  connection: ConnectionView,
  start: ConnectionStart,
  { maxFrames, number = connection.id, style, page }: TextOptions,
): Promise<string> {
  // A frame without a finding is not drawn.
  const frame = start.reason === 'first' ? null : start.frame;
  const rows = await rowsOf(client, connection, frame, maxFrames);
  const link = (await shortLink(client, connection.id, frame, page)) ?? `open the file at ${page}`;
  const frameView = frame === null ? null : start.frameView;
  // What rides inside is named where something is wrong with it: a broken frame hardly holds a message.
  const isInside = connection.contentFindings.some((finding) => finding.frame === frame);
  const contents =
    frame !== null && isInside
      ? await client.call('contents', { connection: connection.id, frame, format: null })
      : null;
  return connectionReport(
    { connection, number, frame: frameView, contents, rows, link, page: causePageAt(page) },
    style,
  ).join('\n');
}
