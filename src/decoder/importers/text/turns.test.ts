import { expect, test } from 'vitest';
import { haveTurns } from './turns.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

test('a request and an answer on lines of their own have turns', () => {
  const request = ascii('GET /live HTTP/1.1\r\nHost: a\r\n\r\n');
  const answer = ascii('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  expect(haveTurns([request, answer])).toBe(true);
});

test('rows of one dump have no turns, also where text inside the stream begins a row like a request', () => {
  const rows = ['HTTP/1.1 404 No\r', 'GET /live is not', 'here'].map(ascii);
  expect(haveTurns(rows)).toBe(false);
});
