// The packets of MQTT 3.1.1 and 5 (OASIS). Several may be in one message, and one may go on in the next message.

import { type MqttHeader, mqttFlagsOf, mqttHeaderAt } from '../model/mqtt-header.ts';
import { hexOffset } from '../model/words.ts';
import { FieldReader } from './fields.ts';
import { propertyNames, reasonWords } from './mqtt-words.ts';
import type { OpenNode, PayloadTree } from './tree.ts';

const packetNames: Readonly<Record<number, string>> = {
  1: 'CONNECT',
  2: 'CONNACK',
  3: 'PUBLISH',
  4: 'PUBACK',
  5: 'PUBREC',
  6: 'PUBREL',
  7: 'PUBCOMP',
  8: 'SUBSCRIBE',
  9: 'SUBACK',
  10: 'UNSUBSCRIBE',
  11: 'UNSUBACK',
  12: 'PINGREQ',
  13: 'PINGRESP',
  14: 'DISCONNECT',
  15: 'AUTH',
};
/** Flags that each type must have; PUBLISH has its own. */
const connackWords: Readonly<Record<number, string>> = {
  0: 'accepted',
  1: 'unacceptable protocol version',
  2: 'identifier rejected',
  3: 'server unavailable',
  4: 'bad user name or password',
  5: 'not authorized',
};
const subackWords: Readonly<Record<number, string>> = {
  0: 'granted QoS 0',
  1: 'granted QoS 1',
  2: 'granted QoS 2',
  128: 'failure',
};

/** The number of the protocol version in CONNECT: 4 is 3.1.1. */
export type MqttVersion = 3 | 4 | 5;

/** A packet as it was read. */
export interface MqttPacket {
  readonly type: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Of CONNACK, DISCONNECT, SUBACK and others: the reason code; `null` where there is none. */
  readonly reason: number | null;
  /** The reason in words. */
  readonly reasonText: string;
  /** What breaks the protocol for certain, or `null`. */
  readonly fault: string | null;
  readonly summary: string;
}

/** What reading a message gave. */
export interface MqttReading {
  readonly packets: readonly MqttPacket[];
  /** The last packet goes on in the next message. */
  readonly isCut: boolean;
  /** The bytes are not packets. */
  readonly isForeign: boolean;
}

/** The version that a CONNECT packet at the beginning of the client's bytes names, or `null`. */
export function versionOf(opening: string | null): MqttVersion | null {
  const found =
    opening === null ? null : /^\x10[\s\S]{1,4}?\x00(?:\x04MQTT|\x06MQIsdp)([\x03-\x05])/.exec(opening);
  const version = found?.[1].charCodeAt(0);
  return version === 3 || version === 4 || version === 5 ? version : null;
}

/** The end of the packet at a place: above the length where bytes of it are lacking; `null` where it is not one. */
export function packetEnd(bytes: Uint8Array, at: number): number | null {
  const header = mqttHeaderAt(bytes, at);
  return header === 'cut' ? Number.POSITIVE_INFINITY : header && header.bodyStart + header.length;
}

/** Adds the packets of a message. */
export function readMqtt(tree: PayloadTree, version: MqttVersion | null): MqttReading {
  const { bytes } = tree;
  const packets: MqttPacket[] = [];
  let known = version;
  for (let at = 0; at < bytes.length && !tree.isFull; ) {
    const header = mqttHeaderAt(bytes, at);
    if (header === null) {
      tree.addProblem(
        null,
        `Expected an MQTT packet, found other bytes, at ${hexOffset(at)}.`,
        at,
        bytes.length,
      );
      return { packets, isCut: false, isForeign: true };
    }
    const end = header === 'cut' ? Number.POSITIVE_INFINITY : header.bodyStart + header.length;
    if (header === 'cut' || end > bytes.length) {
      const name = packetNames[bytes[at] >> 4];
      tree.add(null, name, 'goes on in the next message', at, bytes.length);
      return { packets, isCut: true, isForeign: false };
    }
    const reader = new PacketReader(tree, header, end, known);
    const packet = reader.read(at);
    known = reader.version;
    packets.push(packet);
    at = end;
  }
  return { packets, isCut: false, isForeign: false };
}

class PacketReader extends FieldReader {
  version: MqttVersion | null;
  readonly #header: MqttHeader;
  #reason: number | null = null;
  #reasonText = '';
  #fault: string | null = null;
  #summary = '';

  constructor(tree: PayloadTree, header: MqttHeader, end: number, version: MqttVersion | null) {
    super(tree, header.bodyStart, end);
    this.#header = header;
    this.version = version;
  }

  get #is5(): boolean {
    return this.version === 5;
  }

  read(start: number): MqttPacket {
    const { type, flags, bodyStart, length } = this.#header;
    const name = packetNames[type];
    const node = this.tree.add(null, name, '', start, this.end);
    this.tree.add(node, 'type and flags', `${type} (${name}), flags ${flags}`, start, start + 1);
    this.tree.add(node, 'remaining length', String(length), start + 1, bodyStart);
    const required = mqttFlagsOf(type);
    if (required !== null && flags !== required)
      this.#fail(`Expected the flags ${required} of ${name}, found ${flags}, at ${hexOffset(start)}.`);
    this.#body(node, type, flags);
    if (this.failed) this.#fault ??= node.problem;
    else if (this.left > 0 && type !== 3 && this.version !== null) {
      this.#fail(`Expected the end of ${name}, found ${this.left} more bytes, at ${hexOffset(this.at)}.`);
    }
    node.problem ??= this.#fault;
    node.value = this.#summary;
    const summary = this.#summary === '' ? name : `${name} ${this.#summary}`;
    const { end } = this;
    return {
      type,
      name,
      start,
      end,
      reason: this.#reason,
      reasonText: this.#reasonText,
      fault: this.#fault,
      summary,
    };
  }

  #fail(text: string): void {
    this.#fault ??= text;
  }

  #body(node: OpenNode, type: number, flags: number): void {
    if (type === 1) this.#connect(node);
    else if (type === 2) this.#connack(node);
    else if (type === 3) this.#publish(node, flags);
    else if (type === 8 || type === 10) this.#topics(node, type);
    else if (type === 9 || type === 11) this.#codes(node, type);
    else if (type >= 4 && type <= 7) {
      const id = this.number(node, 'packet id', 2);
      this.#summary = `#${id ?? ''}`;
      this.#readRest(node);
    } else if (type >= 14) this.#readRest(node);
  }

  /** A reason and properties, both of which may be left out. */
  #readRest(node: OpenNode): void {
    if (this.left > 0) this.#readReason(node, reasonWords);
    if (this.left > 0) this.#properties(node, 'properties');
  }

  #readReason(node: OpenNode, words: Readonly<Record<number, string>>): void {
    this.#reason = this.number(node, 'reason', 1, { words });
    if (this.#reason === null) return;
    this.#reasonText = words[this.#reason] ?? `code ${this.#reason}`;
    if (this.#reason !== 0) this.#summary = `${this.#summary} ${this.#reasonText}`.trim();
  }

  /** A text with its length of two bytes before. */
  #string(node: OpenNode, label: string): string | null {
    const start = this.at;
    const length = this.plainNumber(node, `the length of ${label}`, 2);
    const text = length === null ? null : this.text(node, label, length);
    if (text === null) return null;
    text.start = start;
    if (text.problem !== null) this.#fail(text.problem);
    return text.value;
  }

  #binary(node: OpenNode, label: string): OpenNode | null {
    const start = this.at;
    const length = this.plainNumber(node, `the length of ${label}`, 2);
    const value = length === null ? null : this.textOrBytes(node, label, length);
    if (value !== null) value.start = start;
    return value;
  }

  #connect(node: OpenNode): void {
    this.#string(node, 'protocol name');
    const level = this.number(node, 'protocol level', 1, {
      words: { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5' },
    });
    if (level === 3 || level === 4 || level === 5) this.version = level;
    const flags = this.number(node, 'connect flags', 1, { words: connectFlags });
    if (flags !== null && (flags & 1) !== 0) {
      this.#fail(
        `Expected the reserved bit 0 of the connect flags clear, found it set, at ${hexOffset(this.at - 1)}.`,
      );
    }
    this.number(node, 'keep alive', 2, { words: (seconds) => (seconds === 0 ? 'off' : 'seconds') });
    if (this.#is5) this.#properties(node, 'properties');
    const client = this.#string(node, 'client id');
    if (flags === null) return;
    if (flags & 4) {
      if (this.#is5) this.#properties(node, 'will properties');
      this.#string(node, 'will topic');
      this.#binary(node, 'will payload');
    }
    if (flags & 128) this.#string(node, 'user name');
    if (flags & 64) {
      const password = this.#binary(node, 'password');
      if (password !== null) password.value = `${password.end - password.start - 2} bytes`;
    }
    this.#summary = client ?? '';
  }

  #connack(node: OpenNode): void {
    this.number(node, 'session present', 1);
    // A server without MQTT 5 answers a client of it with a code of 3.1.1.
    this.#readReason(node, { ...reasonWords, ...connackWords });
    if (this.#reason === 0) this.#summary = 'accepted';
    if (this.left > 0) this.#properties(node, 'properties');
  }

  #publish(node: OpenNode, flags: number): void {
    const qos = (flags >> 1) & 3;
    const words = [`QoS ${qos}`, flags & 8 ? 'duplicate' : '', flags & 1 ? 'retain' : ''].filter(
      (word) => word !== '',
    );
    node.children[0].value += ` (${words.join(', ')})`;
    if (qos === 3) this.#fail(`Expected a QoS from 0 to 2, found 3, at ${hexOffset(node.start)}.`);
    const topic = this.#string(node, 'topic') ?? '';
    if (/[+#]/.test(topic)) {
      this.#fail(
        `Expected a topic without wildcards, found ${topic}, at ${hexOffset(this.#header.bodyStart)}.`,
      );
    }
    if (qos > 0) this.number(node, 'packet id', 2);
    if (this.#is5) this.#properties(node, 'properties');
    const length = this.left;
    if (length > 0 && this.#mayBeProperties()) {
      // Without CONNECT it is not known whether properties come first.
      this.textOrBytes(node, 'payload, after properties if this is MQTT 5', length);
    } else if (length > 0) this.textOrBytes(node, 'payload', length);
    this.#summary = `${topic}, ${words[0]}, ${length} bytes`;
  }

  #mayBeProperties(): boolean {
    return this.version === null && this.tree.bytes[this.at] === 0;
  }

  #topics(node: OpenNode, type: number): void {
    const id = this.number(node, 'packet id', 2);
    if (this.#is5) this.#properties(node, 'properties');
    const topics: string[] = [];
    while (this.left > 0 && !this.tree.isFull) {
      topics.push(this.#string(node, 'topic filter') ?? '');
      if (type === 8) this.number(node, 'options', 1, { words: (value) => `QoS ${value & 3}` });
    }
    if (topics.length === 0) this.#fail(`Expected a topic filter, found none, at ${hexOffset(this.at)}.`);
    this.#summary = `#${id ?? ''} ${topics.slice(0, 3).join(', ')}${topics.length > 3 ? ', …' : ''}`;
  }

  #codes(node: OpenNode, type: number): void {
    const id = this.number(node, 'packet id', 2);
    if (this.#is5) this.#properties(node, 'properties');
    const words = this.#is5 ? reasonWords : subackWords;
    this.#summary = `#${id ?? ''}`;
    while (this.left > 0 && !this.tree.isFull) {
      const code = this.number(node, type === 9 ? 'granted' : 'reason', 1, { words });
      if (code === null || code < 128) continue;
      this.#reason = code;
      this.#reasonText = words[code] ?? `code ${code}`;
      this.#summary += ` ${this.#reasonText}`;
    }
  }

  #variableInteger(node: OpenNode, label: string): number | null {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const at = this.take(node, label, 1);
      if (at === null) return null;
      const byte = this.tree.bytes[at];
      value += (byte & 127) * 128 ** i;
      if (byte < 128) return value;
    }
    this.failed = true;
    this.tree.addProblem(
      node,
      `Expected at most 4 bytes for ${label}, found more, at ${hexOffset(this.at)}.`,
      this.at,
      this.end,
    );
    return null;
  }

  #properties(parent: OpenNode, label: string): void {
    const start = this.at;
    const length = this.#variableInteger(parent, `the length of the ${label}`);
    if (length === null) return;
    if (length > this.left) {
      this.take(parent, label, length);
      return;
    }
    const node = this.tree.add(parent, label, length === 0 ? 'none' : '', start, this.at + length);
    const end = this.at + length;
    while (this.at < end && !this.failed && !this.tree.isFull) this.#property(node);
    node.problem ??= this.failed ? 'A property ends after the properties do.' : null;
    this.at = Math.max(this.at, end);
  }

  #property(node: OpenNode): void {
    const start = this.at;
    const id = this.#variableInteger(node, 'a property');
    if (id === null) return;
    const property = propertyNames[id];
    if (property === undefined) {
      this.failed = true;
      node.problem = `Expected a property, found the id ${id}, which is not assigned, at ${hexOffset(start)}.`;
      return;
    }
    const { name, type } = property;
    const before = node.children.length;
    if (type === 'string') this.#string(node, name);
    else if (type === 'binary') this.#binary(node, name);
    else if (type === 'pair') this.#pair(node, name);
    else if (type === 'variable') {
      const value = this.#variableInteger(node, name);
      if (value !== null) this.tree.add(node, name, String(value), start, this.at);
    } else this.number(node, name, type);
    const added = node.children[before];
    if (added !== undefined) added.start = start;
  }

  #pair(parent: OpenNode, name: string): void {
    const node = this.tree.add(parent, name, '', this.at, this.at);
    const key = this.#string(node, 'name') ?? '';
    const value = this.#string(node, 'value') ?? '';
    node.value = `${key}: ${value}`;
    node.end = this.at;
  }
}

function connectFlags(flags: number): string {
  return [
    flags & 2 ? 'clean start' : '',
    flags & 4 ? `will with QoS ${(flags >> 3) & 3}` : '',
    flags & 32 ? 'will retained' : '',
    flags & 64 ? 'password' : '',
    flags & 128 ? 'user name' : '',
  ]
    .filter((word) => word !== '')
    .join(', ');
}
