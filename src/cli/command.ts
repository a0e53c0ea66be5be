// What `inspect` does, with its streams handed in: see docs/inspect-json.md.

import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { diagnose } from '../decoder/diagnosis/diagnose.ts';
import type { Note } from '../decoder/model/basics.ts';
import type { Capture } from '../worker/capture.ts';
import { frameView } from '../worker/frame-view.ts';
import { openCapture } from '../worker/open.ts';
import type { CaptureView, ConnectionView, FrameRowView, FrameView } from '../worker/protocol.ts';
import { rowView } from '../worker/rows.ts';
import { share } from '../worker/sharing.ts';
import { captureView } from '../worker/views.ts';
import { type InspectArguments, parseArguments, usage } from './arguments.ts';
import { InputProblem, openInput } from './input.ts';
import { writeJson } from './json-report.ts';
import { styleFor } from './style.ts';
import { captureHeading, connectionReport } from './text-report.ts';

const causePages = fileURLToPath(new URL('../../docs/causes/', import.meta.url));

/** Where `npm start` puts the page up; FRAMESCOPE_URL names another place. */
const pageAddress = 'http://127.0.0.1:4173/';

const rowsBefore = 5;
const rowsAfter = 3;
/** A link in a terminal is for clicking: longer ones are for the page's Share. */
const linkLimit = 2000;

/** The streams and the environment of a run. */
export interface InspectStreams {
  readonly stdin: Readable;
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
}

async function writeTo(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((resolve) => stream.once('drain', resolve));
}

/** Gathers small pieces so that a frame does not cost a system call. */
function gathered(stream: Writable): { write(text: string): Promise<void>; flush(): Promise<void> } {
  let parts: string[] = [];
  let length = 0;
  const flush = async () => {
    const text = parts.join('');
    parts = [];
    length = 0;
    await writeTo(stream, text);
  };
  return {
    flush,
    async write(text) {
      parts.push(text);
      length += text.length;
      if (length >= 65536) await flush();
    },
  };
}

async function read(options: InspectArguments, name: string, file: Blob): Promise<[Capture, CaptureView]> {
  const context = { signal: { cancelled: false }, progress: () => {} };
  const assumptions = { sender: options.sender, deflate: null };
  const capture = await openCapture({ kind: 'file', file, name, format: null, assumptions }, context);
  if (options.keylog !== null) {
    const text = 'The key log was not used: decrypting TLS is not supported yet.';
    capture.note({ level: 'warning', id: 'keylog-unused', text });
  }
  for (const open of capture.connections) {
    open.diagnosis ??= await diagnose(open.connection, capture.notes);
  }
  return [capture, captureView(capture)];
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

async function report(
  capture: Capture,
  view: CaptureView,
  most: number | null,
  { stdout, env }: InspectStreams,
): Promise<void> {
  const style = styleFor(stdout, env);
  await writeTo(stdout, `${captureHeading(view, style).join('\n')}\n`);
  for (const [i, connection] of view.connections.entries()) {
    const open = capture.connections[i];
    const chosen = chosenFrame(connection);
    const frame: FrameView | null = chosen === null ? null : await frameView(open, chosen);
    const from = most !== null ? 0 : Math.max(0, (chosen ?? 0) - rowsBefore);
    const until = Math.min(connection.frames, most ?? (chosen ?? from + rowsBefore) + rowsAfter + 1);
    const rows: FrameRowView[] = [];
    for (let row = from; row < until; row++) rows.push(await rowView(open, row));
    const link = await linkOf(capture, i, chosen, env.FRAMESCOPE_URL ?? pageAddress);
    const page = (cause: string) =>
      existsSync(`${causePages}${cause}.md`) ? `docs/causes/${cause}.md` : null;
    await writeTo(stdout, `${connectionReport({ connection, frame, rows, link, page }, style).join('\n')}\n`);
  }
}

/** The first thing that kept the input from being read, or `null`. */
function unreadable(view: CaptureView): string | null {
  if (view.connections.length > 0) return null;
  const note: Note | undefined = view.notes.find(({ level }) => level === 'error') ?? view.notes[0];
  return note?.text ?? 'Expected a WebSocket connection, found none in the input.';
}

async function run(words: readonly string[], streams: InspectStreams): Promise<number> {
  const options = parseArguments(words);
  if ('help' in options) {
    await writeTo(streams.stdout, `${usage}\n`);
    return 0;
  }
  if ('problem' in options) throw new InputProblem(options.problem);
  if (options.keylog !== null) {
    await access(options.keylog).catch(() => {
      throw new InputProblem(`Expected a readable key log, found none: ${options.keylog}`);
    });
  }
  const input = await openInput(options.input, streams.stdin);
  try {
    const [capture, view] = await read(options, input.name, input.file);
    if (options.json) {
      const out = gathered(streams.stdout);
      await writeJson(view, capture.connections, options.frames, out.write);
      await out.flush();
    } else {
      await report(capture, view, options.frames, streams);
    }
    const reason = unreadable(view);
    if (reason !== null) throw new InputProblem(reason);
    return view.connections.some(({ diagnosis }) => diagnosis[0]?.cause !== 'healthy') ? 1 : 0;
  } finally {
    await input.close();
  }
}

/** Runs `inspect` with the words after its name. Resolves to the exit status; what went wrong is one line on `stderr`. */
export async function inspect(words: readonly string[], streams: InspectStreams): Promise<number> {
  try {
    return await run(words, streams);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    await writeTo(streams.stderr, `inspect: ${text.replace(/\s*\n\s*/g, ' ')}\n`);
    if (!(error instanceof InputProblem) && error instanceof Error && streams.env.FRAMESCOPE_DEBUG) {
      await writeTo(streams.stderr, `${error.stack}\n`);
    }
    return 2;
  }
}
