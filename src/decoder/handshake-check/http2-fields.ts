// Header fields of HTTP/2 with their pseudo-headers, as tools list them, made into a head.

import { type FoundHead, headOf, statusLineOf } from './heads.ts';
import type { TextLine, TextRange } from './pasted.ts';

/** A field and its place. */
export interface Http2Field {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  readonly at: TextRange;
}

/** What there is to know of a head of HTTP/2. */
export const noteOnHttp2 =
  'This was HTTP/2: a WebSocket begins there with :method CONNECT and :protocol websocket, and the response is 200. Upgrade, Connection and Sec-WebSocket-Key do not exist there.';

/** Whether the fields are a whole head: one of the pseudo-headers that begin it is among them. */
export function isHttp2Head(fields: readonly Http2Field[]): boolean {
  return fields.some(({ name }) => /^:(?:method|status|path)$/.test(name));
}

/** The head of the fields of one stream and direction. */
export function headOfHttp2Fields(fields: readonly Http2Field[]): FoundHead {
  const pseudo = (name: string) => fields.find((one) => one.name === name);
  const status = pseudo(':status');
  const method = pseudo(':method');
  const host = pseudo(':authority');
  const lines: TextLine[] = fields
    .filter(({ name }) => !name.startsWith(':'))
    .map(({ name, value, at }) => ({ text: `${name}: ${value}`, at }));
  if (host) lines.unshift({ text: `host: ${host.value}`, at: host.at });
  const startLine = status
    ? statusLineOf(Number(status.value)).replace('HTTP/1.1', 'HTTP/2')
    : `${method?.value ?? 'GET'} ${pseudo(':path')?.value ?? '/'} HTTP/2`;
  // The audit of HTTP/2 asks for these pseudo-headers; as text they come after the headers.
  const others = status ? [] : [':scheme', ':path', ':protocol'].flatMap((name) => pseudo(name) ?? []);
  const count = lines.length;
  lines.push(...others.map(({ name, value, at }) => ({ text: `${name}: ${value}`, at })));
  const head = headOf({ startLine, startLineAt: (status ?? method)?.at ?? null, lines });
  const headersAt = [...head.headersAt.slice(0, count), ...others.map(({ at }) => at)];
  return { head: { ...head, headersAt }, rest: null };
}
