// What `inspect` does, with its streams handed in: see docs/inspect-json.md.

import { access } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import type { Note } from '../decoder/model/basics.ts';
import type { Capture } from '../worker/capture.ts';
import { diagnoseConnection } from '../worker/connection-diagnosis.ts';
import { openCapture } from '../worker/open.ts';
import type { CaptureView } from '../worker/protocol.ts';
import { captureView } from '../worker/views.ts';
import { type InspectArguments, parseArguments, usage } from './arguments.ts';
import { connectionText } from './connection-text.ts';
import { InputProblem, openInput } from './input.ts';
import { writeJson } from './json-report.ts';
import { styleFor } from './style.ts';
import { captureHeading } from './text-report.ts';

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
    await diagnoseConnection(open, capture.notes);
  }
  return [capture, captureView(capture)];
}

async function report(
  capture: Capture,
  view: CaptureView,
  most: number | null,
  { stdout, env }: InspectStreams,
): Promise<void> {
  const style = styleFor(stdout, env);
  await writeTo(stdout, `${captureHeading(view, style).join('\n')}\n`);
  for (const id of view.connections.keys()) {
    await writeTo(stdout, `${await connectionText(capture, view, id, { most, style, env })}\n`);
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
