// Text at a frame position: parts of HTTP messages, line ends, JSON, HTML, log lines, Engine.IO packets, plain text.
// Scores are in bits, rarer forms have more. Estimates, calibrated on the recorded captures (`npm run exam`).

import { decodeText } from '../../bytes/utf8.ts';
import { type Classifier, firstLine } from './foreign.ts';
import { isJson } from './text-shape.ts';

const chunkScores = { line: 18, eachDigit: 2, lineEndAfterData: 14 } as const;
const headerScores = { base: 26, eachLine: 10 } as const;
/** Less than eight: line ends are frequent in text. */
const scoreOfLineEndByte = 6;
/** Zeros come in runs. */
const nulScores = { each: 5, max: 24 } as const;
const maxNuls = 64;
const scoreOfByteOrderMark = 22;
const scoreOfMarkup = 44;
const scoreOfLogLine = 44;
const jsonScores = { whole: 34, bytesPerBit: 8, maxLength: 16, beginning: 14 } as const;
/** Longer documents are not followed to their end. */
const maxJson = 1 << 20;
const engineScores = { open: 70, message: 30, ping: 12 } as const;
/** Longest text that is taken for a ping of Engine.IO. */
const maxPing = 8;
/** `words`: text that begins with words is a text of its own; the rest of a JSON payload does not begin so. */
const plainScores = { maxLength: 14, words: 14, toEnd: 4 } as const;
/** Shorter text is chance. */
const minText = 4;
/** Shorter text is a piece of any other one. */
const minWords = 8;

/** `Warning:` is a header of HTTP too, with a number after it (RFC 7234 5.5). */
const phpMessage =
  /^(?:PHP )?(Warning|Notice|Fatal error|Deprecated|Parse error|Strict Standards): (?!\d{3} )/;

export const chunk: Classifier = (bytes, text) => {
  const match = /^([0-9a-fA-F]{1,7})(;[^\r\n]*)?\r\n/.exec(text);
  if (!match) return null;
  const size = Number.parseInt(match[1], 16);
  const end = match[0].length + size;
  const closes = bytes[end] === 13 && bytes[end + 1] === 10;
  const beyond = end >= bytes.length;
  if (!closes && !beyond && size !== 0) return null;
  return {
    kind: 'chunk',
    what: `a chunk line (size ${match[1]})`,
    bits:
      chunkScores.line +
      match[1].length * chunkScores.eachDigit +
      (closes ? chunkScores.lineEndAfterData : 0),
    length: match[0].length,
    shown: match[1],
    detail: match[1],
  };
};

export const headerLines: Classifier = (_bytes, text) => {
  if (phpMessage.test(text)) return null;
  const match = /^(?:[A-Za-z][A-Za-z0-9-]{2,40}: [^\r\n]{0,400}\r?\n)+(?:\r?\n)?/.exec(text);
  if (!match) return null;
  const lines = match[0].split('\n').length - 1;
  return {
    kind: 'header-lines',
    what: lines > 1 ? 'HTTP header lines' : 'an HTTP header line',
    bits: headerScores.base + lines * headerScores.eachLine,
    length: match[0].length,
    shown: firstLine(text),
    detail: '',
  };
};

export const lineEnd: Classifier = (_bytes, text) => {
  const match = /^(?:\r\n)+|^\n+|^\r+/.exec(text);
  if (!match) return null;
  const what = match[0].includes('\r\n') ? 'CR LF' : match[0][0] === '\n' ? 'LF' : 'CR';
  const length = match[0].length;
  return {
    kind: 'line-end',
    what: `${length === 1 || what === 'CR LF' ? 'a line end' : 'line ends'} (${what})`,
    bits: length * scoreOfLineEndByte,
    length,
    shown: what,
    detail: what,
  };
};

export const nul: Classifier = (bytes) => {
  let length = 0;
  while (length < bytes.length && length < maxNuls && bytes[length] === 0) length++;
  if (length === 0) return null;
  return {
    kind: 'nul',
    what: length === 1 ? 'a NUL byte' : `${length} NUL bytes`,
    bits: Math.min(nulScores.max, length * nulScores.each),
    length,
    shown: '00',
    detail: String(length),
  };
};

export const bom: Classifier = (bytes) => {
  if (bytes[0] !== 0xef || bytes[1] !== 0xbb || bytes[2] !== 0xbf) return null;
  return {
    kind: 'bom',
    what: 'a UTF-8 byte order mark',
    bits: scoreOfByteOrderMark,
    length: 3,
    shown: 'EF BB BF',
    detail: '',
  };
};

export const html: Classifier = (_bytes, text) => {
  const match =
    /^\s*<(!doctype html|html|\?xml|head|body|h1|p|pre|br ?\/?|b|div|title|table)\b[\s\S]*?>/i.exec(text);
  if (!match) return null;
  return {
    kind: 'html',
    what: 'HTML',
    bits: scoreOfMarkup,
    length: textLength(text),
    shown: firstLine(text),
    detail: 'HTML',
  };
};

export const log: Classifier = (_bytes, text) => {
  const php = phpMessage.exec(text);
  const trace =
    /^(Traceback \(most recent call last\)|[A-Z][A-Za-z]*(Error|Exception)\b|Exception in thread|panic: |goroutine \d+|\s+at [\w.$<>]+ ?\(|\s+File "|Unhandled |Uncaught )/.exec(
      text,
    );
  const line =
    /^(\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\[?(DEBUG|INFO|WARN(ING)?|ERROR|FATAL|TRACE)\b[\]: ])/.exec(text);
  if (!php && !trace && !line) return null;
  const what = php ? 'a PHP message' : trace ? 'an error trace' : 'a log line';
  return {
    kind: 'log',
    what,
    bits: scoreOfLogLine,
    length: textLength(text),
    shown: firstLine(text),
    detail: what,
  };
};

export const json: Classifier = (_bytes, text) => {
  if (!/^[{[]\s*(["{[\]}]|-?\d|true|false|null)/.test(text)) return null;
  const length = jsonLength(text);
  const whole = length !== null && isJson(text.slice(0, length));
  return {
    kind: 'json',
    what: 'a JSON text',
    bits: whole
      ? jsonScores.whole + Math.min(jsonScores.maxLength, (length ?? 0) / jsonScores.bytesPerBit)
      : jsonScores.beginning,
    length,
    shown: firstLine(text),
    detail: 'JSON',
  };
};

/** Where the JSON document that begins the text ends, by its brackets; `null` when it does not. */
function jsonLength(text: string): number | null {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < Math.min(text.length, maxJson); i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return null;
}

export const engineio: Classifier = (_bytes, text) => {
  const open = /^0\{"sid":/.exec(text);
  const message = /^4[0-6](\/[^,]*,)?(\d+)?[[{]"?/.exec(text);
  const ping = /^(2probe|3probe|[2356])(?:$|[^ -~])/.exec(text);
  if (!open && !message && !(ping && text.length <= maxPing)) return null;
  return {
    kind: 'engineio',
    what: open ? 'an Engine.IO open packet' : message ? 'a Socket.IO packet' : 'an Engine.IO packet',
    bits: open ? engineScores.open : message ? engineScores.message : engineScores.ping,
    length: textLength(text),
    shown: firstLine(text),
    detail: 'Engine.IO',
  };
};

/** Length of the run of printable UTF-8 at the start; `text` holds one character a byte. */
function textLength(text: string): number {
  let end = 0;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if ((code >= 32 && code < 127) || code === 9 || code === 10 || code === 13) {
      end++;
      continue;
    }
    const more =
      code >= 0xc2 && code < 0xe0 ? 1 : code >= 0xe0 && code < 0xf0 ? 2 : code >= 0xf0 && code < 0xf5 ? 3 : 0;
    if (more === 0 || !/^[\x80-\xbf]+$/.test(text.slice(end + 1, end + 1 + more))) break;
    end += 1 + more;
  }
  return end;
}

export const plain: Classifier = (bytes, text) => {
  const length = textLength(text);
  if (length < minText) return null;
  // Words speak for text of its own; a tail of JSON does not.
  const words = length >= minWords && /^[A-Za-z][A-Za-z' ]{3,}/.test(text) ? plainScores.words : 0;
  return {
    kind: 'text',
    what: 'plain text',
    bits: Math.min(plainScores.maxLength, length) + words + (length === bytes.length ? plainScores.toEnd : 0),
    length,
    shown: firstLine(decodeText(bytes.subarray(0, 200))),
    detail: 'text',
  };
};
