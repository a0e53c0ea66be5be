// What bytes at a frame position are, when they are no frame: HTTP, TLS, chunk lines, text, another protocol.

import { decodeLatin1, decodeText } from '../../bytes/utf8.ts';
import { headEnd, readHead } from '../../websocket/http-head.ts';
import { isJson, printableShare } from './text-shape.ts';

export type ForeignKind =
  | 'http-response'
  | 'http-request'
  | 'tls'
  | 'chunk'
  | 'header-lines'
  | 'line-end'
  | 'nul'
  | 'bom'
  | 'http2'
  | 'proxy'
  | 'gzip'
  | 'protocol'
  | 'json'
  | 'html'
  | 'log'
  | 'engineio'
  | 'text'
  | 'hixie';

export interface Foreign {
  readonly kind: ForeignKind;
  /** What it is, for people: `an HTTP/1.1 502 response`. */
  readonly what: string;
  /** Bits that speak for it by itself. */
  readonly bits: number;
  /** How many bytes belong to it, or `null` when that is not known. */
  readonly length: number | null;
  /** First line or so, as text. */
  readonly shown: string;
  /** Sub-kind: a protocol's name, an HTTP status. */
  readonly detail: string;
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0].slice(0, 80);
}

type Classifier = (bytes: Uint8Array, text: string) => Foreign | null;

const http: Classifier = (bytes, text) => {
  const response = /^HTTP\/(\d\.\d) (\d{3})[ \r\n]/.exec(text);
  const request = /^(GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT) \S+ HTTP\/\d\.\d\r?\n/.exec(text);
  if (!response && !request) return null;
  const end = headEnd(bytes);
  const head = readHead(bytes);
  const declared = head.headers.find(({ name }) => name.toLowerCase() === 'content-length');
  const body = declared ? Number(declared.value) || 0 : 0;
  const length = end < 0 ? null : Math.min(bytes.length, end + body);
  return response
    ? {
        kind: 'http-response',
        what: `an HTTP/${response[1]} ${response[2]} response`,
        bits: 64,
        length,
        shown: firstLine(text),
        detail: response[2],
      }
    : {
        kind: 'http-request',
        what: 'an HTTP request',
        bits: 64,
        length,
        shown: firstLine(text),
        detail: request?.[1] ?? '',
      };
};

const tls: Classifier = (bytes) => {
  const types: Record<number, string> = {
    20: 'change cipher spec',
    21: 'alert',
    22: 'handshake',
    23: 'application data',
  };
  let at = 0;
  let records = 0;
  while (at + 5 <= bytes.length && records < 50) {
    const length = (bytes[at + 3] << 8) | bytes[at + 4];
    const fine =
      types[bytes[at]] !== undefined &&
      bytes[at + 1] === 3 &&
      bytes[at + 2] <= 4 &&
      length > 0 &&
      length <= 16640;
    if (!fine) break;
    records++;
    at += 5 + length;
  }
  if (records === 0) return null;
  const toEnd = at >= bytes.length;
  const handshake = bytes[0] === 22 && (bytes[5] === 1 || bytes[5] === 2);
  const alert = bytes[0] === 21 && ((bytes[3] << 8) | bytes[4]) === 2;
  const bits = 20 + Math.min(3, records - 1) * 24 + (toEnd ? 8 : 0) + (handshake ? 20 : 0) + (alert ? 16 : 0);
  return {
    kind: 'tls',
    what: `a TLS ${types[bytes[0]]} record`,
    bits,
    length: Math.min(at, bytes.length),
    shown: `${types[bytes[0]]}, version 3.${bytes[2]}`,
    detail: types[bytes[0]],
  };
};

const chunk: Classifier = (bytes, text) => {
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
    bits: 18 + match[1].length * 2 + (closes ? 14 : 0),
    length: match[0].length,
    shown: match[1],
    detail: match[1],
  };
};

const headerLines: Classifier = (_bytes, text) => {
  const match = /^(?:[A-Za-z][A-Za-z0-9-]{2,40}: [^\r\n]{0,400}\r?\n)+(?:\r?\n)?/.exec(text);
  if (!match) return null;
  const lines = match[0].split('\n').length - 1;
  return {
    kind: 'header-lines',
    what: lines > 1 ? 'HTTP header lines' : 'an HTTP header line',
    bits: 26 + lines * 10,
    length: match[0].length,
    shown: firstLine(text),
    detail: '',
  };
};

const lineEnd: Classifier = (_bytes, text) => {
  const match = /^(?:\r\n)+|^\n+|^\r+/.exec(text);
  if (!match) return null;
  const what = match[0].includes('\r\n') ? 'CR LF' : match[0][0] === '\n' ? 'LF' : 'CR';
  const length = match[0].length;
  return {
    kind: 'line-end',
    what: `${length === 1 || what === 'CR LF' ? 'a line end' : 'line ends'} (${what})`,
    bits: length * 6,
    length,
    shown: what,
    detail: what,
  };
};

const nul: Classifier = (bytes) => {
  let length = 0;
  while (length < bytes.length && length < 64 && bytes[length] === 0) length++;
  if (length === 0) return null;
  return {
    kind: 'nul',
    what: length === 1 ? 'a NUL byte' : `${length} NUL bytes`,
    bits: Math.min(24, length * 5),
    length,
    shown: '00',
    detail: String(length),
  };
};

const bom: Classifier = (bytes) => {
  if (bytes[0] !== 0xef || bytes[1] !== 0xbb || bytes[2] !== 0xbf) return null;
  return { kind: 'bom', what: 'a UTF-8 byte order mark', bits: 22, length: 3, shown: 'EF BB BF', detail: '' };
};

const http2: Classifier = (bytes, text) => {
  if (text.startsWith('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')) {
    return {
      kind: 'http2',
      what: 'the preface of HTTP/2',
      bits: 90,
      length: null,
      shown: 'PRI * HTTP/2.0',
      detail: 'preface',
    };
  }
  // Frames of HTTP/2: 24 bits of length, a type, flags, a stream number.
  let at = 0;
  let frames = 0;
  while (at + 9 <= bytes.length && frames < 20) {
    const length = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    const type = bytes[at + 3];
    if (type > 9 || length > 16384 || (bytes[at + 5] & 128) !== 0 || bytes[at + 5] > 0) break;
    if (type === 4 && (length % 6 !== 0 || bytes[at + 8] !== 0)) break;
    if (frames === 0 && type !== 4) break;
    frames++;
    at += 9 + length;
  }
  if (frames === 0) return null;
  return {
    kind: 'http2',
    what: 'an HTTP/2 SETTINGS frame',
    bits: 26 + Math.min(frames - 1, 2) * 20,
    length: Math.min(at, bytes.length),
    shown: 'SETTINGS',
    detail: 'frames',
  };
};

const proxy: Classifier = (_bytes, text) => {
  const match = /^PROXY (TCP4|TCP6|UNKNOWN)[^\r\n]{0,100}\r\n/.exec(text);
  if (match) {
    return {
      kind: 'proxy',
      what: 'a PROXY protocol header (version 1)',
      bits: 80,
      length: match[0].length,
      shown: firstLine(text),
      detail: '1',
    };
  }
  if (!text.startsWith('\r\n\r\n\0\r\nQUIT\n')) return null;
  const length = 16 + ((_bytes[14] << 8) | _bytes[15]);
  return {
    kind: 'proxy',
    what: 'a PROXY protocol header (version 2)',
    bits: 90,
    length,
    shown: 'PROXY v2',
    detail: '2',
  };
};

const gzip: Classifier = (bytes) => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || (bytes[3] & 0xe0) !== 0) return null;
  return { kind: 'gzip', what: 'a gzip stream', bits: 30, length: null, shown: '1f 8b 08', detail: 'gzip' };
};

const banners: readonly (readonly [name: string, test: RegExp, bits: number])[] = [
  ['SSH', /^SSH-\d\.\d+-[^\r\n]*\r?\n/, 64],
  ['RFB (VNC)', /^RFB \d{3}\.\d{3}\n/, 70],
  ['SMTP', /^220[ -][^\r\n]*\b(SMTP|ESMTP|Postfix|Exim|Sendmail|mail)\b[^\r\n]*\r\n/i, 60],
  ['SMTP', /^(EHLO|HELO|MAIL FROM:|RCPT TO:)[^\r\n]*\r\n/i, 50],
  ['FTP', /^(220|230|331)[ -][^\r\n]*\r\n/, 36],
  ['IMAP', /^\* (OK|PREAUTH|BYE)[^\r\n]*\r\n/, 44],
  ['POP3', /^\+OK[^\r\n]*\r\n/, 30],
  [
    'Redis',
    /^(-(ERR|NOAUTH|WRONGTYPE|MOVED|DENIED|READONLY|NOPERM|LOADING) [^\r\n]*\r\n|\+(PONG|OK|QUEUED|CONTINUE)\r\n)/,
    50,
  ],
  ['Redis', /^\*\d{1,4}\r\n\$\d{1,6}\r\n/, 56],
  ['Redis', /^(\$\d{1,6}|:\d{1,12})\r\n/, 30],
  ['AMQP', /^AMQP[\0-\x03][\0-\x09][\0-\x09][\0-\x09]/, 60],
  ['MQTT', /^\x10[\x0a-\xff][\s\S]?\0\x04MQTT/, 64],
  ['MQTT', /^\x20\x02[\0\x01][\0-\x05]/, 26],
  ['MySQL', /^[\s\S]\0\0\0\x0a\d+\.\d+\.\d+[^\0]*\0/, 60],
  ['PostgreSQL', /^R\0\0\0[\x08\x0c\x17][\s\S]{4}/, 36],
  ['STOMP', /^(CONNECTED|CONNECT|STOMP|MESSAGE|ERROR|RECEIPT|SEND|SUBSCRIBE)\r?\n[a-z-]+:/, 56],
  ['memcached', /^(VERSION |STORED\r\n|END\r\n|VALUE )/, 34],
  ['IRC', /^:[^ \r\n]+ \d{3} [^\r\n]*\r\n/, 50],
  ['NATS', /^INFO \{"server_id"/, 70],
  ['Telnet', /^\xff[\xfb-\xfe][\0-\x31]\xff[\xfb-\xfe]/, 34],
  ['RTSP', /^RTSP\/1\.0 \d{3}/, 64],
  ['SIP', /^SIP\/2\.0 \d{3}/, 64],
  ['Kafka', /^\0\0[\s\S]{2}\0[\0-\x40]\0[\0-\x10]\0\0/, 20],
];

const protocol: Classifier = (_bytes, text) => {
  for (const [name, test, bits] of banners) {
    const match = test.exec(text);
    if (match) {
      return {
        kind: 'protocol',
        what: `${name}`,
        bits,
        length: match[0].length,
        shown: firstLine(text),
        detail: name,
      };
    }
  }
  return null;
};

const html: Classifier = (_bytes, text) => {
  const match =
    /^\s*<(!doctype html|html|\?xml|head|body|h1|p|pre|br ?\/?|b|div|title|table)\b[\s\S]*?>/i.exec(text);
  if (!match) return null;
  return {
    kind: 'html',
    what: 'HTML',
    bits: 44,
    length: textLength(text),
    shown: firstLine(text),
    detail: 'HTML',
  };
};

const log: Classifier = (_bytes, text) => {
  const php = /^(?:PHP )?(Warning|Notice|Fatal error|Deprecated|Parse error|Strict Standards): /.exec(text);
  const trace =
    /^(Traceback \(most recent call last\)|[A-Z][A-Za-z]*(Error|Exception)\b|Exception in thread|panic: |goroutine \d+|\s+at [\w.$<>]+ ?\(|\s+File "|Unhandled |Uncaught )/.exec(
      text,
    );
  const line =
    /^(\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\[?(DEBUG|INFO|WARN(ING)?|ERROR|FATAL|TRACE)\b[\]: ])/.exec(text);
  if (!php && !trace && !line) return null;
  const what = php ? 'a PHP message' : trace ? 'an error trace' : 'a log line';
  return { kind: 'log', what, bits: 44, length: textLength(text), shown: firstLine(text), detail: what };
};

const json: Classifier = (_bytes, text) => {
  if (!/^[{[]\s*(["{[\]}]|-?\d|true|false|null)/.test(text)) return null;
  const length = jsonLength(text);
  const whole = length !== null && isJson(text.slice(0, length));
  return {
    kind: 'json',
    what: 'a JSON text',
    bits: whole ? 34 + Math.min(16, (length ?? 0) / 8) : 14,
    length,
    shown: firstLine(text),
    detail: 'JSON',
  };
};

/** Where the JSON document that begins the text ends, by its brackets; `null` when it does not. */
function jsonLength(text: string): number | null {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < Math.min(text.length, 1 << 20); i++) {
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

const engineio: Classifier = (_bytes, text) => {
  const open = /^0\{"sid":/.exec(text);
  const message = /^4[0-6](\/[^,]*,)?(\d+)?[[{]"?/.exec(text);
  const ping = /^(2probe|3probe|[2356])(?:$|[^ -~])/.exec(text);
  if (!open && !message && !(ping && text.length <= 8)) return null;
  return {
    kind: 'engineio',
    what: open ? 'an Engine.IO open packet' : message ? 'a Socket.IO packet' : 'an Engine.IO packet',
    bits: open ? 70 : message ? 30 : 12,
    length: textLength(text),
    shown: firstLine(text),
    detail: 'Engine.IO',
  };
};

const hixie: Classifier = (bytes) => {
  let at = 0;
  let frames = 0;
  while (bytes[at] === 0) {
    const end = bytes.indexOf(0xff, at + 1);
    if (end < 0 || end - at > 65536 || end === at + 1) break;
    const text = bytes.subarray(at + 1, end);
    if (text.length > 0 && printableShare(text) < 0.7) break;
    frames++;
    at = end + 1;
  }
  if (frames === 0) return null;
  const closes = bytes[at] === 0xff && bytes[at + 1] === 0;
  return {
    kind: 'hixie',
    what: 'frames of the old drafts (00 ... ff)',
    bits: 14 + frames * 14 + (closes ? 16 : 0) + (at >= bytes.length ? 8 : 0),
    length: at,
    shown: '00 … ff',
    detail: 'hixie',
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

const plain: Classifier = (bytes, text) => {
  const length = textLength(text);
  if (length < 4) return null;
  // Words speak for text of its own; a tail of JSON does not.
  const words = /^[A-Za-z][A-Za-z' ]{3,}/.test(text) ? 14 : 0;
  return {
    kind: 'text',
    what: 'plain text',
    bits: Math.min(14, length) + words + (length === bytes.length ? 4 : 0),
    length,
    shown: firstLine(decodeText(bytes.subarray(0, 200))),
    detail: 'text',
  };
};

const classifiers: readonly Classifier[] = [
  http2,
  http,
  proxy,
  tls,
  protocol,
  headerLines,
  chunk,
  engineio,
  log,
  html,
  gzip,
  bom,
  hixie,
  json,
  lineEnd,
  nul,
  plain,
];

/** Everything that `bytes` may be, most telling first. */
export function classifyForeign(bytes: Uint8Array): Foreign[] {
  const text = decodeLatin1(bytes.subarray(0, 16384));
  return classifiers.flatMap((classify) => classify(bytes, text) ?? []).sort((a, b) => b.bits - a.bits);
}
