// MQTT 3.1.1 and 5 over WebSocket (OASIS, section 6 of both).

import type { PayloadFormat } from '../format.ts';
import { type MqttReading, type MqttVersion, readMqtt, versionOf } from '../mqtt-packets.ts';
import type { JoinedPackets } from '../sample.ts';
import { PayloadTree } from '../tree.ts';

const subprotocols = ['mqtt', 'mqttv3.1'];
const maxLookedAt = 65_536;
const packetsNamed = 3;

export const mqttFormat: PayloadFormat = {
  id: 'mqtt',
  name: 'MQTT',
  layer: 'protocol',

  recognise(sample) {
    const { bytes, facts } = sample;
    if (facts.kind !== 'binary' || bytes.length === 0) return 'no';
    if (facts.joined !== null) return 'certain';
    if (bytes.length < 2) return 'no';
    const version = versionOf(facts.opening);
    const isAgreed = sample.speaks(...subprotocols) || version !== null;
    const { packets, isForeign } = readMqtt(new PayloadTree(bytes.subarray(0, maxLookedAt)), version);
    const isSound = packets.length > 0 && !isForeign && packets.every(({ fault }) => fault === null);
    if (isAgreed) return isSound ? 'certain' : 'likely';
    return isSound ? 'possible' : 'no';
  },

  parse(tree, { facts }) {
    const version = versionOf(facts.opening);
    if (facts.joined !== null) return `part of ${addJoined(tree, facts.joined, version)}`;
    return packetWords(readMqtt(tree, version));
  },
};

function packetWords({ packets, isCut }: MqttReading): string {
  const words = packets.slice(0, packetsNamed).map(({ summary }) => summary);
  if (packets.length > packetsNamed) words.push(`${packets.length - packetsNamed} more`);
  if (isCut) words.push('part of a packet');
  return words.length === 0 ? 'part of a packet' : words.join('; ');
}

/** Adds the packets of which the message has a part. Values of other messages have no byte in this one. */
function addJoined(
  tree: PayloadTree,
  { bytes, messageStart }: JoinedPackets,
  version: MqttVersion | null,
): string {
  const inner = new PayloadTree(bytes, undefined, tree.room);
  const reading = readMqtt(inner, version);
  const inMessage = (at: number) => Math.max(0, Math.min(tree.bytes.length, at - messageStart));
  tree.graft(inner, null, {
    bytes,
    by: 'joining the messages',
    isExact: true,
    locate: (start, end) => ({ start: inMessage(start), end: inMessage(end) }),
  });
  return packetWords(reading);
}
