// What Python's http.client prints with debuglevel 1: `send: b'...'`, `reply: '...'`, `header: Name: value`.

import { type FoundHead, headOf, isRequestLine, isStatusLine, pair } from '../heads.ts';
import { matchingLines } from '../lines.ts';
import { readQuoted } from '../literals.ts';
import type { FormReader, PastedText, TextLine } from '../pasted.ts';

const sent = /^\s*send: b?(?=["'])/;
const reply = /^\s*reply: b?(?=["'])/;
const header = /^\s*header: (?=\S)/;
const misplacedStatus = /b(?=["']HTTP\/\d)/;

/** Reads debug output of http.client. */
export const httpClientDebug: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [/^\s*send: b?["'](?:GET|CONNECT) /, 'a request that http.client sent'],
      [/^\s*reply: b?["']HTTP\//, 'a status line that http.client received'],
      [header, 'a header that http.client received'],
    ]);
    const isDebug = evidence.some(({ is }) => !is.startsWith('a header'));
    return isDebug ? { form: 'http.client debug output', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const heads = headsIn(pasted);
    if (heads.length === 0) return null;
    return {
      form: 'http.client debug output',
      recognised: 'Lines that begin with send: and reply:, as http.client of Python prints them.',
      exchanges: pair(heads.map(({ head }) => ({ head, rest: null }))),
      url: null,
      notes: heads.some(isWithoutReason)
        ? [
            'A status line has no reason phrase. That is legal (RFC 9112 4: the phrase may be empty), but clients that split the line into three words refuse it, as early versions of websockets for Python did.',
          ]
        : [],
      reports: [],
    };
  },
};

function isWithoutReason({ head }: FoundHead): boolean {
  return head.head.kind === 'response' && head.head.reason.trim() === '';
}

/** A start line with the header lines that follow it. */
interface OpenHead {
  readonly lines: TextLine[];
  /** The status line was printed without its headers, or with their names alone. */
  isStatusOnly: boolean;
}

function headsIn({ lines }: PastedText): FoundHead[] {
  const heads: OpenHead[] = [];
  for (const line of lines) {
    const value = valueAfter(line, sent) ?? valueAfter(line, reply);
    const fieldAt = header.exec(line.text);
    if (value) heads.push(...messageIn(value, line));
    else if (fieldAt) addField(heads.at(-1), line, line.text.slice(fieldAt[0].length));
    const misplaced = value ? null : valueAfter(line, misplacedStatus);
    if (misplaced && isStatusLine(misplaced)) heads.push(...messageIn(misplaced, line));
  }
  return heads.map((one) => ({
    head: headOf({ lines: one.lines, hidden: one.isStatusOnly ? 'all' : [] }),
    rest: null,
  }));
}

function valueAfter({ text }: TextLine, pattern: RegExp): string | null {
  const match = pattern.exec(text);
  return match ? (readQuoted(text, match.index + match[0].length)?.value ?? null) : null;
}

function messageIn(value: string, { at }: TextLine): OpenHead[] {
  const texts = value.split(/\r?\n/).filter((one) => one !== '');
  if (texts.length === 0 || !(isRequestLine(texts[0]) || isStatusLine(texts[0]))) return [];
  return [
    {
      lines: texts.map((text) => ({ text, at })),
      isStatusOnly: isStatusLine(texts[0]) && texts.length === 1,
    },
  ];
}

// Old versions of Python print the names of the headers without their values, all on one line.
function addField(head: OpenHead | undefined, { at }: TextLine, field: string): void {
  if (!head || !/^[\w-]+:\s*\S/.test(field) || / header: /.test(field)) return;
  head.lines.push({ text: field, at });
  head.isStatusOnly = false;
}
