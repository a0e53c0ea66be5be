// `framescope serve`: the built page, on this machine alone.

import { fstatSync } from 'node:fs';
import { pageFolder } from '../installation.ts';
import { printable } from '../style.ts';
import { lastValue, parseWords } from '../words/parse.ts';
import { serveWords } from '../words/serve.ts';
import { listenOnThisMachine } from './listen.ts';
import { openInBrowser } from './open-browser.ts';

/** Whether somebody pipes something in, which the page cannot read. */
function hasPipe(): boolean {
  try {
    return fstatSync(0).isFIFO();
  } catch {
    return false;
  }
}

/** Serves until the process is stopped. Resolves to the exit status. */
export async function run(words: readonly string[]): Promise<number> {
  const fail = (text: string): number => {
    process.stderr.write(`framescope serve: ${printable(text)}\n`);
    return 2;
  };
  const parsed = parseWords(words, serveWords);
  if ('problem' in parsed) return fail(parsed.problem);
  if (parsed.operands.length > 0) return fail(`Expected no further words, found ${parsed.operands[0]}.`);
  const asked = lastValue(parsed, '--port');
  if (asked !== null && (!/^\d{1,5}$/.test(asked) || Number(asked) > 65535)) {
    return fail(`Expected a port from 0 to 65535 after --port, found ${asked}.`);
  }
  const folder = pageFolder();
  if (folder === null) return fail('Expected the built page, found none. Build it with: npm run build');
  try {
    const { address } = await listenOnThisMachine(folder, asked === null ? null : Number(asked));
    process.stdout.write(`Framescope is up. Stop it with Ctrl+C.\n${address}\n`);
    if (hasPipe()) process.stderr.write('Standard input is not read. To decode it: framescope -\n');
    if (parsed.options.has('--open')) openInBrowser(address, process.stderr);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(0));
  }).then(() => process.exit(0));
}
