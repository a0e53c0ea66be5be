// A frame as a program of Lua prints it after reading: `{ payload = '\015\162...', opcode = 8, mask = false }`.
// The payload is there, the header is not: there are no bytes to judge.

import { opcodeName, opcode as opcodes } from '../model/opcode.ts';

const opcodeField = /\bopcode\s*=\s*(\d{1,2})\b/;
const payloadField = /\bpayload\s*=\s*(['"])/;
const flagField = /\b(?:fin|mask|rsv1)\s*=\s*(?:true|false)\b/;
/** Longest payload that is read for its close code and reason, in characters. */
const maxPayloadLength = 600;

/** Whether a text is a frame as a table. */
export function isFrameTable(text: string): boolean {
  return /^\s*\{/.test(text) && opcodeField.test(text) && payloadField.test(text) && flagField.test(text);
}

/** The characters of a string of Lua, whose `\ddd` is decimal (Lua 5.4 manual, 3.1). */
function charactersOf(literal: string): string {
  return literal.replace(/\\(?:(\d{1,3})|x([\da-f]{2})|([nrt\\'"]))/gi, (_, decimal, hex, char: string) => {
    if (decimal !== undefined) return String.fromCharCode(Number(decimal) & 255);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: '\n', r: '\r', t: '\t' }[char] ?? char;
  });
}

function payloadOf(text: string): string {
  const found = payloadField.exec(text);
  if (found === null) return '';
  const from = found.index + found[0].length;
  const literal = new RegExp(`^(?:[^\\\\${found[1]}]|\\\\[\\s\\S])*`).exec(
    text.slice(from, from + maxPayloadLength),
  );
  return charactersOf(literal?.[0] ?? '');
}

/** Sentences on a frame as a table. */
export function frameTableSummary(text: string): string {
  const opcode = Number(opcodeField.exec(text)?.[1]);
  const payload = payloadOf(text);
  const isMasked = /\bmask\s*=\s*true\b/.test(text);
  const parts = [`${opcodeName(opcode)} frame`, isMasked ? 'masked' : 'not masked'];
  if (opcode === opcodes.close && payload.length > 1) {
    const code = (payload.charCodeAt(0) << 8) | payload.charCodeAt(1);
    const reason = payload.slice(2);
    parts.push(`code ${code} (0x${code.toString(16).padStart(4, '0')})`);
    if (reason !== '') parts.push(`reason "${reason}"`);
  }
  return `Recognised: a frame as a table of Lua: ${parts.join(', ')}. The header that came with it is not in the text, so nothing is judged.`;
}
