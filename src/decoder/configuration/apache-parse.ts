// Apache httpd's configuration syntax: one directive a line, `\` at the end continues it, `<Section args>` nests,
// `#` at the beginning of a line comments it out. Names are compared in any case.

export interface ApacheWord {
  text: string;
  start: number;
  end: number;
}

export interface ApacheDirective {
  /** Lower case. */
  name: string;
  /** As written. */
  label: string;
  args: ApacheWord[];
  /** Null for a directive of one line; for a section, what it holds. */
  children: ApacheDirective[] | null;
  start: number;
  /** End of the directive's last line without its LF; for a section, end of `</Section>`. */
  end: number;
  /** For a section the end of its first line. */
  headEnd: number;
}

export interface ApacheFile {
  directives: ApacheDirective[];
  errors: { text: string; start: number; end: number }[];
}

/** Reads a whole file or a piece of one. Never throws. */
export function parseApache(text: string): ApacheFile {
  const errors: ApacheFile['errors'] = [];
  const top: ApacheDirective[] = [];
  const open: ApacheDirective[] = [];
  const into = (): ApacheDirective[] => open.at(-1)?.children ?? top;
  let at = 0;
  while (at < text.length) {
    const start = at;
    let end = text.indexOf('\n', at);
    end = end < 0 ? text.length : end;
    while (end < text.length && /\\\r?$/.test(text.slice(start, end))) {
      const next = text.indexOf('\n', end + 1);
      end = next < 0 ? text.length : next;
    }
    at = end + 1;
    const line = text.slice(start, end);
    const blank = /^\s*/.exec(line)![0].length;
    const body = line.slice(blank).trimEnd();
    if (body === '' || body.startsWith('#')) {
      continue;
    }
    const from = start + blank;
    const to = from + body.length;
    const close = /^<\/(\w+)\s*>/.exec(body);
    if (close) {
      const section = open.pop();
      if (!section || section.name !== close[1].toLowerCase()) {
        errors.push({
          text: `Found </${close[1]}> where ${section ? `</${section.label}>` : 'no section'} is open.`,
          start: from,
          end: to,
        });
      }
      if (section) {
        section.end = to;
      }
      continue;
    }
    const section = /^<(\w+)\s*([\s\S]*?)>?$/.exec(body);
    if (section && body.startsWith('<')) {
      const argsAt = from + 1 + section[1].length;
      const inner = text.slice(argsAt, body.endsWith('>') ? to - 1 : to);
      const directive: ApacheDirective = {
        name: section[1].toLowerCase(),
        label: section[1],
        args: words(inner, argsAt),
        children: [],
        start: from,
        end: to,
        headEnd: to,
      };
      into().push(directive);
      open.push(directive);
      continue;
    }
    const label = /^\S+/.exec(body)![0];
    into().push({
      name: label.toLowerCase(),
      label,
      args: words(text.slice(from + label.length, to), from + label.length),
      children: null,
      start: from,
      end: to,
      headEnd: to,
    });
  }
  for (const section of open) {
    errors.push({ text: `<${section.label}> is not closed.`, start: section.start, end: section.headEnd });
    section.end = text.length;
  }
  return { directives: top, errors };
}

function words(text: string, offset: number): ApacheWord[] {
  const out: ApacheWord[] = [];
  for (const match of text.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?:[^\s\\]|\\[^\r\n])+)/g)) {
    const start = offset + (match.index ?? 0);
    const quoted = match[1] ?? match[2];
    out.push({
      text: quoted === undefined ? match[3] : quoted.replace(/\\(["'\\])/g, '$1'),
      start,
      end: start + match[0].length,
    });
  }
  return out;
}

/** `<VirtualHost *:443>` as text. */
export function sectionText(section: ApacheDirective): string {
  return `<${[section.label, ...section.args.map((word) => word.text)].join(' ')}>`;
}
