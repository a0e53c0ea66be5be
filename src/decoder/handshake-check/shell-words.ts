// Splits a command line into words as bash and the Windows command prompt do.

/** One word of a command, without its quotes, and its place in the text. */
export interface ShellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A command and the offset after it. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly end: number;
  readonly shell: 'bash' | 'cmd';
}

/** Reads the command that begins at `from`. Carets before quotes or at line ends tell that it is for cmd. */
export function splitCommand(text: string, from: number): ShellCommand {
  const isCmd = /\^\r?\n|\^["&|<>]|\^%/.test(text.slice(from));
  return isCmd ? splitCmd(text, from) : splitBash(text, from);
}

/** A string that was read, and the offset after it. */
type Read = readonly [value: string, end: number];

function splitBash(text: string, from: number): ShellCommand {
  const words: ShellWord[] = [];
  let at = from;
  while (at < text.length && !isLineEnd(text, at)) {
    if (/[ \t\r]/.test(text[at])) at += 1;
    else if (isContinuation(text, at)) at = text.indexOf('\n', at) + 1;
    else if (isOperator(text, at)) {
      // The output of the command goes elsewhere: the rest of the line is not part of it.
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else {
      const [word, end] = bashWord(text, at);
      words.push({ text: word, start: at, end });
      at = end;
    }
  }
  return { words, end: at, shell: 'bash' };
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
}

/** A backslash at the end of a line. */
function isContinuation(text: string, at: number): boolean {
  return text[at] === '\\' && (text[at + 1] === '\n' || text.startsWith('\r\n', at + 1));
}

function isOperator(text: string, at: number): boolean {
  return /[|;>]/.test(text[at]) || text.startsWith('&&', at) || text.startsWith('2>', at);
}

function bashWord(text: string, from: number): Read {
  let word = '';
  let at = from;
  while (at < text.length && !/[ \t\r\n|;]/.test(text[at]) && !isContinuation(text, at)) {
    const [part, end] = bashPart(text, at);
    word += part;
    at = end;
  }
  return [word, Math.min(at, text.length)];
}

function bashPart(text: string, at: number): Read {
  if (text[at] === "'") {
    const end = text.indexOf("'", at + 1);
    return end < 0 ? [text.slice(at + 1), text.length] : [text.slice(at + 1, end), end + 1];
  }
  if (text.startsWith("$'", at)) return ansiQuoted(text, at + 2);
  if (text[at] === '"') return doubleQuoted(text, at + 1);
  if (text[at] === '\\' && at + 1 < text.length) return [text[at + 1], at + 2];
  return [text[at], at + 1];
}

function doubleQuoted(text: string, from: number): Read {
  let value = '';
  let at = from;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) at += 1;
    value += text[at];
    at += 1;
  }
  return [value, at + 1];
}

const ansiEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The inside of `$'...'`, from after its opening quote. */
function ansiQuoted(text: string, from: number): Read {
  let value = '';
  let at = from;
  while (at < text.length && text[at] !== "'") {
    if (text[at] !== '\\') {
      value += text[at];
      at += 1;
      continue;
    }
    const code = /^\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(text.slice(at, at + 6));
    const next = text[at + 1] ?? '';
    value += code
      ? String.fromCharCode(Number.parseInt(code[1] ?? code[2], 16))
      : (ansiEscapes[next] ?? next);
    at += code ? code[0].length : 2;
  }
  return [value, at + 1];
}

/** A character after its caret was removed, and its place. */
interface CmdCharacter {
  readonly char: string;
  readonly at: number;
}

function splitCmd(text: string, from: number): ShellCommand {
  const { characters, end } = withoutCarets(text, from);
  const words: ShellWord[] = [];
  for (let index = 0; index < characters.length; ) {
    if (/\s/.test(characters[index].char)) index += 1;
    else {
      const [word, next] = cmdWord(characters, index);
      words.push({ text: word, start: characters[index].at, end: characters[next - 1].at + 1 });
      index = next;
    }
  }
  return { words, end, shell: 'cmd' };
}

// DevTools writes `^"` around a word, and `^` before characters with a meaning in cmd. A caret at a line end
// continues it.
function withoutCarets(text: string, from: number): { characters: CmdCharacter[]; end: number } {
  const characters: CmdCharacter[] = [];
  let at = from;
  while (at < text.length) {
    const isCaret = text[at] === '^';
    if (isCaret && (text[at + 1] === '\n' || text.startsWith('\r\n', at + 1))) {
      at = text.indexOf('\n', at) + 1;
      characters.push({ char: ' ', at });
    } else if (isCaret) {
      characters.push({ char: text[at + 1] ?? '', at: Math.min(at + 1, text.length - 1) });
      at += 2;
    } else if (text[at] === '\n' || text[at] === '\r') break;
    else {
      characters.push({ char: text[at], at });
      at += 1;
    }
  }
  return { characters, end: Math.min(at, text.length) };
}

/** The word that begins at an index, and the index after it. */
function cmdWord(characters: readonly CmdCharacter[], from: number): Read {
  let word = '';
  let isQuoted = false;
  let index = from;
  for (; index < characters.length && (isQuoted || !/\s/.test(characters[index].char)); index++) {
    const { char } = characters[index];
    if (char === '\\' && characters[index + 1]?.char === '"') {
      word += '"';
      index += 1;
    } else if (char === '"') isQuoted = !isQuoted;
    else word += char;
  }
  return [word, Math.min(index, characters.length)];
}
