// Formats JSON without parsing it into values: numbers keep every digit, duplicate keys and the order stay.

export type JsonKind = 'key' | 'string' | 'number' | 'word' | 'mark';

export interface JsonToken {
  readonly kind: JsonKind;
  readonly text: string;
}

/** A line and its indentation. */
export interface JsonLine {
  readonly depth: number;
  readonly tokens: readonly JsonToken[];
}

const tokenPattern = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/g;

/** True when a text is a JSON object or array; other JSON needs no view of its own. */
export function isJsonDocument(text: string): boolean {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Lines of a valid JSON text, at most `limit` of them; `more` says that there are others. */
export function prettyJson(text: string, limit: number): { lines: JsonLine[]; more: boolean } {
  const lines: JsonLine[] = [];
  let depth = 0;
  let line: JsonToken[] = [];
  const texts = text.match(tokenPattern) ?? [];
  const close = (at: number) => {
    if (line.length > 0) lines.push({ depth: at, tokens: line });
    line = [];
  };
  for (let i = 0; i < texts.length; i++) {
    if (lines.length >= limit) return { lines, more: true };
    const token = texts[i];
    const next = texts[i + 1];
    if (token === '{' || token === '[') {
      line.push({ kind: 'mark', text: token });
      if (next === '}' || next === ']') continue;
      close(depth);
      depth++;
    } else if (token === '}' || token === ']') {
      const empty = texts[i - 1] === '{' || texts[i - 1] === '[';
      if (!empty) {
        close(depth);
        depth--;
      }
      line.push({ kind: 'mark', text: token });
    } else if (token === ',') {
      line.push({ kind: 'mark', text: ',' });
      close(depth);
    } else if (token === ':') line.push({ kind: 'mark', text: ': ' });
    else line.push({ kind: kindOf(token, next), text: token });
  }
  close(depth);
  return { lines, more: false };
}

function kindOf(token: string, next: string | undefined): JsonKind {
  if (token[0] === '"') return next === ':' ? 'key' : 'string';
  return /[\d-]/.test(token[0]) ? 'number' : 'word';
}
