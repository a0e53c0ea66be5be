// `curl …` as DevTools copies it: for bash (quotes, $'…', `\` at line ends) and for cmd (carets).
// Left out on purpose: PowerShell, and options that change nothing of the head.

import { headOf } from './heads.ts';
import type { HeadLine, PastedHandshake } from './pasted.ts';

interface Word {
  text: string;
  start: number;
  end: number;
}

/** A command read as far as it goes; `end` is the offset after it. */
interface Command {
  words: Word[];
  end: number;
  style: 'bash' | 'cmd';
}

/** Reads a curl command at the beginning of a text (a prompt before it is skipped); null when there is none. */
export function parseCurlCommand(text: string): (PastedHandshake & { end: number }) | null {
  const begin = /^\s*(?:[$>#%]\s+|\S+@\S+[:~][^\n$#]*[$#]\s+|[A-Z]:\\[^>\n]*>\s*)?(curl(?:\.exe)?)\s/.exec(
    text,
  );
  if (!begin) {
    return null;
  }
  const start = begin[0].length - begin[1].length - 1;
  const command = splitCommand(text, start);
  const url = { text: '', start: 0, end: 0 };
  const headers: HeadLine[] = [];
  let method = 'GET';
  let version = 'HTTP/1.1';
  const notes: string[] = [];
  const header = (value: string, word: Word): void => {
    headers.push({ text: value, at: { start: word.start, end: word.end } });
  };
  const words = command.words.slice(1);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    const [name, value, used] = optionOf(word, words[at + 1]);
    at += used;
    const place = used === 1 ? { ...words[at], start: word.start } : word;
    switch (name) {
      case null:
        if (url.text === '') {
          Object.assign(url, word);
        }
        break;
      case '-H':
        if (/;$/.test(value) && !value.includes(':')) {
          header(`${value.slice(0, -1)}:`, place);
        } else if (value.trim().endsWith(':') && !/:\s*\S/.test(value)) {
          notes.push(`curl leaves the header ${value.trim().slice(0, -1)} out.`);
        } else {
          header(value, place);
        }
        break;
      case '-X':
        method = value;
        break;
      case '-I':
        method = 'HEAD';
        break;
      case '-A':
        header(`User-Agent: ${value}`, place);
        break;
      case '-e':
        header(`Referer: ${value}`, place);
        break;
      case '-b':
        header(`Cookie: ${value}`, place);
        break;
      case '-d':
        method = method === 'GET' ? 'POST' : method;
        break;
      case '--http1.0':
        version = 'HTTP/1.0';
        break;
      case '--http2':
        version = 'HTTP/2';
        notes.push('curl is told to use HTTP/2, where Upgrade does not exist. --http1.1 asks for HTTP/1.1.');
        break;
      case '--compressed':
        header('Accept-Encoding: gzip, deflate, br', place);
        break;
      case '--haproxy-protocol':
        notes.push('curl sends a PROXY header before the request.');
        break;
      default:
    }
  }
  if (url.text === '' && headers.length === 0) {
    return null;
  }
  const parsed = /^(\w+):\/\/([^/?#]+)([^#]*)/.exec(url.text) ?? /^()([^/?#]+)([^#]*)/.exec(url.text);
  const host = parsed?.[2].replace(/^[^@]*@/, '') ?? '';
  const path = parsed?.[3] ? (parsed[3].startsWith('/') ? parsed[3] : `/${parsed[3]}`) : '/';
  const named = (wanted: string): boolean =>
    headers.some((line) => line.text.toLowerCase().startsWith(`${wanted}:`));
  const lines =
    named('host') || host === ''
      ? headers
      : [{ text: `Host: ${host}`, at: { start: url.start, end: url.end } }, ...headers];
  if (
    parsed &&
    /^(https|wss)$/i.test(parsed[1]) &&
    version === 'HTTP/1.1' &&
    !words.some((word) => word.text === '--http1.1')
  ) {
    notes.push(
      'Over TLS curl offers HTTP/2 first, where Upgrade does not exist. Add --http1.1 when you run this.',
    );
  }
  if (parsed && /^wss?$/i.test(parsed[1])) {
    notes.push(
      'curl before 8.11 does not know ws:// and wss:// (or only when it was built with them): write http:// or https://.',
    );
  }
  const request = headOf(
    lines,
    `${method} ${path} ${version}`,
    url.text === '' ? null : { start: url.start, end: url.end },
  );
  return {
    kind: command.style === 'bash' ? 'curl command (bash)' : 'curl command (cmd)',
    recognised: `A curl command ${command.style === 'bash' ? 'for bash' : 'for cmd'}: the request that it sends.`,
    exchanges: [{ request, response: null, rest: null }],
    url: url.text === '' ? null : url.text,
    notes,
    reports: [],
    end: command.end,
  };
}

const withValue: Record<string, string> = {
  '-H': '-H',
  '--header': '-H',
  '-X': '-X',
  '--request': '-X',
  '-A': '-A',
  '--user-agent': '-A',
  '-e': '-e',
  '--referer': '-e',
  '-b': '-b',
  '--cookie': '-b',
  '-d': '-d',
  '--data': '-d',
  '--data-raw': '-d',
  '--data-binary': '-d',
  '--data-ascii': '-d',
  '--data-urlencode': '-d',
  '--url': '--url',
  '-o': '-o',
  '--output': '-o',
  '-m': '-m',
  '--max-time': '-m',
  '-u': '-u',
  '--user': '-u',
  '-x': '-x',
  '--proxy': '-x',
  '--connect-timeout': '-m',
  '--resolve': '-m',
  '--cacert': '-m',
  '--cert': '-m',
  '--key': '-m',
  '-w': '-m',
  '--connect-to': '-m',
  '--interface': '-m',
  '--ciphers': '-m',
  '-c': '-m',
  '-D': '-m',
};

const flags: Record<string, string> = {
  '-I': '-I',
  '--head': '-I',
  '--http1.0': '--http1.0',
  '-0': '--http1.0',
  '--http2': '--http2',
  '--http2-prior-knowledge': '--http2',
  '--compressed': '--compressed',
  '--haproxy-protocol': '--haproxy-protocol',
};

// [option in its short form or null for a plain word, its value, words used beside the first]
function optionOf(word: Word, next: Word | undefined): [string | null, string, number] {
  const text = word.text;
  if (!text.startsWith('-') || text === '-') {
    return [null, text, 0];
  }
  const equals = /^(--[\w-]+)=(.*)$/s.exec(text);
  if (equals && equals[1] in withValue) {
    return [withValue[equals[1]], equals[2], 0];
  }
  if (text in withValue) {
    return withValue[text] === '--url'
      ? [null, next?.text ?? '', 0]
      : [withValue[text], next?.text ?? '', next ? 1 : 0];
  }
  if (text in flags) {
    return [flags[text], '', 0];
  }
  // `-H'Name: value'` and bundles such as `-sSvXGET`.
  if (!text.startsWith('--')) {
    for (let at = 1; at < text.length; at += 1) {
      const short = `-${text[at]}`;
      if (short in withValue) {
        const glued = text.slice(at + 1);
        return glued !== ''
          ? [withValue[short], glued, 0]
          : [withValue[short], next?.text ?? '', next ? 1 : 0];
      }
      if (short in flags) {
        return [flags[short], '', 0];
      }
    }
  }
  return ['', '', 0];
}

function splitCommand(text: string, from: number): Command {
  const caret = /\^\r?\n|\^["&|<>]|\^%/.test(text.slice(from));
  return caret ? splitCmd(text, from) : splitBash(text, from);
}

function splitBash(text: string, from: number): Command {
  const words: Word[] = [];
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === '\n' || (char === '\r' && text[at + 1] === '\n')) {
      break;
    }
    if (char === ' ' || char === '\t' || char === '\r') {
      at += 1;
      continue;
    }
    if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      at = text.indexOf('\n', at) + 1;
      continue;
    }
    if (
      char === '|' ||
      char === ';' ||
      char === '>' ||
      (char === '&' && text[at + 1] === '&') ||
      /^2>/.test(text.slice(at, at + 2))
    ) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      break;
    }
    const start = at;
    let out = '';
    while (at < text.length && !/[ \t\r\n|;]/.test(text[at])) {
      if (text[at] === "'") {
        const end = text.indexOf("'", at + 1);
        out += text.slice(at + 1, end < 0 ? text.length : end);
        at = end < 0 ? text.length : end + 1;
      } else if (text.startsWith("$'", at)) {
        const [value, end] = ansiQuoted(text, at + 2);
        out += value;
        at = end;
      } else if (text[at] === '"') {
        at += 1;
        while (at < text.length && text[at] !== '"') {
          if (text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) {
            at += 1;
          }
          out += text[at];
          at += 1;
        }
        at += 1;
      } else if (text[at] === '\\' && text[at + 1] !== undefined) {
        if (/^\\\r?\n/.test(text.slice(at, at + 3))) {
          break;
        }
        out += text[at + 1];
        at += 2;
      } else {
        out += text[at];
        at += 1;
      }
    }
    at = Math.min(at, text.length);
    words.push({ text: out, start, end: at });
  }
  return { words, end: at, style: 'bash' };
}

function ansiQuoted(text: string, from: number): [string, number] {
  let out = '';
  let at = from;
  const simple: Record<string, string> = { n: '\n', r: '\r', t: '\t', "'": "'", '"': '"', '\\': '\\' };
  while (at < text.length && text[at] !== "'") {
    if (text[at] === '\\') {
      const code = /^\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(text.slice(at, at + 6));
      if (code) {
        out += String.fromCharCode(Number.parseInt(code[1] ?? code[2], 16));
        at += code[0].length;
      } else {
        out += simple[text[at + 1]] ?? text[at + 1] ?? '';
        at += 2;
      }
    } else {
      out += text[at];
      at += 1;
    }
  }
  return [out, at + 1];
}

// DevTools writes `^"` round a word and `^` before what cmd would take for its own; a caret at a line's end continues it.
function splitCmd(text: string, from: number): Command {
  const plain: { char: string; at: number }[] = [];
  let at = from;
  while (at < text.length) {
    if (text[at] === '^') {
      if (/^\^\r?\n/.test(text.slice(at, at + 3))) {
        at = text.indexOf('\n', at) + 1;
        plain.push({ char: ' ', at });
        continue;
      }
      at += 1;
      plain.push({ char: text[at] ?? '', at });
      at += 1;
    } else if (text[at] === '\n' || text[at] === '\r') {
      break;
    } else {
      plain.push({ char: text[at], at });
      at += 1;
    }
  }
  const words: Word[] = [];
  let index = 0;
  while (index < plain.length) {
    if (/\s/.test(plain[index].char)) {
      index += 1;
      continue;
    }
    const start = plain[index].at;
    let out = '';
    let quoted = false;
    let end = start;
    while (index < plain.length && (quoted || !/\s/.test(plain[index].char))) {
      const { char } = plain[index];
      end = plain[index].at + 1;
      if (char === '\\' && plain[index + 1]?.char === '"') {
        out += '"';
        index += 2;
        continue;
      }
      if (char === '"') {
        quoted = !quoted;
      } else {
        out += char;
      }
      index += 1;
    }
    words.push({ text: out, start, end });
  }
  return { words, end: at, style: 'cmd' };
}
