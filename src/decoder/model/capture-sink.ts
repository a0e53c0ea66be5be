// What an importer writes into. An importer knows its format; it knows nothing of WebSocket.

import type { MemoryStore } from '../bytes/store.ts';
import type { Fidelity, Note, Sender, Transport } from './basics.ts';
import type { HttpHead } from './http.ts';
import type { TlsSummary } from './tls.ts';

/** One end of a connection as the carrier names it, e.g. `10.0.0.7:51312` or `[::1]:8080`. */
export type Endpoint = string;

/** What a text says of masks: a client did not mask, a server did. */
export type MaskReport = 'unmasked-client-frame' | 'masked-server-frame';

/** What is known of a connection when its first byte is met. */
export interface Opening {
  readonly transport: Transport;
  readonly fidelity: Fidelity;
  /** Address and port of the end taken for the client, or `null`. */
  readonly client: Endpoint | null;
  readonly server: Endpoint | null;
  /**
   * `known`: a SYN or the format says who opened it. `likely`: the ports do; an HTTP head may overrule it. `guess`: by
   * order; the bytes may overrule it.
   */
  readonly roles: 'known' | 'likely' | 'guess';
  /** Faults of masking that the text beside the bytes reports: they say who sent frames with and without a mask. */
  readonly reportedMasks?: readonly MaskReport[];
  /** Absolute URL where the format gives one. */
  readonly url?: string;
  /** The bytes lie in this store instead of the file. */
  readonly store?: MemoryStore;
  /** What is known of the TLS that carried the bytes. */
  readonly tls?: TlsSummary;
}

/** How a direction ended. `cut`: the input ends and the carrier says nothing. */
export type EndKind = 'fin' | 'rst' | 'cut';

/** A thing that the carrier shows and that may matter to a diagnosis. */
export interface CarrierEvent {
  readonly kind:
    | 'retransmission'
    | 'reordered'
    | 'overlap-differs'
    /** One packet, captured at two places with different bytes. */
    | 'copy-differs'
    | 'keep-alive'
    | 'zero-window'
    | 'snaplen-cut'
    /** Shorter than its IP header says, though the capture kept all of the packet. */
    | 'packet-short'
    /** An end goes on to send after a RST in its name. */
    | 'data-after-reset'
    | 'checksum-wrong'
    | 'no-syn';
  readonly sender: Sender | null;
  readonly time: number;
  /** Offset in the sender's stream, handshake included, where it applies. */
  readonly offset?: number;
  readonly detail?: string;
}

/** Bytes of a payload that the input leaves out, by their payload offset. */
export interface ElidedRun {
  readonly at: number;
  readonly length: number;
}

/** Takes the bytes of one connection in the order in which they arrived. */
export interface ConnectionSink {
  /**
   * `bytes` are borrowed for the call; they lie at `at` in the file (or the opening's store). `time`: seconds
   * or NaN.
   */
  data(sender: Sender, bytes: Uint8Array, at: number, time: number): void;
  /** The capture lacks `length` bytes here. */
  gap(sender: Sender, length: number, time: number): void;
  end(sender: Sender, kind: EndKind, time: number): void;
  event(event: CarrierEvent): void;
  /** Heads that the format gives apart from the bytes (HAR, NetLog). */
  handshake(head: HttpHead, time: number): void;
  /** A frame header without its bytes, at fidelity `frames`. */
  frameHeader(sender: Sender, byte0: number, masked: boolean, payloadLength: number, time: number): void;
  /**
   * A whole message, at fidelity `messages`; `opcode` 1, 2, 8, 9 or 10. `bytes`: what the input shows of it;
   * `elided`: the runs of the payload that it leaves out, in order.
   */
  message(
    sender: Sender,
    opcode: number,
    bytes: Uint8Array,
    time: number,
    elided?: readonly ElidedRun[],
  ): void;
  /** An error text that a program reported for this connection. */
  symptom(text: string, time: number): void;
  /** The sink to which it hands everything on, once there is one. */
  readonly target?: ConnectionSink | null;
}

/**
 * What decrypts a capture: lines of `SSLKEYLOGFILE`, from a pcapng decryption secrets block or from a file
 * beside it; or private keys in PEM.
 */
export interface CaptureSecret {
  readonly kind: 'tls-key-log' | 'private-key';
  readonly text: string;
}

/** A TCP connection that carried no byte. */
export interface EmptyConnection {
  readonly server: Endpoint;
  /**
   * `refused`: RST answered the SYN. `reset`: the server opened it and sent RST. `unanswered`: the server answered no
   * SYN, though one was repeated.
   */
  readonly end: 'refused' | 'reset' | 'unanswered' | 'other';
  /** Seconds from its first packet to its last. */
  readonly lasted: number;
}

/** Takes a whole capture. */
export interface CaptureSink {
  connection(opening: Opening): ConnectionSink;
  /** A TCP connection without a byte. A sink without this function is given the connection itself. */
  connectionWithoutBytes?(connection: EmptyConnection): void;
  note(note: Note): void;
  /** The kind of the input as the importer came to know it, e.g. `pcapng, Ethernet`. */
  describe(text: string): void;
  /** Secrets that the capture carries. A sink that decrypts nothing leaves it out. */
  secret?(secret: CaptureSecret): void;
  /** Bytes of the file that were understood; called now and then for progress. */
  progress(at: number): void;
}
