// The handshake check and `inspect` say the same of a pasted handshake.

import { expect, test } from 'vitest';
import { openText } from '../../bench/exam-text.ts';
import { checkHandshake } from '../../src/decoder/handshake-check/check.ts';
import { headlineOfHandshake } from '../../src/decoder/handshake-check/headline.ts';
import { corpus } from './corpus.ts';

/** Levels of a connection that do not contradict a level of the check. */
const agreeing: Readonly<Record<string, readonly string[]>> = {
  broken: ['broken', 'warning'],
  warning: ['warning'],
  sound: ['sound', 'unknown'],
  unknown: ['unknown', 'sound'],
};

/** Kinds of texts that may hold a handshake. */
const withHeads = new Set(['handshake', 'mixed', 'error-text']);

test('no handshake of the corpus is judged in two ways', async () => {
  const contradictions: string[] = [];
  for (const { name, text } of corpus().filter(({ kind }) => withHeads.has(kind))) {
    const { capture } = await openText(text);
    // The check gives the answer to the last exchange; each of several is a connection of its own.
    const connection = capture.connections.at(-1);
    const part = capture.recognition?.parts.findLast(({ kind }) => kind === 'handshake');
    if (connection === undefined || part === undefined || connection.frames > 0) continue;
    const { level, title } = headlineOfHandshake(checkHandshake(text.slice(part.start, part.end)));
    if (!agreeing[level].includes(connection.level))
      contradictions.push(`${name}: ${level} (${title}), ${connection.level} (${connection.headline})`);
  }
  expect(contradictions).toEqual([]);
}, 300_000);
