// The plain data that `inspect --json` writes and the library returns. docs/schema, docs/library.md and the types of
// the package are made from this file and the two that it exports: they hold interfaces and aliases of simple types.

import type { Count, FrameOffset, Id, Level, Sender, Sha256 } from './basic-types.ts';
import type { Check, ErrorText, HandshakeCheck } from './text-results.ts';

export type * from './basic-types.ts';
export type * from './text-results.ts';

/** Everything about an input: what `inspect --json` writes. */
export interface Report {
  readonly source: Source;
  /** Error texts in the input, most telling first. */
  readonly errors: readonly ErrorText[];
  /** One entry for each part of a text that the configuration check or the handshake check judges. */
  readonly checks: readonly Check[];
  /** All connections by verdict, server and path, the worst first. */
  readonly groups: readonly ConnectionGroup[];
  /** Connections that were diagnosed and are in `groups` alone. */
  readonly counted: Count;
  readonly connections: readonly Connection[];
}

/** What the input is. */
export interface Source {
  readonly kind:
    | 'bytes'
    | 'capture'
    | 'messages'
    | 'error-text'
    | 'handshake'
    | 'configuration'
    | 'url'
    | 'packet-tree'
    | 'mixed'
    | 'unknown';
  /** Id of the input format, such as `pcap`; empty where no format reads it. */
  readonly format: string;
  readonly bytes: Count;
  /** Sentences about the input itself; equal ones once, with their count. */
  readonly notes: readonly string[];
  readonly name: string;
  readonly formatName: string;
  readonly description: string;
}

/** Connections with one verdict at one server and path. */
export interface ConnectionGroup {
  readonly level: Level;
  /** Id of the first cause; empty without a diagnosis. */
  readonly cause: string;
  readonly title: string;
  readonly server: string | null;
  readonly path: string | null;
  readonly count: Count;
  /** `id` of the first listed connection, or `null`. */
  readonly first: Count | null;
}

/** One WebSocket connection. */
export interface Connection {
  readonly id: Count;
  /** Name of the file that holds it, where several were given. */
  readonly file: string | null;
  /** Address and port. */
  readonly client: string | null;
  readonly server: string | null;
  readonly transport: 'tcp' | 'tls' | 'http2' | 'browser' | 'bytes';
  /** Of TLS: whether keys decrypted it. */
  readonly keys: 'decrypted' | 'missing' | 'wrong' | null;
  readonly tls: Tls | null;
  /** What the input holds: every byte, frame headers alone, or whole messages alone. */
  readonly fidelity: 'bytes' | 'frames' | 'messages';
  readonly url: string | null;
  /** The sender of the input's only direction was inferred. */
  readonly senderInferred: boolean;
  /** The parameters of permessage-deflate that were used. */
  readonly deflate: Deflate | null;
  readonly deflateFrom: 'handshake' | 'assumed' | 'inferred' | 'none';
  /** `id` of the other leg of the same connection through a proxy. */
  readonly pair: Count | null;
  readonly legs: Legs | null;
  readonly handshake: Handshake | null;
  readonly frames: readonly Frame[];
  readonly messages: readonly Message[];
  readonly findings: readonly Finding[];
  /** All findings; `findings` holds the first 10,000. */
  readonly findingCount: Count;
  /** What is wrong inside messages whose frames are sound, at most 50: the framing and its verdict do not change. */
  readonly contentFindings: readonly Finding[];
  readonly verdict: Verdict;
  readonly breaks: readonly Break[];
  /** Best first, never empty. */
  readonly diagnosis: readonly Diagnosis[];
  /** What real programs say of the first fault; empty without a fault. */
  readonly reports: readonly ProgramReport[];
}

/** What the handshake of TLS shows. */
export interface Tls {
  readonly version: string | null;
  readonly suite: string | null;
  readonly serverName: string | null;
  readonly protocol: string | null;
  readonly offeredVersion: string | null;
  readonly offeredProtocols: readonly string[];
  /** The server's own first; empty where they are encrypted and there are no keys. */
  readonly serverCertificates: readonly Certificate[];
  /** `null`: none was sent, or it cannot be read. */
  readonly clientCertificates: readonly Certificate[] | null;
  readonly alerts: readonly TlsAlert[];
}

/** A certificate. Days are `YYYY-MM-DD`. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly notBefore: string | null;
  readonly notAfter: string | null;
}

/** An alert of TLS. */
export interface TlsAlert {
  readonly sender: Sender;
  readonly fatal: boolean;
  readonly name: string;
}

/** Parameters of permessage-deflate (RFC 7692 7.1). */
export interface Deflate {
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  /** 8 to 15. */
  readonly serverMaxWindowBits: Count;
  /** 8 to 15. */
  readonly clientMaxWindowBits: Count;
}

/** Both legs of a connection through a proxy, and what the proxy did. */
export interface Legs {
  /** `id` of the leg from the client. */
  readonly front: Count;
  /** `id` of the leg to the server. */
  readonly back: Count;
  /** What pairs them, in words. */
  readonly signs: readonly string[];
  /** Address of the proxy. */
  readonly proxy: string | null;
  readonly summary: string;
  readonly changes: readonly LegChange[];
}

/** One thing that a proxy did to what it received. */
export interface LegChange {
  readonly kind:
    | 'header-dropped'
    | 'header-added'
    | 'header-changed'
    | 'version-changed'
    | 'status-changed'
    | 'bytes-changed'
    | 'bytes-dropped'
    | 'bytes-added'
    | 'frame-dropped'
    | 'ended';
  /** Whose bytes the proxy received. */
  readonly sender: Sender;
  /** `null`: it does no harm. */
  readonly cause: Id | null;
  readonly text: string;
  readonly received: LegBytes | null;
  readonly sent: LegBytes | null;
}

/** Bytes on one leg. */
export interface LegBytes {
  readonly leg: 'front' | 'back';
  /** Hex, or a header line. */
  readonly shown: string;
  readonly offset: FrameOffset | null;
  readonly length: Count | null;
}

/** The opening handshake. */
export interface Handshake {
  /** `null`: the response is missing. */
  readonly status: Count | null;
  /** `null`: the request is missing. */
  readonly path: string | null;
  readonly checks: readonly HandshakeCheck[];
  readonly deflate: Deflate | null;
  readonly subprotocol: string | null;
  /** The answer was 101. */
  readonly accepted: boolean;
  /** Headers by which servers and proxies name themselves. */
  readonly fingerprints: readonly string[];
}

/** One frame. */
export interface Frame {
  readonly index: Count;
  readonly sender: Sender;
  readonly senderInferred: boolean;
  /** Seconds since the epoch where the input says so. */
  readonly time: number | null;
  readonly offset: FrameOffset;
  readonly fin: boolean;
  /** 0 to 7; RSV1 counts 4. */
  readonly rsv: Count;
  /** 0 to 15. */
  readonly opcode: Count;
  readonly masked: boolean;
  /** Eight hex digits. */
  readonly maskingKey: string | null;
  readonly headerLength: Count;
  /** As declared: up to 2^64, where a double is not exact. */
  readonly payloadLength: number;
  /** The input holds all of it. */
  readonly complete: boolean;
  /** Before any break, after one but still in step, or found again by searching. */
  readonly trust: 'sound' | 'after-break' | 'guessed';
  /** Of the unmasked payload, not inflated; `null` when the input does not hold all of it. */
  readonly payloadSha256: Sha256 | null;
  /** Only with `inspect --payloads`. */
  readonly payload?: Payload;
}

/** The unmasked payload of a frame, not inflated. One of `text` and `base64` has it, unless it cannot be read. */
export interface Payload {
  readonly text: string | null;
  readonly base64: string | null;
  /** Why it is not the whole payload. */
  readonly note: string | null;
  /** What rides inside the message that begins with it; `null` for other frames, and where bytes are lacking. */
  readonly contents: Contents | null;
}

/** What rides inside a message: the format that fits best, and one line about it. */
export interface Contents {
  /** Such as `socket.io`, `mqtt`, `json`; `text` and `bytes` where none is known. */
  readonly format: Id;
  readonly formatName: string;
  readonly grade: 'certain' | 'likely' | 'possible' | 'no';
  readonly summary: string;
}

/** One message: data frames up to FIN. */
export interface Message {
  readonly index: Count;
  readonly sender: Sender;
  readonly kind: 'text' | 'binary';
  /** Indexes of its frames. */
  readonly frames: readonly Count[];
  /** Bytes of application data: unmasked, put together, inflated. */
  readonly length: number;
  readonly compressed: boolean;
  readonly complete: boolean;
  /** Of the application data; `null` when it cannot be had. */
  readonly sha256: Sha256 | null;
}

/** A rule that the bytes break. */
export interface Finding {
  readonly rule: Id;
  readonly severity: 'error' | 'warning' | 'note';
  readonly sender: Sender;
  /** Index of its frame. */
  readonly frame: Count | null;
  readonly offset: FrameOffset;
  readonly length: Count;
  readonly section: string;
  /** The code that a strict peer closes with. */
  readonly closeCode: Count | null;
  /** Expected, found, where. */
  readonly text: string;
}

/** The headline. */
export interface Verdict {
  readonly level: Level;
  readonly headline: string;
  readonly summary: string;
}

/** Where the frames of a sender cannot be read on. */
export interface Break {
  readonly sender: Sender;
  readonly offset: FrameOffset;
  readonly frame: Count | null;
}

/** A cause that fits. */
export interface Diagnosis {
  readonly cause: Id;
  /** 0 to 1: of all answers given with 0.9, nine in ten are right. */
  readonly confidence: number;
  readonly title: string;
  /** The claim in one sentence. */
  readonly claim: string;
  /** Why this and not the next one. */
  readonly against: string | null;
  /** What would decide. */
  readonly confirm: string | null;
  readonly section: string | null;
  /** The cause of which this is a consequence. */
  readonly consequenceOf: Id | null;
  /** Software to which the evidence points, best first. */
  readonly stacks: readonly string[];
  readonly fixes: readonly Fix[];
  readonly evidence: readonly Evidence[];
}

/** A change that fits this case. */
export interface Fix {
  readonly stack: string;
  readonly id: Id;
  readonly title: string;
}

/** A fact that supports a cause. The place is `null` where no bytes show it. */
export interface Evidence {
  readonly text: string;
  readonly sender: Sender | null;
  readonly offset: FrameOffset | null;
  readonly length: Count | null;
}

/** What one program says of the first fault. */
export interface ProgramReport {
  readonly implementation: string;
  readonly version: string;
  readonly role: Sender;
  /** `run`: measured; `source`: read in its source. */
  readonly basis: 'run' | 'source';
  /** It takes the frame, or waits for more; the fields below are then `null`. */
  readonly accepts: boolean;
  readonly frame: Count | null;
  readonly text: string | null;
  readonly code: string | null;
  readonly error: string | null;
  readonly closeCode: Count | null;
  readonly closeReason: string | null;
  readonly application: string | null;
}
