// A close code or a status with nothing else: what a person copies from a field of a debugger or a dashboard.

const closeCode =
  /^(?:web ?socket|ws|close[ds]?|event|error|status|code|reason|onclose|with|[\s:=#()[\]{},"'])*\b(1[01]\d\d|[34]\d{3})\b[\s.)\]},"']*$/i;
const statusCode =
  /^(?:web ?socket|ws|http(?:\/1\.[01])?|error|status|code|response|handshake|[\s:=#()[\]{},"'])*\b([345]\d\d)\b[\s.)\]},"']*$/i;
/** Close codes that mean something: 1000 to 1015, and those of libraries and applications. */
const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1015) || (code >= 3000 && code <= 4999);

/** The sentence that a program would print for the code of a line; `null` for a line that holds more than a code. */
export function spelledOut(line: string): string | null {
  const close = closeCode.exec(line)?.[1];
  if (close !== undefined && isCloseCode(Number(close))) return `closed with code ${close}`;
  const status = statusCode.exec(line)?.[1];
  return status === undefined ? null : `Unexpected response code: ${status}`;
}
