// `framescope explain`: the answer of `inspect` to an error text that is given as words.

import { explainText, unknownErrorText } from '../decoder/recognise/explain-text.ts';
import { recognisedBytes } from '../decoder/recognise/recognition.ts';
import { plainArguments } from './arguments.ts';
import { inspectInputs } from './command.ts';
import { InputProblem, openInput } from './input.ts';
import { isPageAddress } from './page-address.ts';
import { type CommandStreams, reportFailure, writeTo } from './streams.ts';
import { terminalJson } from './style.ts';
import { explainWords } from './words/explain.ts';
import { lastValue, parseWords } from './words/parse.ts';

const advice = 'Give the whole line as the program printed it, or a capture of the connection.';

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
  const json = options.has('--json');
  try {
    const given = await input.file.slice(0, recognisedBytes).text();
    const { kind, errors } = explainText(given);
    const isOther = kind !== 'unknown' || given.includes('\0');
    const asked = { ...plainArguments, json, page };
    if (isOther) return await inspectInputs(asked, [input], streams);
    if (errors.length === 0) {
      if (json) {
        const { decode } = await import('../library/decoder.ts');
        await writeTo(streams.stdout, `${terminalJson(await decode(given, { name: input.name }))}\n`);
      }
      throw new InputProblem(`${unknownErrorText} ${advice}`);
    }
    return await inspectInputs({ ...asked, as: 'error-text' }, [input], streams);
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
