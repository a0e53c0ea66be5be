// `framescope export`: one connection of an input in another form. The session of the page writes it.

import { open as openFile } from 'node:fs/promises';
import { type OutputId, outputs, type ProjectId } from '../decoder/handover/outputs.ts';
import { count, formatCount } from '../decoder/model/words.ts';
import { sessionClient } from '../library/session.ts';
import type { HandoverRequest, HandoverResult, RemovedSecret } from '../worker/protocol.ts';
import { InputProblem, openInput, readKeyLog } from './input.ts';
import { isPageAddress, pageAddress } from './page-address.ts';
import { type CommandStreams, reportFailure, writeTo } from './streams.ts';
import { printable } from './style.ts';
import { exportWords } from './words/export.ts';
import { lastValue, type ParsedWords, parseWords } from './words/parse.ts';

const removedShown = 12;

/** A number of an option, or `null`. Throws `InputProblem`. */
function numberOf(parsed: ParsedWords, name: string): number | null {
  const text = lastValue(parsed, name);
  if (text === null) return null;
  if (!/^\d{1,10}$/.test(text)) throw new InputProblem(`Expected a number after ${name}, found ${text}.`);
  return Number(text);
}

/** What is asked for, without the connection. Throws `InputProblem`. */
function requestOf(
  parsed: ParsedWords,
  env: CommandStreams['env'],
): Omit<HandoverRequest, 'connection'> & { readonly connection: number | null } {
  const output = lastValue(parsed, '--as') as OutputId | null;
  if (output === null) throw new InputProblem('Expected --as with the form to write, found none.');
  const frame = numberOf(parsed, '--frame');
  const direction = lastValue(parsed, '--direction') as 'client' | 'server' | null;
  if (outputs[output].group === 'bytes' && (frame === null) === (direction === null))
    throw new InputProblem(
      `Expected --frame or --direction for --as ${output}, found ${frame === null ? 'neither' : 'both'}.`,
    );
  const page = lastValue(parsed, '--page');
  if (page !== null && !isPageAddress(page))
    throw new InputProblem(`Expected the address of the page after --page, found ${page}.`);
  return {
    connection: numberOf(parsed, '--connection'),
    output,
    bytesOf: frame === null ? (direction ?? 'client') : { frame },
    play: lastValue(parsed, '--play') as 'client' | 'server' | null,
    project: (lastValue(parsed, '--project') ?? 'ws') as ProjectId,
    blank: parsed.options.has('--blank'),
    redact: !parsed.options.has('--keep-secrets'),
    page: pageAddress(page, env),
  };
}

/** Opens the input, and hands over the connection. Throws `InputProblem`. */
async function handOver(
  parsed: ParsedWords,
  request: ReturnType<typeof requestOf>,
  streams: CommandStreams,
): Promise<Extract<HandoverResult, { ok: true }>> {
  const [path, ...more] = parsed.operands;
  if (path === undefined || more.length > 0)
    throw new InputProblem(
      `Expected one file, or - for standard input, found ${more.length === 0 ? 'none' : 'several'}.`,
    );
  const keylog = lastValue(parsed, '--keylog');
  const secrets = keylog === null ? [] : [await readKeyLog(keylog)];
  const input = await openInput(path, streams.stdin);
  try {
    const client = sessionClient();
    const { file, name } = input;
    const assumptions = { sender: null, deflate: null };
    const { capture, start } = await client.call('open', {
      kind: 'file',
      file,
      name,
      format: null,
      assumptions,
      secrets,
    });
    const { length } = capture.connections;
    const connection = request.connection ?? start?.connection ?? 0;
    if (length === 0) throw new InputProblem('Expected a WebSocket connection, found none in the input.');
    if (connection >= length)
      throw new InputProblem(
        `Expected a connection from 0 to ${length - 1} after --connection, found ${connection}.`,
      );
    const result = await client.call('handOver', { ...request, connection });
    if (!result.ok) throw new InputProblem(result.problem);
    // The content of a large file is read back from the input: it is complete before the input is closed.
    return { ...result, content: new Blob([await result.content.arrayBuffer()]) };
  } finally {
    await input.close();
  }
}

/** Lines about what was replaced, for standard error. */
function aboutLines({
  notes,
  removed,
  removedCount,
  unsearchedCount,
  plays,
}: Extract<HandoverResult, { ok: true }>): string[] {
  const secret = ({ what, sender, frame }: RemovedSecret) =>
    `  ${what}, ${sender}${frame === null ? '' : `, frame ${formatCount(frame)}`}`;
  const more = removedCount - Math.min(removedShown, removed.length);
  return [
    ...notes,
    ...(plays === null ? [] : [`The program plays the ${plays}.`]),
    ...(removedCount === 0 ? [] : [`Replaced by x: ${count(removedCount, 'secret')}.`]),
    ...removed.slice(0, removedShown).map(secret),
    ...(more > 0 ? [`  and ${count(more, 'more', 'more')}`] : []),
    ...(unsearchedCount === 0
      ? []
      : [
          `Not searched for secrets: ${count(unsearchedCount, 'message')} compressed, fragmented, binary or very long.`,
        ]),
  ];
}

/** Writes a new file, for its owner alone. Throws `InputProblem`. */
async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const handle = await openFile(path, 'wx', 0o600);
    await handle.writeFile(bytes).finally(() => handle.close());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'EEXIST' ? 'one that exists' : String(code);
    throw new InputProblem(`Expected a new file after --output, found ${found}: ${path}`);
  }
}

async function run(words: readonly string[], streams: CommandStreams): Promise<number> {
  const parsed = parseWords(words, exportWords);
  if ('problem' in parsed) throw new InputProblem(parsed.problem);
  const result = await handOver(parsed, requestOf(parsed, streams.env), streams);
  const bytes = new Uint8Array(await result.content.arrayBuffer());
  const path = lastValue(parsed, '--output');
  if (path === null) await writeTo(streams.stdout, bytes);
  else await writeFile(path, bytes);
  const lines = aboutLines(result).map(printable);
  if (lines.length > 0) await writeTo(streams.stderr, `${lines.join('\n')}\n`);
  return 0;
}

/** Runs `export` with the words after its name. Resolves to the exit status. */
export async function exportConnection(words: readonly string[], streams: CommandStreams): Promise<number> {
  try {
    return await run(words, streams);
  } catch (error) {
    return reportFailure('framescope export', error, streams);
  }
}
