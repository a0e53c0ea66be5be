// The words of a command line by the options of its command.

import type { CommandWords } from './command-words.ts';

/** A command line. An option without a value has an empty list where it was given. */
export interface ParsedWords {
  /** Values by the name of the option. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

/** The options and operands, or a sentence that says what is wrong with them. Everything after `--` is an operand. */
export function parseWords(
  words: readonly string[],
  { options }: Pick<CommandWords, 'options'>,
): ParsedWords | { readonly problem: string } {
  const found = new Map<string, string[]>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      operands.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = options.find((one) => one.name === name);
    if (option === undefined) {
      const names = ['--help', ...options.map((one) => one.name)].join(', ');
      return { problem: `Expected one of ${names}, found ${word}.` };
    }
    const values = found.get(name) ?? [];
    found.set(name, values);
    if (option.value === null) {
      if (equals >= 0) return { problem: `Expected ${name} without a value, found ${word}.` };
      continue;
    }
    const value = equals < 0 ? words[++at] : word.slice(equals + 1);
    if (value === undefined || value === '') {
      return { problem: `Expected ${option.value} after ${name}, found nothing.` };
    }
    if (option.choices !== undefined && !option.choices.includes(value)) {
      return { problem: `Expected ${option.choices.join(' or ')} after ${name}, found ${value}.` };
    }
    values.push(value);
  }
  return { options: found, operands };
}

/** The last value of an option, or `null`. */
export function lastValue({ options }: ParsedWords, name: string): string | null {
  return options.get(name)?.at(-1) ?? null;
}
