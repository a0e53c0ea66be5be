// The streams of a command, and how it reports a failure.

import type { Readable, Writable } from 'node:stream';
import { visibleText } from '../decoder/model/visible-text.ts';
import { CallFailed } from '../worker/client.ts';
import { InputProblem } from './input.ts';
import { printable } from './style.ts';

/** The streams and the environment of a run. */
export interface CommandStreams {
  readonly stdin: Readable;
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
}

/** Writes a text or bytes, and waits until the stream takes more. */
export async function writeTo(stream: Writable, text: string | Uint8Array): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((resolve) => stream.once('drain', resolve));
}

/** A failure as one line on `stderr`. Resolves to the exit status. */
export async function reportFailure(
  command: string,
  error: unknown,
  { stderr, env }: Pick<CommandStreams, 'stderr' | 'env'>,
): Promise<number> {
  const text = error instanceof Error ? error.message : String(error);
  await writeTo(stderr, `${command}: ${printable(text.replace(/\s*\n\s*/g, ' '))}\n`);
  if (!(error instanceof InputProblem) && error instanceof Error && env.FRAMESCOPE_DEBUG) {
    const stack = (error instanceof CallFailed && error.remoteStack) || error.stack;
    await writeTo(stderr, `${visibleText(stack ?? '')}\n`);
  }
  return 2;
}
