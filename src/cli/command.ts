// The command `inspect`, with its streams as parameters: see docs/inspect-json.md.

import type { Writable } from 'node:stream';
import type { Note } from '../decoder/model/basics.ts';
import type { CaptureSecret } from '../decoder/model/capture-sink.ts';
import { worstFirst } from '../decoder/model/finding.ts';
import { separateSecrets } from '../decoder/model/secret-text.ts';
import { count, formatCount } from '../decoder/model/words.ts';
import { checkedParts } from '../library/checks.ts';
import type { CheckedPart } from '../library/run-checks.ts';
import { sessionClient } from '../library/session.ts';
import type { Client } from '../worker/client.ts';
import type { CaptureView, ConnectionView, DecodedCapture } from '../worker/protocol.ts';
import { type InspectArguments, parseArguments } from './arguments.ts';
import { checkLines, statusOfUrl } from './check-report.ts';
import { causePageAt, connectionText } from './connection-text.ts';
import { errorLines } from './error-report.ts';
import { InputProblem, type InspectInput, openInput, readKeyLog } from './input.ts';
import { writeJson } from './json-report.ts';
import { pageAddress } from './page-address.ts';
import { sampleAt } from './samples.ts';
import { type CommandStreams, reportFailure, writeTo } from './streams.ts';
import { styleFor } from './style.ts';
import { captureHeading, overviewLines } from './text-report.ts';

/** Gathers short texts so that a frame does not cost a system call. */
function gathered(stream: Writable): { write(text: string): Promise<void>; flush(): Promise<void> } {
  let texts: string[] = [];
  let length = 0;
  const flush = async () => {
    const text = texts.join('');
    texts = [];
    length = 0;
    await writeTo(stream, text);
  };
  return {
    flush,
    async write(text) {
      texts.push(text);
      length += text.length;
      if (length >= 65536) await flush();
    },
  };
}

/** Opens the files in a session. `among`: the secrets that were given with them. */
async function read(
  client: Client,
  options: InspectArguments,
  [{ name, file }, ...further]: readonly InspectInput[],
  among: readonly CaptureSecret[],
): Promise<DecodedCapture> {
  const assumptions = { sender: options.sender, deflate: null };
  const secrets = [...(options.keylog === null ? [] : [await readKeyLog(options.keylog)]), ...among];
  return client.call('open', {
    kind: 'file',
    file,
    name,
    further,
    format: options.as,
    assumptions,
    secrets,
  });
}

async function report(
  client: Client,
  { capture, start }: DecodedCapture,
  checked: readonly CheckedPart[],
  { frames: maxFrames, page: asked }: InspectArguments,
  { stdout, env }: CommandStreams,
): Promise<void> {
  const style = styleFor(stdout, env);
  const page = pageAddress(asked, env);
  // What is said of an error stands beside the error.
  const notes = capture.notes.filter(({ text }) => !capture.errors.some(({ note }) => text.includes(note)));
  const about = [
    ...captureHeading({ ...capture, notes }, style),
    ...overviewLines(capture, style),
    ...errorLines(capture.errors, style, { cause: causePageAt(page), sample: sampleAt(page) }),
    ...checkLines(checked, capture, style),
  ];
  await writeTo(stdout, `${about.join('\n')}\n`);
  const reported = worstOf(capture.connections);
  for (const connection of reported) {
    const { id } = connection;
    const shown =
      start?.connection === id ? start : await client.call('show', { connection: id, frame: null });
    await writeTo(stdout, `${await connectionText(client, connection, shown, { maxFrames, style, page })}\n`);
  }
  const { connections } = capture;
  if (reported.length < connections.length)
    await writeTo(stdout, `\n${notReported(connections, reported)}\n`);
}

/** Connections that a report for a person describes, unless it is asked for all as JSON. */
const maxReports = 100;

/** The worst connections, in the order of the capture. */
function worstOf(connections: readonly ConnectionView[]): readonly ConnectionView[] {
  if (connections.length <= maxReports) return connections;
  const rank = (view: ConnectionView) => worstFirst.indexOf(view.level);
  const worst = [...connections].sort((a, b) => rank(a) - rank(b) || a.id - b.id).slice(0, maxReports);
  return worst.sort((a, b) => a.id - b.id);
}

/** How many connections are not described, by verdict. */
function notReported(all: readonly ConnectionView[], reported: readonly ConnectionView[]): string {
  const left = all.length - reported.length;
  const counts = worstFirst.flatMap((level) => {
    const of = (views: readonly ConnectionView[]) => views.filter((view) => view.level === level).length;
    const number = of(all) - of(reported);
    return number === 0 ? [] : [`${formatCount(number)} ${level}`];
  });
  return `${count(left, 'more connection')}: ${counts.join(', ')}. --json lists them.`;
}

/** The first reason why the input could not be read, or `null`. */
function unreadable(view: CaptureView): string | null {
  if (view.connections.length > 0 || (view.recognition !== null && view.kind !== 'unknown')) return null;
  const note: Note | undefined = view.notes.find(({ level }) => level === 'error') ?? view.notes[0];
  return note?.text ?? 'Expected a WebSocket connection, found none in the input.';
}

/** The exit status for a view of what was opened. */
export async function exitStatus(capture: CaptureView, file: Blob): Promise<number> {
  return unreadable(capture) === null ? statusOf(capture, await checkedParts(capture, file)) : 2;
}

/** The exit status for what was read. */
function statusOf(capture: CaptureView, checked: readonly CheckedPart[]): number {
  const answers = checked.flatMap(({ urlReport }) => urlReport ?? []);
  if (answers.length > 0) return statusOfUrl(answers);
  const isFaulty = capture.groups.some(({ cause }) => cause !== 'healthy');
  if (isFaulty || checked.some(({ headline }) => headline.level === 'broken')) return 1;
  const holdsFrames = capture.connections.some(
    ({ level, frames, messages }) => level !== 'unknown' && (frames > 0 || messages > 0),
  );
  if (holdsFrames) return 0;
  return capture.connections.some(({ level }) => level !== 'unknown') ? 0 : 3;
}

async function run(words: readonly string[], streams: CommandStreams): Promise<number> {
  const options = parseArguments(words);
  if ('problem' in options) throw new InputProblem(options.problem);
  const inputs: InspectInput[] = [];
  try {
    for (const path of [options.input, ...options.further]) inputs.push(await openInput(path, streams.stdin));
    return await inspectInputs(options, inputs, streams);
  } finally {
    for (const input of inputs) await input.close();
  }
}

/** Decodes and reports inputs that are open. Resolves to the exit status; throws `InputProblem`. */
export async function inspectInputs(
  options: InspectArguments,
  inputs: readonly InspectInput[],
  streams: CommandStreams,
): Promise<number> {
  const { others, secrets } = await separateSecrets(inputs);
  // Secrets alone are named as what they are.
  const isCapture = others.length > 0;
  const files = isCapture ? others : inputs;
  const [input] = files;
  const client = sessionClient();
  const decoded = await read(client, options, files, isCapture ? secrets : []);
  const { capture } = decoded;
  const checked = await checkedParts(capture, input.file, options.url);
  if (options.json) {
    const out = gathered(streams.stdout);
    const { frames: maxRecords, payloads } = options;
    await writeJson({ client, capture, checked, maxRecords, payloads, write: out.write });
    await out.flush();
  } else {
    await report(client, decoded, checked, options, streams);
  }
  const reason = unreadable(capture);
  if (reason !== null) throw new InputProblem(reason);
  if (options.url !== null && checked.every(({ urlReport }) => urlReport === null)) {
    throw new InputProblem('Expected a configuration that --url can be followed through, found none.');
  }
  return statusOf(capture, checked);
}

/**
 * Runs `inspect` with the words after its name. Resolves to the exit status; what went wrong is one line on
 * `stderr`.
 */
export async function inspect(words: readonly string[], streams: CommandStreams): Promise<number> {
  try {
    return await run(words, streams);
  } catch (error) {
    return reportFailure('inspect', error, streams);
  }
}
