// Packets of MQTT (MQTT 3.1.1, 2 and 3; MQTT 5.0) without a WebSocket around them: SUBSCRIBE begins with 82 as a binary
// frame does.

import { mqttFlagsOf, mqttHeaderAt, publish } from '../model/mqtt-header.ts';

const connect = 1;
const subscribe = 8;
const unsubscribe = 10;
/** Types that only acknowledge, with their usual lengths. */
const maxLengthOfAnswer = 40;
/** More packets are not looked at. */
const maxPackets = 20;

/** Whether a name of a topic, or a protocol, stands at `at`: its length in two bytes, and printable characters. */
function nameEnd(bytes: Uint8Array, at: number, end: number): number {
  const length = (bytes[at] << 8) | bytes[at + 1];
  const stop = at + 2 + length;
  if (at + 2 > end || length === 0 || stop > end) return -1;
  return bytes.subarray(at + 2, stop).every((code) => code > 31 && code !== 127) ? stop : -1;
}

/** Whether the content of a packet is that of its type; `null` for a type whose content shows nothing. */
function isContentOf(type: number, bytes: Uint8Array, start: number, end: number): boolean | null {
  if (type === connect) {
    const stop = nameEnd(bytes, start, end);
    return stop > 0 && String.fromCharCode(...bytes.subarray(start + 2, start + 4)) === 'MQ';
  }
  if (type === publish) return nameEnd(bytes, start, end) > 0;
  if (type !== subscribe && type !== unsubscribe) return end - start <= maxLengthOfAnswer ? null : false;
  // A packet identifier, and topics to the end; MQTT 5 has the length of its properties between.
  for (const from of [start + 2, start + 3]) {
    let at = from;
    while (at >= 0 && at < end) {
      const stop = nameEnd(bytes, at, end);
      at = stop < 0 ? -1 : type === subscribe ? stop + 1 : stop;
    }
    if (at === end && at > from) return true;
  }
  return false;
}

/**
 * Whether bytes are whole packets of MQTT, of which at least one shows a topic. A connection that begins with CONNECT
 * is left to the diagnosis, which names it.
 */
export function isMqtt(bytes: Uint8Array): boolean {
  if (bytes[0] >> 4 === connect) return false;
  let isShown = false;
  let at = 0;
  for (let count = 0; at < bytes.length && count < maxPackets; count++) {
    const header = mqttHeaderAt(bytes, at);
    if (header === null || header === 'cut') return false;
    const { type, flags, bodyStart: start, length } = header;
    if (flags !== (mqttFlagsOf(type) ?? flags)) return false;
    const end = start + length;
    if (end > bytes.length) return false;
    const fits = isContentOf(type, bytes, start, end);
    if (fits === false) return false;
    isShown ||= fits === true;
    at = end;
  }
  return isShown;
}
