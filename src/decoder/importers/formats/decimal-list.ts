// Numbers from 0 to 255 in decimal, bare or in brackets: `129, 5, 72`, `[129, 5, 72]` (Python, JavaScript, Ruby), Go's
// `[129 5 72]`, PHP's print_r and var_dump of unpack('C*', ...).

import { isSurrounding } from '../text/lines.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { parseNumbers } from '../text/numbers.ts';
import { textImporter } from '../text/text-importer.ts';

const list =
  /(?<![\w.:-])(?:[[(]\s*)?\d{1,3}(?:[\s,;]+\d{1,3}(?![\w:]))+\s*,?\s*(?:(?:\.\.\.|…)[^\])\n]*)?(?:\]|\))?/g;
const phpEntry = /\[(\d+)\]\s*=>\s*(?:int\()?(\d{1,3})\)?(?!\d)/g;
const whole = /^[[(]?\s*\d{1,3}(?:[\s,;]+\d{1,3})+[\s,;]*(?:(?:\.\.\.|…).*)?[\])]?[;,]?$/;

function* literalsOf(text: string): Generator<Literal> {
  const entries = [...text.matchAll(phpEntry)];
  if (entries.length > 1) {
    const bytes = entries.map((entry) => Number(entry[2]));
    const bad = bytes.findIndex((value) => value > 255);
    const last = entries[entries.length - 1];
    yield {
      start: entries[0].index,
      end: last.index + last[0].length,
      bytesStart: entries[0].index,
      bytesEnd: last.index + last[0].length,
      bytes: Uint8Array.from(bad < 0 ? bytes : bytes.slice(0, bad)),
      bad: bad < 0 ? undefined : { at: entries[bad].index, text: entries[bad][2] },
    };
    return;
  }
  for (const match of text.matchAll(list)) {
    const from = match.index + (/^[[(]/.test(match[0]) ? 1 : 0);
    const numbers = parseNumbers(text, from, match.index + match[0].length);
    if (numbers.bytes.length < 2) continue;
    const opened = from > match.index;
    yield {
      start: match.index,
      end: match.index + match[0].length,
      bytesStart: from,
      bytesEnd: numbers.stop,
      bytes: numbers.bytes,
      more: numbers.more,
      bad: numbers.bad >= 0 ? { at: numbers.bad, text: numbers.badText } : undefined,
      open: opened && !/[\])]$/.test(match[0]),
    };
  }
}

/** Decimal numbers that cannot be hex: one of them has one or three digits, none begins with 0 but 0 itself. */
function isDecimal(text: string): boolean {
  const tokens = text.match(/[0-9A-Za-z]+/g) ?? [];
  const numbers = tokens.filter((token) => /^(?:0|[1-9]\d{0,2})$/.test(token) && Number(token) < 256);
  if (numbers.length !== tokens.length || numbers.length < 2) return false;
  return (
    numbers.some((token) => token.length === 3) ||
    (/[[,]/.test(text) && numbers.some((token) => token.length === 1))
  );
}

/** Lists of decimal numbers. */
export const decimalList = textImporter({
  id: 'decimal-list',
  name: 'decimal numbers',
  grade: ({ text, lines }) => {
    if ([...text.matchAll(phpEntry)].length > 1 && /Array\s*\(|array\(\d+\)/.test(text)) return 'certain';
    const used = lines.filter((line) => !isSurrounding(line));
    const body = used.join('\n').replace(/(?:\.\.\.|…).*/g, '');
    if (isDecimal(body) && whole.test(used.join(' ').trim())) return 'certain';
    const rows = used.filter((line) => {
      if (/0x|\\x|[0-9a-f]{2}[:-][0-9a-f]{2}/i.test(line)) return false;
      const match = new RegExp(list).exec(line);
      return match !== null && isDecimal(match[0]);
    });
    return rows.length > 0 &&
      (rows.length * 2 >= used.length || rows.some((row) => (row.match(/\d+/g)?.length ?? 0) >= 6)) &&
      !/["<{]/.test(text)
      ? 'likely'
      : 'no';
  },
  read: (text, out) => {
    out.describe('decimal numbers');
    emitLiterals(text, literalsOf(text), out);
  },
});
