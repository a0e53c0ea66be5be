// The header list in Envoy's debug log: a line `'name', 'value'` for each header, pseudo-headers for the
// start line.

import { type FoundHead, headOf, pair, statusLineOf } from '../heads.ts';
import { matchingLines } from '../lines.ts';
import type { FormReader, PastedText, TextLine, TextRange } from '../pasted.ts';

const headerPair = /^\s*'(:?[A-Za-z0-9!#$%&*+.^_`|~-]+)', '(.*)'\s*$/;

/** Reads header lists of Envoy. */
export const envoyHeaders: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [[headerPair, 'a header in the log of Envoy']]);
    if (evidence.length < 2) return null;
    const hasPseudoHeader = evidence.some(({ line }) => /^\s*':/.test(pasted.lines[line].text));
    return { form: 'Envoy header list', certainty: hasPseudoHeader ? 'certain' : 'likely', evidence };
  },
  read(pasted) {
    const heads = blocksIn(pasted).map(headOfBlock);
    if (heads.length === 0) return null;
    return {
      form: 'Envoy header list',
      recognised: 'Headers as Envoy prints them in its debug log.',
      exchanges: pair(heads),
      url: null,
      notes: [
        'Envoy shows the start line as pseudo-headers (:method, :path, :status), for HTTP/1.1 too: the version is not in the text.',
      ],
      reports: [],
    };
  },
};

interface Field {
  readonly name: string;
  readonly value: string;
  readonly at: TextRange;
}

// Headers on lines in a row are one head; a pseudo-header that repeats begins the next one.
function blocksIn({ lines }: PastedText): Field[][] {
  const blocks: Field[][] = [];
  let seen = new Set<string>();
  let isOpen = false;
  for (const { text, at } of lines) {
    const match = headerPair.exec(text);
    if (!match) {
      isOpen = false;
      continue;
    }
    const field = { name: match[1].toLowerCase(), value: match[2], at };
    const last = blocks.at(-1);
    const isNext = field.name.startsWith(':') && seen.has(field.name);
    if (last && isOpen && !isNext) last.push(field);
    else {
      blocks.push([field]);
      seen = new Set();
    }
    seen.add(field.name);
    isOpen = true;
  }
  return blocks;
}

function headOfBlock(fields: readonly Field[]): FoundHead {
  const pseudo = (name: string): Field | undefined => fields.find((one) => one.name === name);
  const status = pseudo(':status');
  const path = pseudo(':path');
  const host = pseudo(':authority');
  const lines: TextLine[] = fields
    .filter(({ name }) => !name.startsWith(':'))
    .map(({ name, value, at }) => ({ text: `${name}: ${value}`, at }));
  if (host) lines.unshift({ text: `host: ${host.value}`, at: host.at });
  const isResponse = status !== undefined || fields.some(({ name }) => name === 'sec-websocket-accept');
  const startLine = isResponse
    ? statusLineOf(Number(status?.value) || 101)
    : `${pseudo(':method')?.value ?? 'GET'} ${path?.value ?? '/'} HTTP/1.1`;
  return {
    head: headOf({ startLine, startLineAt: (isResponse ? status : path)?.at ?? null, lines }),
    rest: null,
  };
}
