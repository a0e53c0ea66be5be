// Error lines of tools that connect: they tell what came in place of a response, and are found beside a handshake too.

/** An error line and what it means. */
export interface ToolError {
  readonly pattern: RegExp;
  readonly implementation: string;
  readonly note: string;
}

/** Tried in order; the first that is found counts. All of them are printed by clients. */
const toolErrors: readonly ToolError[] = [
  {
    pattern: /(?:curl: \(1\) )?Received HTTP\/0\.9 when not allowed/,
    implementation: 'curl',
    note: 'The first bytes of the server are no status line. Something swallowed the 101 and the first frames came in its place, or the port speaks another protocol than HTTP.',
  },
  {
    pattern: /curl: \(52\) Empty reply from server/,
    implementation: 'curl',
    note: 'The server closed the connection before it sent a byte of a response.',
  },
  {
    pattern: /curl: \(6\) Could not resolve host: \S+/,
    implementation: 'curl',
    note: 'The name has no address: nothing was sent.',
  },
  {
    pattern: /curl: \(7\) Failed to connect[^\n]*/,
    implementation: 'curl',
    note: 'Nobody listens on that address and port, or a firewall refuses the connection.',
  },
  {
    pattern: /curl: \(28\) [^\n]*/,
    implementation: 'curl',
    note: 'The time ran out. After a 101 this is expected: the connection stays open and curl waits for its end.',
  },
  {
    pattern: /not enough values to unpack \(expected 3, got 2\)|need more than 2 values to unpack/,
    implementation: 'websockets (Python), old versions',
    note: 'The status line of the response has no reason phrase, such as "HTTP/1.1 101 ". That is legal, but this client splits the line into three words and refuses it. A newer version of the client takes it.',
  },
];

/** The first known error line of a tool in `text`, and the words that were found; `null` without one. */
export function toolErrorIn(text: string): (ToolError & { readonly text: string }) | null {
  for (const error of toolErrors) {
    const match = error.pattern.exec(text);
    if (match !== null) return { ...error, text: match[0] };
  }
  return null;
}
