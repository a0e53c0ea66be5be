// What the tests of handed-over files share: a capture opened in a session, an output of it, and its text.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sessionClient } from '../../src/library/session.ts';
import type { Client } from '../../src/worker/client.ts';
import type { CaptureView, HandoverRequest, HandoverResult } from '../../src/worker/protocol.ts';

const captures = fileURLToPath(new URL('../captures/', import.meta.url));

export interface OpenedFile {
  readonly client: Client;
  readonly view: CaptureView;
}

/** Opens bytes in a session of their own. */
export async function openBytes(file: Blob, name: string): Promise<OpenedFile> {
  const client = sessionClient();
  const { capture } = await client.call('open', {
    kind: 'file',
    file,
    name,
    format: null,
    assumptions: { sender: null, deflate: null },
  });
  return { client, view: capture };
}

/** Opens a recorded capture by its path below e2e/captures. */
export async function openCapture(name: string): Promise<OpenedFile> {
  return openBytes(await openAsBlob(join(captures, name)), name.split('/').at(-1) ?? name);
}

export type Handed = Extract<HandoverResult, { ok: true }>;

/** Hands the first connection over, secrets left out, unless it is asked for otherwise. */
export async function handedOver(
  { client }: OpenedFile,
  output: HandoverRequest['output'],
  change: Partial<HandoverRequest> = {},
): Promise<Handed> {
  const result = await client.call('handOver', {
    connection: 0,
    output,
    bytesOf: 'server',
    play: null,
    project: 'ws',
    blank: false,
    redact: true,
    page: 'https://framescope.example/',
    ...change,
  });
  if (!result.ok) throw new Error(result.problem);
  return result;
}

/** Whether a program runs here. */
export function isInstalled(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Gives a folder for files, removed after `use`. */
export async function inFolder<T>(use: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-handover-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the content of an output into a folder, and returns its path. */
export async function saved(folder: string, { name, content }: Handed): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array(await content.arrayBuffer()));
  return path;
}
