// `message.rawHeaders` of Node.js: one list in which each name is followed by its value.

import { isKnownHeader } from '../header-lists.ts';
import { type FoundHead, headOf, pair, statusLineOf } from '../heads.ts';
import { readQuoted } from '../literals.ts';
import type { FormReader, LineEvidence, PastedText, TextLine, TextRange } from '../pasted.ts';

interface Item {
  readonly value: string;
  readonly at: TextRange;
}

interface List {
  readonly items: readonly Item[];
  readonly at: TextRange;
}

const maxItems = 400;
/** Fewer headers are no head. */
const minHeaders = 2;

/** The list of strings that begins at the bracket at `start`; null for a list of something else. */
function listAt(text: string, start: number): List | null {
  const items: Item[] = [];
  const gap = /[\s,]*/y;
  for (let at = start + 1; items.length < maxItems; ) {
    gap.lastIndex = at;
    at += gap.exec(text)?.[0].length ?? 0;
    if (text[at] === ']') return { items, at: { start, end: at + 1 } };
    const quoted = readQuoted(text, at);
    if (quoted === null) return null;
    items.push({ value: quoted.value, at: { start: at, end: quoted.end } });
    at = quoted.end;
  }
  return null;
}

function isHead({ items }: List): boolean {
  const names = items.filter((_, index) => index % 2 === 0);
  return (
    items.length % 2 === 0 &&
    names.filter(({ value }) => isKnownHeader(value)).length >= minHeaders &&
    names.every(({ value }) => /^[\w-]+$/.test(value))
  );
}

function listsIn(text: string): List[] {
  const lists: List[] = [];
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    if (!/^\[\s*["']/.test(text.slice(at, at + 80))) continue;
    const list = listAt(text, at);
    if (list !== null && isHead(list)) {
      lists.push(list);
      at = list.at.end - 1;
    }
  }
  return lists;
}

/** A status or a request line in front of the list, as console.log prints it. */
function wordsBefore(text: string, at: number): string {
  const start = text.slice(Math.max(0, at - 300), at);
  return start.slice(start.search(/[^\n]*\n?[^\n]*$/));
}

function headOfList(text: string, { items, at }: List): FoundHead {
  const lines: TextLine[] = [];
  for (let index = 0; index < items.length; index += 2) {
    const [name, value] = [items[index], items[index + 1]];
    lines.push({ text: `${name.value}: ${value.value}`, at: { start: name.at.start, end: value.at.end } });
  }
  const before = wordsBefore(text, at.start);
  const status = /(?:^|[\s:(,])([1-5]\d{2})(?: [A-Z][A-Za-z ]{0,40})?[\s,:]*$/.exec(before)?.[1];
  const request = /\b([A-Z]{3,8}),? ["']?(\/[^\s"',]*)["']?/.exec(before);
  const isResponse =
    status !== undefined || lines.some(({ text: line }) => /^sec-websocket-accept:/i.test(line));
  const startLine = isResponse
    ? statusLineOf(Number(status ?? 101))
    : `${request?.[1] ?? 'GET'} ${request?.[2] ?? '/'} HTTP/1.1`;
  const isGiven = isResponse ? status !== undefined : request !== null;
  return {
    head: headOf({ startLine, startLineAt: isGiven ? { start: at.start, end: at.start + 1 } : null, lines }),
    rest: null,
  };
}

function evidenceOf({ lines }: PastedText, lists: readonly List[]): LineEvidence[] {
  return lines.flatMap(({ at }, line) =>
    lists.some((list) => list.at.start < at.end && at.start < list.at.end)
      ? [{ line, at, is: 'a line of a list of headers' }]
      : [],
  );
}

/** Reads lists of names and values. */
export const rawHeaders: FormReader = {
  recognise(pasted) {
    const lists = listsIn(pasted.text);
    return lists.length === 0
      ? null
      : { form: 'header list of Node.js', certainty: 'certain', evidence: evidenceOf(pasted, lists) };
  },
  read({ text }) {
    const heads = listsIn(text).map((list) => headOfList(text, list));
    return {
      form: 'header list of Node.js',
      recognised: 'A list in which each name of a header is followed by its value (rawHeaders of Node.js).',
      exchanges: pair(heads),
      url: null,
      notes: [],
      reports: [],
    };
  },
};
