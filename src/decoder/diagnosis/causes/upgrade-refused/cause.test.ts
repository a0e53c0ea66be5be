import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../testing/bytes.ts';
import { converse, request } from '../../../../testing/frames.ts';
import { diagnose } from '../../diagnose.ts';

/** What follows the head of a refusal, by the Content-Length in that head. */
const surpluses: readonly (readonly [length: number, bytes: string])[] = [
  [0, 'not allowed'],
  [0, '{"error":"x"}'],
  [0, '<html>no</html>'],
  [5, 'Forbidden by rule'],
  [0, '\r\n'],
  [0, '0\r\n\r\n'],
  [0, '!!'],
];

async function diagnosisAfter(...answers: readonly string[]) {
  const { connection } = converse([
    ['client', request],
    ...answers.map((answer) => ['server', utf8(answer)] as const),
  ]);
  const { level, diagnosis } = await diagnose(connection, []);
  return { level, first: diagnosis[0] };
}

describe('a refusal', () => {
  it.each(surpluses)('with Content-Length %i and the bytes %j', async (length, bytes) => {
    const head = `HTTP/1.1 403 Forbidden\r\nContent-Length: ${length}\r\n\r\n`;
    for (const answers of [[head + bytes], [head, bytes]]) {
      const { level, first } = await diagnosisAfter(...answers);
      expect(first.cause).toBe('upgrade-refused');
      expect(first.confidence).toBeGreaterThanOrEqual(0.95);
      expect(first.facts.status).toBe(403);
      expect(level).toBe('broken');
    }
  });

  it('is the first response to the request, not one that follows it', async () => {
    const second = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad';
    const { first } = await diagnosisAfter(
      `HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone${second}`,
    );
    expect(first.facts.status).toBe(404);
    expect(first.evidence.map(({ text }) => text)).toContain('Its body says “none”.');
  });
});
