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
