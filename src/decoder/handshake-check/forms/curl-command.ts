// `curl ...` as somebody typed it or as DevTools copies it, with or without what it printed below.
// Left out on purpose: options that change nothing of the head.

import { headOf, partsOfUrl, statusOnly } from '../heads.ts';
import { matchingLines, textFrom } from '../lines.ts';
import type { FormReader, PastedHandshake, PastedHead, PastedText, TextLine } from '../pasted.ts';
import { type ShellCommand, type ShellWord, splitCommand } from '../shell-words.ts';
import { toolReports } from '../tool-reports.ts';
import { curlInclude, curlVerbose } from './curl-output.ts';
import { curlTrace } from './curl-trace.ts';

// The prompts of bash, PowerShell and cmd before the command.
const commandLine =
  /^\s*(?:[$>#%]\s+|[^\s@]{1,64}@[^\s:~]{1,255}[:~][^\n$#]*[$#]\s+|(?:PS )?[A-Z]:\\[^>\n]*>\s*)?(curl(?:\.exe)?)\s/;

// Enough for a prompt and the beginning of the first line of a command.
const maxStartCharacters = 1000;

/** Reads a curl command and the output below it. */
export const curlCommand: FormReader = {
  recognise(pasted) {
    const start = pasted.text.slice(0, maxStartCharacters);
    if (!commandLine.test(start)) return null;
    const isCmd = /\^\r?\n|\^"/.test(start);
    const evidence = matchingLines(pasted, [
      [commandLine, 'a curl command'],
      [/^\s*-(?:H|-header|b|-data\S*|X|-compressed)\b/, 'an option of curl'],
      [/^[<>*](?: |$)/, 'a line that curl -v printed'],
      [/^HTTP\/\d(?:\.\d)? \d{3}/, 'a status line that curl printed'],
    ]);
    return { form: isCmd ? 'curl command (cmd)' : 'curl command (bash)', certainty: 'certain', evidence };
  },
  read(pasted) {
    const command = readCommand(pasted);
    if (command === null) return null;
    const { end, request, ...handshake } = command;
    const printed = textFrom(pasted, end);
    const output =
      [curlTrace, curlVerbose].find((form) => form.recognise(printed))?.read(printed) ??
      curlInclude.read(printed);
    if (output === null)
      return withWrittenStatus({ ...handshake, reports: toolReports(printed.lines) }, pasted, end);
    // The request that curl printed is what it sent; the options are used when it printed none.
    const hasRequest = output.exchanges.some((one) => one.request !== null);
    const exchanges = output.exchanges.map((one, index) =>
      index === 0 && !hasRequest ? { ...one, request } : one,
    );
    return { ...output, exchanges, url: handshake.url, notes: [...handshake.notes, ...output.notes] };
  },
};

/** `-w '%{http_code}'` prints the status alone; 000 stands for no response. */
function withWrittenStatus(
  handshake: PastedHandshake,
  { text, lines }: PastedText,
  end: number,
): PastedHandshake {
  if (!/%\{(?:http|response)_code\}/.test(text.slice(0, end))) return handshake;
  const line = lines.find((one) => one.at.start >= end && /(?:^|\D)[1-5]\d{2}(?:\D|$)/.test(one.text));
  const status = Number(/(?:^|\D)([1-5]\d{2})(?:\D|$)/.exec(line?.text ?? '')?.[1]);
  const [exchange] = handshake.exchanges;
  if (!line || !exchange) return handshake;
  return { ...handshake, exchanges: [{ ...exchange, response: statusOnly(status, line.at) }] };
}

/** What the options say of the request. */
interface CommandRequest {
  url: ShellWord | null;
  method: string;
  version: string;
  readonly headers: TextLine[];
  readonly notes: string[];
  /** `--http1.1` was among the options. */
  isHttp1: boolean;
}

interface ReadCommand extends PastedHandshake {
  readonly request: PastedHead;
  /** Offset after the command. */
  readonly end: number;
}

function readCommand({ text }: PastedText): ReadCommand | null {
  const begin = commandLine.exec(text);
  if (!begin) return null;
  const command = splitCommand(text, begin[0].length - begin[1].length - 1);
  const asked = requestOf(command);
  if (asked.url === null && asked.headers.length === 0) return null;
  const url = asked.url && partsOfUrl(asked.url.text);
  const at = asked.url && { start: asked.url.start, end: asked.url.end };
  const hasHost = asked.headers.some((line) => /^host:/i.test(line.text));
  const host: TextLine[] = url && at && !hasHost ? [{ text: `Host: ${url.host}`, at }] : [];
  const request = headOf({
    startLine: `${asked.method} ${url?.path ?? '/'} ${asked.version}`,
    startLineAt: at,
    lines: [...host, ...asked.headers],
  });
  return {
    form: command.shell === 'bash' ? 'curl command (bash)' : 'curl command (cmd)',
    recognised: `A curl command for ${command.shell}: the request that it sends.`,
    exchanges: [{ request, response: null, rest: null }],
    url: asked.url?.text ?? null,
    notes: [...asked.notes, ...notesOnScheme(url?.scheme ?? '', asked)],
    reports: [],
    request,
    end: command.end,
  };
}

function notesOnScheme(scheme: string, { version, isHttp1 }: CommandRequest): string[] {
  const notes: string[] = [];
  if (/^(https|wss)$/.test(scheme) && version === 'HTTP/1.1' && !isHttp1) {
    notes.push(
      'Over TLS curl offers HTTP/2 first, where Upgrade does not exist. Add --http1.1 when you run this.',
    );
  }
  if (/^wss?$/.test(scheme)) {
    notes.push(
      'curl before 8.11 does not know ws:// and wss:// (or only when it was built with them): write http:// or https://.',
    );
  }
  return notes;
}

/** What an option does; it gets its value and the place of option and value. */
type OptionEffect = (request: CommandRequest, value: string, place: ShellWord) => void;

function addHeader(request: CommandRequest, text: string, { start, end }: ShellWord): void {
  request.headers.push({ text, at: { start, end } });
}

const asHeader =
  (name: string): OptionEffect =>
  (request, value, place) =>
    addHeader(request, `${name}: ${value}`, place);

/** `-H`: `Name: value`, `Name;` for an empty header, `Name:` to leave one out. */
const header: OptionEffect = (request, value, place) => {
  const trimmed = value.trim();
  if (/;$/.test(value) && !value.includes(':')) addHeader(request, `${value.slice(0, -1)}:`, place);
  else if (trimmed.endsWith(':') && trimmed.indexOf(':') === trimmed.length - 1) {
    request.notes.push(`curl leaves the header ${trimmed.slice(0, -1)} out.`);
  } else addHeader(request, value, place);
};

const method: OptionEffect = (request, value) => {
  request.method = value;
};

const data: OptionEffect = (request) => {
  if (request.method === 'GET') request.method = 'POST';
};

const http2: OptionEffect = (request) => {
  request.version = 'HTTP/2';
  request.notes.push(
    'curl is told to use HTTP/2, where Upgrade does not exist. --http1.1 asks for HTTP/1.1.',
  );
};

const noEffect: OptionEffect = () => {};

/** Options with a value. Those without an effect are listed so that their value is not read as the URL. */
const optionsWithValue = new Map<string, OptionEffect>([
  ['-H', header],
  ['--header', header],
  ['-X', method],
  ['--request', method],
  ['-A', asHeader('User-Agent')],
  ['--user-agent', asHeader('User-Agent')],
  ['-e', asHeader('Referer')],
  ['--referer', asHeader('Referer')],
  ['-b', asHeader('Cookie')],
  ['--cookie', asHeader('Cookie')],
  ['--url', (request, value, place) => setUrl(request, { ...place, text: value })],
  ...['-d', '--data', '--data-raw', '--data-binary', '--data-ascii', '--data-urlencode'].map(
    (name) => [name, data] as const,
  ),
  ...['-o', '--output', '-m', '--max-time', '-u', '--user', '-x', '--proxy', '--connect-timeout'].map(
    (name) => [name, noEffect] as const,
  ),
  ...['--resolve', '--connect-to', '--cacert', '--cert', '--key', '--ciphers', '--interface'].map(
    (name) => [name, noEffect] as const,
  ),
  ...['-w', '-c', '-D'].map((name) => [name, noEffect] as const),
]);

/** Options without a value that change the request. */
const flags = new Map<string, OptionEffect>([
  ['-I', (request) => method(request, 'HEAD', noPlace)],
  ['--head', (request) => method(request, 'HEAD', noPlace)],
  ['-0', http1],
  ['--http1.0', http1],
  ['--http2', http2],
  ['--http2-prior-knowledge', http2],
  [
    '--http1.1',
    (request) => {
      request.isHttp1 = true;
    },
  ],
  ['--compressed', (request, _, place) => addHeader(request, 'Accept-Encoding: gzip, deflate, br', place)],
  [
    '--haproxy-protocol',
    (request) => {
      request.notes.push('curl sends a PROXY header before the request.');
    },
  ],
]);

const noPlace: ShellWord = { text: '', start: 0, end: 0 };

function http1(request: CommandRequest): void {
  request.version = 'HTTP/1.0';
}

function setUrl(request: CommandRequest, url: ShellWord): void {
  request.url ??= url.text === '' ? null : url;
}

function requestOf({ words }: ShellCommand): CommandRequest {
  const request: CommandRequest = {
    url: null,
    method: 'GET',
    version: 'HTTP/1.1',
    headers: [],
    notes: [],
    isHttp1: false,
  };
  for (let at = 1; at < words.length; at++) {
    const word = words[at];
    const option = optionOf(word, words[at + 1]);
    if (option === null) setUrl(request, word);
    else {
      option.effect(request, option.value, option.usesNext ? { ...words[at + 1], start: word.start } : word);
      if (option.usesNext) at += 1;
    }
  }
  return request;
}

interface FoundOption {
  readonly effect: OptionEffect;
  readonly value: string;
  /** The value is the next word. */
  readonly usesNext: boolean;
}

/** The option that a word is, or null for the URL. Unknown options have no effect. */
function optionOf({ text }: ShellWord, next: ShellWord | undefined): FoundOption | null {
  if (!text.startsWith('-') || text === '-') return null;
  const equals = /^(--[\w-]+)=(.*)$/s.exec(text);
  const withEquals = equals && optionsWithValue.get(equals[1]);
  if (withEquals) return { effect: withEquals, value: equals[2], usesNext: false };
  const valueOfNext = (effect: OptionEffect): FoundOption => ({
    effect,
    value: next?.text ?? '',
    usesNext: next !== undefined,
  });
  const separate = optionsWithValue.get(text);
  if (separate) return valueOfNext(separate);
  const flag = flags.get(text);
  if (flag) return { effect: flag, value: '', usesNext: false };
  return text.startsWith('--')
    ? { effect: noEffect, value: '', usesNext: false }
    : bundled(text, valueOfNext);
}

// `-H'Name: value'` and bundles such as `-sSvXGET`: the first option with a meaning counts.
function bundled(text: string, valueOfNext: (effect: OptionEffect) => FoundOption): FoundOption {
  for (let at = 1; at < text.length; at++) {
    const withValue = optionsWithValue.get(`-${text[at]}`);
    const attached = text.slice(at + 1);
    if (withValue && attached !== '') return { effect: withValue, value: attached, usesNext: false };
    if (withValue) return valueOfNext(withValue);
    const flag = flags.get(`-${text[at]}`);
    if (flag) return { effect: flag, value: '', usesNext: false };
  }
  return { effect: noEffect, value: '', usesNext: false };
}
