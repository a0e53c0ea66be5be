// base64, standard or URL-safe (RFC 4648 sections 4 and 5), in lines of any length, also as a `data:` URL, in
// quotes, or among the words of a log. The keys of a handshake are base64 too and no payload.

import { parseBase64 } from '../../bytes/base64.ts';
import type { Grade } from '../../model/importer.ts';
import { base64Words, isSecret, readsAsWord } from '../text/base64-words.ts';
import { readLead } from '../text/directions.ts';
import { isSurrounding, linesOf, Places } from '../text/lines.ts';
import { streamScore } from '../text/plausible.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const body = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** A line of nothing but base64, long enough to be no word. */
const wholeLine = /^\s*[A-Za-z0-9+/_-]{16,}={0,2}\s*$/;
const dataUrl = /data:[\w.+/-]*(?:;[\w=-]+)*;base64,/i;

/** The run of base64 in a line, quotes and labels left out; `null` when the line holds something else. */
function runOf(line: string): { start: number; text: string; label: string } | null {
  const url = dataUrl.exec(line);
  const from = url ? url.index + url[0].length : 0;
  const match = /(^|[\s:="'`(,>])([A-Za-z0-9+/_-]+={0,2})["'`),;]*\s*$/.exec(line.slice(from));
  if (!match) return null;
  const start = from + match.index + match[1].length;
  const label = line.slice(0, url ? url.index : start);
  return isSecret(label) ? null : { start, text: match[2], label };
}

/** Some lines are base64 that begins like a stream, others are somebody's words. */
function inProse(lines: readonly string[]): boolean {
  const first = lines.find((line) => wholeLine.test(line) && !readsAsWord(line.trim(), ''));
  if (!first || /^\s*[0-9a-fA-F]+\s*$/.test(first)) return false;
  const core = first.trim().replace(/=+$/, '');
  const bytes = parseBase64(core.slice(0, core.length - (core.length % 4)));
  return bytes !== null && streamScore(bytes) > 0;
}

/** What stands at the end of a line is a word or a number, or not what is base64 in that line. */
function endsInWord(line: string): boolean {
  if (wholeLine.test(line)) return false;
  const { text: run, label } = runOf(line) ?? { text: '', label: '' };
  if (readsAsWord(run, label) || /^\d{1,5}$/.test(run)) return true;
  const words = base64Words(line);
  return words.length > 0 && words.every(({ start, end }) => line.slice(start, end) !== run);
}

/** The characters of base64 in some lines. */
function lengthOf(runs: readonly ReturnType<typeof runOf>[]): number {
  return runs.reduce((sum, run) => sum + (run?.text.length ?? 0), 0);
}

/** So much of a text is looked at to tell what it is. */
const headSize = 65536;

/** What the lines of a text hold. `words`: base64 that is found one by one, in lines that say more than that. */
function gradeOf(lines: readonly string[], whole: boolean): { grade: Grade; words: boolean } {
  const is = (grade: Grade, words = false) => ({ grade, words });
  const text = lines.join('\n');
  if (dataUrl.test(text)) return is('certain');
  const used = lines.filter((line) => !isSurrounding(line));
  if (used.length === 0) return is('no');
  const runs = used.map((line) => runOf(line));
  if (runs.some((run) => run === null)) {
    if (inProse(used)) return is('likely');
    return base64Words(text).length > 0 ? is('likely', true) : is('no');
  }
  if (used.some(endsInWord) && base64Words(text).length > 0) return is('likely', true);
  // A word after a label is no base64; the last of several lines of base64 may look like a word.
  const words = runs.filter((run) => readsAsWord(run!.text, run!.label));
  if (lengthOf(words) * 2 >= lengthOf(runs)) return is('no');
  const bare = used.every((line) => body.test(line.trim().replace(/^["'`]|["'`,;]+$/g, '')));
  const all = runs.map((run) => run!.text).join('');
  const core = all.replace(/=+$/, '');
  if (core.length < 4 || (whole && core.length % 4 === 1 && !bare)) return is('no');
  if (/^(?:0x)?[0-9a-fA-F]+$/.test(core)) return is(bare ? 'possible' : 'no');
  const bytes = parseBase64(core.slice(0, core.length - (core.length % 4)));
  const padded = /=$/.test(all) && all.length % 4 === 0;
  // Names of modules, one a line.
  const isWord = used.every((line) => /^\s*[A-Z]?[a-z_-]+\d?\s*$/.test(line));
  if (bytes && !isWord && streamScore(bytes) > 0) return is(bare || padded ? 'certain' : 'likely');
  if (!bare) {
    if (base64Words(text).length > 0) return is('likely', true);
    return is(bytes && padded ? 'likely' : 'no');
  }
  if (!bytes) return is('no');
  const mixed = /[A-Z]/.test(core) && /[a-z]/.test(core) && /\d/.test(core) && core.length >= 8;
  return is(padded || mixed ? 'likely' : 'no');
}

function readWords(text: string, out: Transcript): void {
  let lead = readLead('');
  let from = 0;
  for (const word of base64Words(text)) {
    const words = readLead(word.label);
    if (words.sender !== null) lead = words;
    out.mark(from, word.start, words.sender === null ? 'ignored' : 'direction');
    out.mark(word.start, word.end, 'bytes');
    from = word.end;
    out.only({ roles: lead.known ? 'known' : 'guess' }).bytes(lead.sender, word.bytes, words.time);
  }
  out.mark(from, text.length, 'ignored');
}

function read(text: string, out: Transcript): void {
  out.describe('base64');
  const head = text.slice(0, headSize).split(/\r?\n/);
  if (gradeOf(head, text.length <= headSize).words) {
    readWords(text, out);
    return;
  }
  const places = new Places(text);
  // Parts, joined once: looking at a string that grows copies it each time.
  let parts: string[] = [];
  let pendingAt = 0;
  let lead = readLead('');
  const flush = () => {
    if (parts.length === 0) return;
    let taken = parts.join('');
    if (taken.replace(/=+$/, '').length % 4 === 1) {
      out.note(
        'error',
        'half-byte',
        `Expected base64 in groups of four characters, found one too many at the end (${places.placeOf(pendingAt + taken.length - 1)}). It was left out; the paste may be cut.`,
        pendingAt,
      );
      taken = taken.replace(/=+$/, '').slice(0, -1);
    }
    const bytes = parseBase64(taken);
    if (bytes) out.only({ roles: lead.known ? 'known' : 'guess' }).bytes(lead.sender, bytes, lead.time);
    parts = [];
  };
  const prose =
    text.length < 1_000_000 &&
    text.split('\n').some((line) => !isSurrounding(line) && runOf(line.replace(/\r$/, '')) === null) &&
    inProse(text.split('\n'));
  for (const line of linesOf(text)) {
    const source = text.slice(line.start, line.end);
    if (isSurrounding(source) || (prose && !wholeLine.test(source) && !source.endsWith('='))) {
      const above = readLead(source);
      // Words between two values: each is a value of its own.
      if (/[a-z]/i.test(source)) flush();
      if (above.sender !== null) lead = above;
      out.mark(line.start, line.end, above.sender === null ? 'ignored' : 'direction');
      continue;
    }
    const run = runOf(source);
    if (!run) {
      flush();
      const wrong = source.search(/[^A-Za-z0-9+/=_\-\s"'`]/);
      const at = line.start + Math.max(0, wrong);
      out.note(
        'error',
        'not-base64',
        `Expected base64, found "${text[at]}" at ${places.placeOf(at)}. What stands before it was decoded.`,
        at,
      );
      break;
    }
    const words = readLead(run.label);
    if (words.sender !== null || parts[parts.length - 1]?.endsWith('=')) flush();
    if (words.sender !== null) lead = words;
    if (parts.length === 0) pendingAt = line.start + run.start;
    out.mark(line.start, line.start + run.start, 'ignored');
    out.mark(line.start + run.start, line.start + run.start + run.text.length, 'bytes');
    parts.push(run.text);
  }
  flush();
}

/** Bytes as base64. */
export const base64 = textImporter({
  id: 'base64',
  name: 'base64',
  grade: ({ lines, whole }) => gradeOf(lines, whole).grade,
  read,
});
