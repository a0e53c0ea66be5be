// A text whose every line is quoted, as Markdown and mails do: `> `.

const quoteSign = /^[ \t]*(?:>[ \t]?)+/;

/** A text without the signs that quote each of its lines; as it is, when some line has none. */
export function unquotedText(text: string): string {
  const lines = text.split('\n');
  if (!lines.every((line) => line.trim() === '' || line.trimStart().startsWith('>'))) return text;
  return lines.map((line) => line.replace(quoteSign, '')).join('\n');
}
