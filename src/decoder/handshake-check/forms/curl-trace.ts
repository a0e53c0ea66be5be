// What `curl --trace` and `curl --trace-ascii` print: blocks of bytes with their offsets, as characters alone or as hex
// with characters beside it.

import { matchingLines } from '../lines.ts';
import type { FormReader, PastedText, TextLine } from '../pasted.ts';
import { curlVerbose } from './curl-output.ts';

const blockStart = /^(=>|<=) (?:Send|Recv) (header|data|SSL data), \d+ bytes \(0x[0-9a-f]+\)$/;
const blockLine = /^[0-9a-f]{4,}: (.*)$/;
const hexBytes = /^((?:[0-9a-f]{2} ){1,16})/;

/** Reads the traces of curl. */
export const curlTrace: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [[blockStart, 'a block of a trace of curl']]);
    return evidence.length > 0 ? { form: 'curl -v output', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const found = curlVerbose.read({ text: pasted.text, lines: markedLines(pasted) });
    return found && { ...found, recognised: 'A trace of curl: blocks of bytes that it sent and received.' };
  },
};

/** The lines of the headers with the marks of `curl -v`. */
function markedLines({ lines }: PastedText): TextLine[] {
  const out: TextLine[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const start = blockStart.exec(lines[at].text);
    if (!start) {
      const isInfo = lines[at].text.startsWith('== Info: ');
      out.push(isInfo ? { ...lines[at], text: `* ${lines[at].text.slice('== Info: '.length)}` } : lines[at]);
      continue;
    }
    const block: TextLine[] = [];
    while (at + 1 < lines.length && blockLine.test(lines[at + 1].text)) {
      at += 1;
      block.push(lines[at]);
    }
    const mark = start[2] === 'header' ? `${start[1] === '=>' ? '>' : '<'} ` : '';
    out.push(...contentOf(block).map((line) => ({ ...line, text: mark + line.text })));
  }
  return out;
}

/** The lines of a block. In hex a row ends anywhere, so that each line has the place of the whole block. */
function contentOf(block: readonly TextLine[]): TextLine[] {
  const contents = block.map(({ text }) => blockLine.exec(text)?.[1] ?? '');
  const rows = contents.map((content) => hexBytes.exec(content)?.[1]);
  if (block.length === 0 || rows.some((row) => row === undefined)) {
    return block.map(({ at }, index) => ({ text: contents[index], at }));
  }
  const characters = rows
    .flatMap((row) => (row ?? '').trim().split(' '))
    .map((pair) => String.fromCharCode(Number.parseInt(pair, 16)))
    .join('');
  const at = { start: block[0].at.start, end: block[block.length - 1].at.end };
  return characters
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((text) => ({ text, at }));
}
