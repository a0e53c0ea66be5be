// Bytes that belong to no WebSocket connection: files and datagrams of other protocols. They are named, and nothing
// is judged. Dumps whose notation gives this away are those of `importers/formats/other-dump.ts`.

import { otherFileKind } from '../importers/text/magic.ts';

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
  const ofTcp = bytes.length > modbusHeaderLength + 1 && word(bytes, 2) === 0;
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

/** What the bytes of a stream are when they are a file or a datagram; `null` otherwise. */
export function otherBytes(stream: Uint8Array): string | null {
  const file = otherFileKind(stream);
  if (file !== null) return file;
  if (isGzip(stream)) return 'gzip data';
  if (isDns(stream)) return 'a message of DNS';
  if (isStun(stream)) return 'a message of STUN';
  return isModbus(stream) ? 'a frame of Modbus' : null;
}
