// The head of an HTTP message, as it is in the stream; of HTTP/2, as its header fields give it.

/** One header line. `start` and `end` are offsets in the head's own bytes, line end left out. */
export interface HttpHeader {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A start line and its header lines. Offsets count from the first byte of the start line. */
export interface HttpHead {
  readonly kind: 'request' | 'response';
  readonly startLine: string;
  /** Request: the method. Response: empty. */
  readonly method: string;
  /** Request: the target as written. Response: empty. */
  readonly target: string;
  /** `HTTP/1.1`, `HTTP/1.0`, or what stood there. */
  readonly version: string;
  /** Response: the status code. Request: 0. */
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HttpHeader[];
  /** Lines of the head that are neither a header nor a continuation. */
  readonly oddLines: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  /** Length of the head with its blank line, or of what there was of it. */
  readonly byteLength: number;
  /** False when the blank line never came. */
  readonly complete: boolean;
  /** A line ended in a bare LF. */
  readonly bareLineFeeds: boolean;
  /**
   * Fields are unknown: those of HTTP/2 depend on bytes that the capture lacks, an archive was saved without them.
   */
  readonly lacksFields?: boolean;
}

/** Whether a handshake runs inside HTTP/2: an extended CONNECT, or the answer to one (RFC 8441). */
export function isOverHttp2(head: HttpHead | null): boolean {
  return head !== null && head.version === 'HTTP/2';
}

/** Whether a request asks a forward proxy for a tunnel (RFC 9110 9.3.6). Over HTTP/2 CONNECT opens a WebSocket. */
export function asksForTunnel(request: HttpHead | null): boolean {
  return request !== null && request.method === 'CONNECT' && !isOverHttp2(request);
}

/** Whether an answer has a status of success, as that of a forward proxy to CONNECT (RFC 9110 15.3). */
export function isSuccess(response: HttpHead | null): boolean {
  return response !== null && response.status >= 200 && response.status < 300;
}

/** Whether an answer opens the WebSocket: 101, and 200 inside HTTP/2 (RFC 8441 5). */
export function opensWebSocket(response: HttpHead): boolean {
  return response.status === 101 || (isOverHttp2(response) && isSuccess(response));
}

/** Whether a response opens the WebSocket that was asked for. In HTTP/2 only a CONNECT asks for one (RFC 8441 4). */
export function acceptsWebSocket(request: HttpHead | null, response: HttpHead): boolean {
  const asks = request === null || !isOverHttp2(request) || request.lacksFields === true;
  return opensWebSocket(response) && (asks || request.method === 'CONNECT');
}

/** Lengths are compared first: most names differ in them, and a head is asked for many. */
function isNamed(header: HttpHeader, name: string): boolean {
  return header.name.length === name.length && header.name.toLowerCase() === name.toLowerCase();
}

/** All values of a header, in order, by its name in any case. */
export function headerValues(head: HttpHead, name: string): string[] {
  const values: string[] = [];
  for (const header of head.headers) if (isNamed(header, name)) values.push(header.value);
  return values;
}

/** The first value of a header, or `null`. */
export function headerValue(head: HttpHead, name: string): string | null {
  return head.headers.find((header) => isNamed(header, name))?.value ?? null;
}

/** The comma-separated tokens of every occurrence of a header, lower case, parameters kept. */
export function headerTokens(head: HttpHead, name: string): string[] {
  const tokens: string[] = [];
  for (const value of headerValues(head, name)) {
    for (const part of value.split(',')) {
      const token = part.trim().toLowerCase();
      if (token !== '') tokens.push(token);
    }
  }
  return tokens;
}
