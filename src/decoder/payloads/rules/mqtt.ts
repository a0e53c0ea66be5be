// MQTT: packets that the protocol forbids, and refusals that the server states. Packets are read over the borders of
// messages.

import { concat } from '../../bytes/concat.ts';
import { decodeLatin1 } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import { agreed, type ContentFault, type ContentMessage, type ContentRule } from '../content-rule.ts';
import { type MqttPacket, type MqttVersion, readMqtt, versionOf } from '../mqtt-packets.ts';
import { PayloadTree } from '../tree.ts';

/** Largest packet that is put together from messages, in bytes. */
const maxHeld = 256 * 1024;
const connack = 2;
const suback = 9;
const disconnect = 14;
const firstError = 128;

interface Side {
  held: Uint8Array;
  /** A fault, or a packet that is too large: what follows is not read. */
  isLost: boolean;
}

function sectionOf(version: MqttVersion | null, section5: string, section3: string): string {
  return version === 5 ? `MQTT 5 ${section5}` : `MQTT 3.1.1 ${section3}`;
}

function packetFault(packet: MqttPacket, version: MqttVersion | null): Omit<ContentFault, 'range'> | null {
  const { type, reason, reasonText, fault } = packet;
  const words = `${reason} (${reasonText})`;
  if (fault !== null) {
    return {
      rule: 'mqtt-malformed-packet',
      severity: 'warning',
      section: sectionOf(version, '4.13', '4.8'),
      text: fault,
    };
  }
  if (type === connack && reason !== null && reason !== 0) {
    return {
      rule: 'mqtt-connection-refused',
      severity: 'warning',
      section: sectionOf(version, '3.2.2.2', '3.2.2.3'),
      text: `Expected CONNACK with code 0, found ${words}: the server refuses the MQTT connection.`,
    };
  }
  if (type === disconnect && reason !== null && reason >= firstError) {
    return {
      rule: 'mqtt-disconnect-error',
      severity: 'warning',
      section: sectionOf(version, '3.14.2.1', '3.14'),
      text: `Expected DISCONNECT without an error, found ${words}.`,
    };
  }
  if (type === suback && reason !== null && reason >= firstError) {
    return {
      rule: 'mqtt-subscription-refused',
      severity: 'warning',
      section: sectionOf(version, '3.9.3', '3.9.3'),
      text: `Expected SUBACK that grants each subscription, found ${words}.`,
    };
  }
  return null;
}

export const mqttRule: ContentRule = {
  ids: [
    'mqtt-malformed-packet',
    'mqtt-connection-refused',
    'mqtt-disconnect-error',
    'mqtt-subscription-refused',
  ],

  check(connection) {
    if (!agreed(connection, ['mqtt', 'mqttv3.1']) || !connection.isWhole) return null;
    const sides: Record<Sender, Side> = {
      client: { held: new Uint8Array(0), isLost: false },
      server: { held: new Uint8Array(0), isLost: false },
    };
    let version: MqttVersion | null = null;
    return {
      message({ sender, bytes }: ContentMessage) {
        const side = sides[sender];
        if (side.isLost) return [];
        const start = side.held.length;
        const joined = start === 0 ? bytes : concat([side.held, bytes]);
        if (sender === 'client') version ??= versionOf(decodeLatin1(joined.subarray(0, 64)));
        const { packets, isForeign } = readMqtt(new PayloadTree(joined), version);
        const end = packets.at(-1)?.end ?? 0;
        side.held = joined.slice(end);
        const inMessage = (from: number, to: number) => ({
          start: Math.max(0, from - start),
          end: Math.max(0, to - start),
        });
        const faults = packets.flatMap((packet): ContentFault[] => {
          const fault = packetFault(packet, version);
          return fault === null ? [] : [{ ...fault, range: inMessage(packet.start, packet.end) }];
        });
        side.isLost =
          isForeign ||
          side.held.length > maxHeld ||
          faults.some(({ rule }) => rule === 'mqtt-malformed-packet');
        if (!isForeign) return faults;
        const text = 'Expected an MQTT packet, found a packet type or length that is not valid.';
        const section = sectionOf(version, '2.1', '2.2');
        const range = inMessage(end, joined.length);
        return [...faults, { rule: 'mqtt-malformed-packet', severity: 'warning', section, text, range }];
      },
    };
  },
};
