import { headerValue } from '../../../model/http.ts';
import { acceptFor } from '../../../websocket/handshake.ts';
import type { Cause } from '../../cause.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** Ways in which the hash is known to go wrong, each tried on this key. */
function explanation(key: string, found: string): string | null {
  const tries: readonly (readonly [string, string])[] = [
    [acceptFor(`${key}\n`), 'the hash of the key with a newline after it'],
    [acceptFor(`${key}\r\n`), 'the hash of the key with CR LF after it'],
    [acceptFor(` ${key}`), 'the hash of the key with a space before it'],
    [acceptFor(key.replace(/=+$/, '')), 'the hash of the key without its padding'],
    [acceptFor(key.toLowerCase()), 'the hash of the key in lower case'],
    [acceptFor('dGhlIHNhbXBsZSBub25jZQ=='), "the answer to the RFC's sample key, copied"],
    [acceptFor(''), 'the hash of an empty key'],
  ];
  return (
    tries.find(([value]) => value === found)?.[1] ?? (found === key ? 'the key itself, not hashed' : null)
  );
}

/** The value is computed from the key (RFC 6455 4.2.2), so a difference is a fact. */
const confidenceOfHash = 0.99;

/** Sec-WebSocket-Accept is not the hash of this request's key. */
export const handshakeAcceptMismatch: Cause<'handshake-accept-mismatch'> = {
  id: 'handshake-accept-mismatch',
  group: 'handshake',
  title: 'Sec-WebSocket-Accept does not belong to this key',
  section: 'RFC 6455 4.2.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'accept-value': 0.9 },
  confirm: 'printf "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11" KEY | openssl sha1 -binary | base64',
  match(context) {
    const { handshake } = context.connection;
    if (handshake?.response?.status !== 101 || handshake.request === null) return null;
    const check = handshake.checks.find(({ id, ok }) => id === 'accept' && !ok);
    const found = headerValue(handshake.response, 'sec-websocket-accept');
    const key = headerValue(handshake.request, 'sec-websocket-key');
    if (!check || found === null || key === null) return null;
    const why = explanation(key, found);
    return {
      confidence: confidenceOfHash,
      claim: `Sec-WebSocket-Accept is “${found}”, but for this key it must be “${acceptFor(key)}”${why ? `; found is ${why}` : ''}.`,
      evidence: [
        { text: check.text, place: check.place },
        {
          text: `The key is “${key}”.`,
          place: handshake.checks.find(({ id }) => id === 'key')?.place ?? null,
        },
      ],
      against:
        why ?? 'The value is the hash of another key: cached, fixed in the code, or of another connection.',
      stacks: stacksOf(context),
    };
  },
};
