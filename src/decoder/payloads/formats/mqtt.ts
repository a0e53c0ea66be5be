// MQTT 3.1.1 and 5 over WebSocket (OASIS, section 6 of both).

import type { PayloadFormat } from '../format.ts';
import { readMqtt, versionOf } from '../mqtt-packets.ts';
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
    if (facts.kind !== 'binary' || bytes.length < 2) return 'no';
    const version = versionOf(facts.opening);
    const isAgreed = sample.speaks(...subprotocols) || version !== null;
    const { packets, isForeign } = readMqtt(new PayloadTree(bytes.subarray(0, maxLookedAt)), version);
    const isSound = packets.length > 0 && !isForeign && packets.every(({ fault }) => fault === null);
    if (isAgreed) return isSound ? 'certain' : 'likely';
    return isSound ? 'possible' : 'no';
  },

  parse(tree, sample) {
    const { packets, isCut } = readMqtt(tree, versionOf(sample.facts.opening));
    const words = packets.slice(0, packetsNamed).map(({ summary }) => summary);
    if (packets.length > packetsNamed) words.push(`${packets.length - packetsNamed} more`);
    if (isCut) words.push('part of a packet');
    return words.length === 0 ? 'part of a packet' : words.join('; ');
  },
};
