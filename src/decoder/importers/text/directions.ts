// Who sent a line of a log: arrows, words and roles in what stands before the bytes.

import type { Sender } from '../../model/basics.ts';
import { clientByPorts } from '../../network/roles.ts';

/** What the words before the bytes say. */
export interface Lead {
  readonly sender: Sender | null;
  /** The line names the client or the server, not just "sent" or "received". */
  readonly known: boolean;
  /** Seconds since the epoch (of the day where the line has no date), or NaN. */
  readonly time: number;
}

const blank = 32;
const plus = 43;
const comma = 44;
const minus = 45;
const dot = 46;
const colon = 58;
const letterT = 84;
const letterZ = 90;
const openSquare = 91;

const dateTime =
  /(\d{4})[-/](\d\d)[-/](\d\d)[T ,_]+(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?\s?(Z|[+-]\d\d:?\d\d)?|(?<![\d:.])(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?![\d:])|(?<![\d.])(1\d{9})\.(\d{1,9})(?!\d)/;

/** The value of the `count` digits at `at`, or -1. */
function digitsAt(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The value of `12:00:01` at `at` in seconds, or -1. */
function clockAt(text: string, at: number): number {
  if (text.charCodeAt(at + 2) !== colon || text.charCodeAt(at + 5) !== colon) return -1;
  const [hours, minutes, seconds] = [
    digitsAt(text, at, 2),
    digitsAt(text, at + 3, 2),
    digitsAt(text, at + 6, 2),
  ];
  return hours < 0 || minutes < 0 || seconds < 0 ? -1 : hours * 3600 + minutes * 60 + seconds;
}

// The lines of a log are of few days.
let lastDate = '';
let lastDay = 0;

/**
 * The time with which `text` begins, when it is written as most are: a date and a clock, a fraction perhaps;
 * otherwise -1.
 */
function plainTime(text: string): number {
  const at = text.charCodeAt(0) === openSquare ? 1 : 0;
  const dash = text.charCodeAt(at + 4);
  const gap = text.charCodeAt(at + 10);
  if (dash !== minus || text.charCodeAt(at + 7) !== minus || (gap !== blank && gap !== letterT)) return -1;
  const clock = clockAt(text, at + 11);
  if (clock < 0) return -1;
  let end = at + 19;
  let fraction = 0;
  const code = text.charCodeAt(end);
  if (code === dot || code === comma) {
    let scale = 1;
    for (end++; scale < 1e15; end++, scale *= 10) {
      const digit = text.charCodeAt(end) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      fraction = fraction * 10 + digit;
    }
    if (scale === 1 || scale === 1e15) return -1;
    fraction /= scale;
  }
  // A zone may follow.
  const last = text.charCodeAt(end);
  const next = last === blank || (last >= 9 && last <= 13) ? text.charCodeAt(end + 1) : last;
  if (next === letterZ || next === plus || next === minus || next > 127) return -1;
  const date = text.slice(at, at + 10);
  if (date !== lastDate) {
    const [year, month, day] = [digitsAt(text, at, 4), digitsAt(text, at + 5, 2), digitsAt(text, at + 8, 2)];
    if (year < 0 || month < 0 || day < 0) return -1;
    lastDate = date;
    lastDay = Date.UTC(year, month - 1, day) / 1000;
  }
  return lastDay + clock + fraction;
}

/** The first time in `text`: seconds since the epoch, of the day where there is no date, or NaN. */
export function timeIn(text: string): number {
  const plain = plainTime(text);
  if (plain >= 0) return plain;
  const m = dateTime.exec(text);
  if (!m) return Number.NaN;
  if (m[13]) return Number(`${m[13]}.${m[14]}`);
  if (m[9]) return Number(m[9]) * 3600 + Number(m[10]) * 60 + Number(m[11]) + Number(`0.${m[12] ?? 0}`);
  const zone = m[8] && m[8] !== 'Z' ? m[8] : '';
  const minutes = zone
    ? (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
    : 0;
  const whole = Date.UTC(
    Number(m[1]),
    Number(m[2]) - 1,
    Number(m[3]),
    Number(m[4]),
    Number(m[5]),
    Number(m[6]),
  );
  return whole / 1000 - minutes * 60 + Number(`0.${m[7] ?? 0}`);
}

const stamp =
  /^\s*[[(]?(?:\d{4}[-/]\d\d[-/]\d\d[T ,_]+\d\d:\d\d:\d\d(?:[.,:]\d+)?\s?(?:Z|[+-]\d\d:?\d\d)?|\d\d:\d\d:\d\d(?:[.,:]\d+)?(?:,\d+)?|1\d{9}\.\d{1,9})[\])]?(?:\s+|:\s+|$)/;

/** How many characters at the start of `line` are a time stamp. */
export function stampLength(line: string): number {
  return stamp.exec(line)?.[0].length ?? 0;
}

const out =
  /\b(?:sent|send|sends|sending|tx|out(?! of\b)|outgoing|outbound|wrote|write|writing|upload|egress|output)\b/i;
const inn =
  /\b(?:recv|recvd|rcvd|received|receive|receives|receiving|rx|in(?! (?:an?|the|this|that|one|two|three|each|every|my|our|its|which|order|total|case)\b)|incoming|inbound|read|reading|ingress|input|download|got|gets?|get back|comes? back|came back)\b/i;
/** The same in other languages; their letters have no word boundary in a pattern. */
const outAbroad =
  /(?:^|[^\p{L}])(?:sende[nt]?|gesendet|schicken?|envoyée?s?|j[’']envoie|envoi|env[ií]o|enviado|enviamos|отправ\p{L}*|посыла\p{L}*|poslal[aio]?|odeslal[aio]?|posílá|wysyła\p{L}*|wysłał\p{L}*|gönder\p{L}*|(?:ver)?stuur(?:t|de)|skicka(?:r|de|t)|küld\p{L}*|mengirim)(?:[^\p{L}]|$)|发送|發送|送信|보내/iu;
const innAbroad =
  /(?:^|[^\p{L}])(?:empfangen?|empfängt|erhalten?|bekommen?|reçue?s?|reçois|recib[ioe]\p{L}*|получ\p{L}*|přijal[aio]?|obdržel[aio]?|otrzym\p{L}*|odebrał\p{L}*|al[dı]{2}|alıyor|ontv(?:angt|ing|angen)|mott(?:ar|og)|menerima)(?:[^\p{L}]|$)|接收|收到|受信|수신/iu;
const serverAbroad =
  /(?:^|[^\p{L}])(?:serveur|servidor|сервер\p{L}*|serwer\p{L}*|serveru|szerver\p{L}*|sunucu\p{L}*|palvelin)(?:[^\p{L}]|$)|服务器|服务端|伺服器|サーバー?|서버/iu;
const clientAbroad =
  /(?:^|[^\p{L}])(?:cliente|клиент\p{L}*|klient\p{L}*|istemci\p{L}*|kliens\p{L}*|klien)(?:[^\p{L}]|$)|客户端|客戶端|クライアント|클라이언트/iu;
/** Who sends, where a sentence names both ends: `o cliente envia ... e o servidor fecha`. */
const subjectAbroad =
  /(?:^|[^\p{L}])(?:(serveur|servidor|сервер)|client[e]?|клиент)\s+(?:\p{L}{1,4}\s+)?(?:env[ií][ao]\p{L}*|envoie\p{L}*|manda|отправ\p{L}*|посыла\p{L}*|шл[её]т|присыла\p{L}*)(?:[^\p{L}]|$)/iu;
/** What head and tail print above each of several files: its arrows say nothing. */
const fileHead = /^\s*==> (.+) <==\s*$/;
/** Where somebody looked, which says nothing of the sender: `seen at the client`. */
const place = /\b(?:at|on|in|inside)\s+(?:the\s+|my\s+|our\s+)?(?:client|server|browser|backend)\b/gi;
/** The name of a program or of the tag of a log, which says nothing of the sender: `ws_client`, `tcp-server`. */
const programName =
  /(?<![\w.-])[\w.-]*(?:ws|web_?socket|socket|tcp|http|net|transport)[_-]?(?:client|server)(?!\w)/gi;
/** Who says something of the bytes, which need not be its own: `the server says: not masked`. */
const speaking =
  /\b(?:client|server|browser|backend)\s+(?:says?|said|tells?|told|reports?|reported|complains?|complained|logs?|logged|prints?|printed|throws?|threw|fails?|failed|meldet|sagt|dit|dice)\b|(?:сервер|клиент)\s+(?:пишет|сообщает|говорит|ругается|выдаёт|выдает)|(?:服务器|服务端|客户端)\s*(?:报|提示|说|显示)|(?:サーバー?|クライアント)(?:が|は|の)(?:エラー|言)/giu;
const first =
  /^[\s#*_>-]*(?:\[\s*)?(client|server|browser|backend|request|response|reply|answer|c|s)\b[*_]*\s*\]?\s*(?:[-=]+>|→|>|[:|]|to\b|<[-=]+|←|<|$)/i;
/** Both ends in one word: `c2s`, `client_to_server`, `S->C`. */
const bothEnds =
  /(?:^|[^a-z\d])(?:(c)(?:2|->|→|_to_)s|(s)(?:2|->|→|_to_)c|(client)[\s_-]*(?:to|2|->|→)[\s_-]*server|(server)[\s_-]*(?:to|2|->|→)[\s_-]*client)(?![a-z\d])/i;
/** Both ends with their ports, the sender first: `10.0.0.3:51344 -> 10.0.0.2:80`, `Src Port: 51344, Dst Port: 80`. */
const endsWithPorts =
  /[\w\]][:.](\d{1,5})\s{0,3}(?:->|→|=>|>|to)\s{0,3}[\w.:[\]-]{1,60}?[:.](\d{1,5})(?![\d.])|\bSrc Port:? (\d{1,5}), Dst Port:? (\d{1,5})/i;
/** A column with a letter for the end. */
const letterOfEnd = /(?:^|[\s|,;])([CS])[\s|,;]+$/;
/** A letter for in or out, alone or before an offset. An indented `o`, or one before words, is the bullet of a list. */
const letterOfDirection = /^(?:\s*([IOi])|(o))(?=\s*(?:$|:|[\da-f]{4,}))/;
/** The two sides of a proxy. */
const sideOfProxy = /(?:^|[^a-z])(?:(downstream)|(upstream))(?![a-z])/i;
const backwards = /^\s*(client|server|c|s)\b\s*(?:<[-=]+|←|<)\s*(?:client|server|c|s)\b/i;
const fromTo = /\b(from|to|by)\s+(?:the\s+)?(client|server|browser|peer|upstream|downstream|backend)\b/i;
/** `received by the server`: the other end sent it. */
const receivedBy = /\b(?:rec(?:ei)?vd?|received|read|seen|got(?:ten)?)\s+by\b/i;
/** The same in Romance languages and German: `recibido del cliente`, `vom Server`. */
const fromAbroad =
  /(?:^|[^\p{L}])(?:del?|du|da|dal|von|vom)\s+(?:(?:la|el|le|il|lo|dem|der)\s+)?(client[eo]?|serv(?:er|eur|idor|idore)|browser|navegador|navigateur)(?:[^\p{L}]|$)/iu;
/** The same where the word follows, and in Russian and Chinese: `サーバーから`, `от сервера`, `从服务器`. */
const fromFarAbroad =
  /(サーバー?|伺服器)から|(?:クライアント|ブラウザ)から|(서버)(?:에서|로부터)|(?:클라이언트|브라우저)(?:에서|로부터)|(?:^|[^\p{L}])(?:от|с)\s+(?:(сервера)|клиента|браузера)|(?:从|從|来自|來自)\s*(?:(服务器|服务端|伺服器)|客户端|客戶端|浏览器)/iu;
/** A sentence: `The server sends:`, `our client received`. */
const says =
  /\b(client|server|browser|backend|upstream)\s+(?:then\s+|now\s+)?(?:(sends?|sent|sending|writes?|wrote|answers?|answered|repl(?:y|ies|ied)|responds?|responded|tx)|receives?|received|recv|rx|gets?|got|reads?|sees?|saw|on[\s_-]?(?:data|message|recv|receive))\b/i;
const anywhere = /\b(client|server)\b/i;
/** A client that is a program, a file, a thread or one of many connections: `client.go:42`, `my_client[812]`. */
const namesProgram =
  /(?:\.|\/|::)(?:client|server)(?!\w)|(?<!\w)(?:client|server)(?:\.(?!bin|hex|raw|dat|dump|txt|log)\w|\/|::|[ _-]?\d|[[(]\d|[ _]?(?:id|thread)\b)/i;
const outArrow = /(?:^|[\s:\]|])(?:>{1,3}|-{1,2}>|={1,2}>|→|⇒|↑|▲|⬆)(?:\s|$)/u;
const inArrow = /(?:^|[\s:\]|])(?:<{1,3}|<-{1,2}|<={1,2}|←|⇐|↓|▼|⬇)(?:\s|$)/u;

function role(word: string): Sender {
  return /^(?:s|server|upstream|backend|peer|response|reply|answer)$/i.test(word) ? 'server' : 'client';
}

interface Words {
  readonly sender: Sender | null;
  readonly known: boolean;
}

const noLead: Lead = { sender: null, known: false, time: Number.NaN };
const noWords: Words = { sender: null, known: false };
// The lines of a log say the same again and again.
const maxKnown = 64;
const known = new Map<string, Words>();

/**
 * Reads the words before the bytes. "Sent" is taken for the client and "received" for the server, as in the
 * log of a client: a guess, which the bytes may overrule.
 */
export function readLead(label: string): Lead {
  if (label === '') return noLead;
  const time = timeIn(label);
  const rest = label.slice(stampLength(label));
  let words = known.get(rest);
  if (words === undefined) {
    words = wordsOf(rest);
    if (known.size >= maxKnown) known.clear();
    known.set(rest, words);
  }
  return { sender: words.sender, known: words.known, time };
}

/** What words of other languages say; `null` when there are none. */
function wordsAbroad(rest: string): Words | null {
  const from = fromAbroad.exec(rest)?.[1];
  if (from !== undefined) return { sender: /^serv/i.test(from) ? 'server' : 'client', known: true };
  const far = fromFarAbroad.exec(rest);
  if (far !== null) return { sender: far.slice(1).some(Boolean) ? 'server' : 'client', known: true };
  const isServer = serverAbroad.test(rest) || /\bserver\b/i.test(rest);
  const isClient = clientAbroad.test(rest) || /\bclient\b/i.test(rest);
  const subject = subjectAbroad.exec(rest);
  if (isServer && isClient && subject !== null)
    return { sender: subject[1] === undefined ? 'client' : 'server', known: true };
  const sends = outAbroad.test(rest);
  const receives = innAbroad.test(rest);
  if (isServer !== isClient) {
    if (sends !== receives) return { sender: isServer === sends ? 'server' : 'client', known: true };
    if (serverAbroad.test(rest)) return { sender: 'server', known: true };
    if (clientAbroad.test(rest)) return { sender: 'client', known: true };
  }
  if (sends !== receives) return { sender: sends ? 'client' : 'server', known: false };
  return null;
}

/** Words that a program writes together: `client_frame`, `$clientData`, `from_client`. */
const joinedWords = /([a-z\d])(?:_(?=[A-Za-z])|(?=[A-Z][a-z]))/g;

/** The words of a label, those inside the names of a program too. */
function wordsOf(rest: string): Words {
  const words = readWords(rest);
  if (words.sender !== null || !/client|server|browser/i.test(rest)) return words;
  const apart = rest.replace(programName, '').replace(joinedWords, '$1 ');
  return apart === rest ? words : readWords(apart);
}

/** The server, which is no part of another name, `Ws.Server`, `server.js`; Python's websockets names its end so. */
const ownName = /(?:(?<![\w.])|\bwebsockets?\.)server(?![\w]|\.\w)/i;

function readWords(label: string): Words {
  const rest = label.replace(fileHead, '$1').replace(speaking, ' ');
  if (rest.trim() === '') return noWords;
  const ends = bothEnds.exec(rest);
  if (ends) return { sender: ends[1] || ends[3] ? 'client' : 'server', known: true };
  const ports = endsWithPorts.exec(rest);
  if (ports) {
    const [source, destination] = [Number(ports[1] ?? ports[3]), Number(ports[2] ?? ports[4])];
    const { isA, roles } = clientByPorts(source, destination, true);
    if (roles === 'likely') return { sender: isA ? 'client' : 'server', known: true };
  }
  const letter = letterOfEnd.exec(rest);
  if (letter) return { sender: letter[1] === 'C' ? 'client' : 'server', known: false };
  const back = backwards.exec(rest);
  if (back) return { sender: role(back[1]) === 'client' ? 'server' : 'client', known: true };
  const from = fromTo.exec(rest);
  if (from) {
    const named = role(from[2]);
    const isReceiver =
      from[1].toLowerCase() === 'to' || (from[1].toLowerCase() === 'by' && receivedBy.test(rest));
    const sender = isReceiver ? (named === 'client' ? 'server' : 'client') : named;
    return { sender, known: true };
  }
  const start = first.exec(rest);
  if (start) return { sender: role(start[1]), known: true };
  const said = says.exec(rest);
  if (said) {
    const named = role(said[1]);
    const isSender = said[2] !== undefined;
    return { sender: isSender === (named === 'client') ? 'client' : 'server', known: true };
  }
  const side = sideOfProxy.exec(rest);
  if (side) {
    // What the upstream receives is the client's.
    const isReceiver = /\b(?:received?|receives|recv|rx|got|sees?)\b/i.test(rest);
    return { sender: (side[1] !== undefined) === isReceiver ? 'server' : 'client', known: false };
  }
  // In the log of a server what comes in is the client's.
  const isServer = ownName.test(rest) && !/\bclient\b/i.test(rest);
  if (outArrow.test(rest)) return { sender: isServer ? 'server' : 'client', known: isServer };
  if (inArrow.test(rest)) return { sender: isServer ? 'client' : 'server', known: isServer };
  const sends = out.exec(rest);
  const receives = inn.exec(rest);
  if (sends && (!receives || sends.index < receives.index)) return { sender: 'client', known: false };
  if (receives) return { sender: 'server', known: false };
  const inOrOut = letterOfDirection.exec(rest);
  if (inOrOut) return { sender: /o/i.test(inOrOut[0]) ? 'client' : 'server', known: false };
  const abroad = wordsAbroad(rest);
  if (abroad !== null) return abroad;
  const named = anywhere.exec(rest.replace(place, '').replace(programName, ''));
  return named ? { sender: role(named[1]), known: !namesProgram.test(rest) } : noWords;
}
