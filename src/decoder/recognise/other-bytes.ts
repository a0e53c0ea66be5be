// Bytes that belong to no WebSocket connection: files and datagrams of other protocols. They are named, and nothing
// is judged. Dumps whose notation gives this away are those of `importers/formats/other-dump.ts`.

import { decodeLatin1, firstNotUtf8 } from '../bytes/utf8.ts';
import { classifyForeign } from '../diagnosis/evidence/foreign-bytes.ts';
import { readLead } from '../importers/text/directions.ts';
import { showsFrames, showsFramesClearly } from '../importers/text/frame-evidence.ts';
import { otherFileKind } from '../importers/text/magic.ts';
import { generalNotations } from '../importers/text/notations.ts';
import { readsAsFrames } from '../importers/text/whole-frames.ts';
import { labelsOf, type TakenBytes, wordsBeside } from './byte-evidence.ts';
import { foreignLabel } from './foreign-labels.ts';
import { isMqtt } from './mqtt-packets.ts';
import type { Sample } from './recognition.ts';

/** CRC of Modbus over a serial line: 0 over a frame with its own checksum. */
function modbusChecksum(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

/** Sizes of a frame of Modbus over a serial line, in bytes. */
const minSerialFrame = 4;
const maxSerialFrame = 256;
/** The header of Modbus over TCP up to its length field, and the length field's place. */
const modbusHeaderLength = 6;
const word = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
/** Functions of Modbus have numbers up to this one. */
const maxModbusFunction = 0x2b;

function isModbus(bytes: Uint8Array): boolean {
  const isFunction = ((bytes[1] ?? 0) & 127) <= maxModbusFunction && (bytes[1] ?? 0) !== 0;
  if (bytes.length >= minSerialFrame && bytes.length <= maxSerialFrame && isFunction) {
    if (modbusChecksum(bytes) === 0) return true;
  }
  // A number of a transaction with the highest bit is rare; a frame begins so.
  const ofTcp = bytes[0] < 128 && bytes.length > modbusHeaderLength + 1 && word(bytes, 2) === 0;
  const code = (bytes[modbusHeaderLength + 1] ?? 0) & 127;
  return (
    ofTcp && word(bytes, 4) === bytes.length - modbusHeaderLength && code > 0 && code <= maxModbusFunction
  );
}

const dnsHeaderLength = 12;
const maxDnsLabel = 63;
/** The class of a question about the internet. */
const dnsInternet = 1;

/** Whether bytes are a message of DNS (RFC 1035, 4.1): one question, whose name is made of printable labels. */
function isDns(bytes: Uint8Array): boolean {
  if (bytes.length < dnsHeaderLength + 5 || word(bytes, 4) !== 1) return false;
  if (word(bytes, 6) > 40 || word(bytes, 8) > 40 || word(bytes, 10) > 40) return false;
  let at = dnsHeaderLength;
  while (bytes[at] > 0 && bytes[at] <= maxDnsLabel && at < bytes.length) {
    const label = bytes.subarray(at + 1, at + 1 + bytes[at]);
    if (!label.every((code) => code > 32 && code < 127)) return false;
    at += 1 + bytes[at];
  }
  return bytes[at] === 0 && at > dnsHeaderLength && word(bytes, at + 3) === dnsInternet;
}

/** The constant in each message of STUN (RFC 8489, 5). */
const isStun = (bytes: Uint8Array) => word(bytes, 4) === 0x2112 && word(bytes, 6) === 0xa442;
const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** The head of a map of MessagePack, and its first key. */
const messagePackMap = /^[\x80-\x8f]([\xa1-\xbf])([\w.$-]+)/;
/** How many characters a string of MessagePack has, by its first byte. */
const keyLengthBits = 31;

/** Whether bytes are a map of MessagePack with short names: its first bytes are those of a masked frame. */
function isMessagePack(bytes: Uint8Array): boolean {
  const [, size, name] = messagePackMap.exec(decodeLatin1(bytes.subarray(0, 40))) ?? [];
  return name !== undefined && name.length >= (size.charCodeAt(0) & keyLengthBits);
}

/** What the bytes of a stream are when they are a file or a datagram; `null` otherwise. */
export function otherBytes(stream: Uint8Array): string | null {
  const file = otherFileKind(stream);
  if (file !== null) return file;
  if (isGzip(stream)) return 'gzip data';
  if (isDns(stream)) return 'a message of DNS';
  if (isStun(stream)) return 'a message of STUN';
  if (isMessagePack(stream)) return 'a map of MessagePack';
  return isModbus(stream) ? 'a frame of Modbus' : null;
}

/** What `curl --trace` has above the rows of bytes: without it they are the rows of another program. */
const curlDirection = /^(?:\S+ )?(?:=>|<=) (?:Send|Recv) /m;

const controlCharacter = /[\x00-\x08\x0e-\x1f\x7f]/;
function isText(stream: Uint8Array): boolean {
  return firstNotUtf8(stream) < 0 && !controlCharacter.test(decodeLatin1(stream));
}

/** Protocols whose bytes are those of a connection: the diagnosis names them. */
const protocols = new Set([
  'http-response',
  'http-request',
  'tls',
  'chunk',
  'header-lines',
  'http2',
  'proxy',
  'protocol',
  'hixie',
]);

/** Bits of a protocol that is told by a few zeros and small numbers. */
const weakProtocol = 20;

function isProtocol(stream: Uint8Array): boolean {
  const [found] = classifyForeign(stream);
  if (found === undefined || !protocols.has(found.kind)) return false;
  if (found.kind === 'protocol') return found.bits > weakProtocol;
  // A zero and, some bytes later, 255 are everywhere: frames of the old drafts fill a stream.
  if (found.kind === 'hixie') return (found.length ?? 0) * 2 >= stream.length;
  // A line with a number begins many a text.
  return found.kind !== 'chunk' || !isText(stream);
}

/** Words of a text that is about a connection: text on it that stands in no frame is a fault. */
const speaksOfConnection =
  /\b(?:web-?sockets?|wss?|opcode|unframed|handshake|upgraded?|sockets?|(?:server|client|browser|backend|proxy) (?:sends?|sent|writes?|wrote|answers?|answered|receives?|received))\b/i;

/** The same in other languages. */
const speaksAbroad =
  /(?<!\p{L})(?:сервер|клиент|браузер|бэкенд)\p{L}*\s+(?:\p{L}+\s+)?(?:отправ|присл|шл[её]т|посыла|получ|отвеча|ответил|приш)|рукопожати|вебсокет|(?<!\p{L})(?:Server|Client|Browser)\s+(?:sendet|schickt|empfängt|antwortet|bekommt)|(?<!\p{L})(?:serveur|navigateur|servidor|navegador)(?!\p{L})|服务器|服务端|客户端|浏览器|握手|伺服器|サーバ|クライアント|ブラウザ|ハンドシェイク|서버|클라이언트|브라우저/iu;

const isOfConnection = (text: string) => speaksOfConnection.test(text) || speaksAbroad.test(text);

/** Whether anything is written in a notation. */
function isGeneral(format: string, { text }: Sample): boolean {
  return format === 'curl-trace' ? !curlDirection.test(text) : generalNotations.has(format);
}

/** The names of the columns and the first rows of a table, in characters. */
const maxRecordWords = 300;

/**
 * What bytes in a notation for any bytes are when the words beside them call them something else, and they are not
 * clearly frames; `null` otherwise.
 */
export function bytesByLabel(format: string, sample: Sample, { marks, streams }: TakenBytes): string | null {
  const isRecords = format === 'table' || format === 'json-lines';
  if (!(isRecords || isGeneral(format, sample)) || isOfConnection(sample.around)) return null;
  if (streams.some(isMqtt)) return 'packets of MQTT';
  const label = foreignLabel(isRecords ? sample.text.slice(0, maxRecordWords) : wordsBeside(sample, marks));
  if (label === null || streams.some(showsFramesClearly)) return null;
  return `what the text calls ${label}`;
}

/** Whether each run of bytes follows the name of the client or the server, and is frames that end with it. */
function areFramesOfSender(sample: Sample, { marks, streams }: TakenBytes): boolean {
  const areFrames = streams.every(
    (stream) => (stream[0] & 0xf0) === 0x80 && readsAsFrames(stream, { lengthsAlone: true }),
  );
  return areFrames && labelsOf(sample, marks).every((label) => readLead(label).known);
}

/**
 * What bytes in a notation for any bytes are when they show no frame and no protocol of a connection; `null` when
 * they show one.
 */
export function unframedBytes(format: string, sample: Sample, taken: TakenBytes): string | null {
  const { streams } = taken;
  if (!isGeneral(format, sample) || areFramesOfSender(sample, taken)) return null;
  const isSpokenOf = speaksOfConnection.test(sample.around);
  if (streams.some((stream) => showsFrames(stream, isSpokenOf) || isProtocol(stream))) return null;
  if (!streams.every(isText)) return 'bytes that are not frames';
  return isSpokenOf ? null : 'text';
}
