// Several files of one configuration as one text, as nginx -T prints them.

/** A file with its name. */
export interface ConfigurationFile {
  readonly name: string;
  readonly text: string;
}

/** The text of files that belong together: each after a line with its name. One file alone is its own text. */
export function joinFiles(files: readonly ConfigurationFile[]): string {
  if (files.length === 1) return files[0].text;
  return files
    .map(({ name, text }) => `# configuration file ${name}:\n${text.replace(/\n?$/, '\n')}`)
    .join('\n');
}

/** A line of one of the files that were joined. */
export interface JoinedLine {
  /** The name of the file; `null` in a text that was not joined. */
  readonly file: string | null;
  /** From 1, in that file. */
  readonly line: number;
}

const nameLine = /^# configuration file (.+):$/;

/** Gives the file and the line in it of a line of a joined text, from 1. */
export function joinedLines(text: string): (line: number) => JoinedLine {
  const starts: { readonly file: string; readonly at: number }[] = [];
  text.split('\n').forEach((line, index) => {
    const name = nameLine.exec(line)?.[1];
    if (name !== undefined) starts.push({ file: name, at: index + 2 });
  });
  if (starts.length === 0) return (line) => ({ file: null, line });
  return (line) => {
    const start = starts.findLast(({ at }) => at <= line) ?? starts[0];
    return { file: start.file, line: Math.max(1, line - start.at + 1) };
  };
}
