// Runs configurations of programs that are recognised and not judged, and compares what they do with the remarks on
// them.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { otherConfiguration } from '../../../src/decoder/configuration/other/other.ts';
import { freePort, lacks, type Running, waitForPort, withFolder } from './process.ts';
import { type AskOptions, askUpgrade, echoes, startBackend } from './wire.ts';

export interface Ports {
  readonly port: number;
  readonly backend: number;
}

/** A program and texts of it. */
export interface OtherProgram {
  readonly program: string;
  /** Name of the kind under which it is recognised. */
  readonly kind: string;
  readonly run: (text: string, ports: Ports, folder: string) => Running | Promise<Running>;
  readonly path: string;
  /** `PORT`, `BACKEND` and `FOLDER` stand for the ports and the folder. */
  readonly texts: Readonly<Record<string, string>>;
  /** Of these texts a warning tells that they fail, because the backend decides. */
  readonly warned?: readonly string[];
  readonly ask?: AskOptions;
  readonly isAbsent?: boolean;
  /** What the program prints when it refuses a text. */
  readonly refused?: RegExp;
}

/** One text for each part that differs. */
export function textsWith(parts: Readonly<Record<string, string>>, textOf: (part: string) => string) {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, textOf(part)]));
}

/** False for a text that the program refuses to load. */
async function listens({ refused }: OtherProgram, port: number, running: Running): Promise<boolean> {
  if (refused === undefined) await waitForPort(port, running);
  else
    return waitForPort(port, running).then(
      () => true,
      (error: Error) => {
        if (!refused.test(error.message)) throw error;
        return false;
      },
    );
  return true;
}

async function opensWebSocket(one: OtherProgram, port: number): Promise<boolean> {
  const answer = await askUpgrade(port, { path: one.path, host: `127.0.0.1:${port}`, ...one.ask });
  const opens = answer.status === 101 && (await echoes(answer));
  answer.socket.destroy();
  return opens;
}

/** How often a program that should pass a WebSocket is asked: it may listen before it is ready, on a busy machine. */
const maxAsked = 4;
const pauseMs = 1000;

async function opensWithin(one: OtherProgram, port: number, asks: number): Promise<boolean> {
  for (let asked = 0; asked < asks; asked++) {
    if (asked > 0) await sleep(pauseMs);
    if (await opensWebSocket(one, port)) return true;
  }
  return false;
}

/** Where a remark names an error no WebSocket passes, where none does it passes. */
export function comparesRemarks(programs: readonly OtherProgram[]): void {
  describe.each(programs)('$program', (one) => {
    const skips = one.isAbsent ?? lacks(one.program);
    test.skipIf(skips).each(Object.entries(one.texts))('%s', async (name, template) => {
      await withFolder(async (folder) => {
        const backend = await startBackend();
        const port = await freePort();
        const text = template
          .replaceAll('FOLDER', folder)
          .replaceAll('BACKEND', `${backend.port}`)
          .replaceAll('PORT', `${port}`);
        const running = await one.run(text, { port, backend: backend.port }, folder);
        try {
          const found = otherConfiguration(text);
          expect(found?.name).toBe(one.kind);
          const severity = one.warned?.includes(name) ? 'warning' : 'error';
          const fails = found?.remarks.some((remark) => remark.severity === severity);
          const asks = (await listens(one, port, running)) ? (fails ? 1 : maxAsked) : 0;
          expect(fails).toBe(!(await opensWithin(one, port, asks)));
        } finally {
          await running.stop();
          await backend.close();
        }
      }, true);
    });
  });
}
