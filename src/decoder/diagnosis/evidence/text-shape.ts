// Whether bytes read as text, and whether text is JSON or a part of it.

import { firstNotUtf8 } from '../../bytes/utf8.ts';

/** Share of bytes that are printable ASCII or white space, 0 to 1. */
export function printableShare(bytes: Uint8Array, most = 512): number {
  const length = Math.min(bytes.length, most);
  if (length === 0) return 0;
  let printable = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i];
    if ((byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13) printable++;
  }
  return printable / length;
}

/** Text of so many bytes is text with such a byte at its end too: STOMP and strings of C have a NUL, SignalR has 1e. */
const minBeforeEnd = 8;
const endBytes = [0, 0x1e];

/** Whether bytes read as text: UTF-8 (cut at the end allowed) with hardly a control character. */
export function readsAsText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  const bad = firstNotUtf8(bytes);
  if (bad >= 0 && bad < bytes.length - 3) return false;
  let odd = 0;
  const hasEnd = bytes.length > minBeforeEnd && endBytes.includes(bytes[bytes.length - 1]);
  const length = hasEnd ? bytes.length - 1 : bytes.length;
  for (const byte of bytes.subarray(0, length)) {
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) odd++;
    if (byte === 127) odd++;
  }
  return odd * 50 <= bytes.length;
}

/** The beginning of bytes as text, to quote in evidence. */
export function preview(bytes: Uint8Array, maxBytes = 60): string {
  return new TextDecoder().decode(bytes.subarray(0, maxBytes));
}

/** A word or number that protocols write before a JSON document: `echo: {`, `42[`, `event {`. */
const documentLabel = /^\s*(?:[a-z_][\w.-]{0,15}:? ?|\d{1,6})(?=[{[])/i;

/** The text without the label before its JSON document. */
function withoutLabel(text: string): string {
  return text.replace(documentLabel, '');
}

/**
 * Whether text is one whole JSON document, with a short label before it or without. Bare words and numbers do not
 * count: they are too easily had.
 */
export function isJson(text: string): boolean {
  const json = withoutLabel(text);
  const first = json.trimStart()[0];
  if (first !== '{' && first !== '[') return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

/** How a text stands to being JSON: whole, its beginning only, its end only, or neither. */
export function jsonShape(text: string): 'whole' | 'head' | 'tail' | 'middle' | 'none' {
  const trimmed = withoutLabel(text).trim();
  if (isJson(trimmed)) return 'whole';
  const opens = /^[{[]\s*["{[\]}\d]/.test(trimmed);
  const closes = /["\d\]}el]\s*[}\]]$/.test(trimmed);
  if (opens && closes) return 'middle';
  if (opens) return 'head';
  if (closes) return 'tail';
  return 'none';
}

/** A string of JSON ends, a value comes before a member, or a member before its object: all began earlier. */
const insideJson =
  /^(?:[^"{}[\]<>]{0,400}"\s*[,:}\]]|\s*"(?:[^"\\]|\\.){0,400}"\s*(?::|,\s*"(?:[^"\\]|\\.){0,400}"\s*:))/;
/** An attribute or an element of XML ends that began earlier. */
const insideMarkup = /^[^<>]{0,400}(?:["'/]>|<\/[A-Za-z])/;

/** Whether text begins inside a document: the rest of a message, and none of its own. */
export function beginsInside(text: string): boolean {
  return insideJson.test(text) || insideMarkup.test(text);
}
