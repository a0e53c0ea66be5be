// The report of one connection, with what it takes to draw it: the frame at the break, its neighbours, a link.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Capture } from '../worker/capture.ts';
import { frameView } from '../worker/frame-view.ts';
import type { CaptureView, ConnectionView, FrameRowView, FrameView } from '../worker/protocol.ts';
import { rowView } from '../worker/rows.ts';
import { share } from '../worker/sharing.ts';
import type { Style } from './style.ts';
import { connectionReport } from './text-report.ts';

const causePages = fileURLToPath(new URL('../../docs/causes/', import.meta.url));

/** Where `npm start` puts the page up; FRAMESCOPE_URL names another place. */
const pageAddress = 'http://127.0.0.1:4173/';

const rowsBefore = 5;
const rowsAfter = 3;
/** A link in a terminal is for clicking: longer ones are for the page's Share. */
const linkLimit = 2000;

/** What a report looks like. */
export interface TextOptions {
  /** Frames to list from the first on; `null`: a few round the break. */
  readonly most: number | null;
  readonly style: Style;
  /** FRAMESCOPE_URL names where the page is. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The frame that the report draws: the first break, else the first frame with a finding. */
function chosenFrame(connection: ConnectionView): number | null {
  const broken = connection.breaks.flatMap(({ frame }) => (frame === null ? [] : [frame]));
  if (broken.length > 0) return Math.min(...broken);
  return connection.findings.find(({ frame }) => frame !== null)?.frame ?? null;
}

async function linkOf(
  capture: Capture,
  connection: number,
  frame: number | null,
  address: string,
): Promise<string> {
  const request = { connection, field: null, blank: false };
  const open = capture.connections[connection];
  const whole = await share(capture, open, { ...request, scope: 'connection', frame });
  if (whole.fragment !== null && whole.fragment.length <= linkLimit) return address + whole.fragment;
  if (frame !== null) {
    const part = await share(capture, open, { ...request, scope: 'frame', frame });
    if (part.fragment !== null && part.fragment.length <= linkLimit) return address + part.fragment;
  }
  return `open the file at ${address}`;
}

/** The report of connection `id` of a capture that was read and diagnosed. */
export async function connectionText(
  capture: Capture,
  view: CaptureView,
  id: number,
  { most, style, env }: TextOptions,
): Promise<string> {
  const connection = view.connections[id];
  const open = capture.connections[id];
  const chosen = chosenFrame(connection);
  const frame: FrameView | null = chosen === null ? null : await frameView(open, chosen);
  const from = most !== null ? 0 : Math.max(0, (chosen ?? 0) - rowsBefore);
  const until = Math.min(connection.frames, most ?? (chosen ?? from + rowsBefore) + rowsAfter + 1);
  const rows: FrameRowView[] = [];
  for (let row = from; row < until; row++) rows.push(await rowView(open, row));
  const link = await linkOf(capture, id, chosen, env.FRAMESCOPE_URL ?? pageAddress);
  const page = (cause: string) => (existsSync(`${causePages}${cause}.md`) ? `docs/causes/${cause}.md` : null);
  return connectionReport({ connection, frame, rows, link, page }, style).join('\n');
}
