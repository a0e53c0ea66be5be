// What formats are recognised by: the payload, and what is known of its connection.

import { decodeText, firstNotUtf8 } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';
import type { ProtoSchema } from './values/proto-schema.ts';

/** What is known of a payload beside its bytes. */
export interface PayloadFacts {
  readonly sender: Sender;
  /** Of its message. A control frame has its own kind. */
  readonly kind: 'text' | 'binary' | 'control';
  /** Agreed in the handshake, or `null`. */
  readonly subprotocol: string | null;
  /** Path and query of the request, or `null`. */
  readonly path: string | null;
  /** The messages before this one of the same sender, the nearest first: their beginnings. */
  readonly before: readonly { readonly kind: 'text' | 'binary'; readonly bytes: Uint8Array }[];
  /** The beginning of the client's first messages, joined, one character a byte; `null` where there is none. */
  readonly opening: string | null;
  /** As `opening`, of the server. */
  readonly serverOpening: string | null;
  /** Where this message begins in the opening of its sender; `null` where it comes after it. */
  readonly position: number | null;
  /** The packets of a stream protocol of which this message has a part; `null` where it has whole ones or none. */
  readonly joined: JoinedPackets | null;
  /** The schema of Protocol Buffers that the user gave, and the message that was chosen; `null` without one. */
  readonly schema: ChosenSchema | null;
  /** What the message adds to the zlib stream over all messages of its sender; `null` where there is none. */
  readonly inflated: Uint8Array | null;
}

export interface ChosenSchema {
  readonly schema: ProtoSchema;
  /** Full name of the message; `null`: the one that fits best. */
  readonly message: string | null;
}

/** Packets that go over the borders of messages. */
export interface JoinedPackets {
  readonly bytes: Uint8Array;
  /** Where the message begins in them. */
  readonly messageStart: number;
}

/** A payload with views of it that several formats need, each made once. */
export class PayloadSample {
  readonly bytes: Uint8Array;
  readonly facts: PayloadFacts;
  #text: string | null | undefined;
  #json: { readonly value: unknown } | null | undefined;

  constructor(bytes: Uint8Array, facts: PayloadFacts) {
    this.bytes = bytes;
    this.facts = facts;
  }

  /** The whole payload as text; `null` where it is not UTF-8. */
  get text(): string | null {
    this.#text ??= firstNotUtf8(this.bytes) < 0 ? decodeText(this.bytes) : null;
    return this.#text;
  }

  /** The whole payload as a JSON value; `undefined` where it is not JSON. */
  get json(): unknown {
    if (this.#json === undefined) this.#json = this.text === null ? null : jsonOf(this.text);
    return this.#json?.value;
  }

  /** The whole payload as a JSON object, or `null`. */
  get object(): Readonly<Record<string, unknown>> | null {
    const value = this.json;
    return isRecord(value) ? value : null;
  }

  /** The whole payload as a JSON array, or `null`. */
  get array(): readonly unknown[] | null {
    const value = this.json;
    return Array.isArray(value) ? value : null;
  }

  /** Whether the handshake agreed one of these subprotocols. */
  speaks(...names: readonly string[]): boolean {
    const agreed = this.facts.subprotocol?.trim().toLowerCase() ?? null;
    return agreed !== null && names.some((name) => name.toLowerCase() === agreed);
  }

  /** Whether the path of the request matches. */
  asksFor(pattern: RegExp): boolean {
    return this.facts.path !== null && pattern.test(this.facts.path);
  }
}

function jsonOf(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Whether a value is an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
