// Other protocols at a frame position: HTTP, TLS, HTTP/2, PROXY, gzip, old drafts of WebSocket, and those
// with a banner.
// Scores are in bits: about eight for each byte that a format fixes, less what text and lengths have in
// common with it. Estimates.

import { headEnd, readHead } from '../../websocket/http-head.ts';
import { proxyHeaderVersion } from '../../websocket/proxy-header.ts';
import { type Classifier, firstLine } from './foreign.ts';
import { printableShare } from './text-shape.ts';

/** A start line of HTTP/1: ten or more fixed bytes. */
const scoreOfStartLine = 64;
/** A signature that was made not to occur by chance: the preface of HTTP/2, PROXY version 2. */
const scoreOfSignature = 90;
const scoreOfProxyLine = 80;
/** Three fixed bytes and reserved flags. */
const scoreOfGzip = 30;
const tlsScores = {
  /** Type, version and length of one record. */
  record: 20,
  /** Another record begins where this one ends; more than `maxMore` of them prove no more. */
  eachMore: 24,
  maxMore: 3,
  /** The last record ends with the bytes. */
  toEnd: 8,
  /** ClientHello or ServerHello. */
  hello: 20,
  /** An alert of two bytes. */
  alert: 16,
} as const;
const maxRecords = 50;
/** 2^14 and what encryption adds (RFC 8446 5.2, RFC 5246 6.2.3), rounded up. */
const maxRecordLength = 16640;
const http2Scores = { settings: 26, eachMore: 20, maxMore: 2 } as const;
const maxHttp2Frames = 20;
/** SETTINGS_MAX_FRAME_SIZE unless it was raised (RFC 9113 6.5.2). */
const maxHttp2Length = 16384;
const hixieScores = { base: 14, eachFrame: 14, close: 16, toEnd: 8 } as const;
const maxHixieFrame = 65536;
/** Frames of the old drafts hold text. */
const minPrintableShare = 0.7;

export const http: Classifier = (bytes, text) => {
  const response = /^HTTP\/(\d\.\d) (\d{3})(?:[ \r\n]|$)/.exec(text);
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
        bits: scoreOfStartLine,
        length,
        shown: firstLine(text),
        detail: response[2],
      }
    : {
        kind: 'http-request',
        what: 'an HTTP request',
        bits: scoreOfStartLine,
        length,
        shown: firstLine(text),
        detail: request?.[1] ?? '',
      };
};

export const tls: Classifier = (bytes) => {
  const types: Record<number, string> = {
    20: 'change cipher spec',
    21: 'alert',
    22: 'handshake',
    23: 'application data',
  };
  let at = 0;
  let records = 0;
  while (at + 5 <= bytes.length && records < maxRecords) {
    const length = (bytes[at + 3] << 8) | bytes[at + 4];
    const fine =
      types[bytes[at]] !== undefined &&
      bytes[at + 1] === 3 &&
      bytes[at + 2] <= 4 &&
      length > 0 &&
      length <= maxRecordLength;
    if (!fine) break;
    records++;
    at += 5 + length;
  }
  if (records === 0) return null;
  const toEnd = at >= bytes.length;
  const handshake = bytes[0] === 22 && (bytes[5] === 1 || bytes[5] === 2);
  const alert = bytes[0] === 21 && ((bytes[3] << 8) | bytes[4]) === 2;
  const more = Math.min(tlsScores.maxMore, records - 1) * tlsScores.eachMore;
  const bits =
    tlsScores.record +
    more +
    (toEnd ? tlsScores.toEnd : 0) +
    (handshake ? tlsScores.hello : 0) +
    (alert ? tlsScores.alert : 0);
  return {
    kind: 'tls',
    what: `a TLS ${types[bytes[0]]} record`,
    bits,
    length: Math.min(at, bytes.length),
    shown: `${types[bytes[0]]}, version 3.${bytes[2]}`,
    detail: types[bytes[0]],
  };
};

export const http2: Classifier = (bytes, text) => {
  if (text.startsWith('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')) {
    return {
      kind: 'http2',
      what: 'the preface of HTTP/2',
      bits: scoreOfSignature,
      length: null,
      shown: 'PRI * HTTP/2.0',
      detail: 'preface',
    };
  }
  // Frames of HTTP/2: 24 bits of length, a type, flags, a stream number.
  let at = 0;
  let frames = 0;
  while (at + 9 <= bytes.length && frames < maxHttp2Frames) {
    const length = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    const type = bytes[at + 3];
    if (type > 9 || length > maxHttp2Length || (bytes[at + 5] & 128) !== 0 || bytes[at + 5] > 0) break;
    if (type === 4 && (length % 6 !== 0 || bytes[at + 8] !== 0)) break;
    if (frames === 0 && type !== 4) break;
    frames++;
    at += 9 + length;
  }
  if (frames === 0) return null;
  return {
    kind: 'http2',
    what: 'an HTTP/2 SETTINGS frame',
    bits: http2Scores.settings + Math.min(http2Scores.maxMore, frames - 1) * http2Scores.eachMore,
    length: Math.min(at, bytes.length),
    shown: 'SETTINGS',
    detail: 'frames',
  };
};

export const proxy: Classifier = (bytes, text) => {
  const match = /^PROXY (TCP4|TCP6|UNKNOWN)[^\r\n]{0,100}\r\n/.exec(text);
  if (match) {
    return {
      kind: 'proxy',
      what: 'a PROXY protocol header (version 1)',
      bits: scoreOfProxyLine,
      length: match[0].length,
      shown: firstLine(text),
      detail: '1',
    };
  }
  if (proxyHeaderVersion(bytes) !== 2) return null;
  const length = 16 + ((bytes[14] << 8) | bytes[15]);
  return {
    kind: 'proxy',
    what: 'a PROXY protocol header (version 2)',
    bits: scoreOfSignature,
    length,
    shown: 'PROXY v2',
    detail: '2',
  };
};

export const gzip: Classifier = (bytes) => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || (bytes[3] & 0xe0) !== 0) return null;
  return {
    kind: 'gzip',
    what: 'a gzip stream',
    bits: scoreOfGzip,
    length: null,
    shown: '1f 8b 08',
    detail: 'gzip',
  };
};

/** Greetings and answers of other protocols, with the bits that they are rarer than other text. */
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
  ['Kafka', /^\0\0(?!\0\0)[\s\S]{2}\0[\0-\x40]\0[\0-\x10]\0\0/, 20],
];

export const protocol: Classifier = (_bytes, text) => {
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

export const hixie: Classifier = (bytes) => {
  let at = 0;
  let frames = 0;
  while (bytes[at] === 0) {
    const end = bytes.indexOf(0xff, at + 1);
    if (end < 0 || end - at > maxHixieFrame || end === at + 1) break;
    const text = bytes.subarray(at + 1, end);
    if (text.length > 0 && printableShare(text) < minPrintableShare) break;
    frames++;
    at = end + 1;
  }
  if (frames === 0) return null;
  const closes = bytes[at] === 0xff && bytes[at + 1] === 0;
  return {
    kind: 'hixie',
    what: 'frames of the old drafts (00 ... ff)',
    bits:
      hixieScores.base +
      frames * hixieScores.eachFrame +
      (closes ? hixieScores.close : 0) +
      (at >= bytes.length ? hixieScores.toEnd : 0),
    length: at,
    shown: '00 … ff',
    detail: 'hixie',
  };
};
