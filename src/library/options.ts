// What the functions of the library take, and the reader of an open capture.

import type * as results from './results.ts';

/** What can be opened. A stream is read to its end and kept in memory, because payloads are read back from it. */
export type Input =
  | Uint8Array
  | ArrayBuffer
  | string
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** How an input is read. */
export interface OpenOptions {
  /** Name of the file, which helps to recognise its format. */
  readonly name?: string;
  /** Who wrote the bytes, where the input does not say. */
  readonly sender?: results.Sender;
  /** Id of a format (`hex`, `pcap`), or a kind of text (`error-text`), instead of recognising it. */
  readonly as?: string;
  /** A TLS key log, or the RSA private key of the server in PEM. */
  readonly keylog?: string;
  /** A WebSocket URL that is followed through a configuration: `checks[].url`. */
  readonly url?: string;
  /** Frames and messages of each connection that are listed, from the first on; all without it. */
  readonly maxRecords?: number;
}

/** An open capture. Everything it returns is plain data. */
export interface CaptureReader {
  /** What the input is. */
  readonly source: results.Source;
  /** Ids of the connections, in the order of the input. */
  readonly connections: readonly number[];
  /** All of one connection. Throws a RangeError for an id that `connections` does not have. */
  connection(id: number): Promise<results.Connection>;
  /** The frames of a connection, from the first on, without keeping them. */
  frames(id: number): AsyncIterable<results.Frame>;
  /** The messages of a connection, from the first on, without keeping them. */
  messages(id: number): AsyncIterable<results.Message>;
  /** The unmasked payload of a frame, or the inflated message that it is part of; at most 64 MiB. */
  payload(id: number, frame: number, of?: 'frame' | 'message'): Promise<Uint8Array>;
  /** Everything at once, as `inspect --json` writes it. */
  report(): Promise<results.Report>;
}

/** A file with its name. */
export interface ConfigurationFile {
  readonly name: string;
  readonly text: string;
}

/** How an input is decoded. */
export type DecodeOptions = OpenOptions;

/** What an error text comes from. */
export interface Explanation {
  /** Most telling first; empty for a text that nobody is known to print. */
  readonly errors: readonly results.ErrorText[];
  /** Says that no implementation is known to print the text; `null` where one is. */
  readonly note: string | null;
}

/** How a configuration is checked. */
export interface ConfigurationOptions {
  /** Name of the file, where the text alone is given. */
  readonly name?: string;
  /** A WebSocket URL that is followed through the configuration. */
  readonly url?: string;
}

/** What a link shows. */
export interface PermalinkOptions extends OpenOptions {
  /** Address of the page; only the fragment (`#...`) without it. */
  readonly page?: string;
  /** Id of the connection that the link holds: the worst one without it. */
  readonly connection?: number;
  /** Replace cookies, credentials and tokens by `x`: true unless it is false. */
  readonly redact?: boolean;
}
