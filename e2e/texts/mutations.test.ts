// Texts of the corpus that somebody or some program changed: the verdict is right, or it is not sure.

import { expect, test } from 'vitest';
import { openText } from '../../bench/exam-text.ts';
import { senders } from '../../src/decoder/model/basics.ts';
import { type CorpusText, corpus } from './corpus.ts';

/** Longer texts, and most of the others, are left out: there are thousands. */
const maxLength = 4000;
const step = 7;
/** From this confidence on a verdict is sure. */
const sure = 0.9;

const eachLine = (text: string, change: (line: string, at: number) => string) =>
  text
    .split('\n')
    .map((line, at) => (line.trim() === '' ? line : change(line, at)))
    .join('\n');
const pairsIn = (line: string) => line.match(/\b[\da-f]{2}\b/gi)?.length ?? 0;
const beside = (text: string, other: string, gap: string) => {
  const rows = other.split('\n');
  return eachLine(text, (line, at) => `${line}${gap}${rows[at] ?? ''}`);
};

/** Changes of a text; `other` is a text of the corpus as well. */
const mutations: Readonly<Record<string, (text: string, other: string) => string>> = {
  'a count in brackets before each line': (text) =>
    eachLine(text, (line) => `[ws] (${pairsIn(line)}) ${line}`),
  'the number of the connection before each line': (text) => eachLine(text, (line) => `conn-7 ${line}`),
  'a number in hex before each line': (text) =>
    eachLine(text, (line, at) => `${(at % 256).toString(16).padStart(2, '0')} ${line}`),
  'the same byte before each line': (text) => eachLine(text, (line) => `7f ${line}`),
  'a number and a semicolon before each line': (text) => eachLine(text, (line, at) => `${at + 1}; ${line}`),
  'a time before each line': (text) => eachLine(text, (line, at) => `12:00:0${at % 10}.123 ${line}`),
  'a wrong count before each line': (text) => eachLine(text, (line) => `len=3 ${line}`),
  'a wrong count before the text': (text) => `received ${text.length + 7} bytes: ${text}`,
  'the same text beside it': (text) => beside(text, text, '   |   '),
  'another text beside it': (text, other) => beside(text, other, '\t'),
  'the first two columns swapped': (text) =>
    eachLine(text, (line) => line.replace(/^(\s*)(\S+)(\s+)(\S+)/, '$1$4$3$2')),
  'a row less': (text) => {
    const lines = text.split('\n');
    return lines.length > 4 ? lines.toSpliced(lines.length >> 1, 1).join('\n') : text;
  },
};

/** What is said of bytes that the text lacks. */
const saysIncomplete = new Set(['paste-truncated', 'capture-loss', 'capture-snaplen', 'bytes-lost']);

/** What is said of a changed text for sure, and does not fit the text as it was; `null` when all is well. */
async function wrongOf({ frames, name }: CorpusText, kind: string, text: string, before: Set<string>) {
  const { capture, opcodes } = await openText(text);
  const isRight = senders.every((sender) => opcodes[sender].join() === frames?.[sender].join());
  const wrong = capture.connections.flatMap(({ diagnosis: [first] }) => {
    const isFault = first !== undefined && first.confidence >= sure && !saysIncomplete.has(first.cause);
    // The fault of the text as it was is still there.
    return isFault && !before.has(first.cause) ? [first.cause] : [];
  });
  return isRight || wrong.length === 0 ? null : `${kind}: ${name}: ${wrong.join()}`;
}

async function causesOf(text: string): Promise<Set<string>> {
  const { capture } = await openText(text);
  return new Set(capture.connections.flatMap(({ diagnosis }) => diagnosis.map(({ cause }) => cause)));
}

test('no changed text has a verdict that is wrong and sure', async () => {
  const texts = corpus().filter(
    ({ frames, isOther, connections, kind, text }) =>
      kind === 'bytes' && frames && !isOther && connections === undefined && text.length < maxLength,
  );
  const kinds = Object.entries(mutations);
  const wrong: string[] = [];
  let looked = 0;
  for (let at = 0; at < texts.length; at += step) {
    const one = texts[at];
    const [kind, change] = kinds[(at / step) % kinds.length];
    const changed = change(one.text, texts[(at + 1) % texts.length].text);
    const found = await wrongOf(one, kind, changed, await causesOf(one.text));
    if (found !== null) wrong.push(found);
    looked++;
  }
  expect(looked).toBeGreaterThan(200);
  expect(wrong).toEqual([]);
}, 600_000);
