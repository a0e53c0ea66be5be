// Pasted handshakes as people bring them. `isPrinted`: the real program printed it (curl, wget, HTTPie, websockets,
// aiohttp, websocket-client, wscat, tcpdump, nginx, Apache, HAProxy); the others are written after public reports.

import { expect, test } from 'vitest';
import { checkHandshake } from '../../src/decoder/handshake-check/check.ts';
import { headlineOfHandshake } from '../../src/decoder/handshake-check/headline.ts';
import pastes from './pastes.json' with { type: 'json' };

interface Paste {
  readonly name: string;
  readonly isPrinted: boolean;
  readonly text: string;
  /** What is known of the right answer; expressions for the words that must or must not stand in it. */
  readonly expected: {
    readonly level?: string;
    readonly status?: number | null;
    readonly heads?: readonly string[];
    readonly cause?: string;
    readonly url?: string;
    readonly says?: string;
    readonly titleLacks?: string;
  };
}

/** Texts that are not judged rightly yet, by name: `socat -x` prints bytes and text side by side. */
const knownMisses: readonly string[] = ['socat-x'];
const all = pastes as readonly Paste[];

test.each(all.filter(({ name }) => !knownMisses.includes(name)))('$name', check);
test.fails.each(all.filter(({ name }) => knownMisses.includes(name)))('$name is not read rightly', check);

function check({ text, expected }: Paste): void {
  const checked = checkHandshake(text);
  const headline = headlineOfHandshake(checked);
  const last = checked.exchanges.at(-1);
  const { request = null, response = null } = last?.exchange ?? {};
  if (expected.level !== undefined) expect(headline.level).toBe(expected.level);
  if (expected.status !== undefined) expect(response?.head.status ?? null).toBe(expected.status);
  if (expected.cause !== undefined) expect(headline.cause).toBe(expected.cause);
  if (expected.url !== undefined) expect(checked.pasted.url).toBe(expected.url);
  if (expected.titleLacks !== undefined) expect(headline.title).not.toMatch(new RegExp(expected.titleLacks));
  if (expected.heads !== undefined) {
    const heads = [...(request === null ? [] : ['request']), ...(response === null ? [] : ['response'])];
    expect(heads).toEqual(expected.heads);
  }
  if (expected.says !== undefined) {
    const failed = (last?.audit.checks ?? []).filter(({ ok }) => !ok);
    const words = [
      headline.title,
      headline.text,
      headline.next,
      ...failed.map((one) => one.title + one.text),
    ];
    expect(words.join(' ')).toMatch(new RegExp(expected.says));
  }
}
