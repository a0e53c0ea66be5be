// What bytes at a frame position are, when they are not a frame.

export type ForeignKind =
  | 'http-response'
  | 'http-request'
  | 'tls'
  | 'chunk'
  | 'header-lines'
  | 'line-end'
  | 'nul'
  | 'bom'
  | 'http2'
  | 'proxy'
  | 'gzip'
  | 'protocol'
  | 'json'
  | 'html'
  | 'log'
  | 'engineio'
  | 'text'
  | 'hixie';

export interface Foreign {
  readonly kind: ForeignKind;
  /** What it is, for people: `an HTTP/1.1 502 response`. */
  readonly what: string;
  /** Bits that are evidence for it by itself. */
  readonly bits: number;
  /** How many bytes belong to it, or `null` when that is not known. */
  readonly length: number | null;
  /** First line or so, as text. */
  readonly shown: string;
  /** Sub-kind: a protocol's name, an HTTP status. */
  readonly detail: string;
}

/** Tells whether bytes are of one kind; `text` holds the first of them, one character a byte. */
export type Classifier = (bytes: Uint8Array, text: string) => Foreign | null;

/** The first line of a text, cut to what can be shown. */
export function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0].slice(0, 80);
}
