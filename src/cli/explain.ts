// `framescope explain`: the answer of `inspect` to an error text that is given as words.

import { plainArguments } from './arguments.ts';
import { inspectInputs } from './command.ts';
import { InputProblem, openInput } from './input.ts';
import { isPageAddress } from './page-address.ts';
import { type CommandStreams, reportFailure } from './streams.ts';
import { explainWords } from './words/explain.ts';
import { lastValue, parseWords } from './words/parse.ts';

async function run(words: readonly string[], streams: CommandStreams): Promise<number> {
  const parsed = parseWords(words, explainWords);
  if ('problem' in parsed) throw new InputProblem(parsed.problem);
  const { operands, options } = parsed;
  const text = operands.join(' ');
  if (text.trim() === '')
    throw new InputProblem('Expected an error text, or - for standard input, found none.');
  const page = lastValue(parsed, '--page');
  if (page !== null && !isPageAddress(page)) {
    throw new InputProblem(`Expected the address of the page after --page, found ${page}.`);
  }
  const input =
    text === '-'
      ? await openInput('-', streams.stdin)
      : { name: 'error text', file: new Blob([`${text}\n`]), close: async () => {} };
  const asked = { ...plainArguments, json: options.has('--json'), page };
  try {
    return await inspectInputs(asked, [input], streams);
  } finally {
    await input.close();
  }
}

/** Runs `explain` with the words after its name. Resolves to the exit status. */
export async function explain(words: readonly string[], streams: CommandStreams): Promise<number> {
  try {
    return await run(words, streams);
  } catch (error) {
    return reportFailure('framescope explain', error, streams);
  }
}
