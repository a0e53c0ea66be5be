import { expect, test } from 'vitest';
import { chooseFixes } from '../guides/choose.ts';
import { fixByReference, guides } from '../guides/registry.ts';
import { errorsIn } from '../recognise/errors.ts';
import { recognise } from '../recognise/recognise.ts';
import { factsOfText, fixesOfExplanation } from './case-facts.ts';
import type { Explanation } from './explanation.ts';
import { explanations } from './explanations.ts';

/** The changes for the first cause of a text, stack by stack; `null`: nothing of it is in the bytes. */
function fixesFor(text: string): string[] | null {
  const [{ causes, variables, stacks }] = errorsIn(text, recognise(text));
  const [cause] = causes;
  const facts = factsOfText(cause, variables, stacks);
  if (facts === null) return null;
  const first = fixesOfExplanation(cause.explanation);
  const chosen = chooseFixes(Object.values(guides), cause.cause, [...stacks, ...cause.stacks], facts, first);
  return chosen.flatMap(({ stack, fixes }) => fixes.map(({ id }) => `${stack}/${id}`));
}

const chrome = (words: string) => `WebSocket connection to 'wss://example.com/ws' failed: ${words}`;

test('a status leads to a change for this status', () => {
  const fixes = fixesFor(chrome('Error during WebSocket handshake: Unexpected response code: 502'));
  expect(fixes?.[0]).toBe('nginx/backend-address');
  expect(fixes).not.toContain('nginx/upgrade-headers');
});

test('a text without a status has the usual one of its explanation', () => {
  const log =
    '2024/05/01 12:00:00 [error] 29#29: *1 connect() failed (111: Connection refused) while connecting to upstream';
  expect(fixesFor(log)?.[0]).toBe('nginx/backend-address');
});

test('a tunnel that a proxy refuses is mended at the tunnel alone', () => {
  const text = chrome('Establishing a tunnel via proxy server failed.');
  expect(new Set(fixesFor(text)?.map((fix) => fix.split('/')[1]))).toEqual(new Set(['proxy-tunnel']));
});

test('what the browser blocks has no change for a connection', () => {
  const mixed =
    "Mixed Content: The page at 'https://example.com/' was loaded over HTTPS, but attempted to connect to the insecure WebSocket endpoint 'ws://example.com/ws'. This request has been blocked";
  expect(fixesFor(mixed)).toBeNull();
});

test('the software that the text names comes first', () => {
  const log =
    'haproxy[1]: 10.0.0.1:5000 [01/Mar/2024:12:00:00.000] fe be/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET /ws HTTP/1.1"';
  expect(fixesFor(log)?.[0]).toBe('haproxy/server-address');
});

test.each([
  ['a refused connection', 'Error: connect ECONNREFUSED 127.0.0.1:8080'],
  ['a name without an address', 'Error: getaddrinfo ENOTFOUND ws.example.com'],
])('%s has no change for an open connection', (_name, text) => {
  expect(fixesFor(text)).toBeNull();
});

test('a certificate that is not trusted leads to the changes for certificates', () => {
  expect(fixesFor(chrome('Error in connection establishment: net::ERR_CERT_AUTHORITY_INVALID'))?.[0]).toBe(
    'nginx/certificate-chain',
  );
});

test('a session that another instance has is kept on one', () => {
  expect(fixesFor('{"code":1,"message":"Session ID unknown"}')?.[0]).toBe('socketio/sticky-sessions');
});

test('TLS that a client sends to a plain port begins at this port', () => {
  const text = chrome('Error in connection establishment: net::ERR_SSL_PROTOCOL_ERROR');
  expect(fixesFor(text)?.[0]).toBe('nginx/listen-ssl');
});

test('every fix that an explanation names exists for one of its causes', () => {
  const named = Object.values(explanations).flatMap(({ causes, fixes = [] }: Explanation) =>
    fixes.map((reference) => ({ reference, causes })),
  );
  const wrong = named.filter(({ reference, causes }) => {
    const fix = fixByReference(reference)?.fix;
    return fix === undefined || !fix.causes.some((cause) => causes.includes(cause));
  });
  expect(named.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});
