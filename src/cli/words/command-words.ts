// What a command is called, takes and gives. Help, completion, the dispatcher and docs/terminal.md are made of it.

/** An option of a command. */
export interface OptionWords {
  /** `--port`. */
  readonly name: string;
  /** What stands for its value in the help, or `null` for an option without a value. */
  readonly value: string | null;
  /** The values that it takes, where they are few. */
  readonly choices?: readonly string[];
  readonly text: string;
}

/** A command as the user sees it. Nothing here loads the command itself. */
export interface CommandWords {
  readonly name: string;
  /** One line of help, without a full stop. */
  readonly line: string;
  /** What follows `framescope`; several where the command has several forms. */
  readonly synopsis: readonly string[];
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly options: readonly OptionWords[];
  /** Exit statuses and what they mean. */
  readonly exits: readonly (readonly [status: number, meaning: string])[];
  /** Command lines, without the prompt, and what they do. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** What the words that are no options name; shells complete file names for `files`. */
  readonly operands: 'files' | 'text' | 'commands' | 'none';
}

/** The option that each command with a link has. */
export const pageOption: OptionWords = {
  name: '--page',
  value: 'URL',
  text: 'Address of the page for the links that are printed, instead of FRAMESCOPE_URL and the address of this installation.',
};

/** The option that each command with JSON has. */
export const jsonOption: OptionWords = {
  name: '--json',
  value: null,
  text: 'Write JSON for programs instead of a report for people.',
};
