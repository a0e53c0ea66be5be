// A configuration inside of something else: Markdown fences, a shell session, a here-document of a Dockerfile or a
// script, a block of YAML (a ConfigMap, a Compose file, a playbook). What surrounds it becomes blank.

import type { Span } from '../model.ts';
import { recogniseConfiguration } from '../recognise.ts';
import type { ConfigurationKind } from '../report.ts';
import { keepSpans, linesOfText, type TextLine } from './same-length.ts';

/** A configuration inside of the text. `name` is the file's name when the surroundings say it. */
interface Inner extends Span {
  readonly name: string | null;
}

/** The mark of a file's beginning that replaces the key of YAML; `nginx/dump.ts` reads it. */
export const fileMark = '#@';

/** Programs whose text is no YAML. */
const inYaml: ReadonlySet<ConfigurationKind | null> = new Set([
  'nginx',
  'apache',
  'haproxy',
  'caddy',
  'lighttpd',
  'vite',
  'webpack',
  'node-proxy',
  'varnish',
  'angular',
  'stunnel',
  'hitch',
  'nghttpx',
  'trafficserver',
]);

/** A text without what surrounds it. */
export interface InnerText {
  readonly text: string;
  /** True when the surroundings are no configuration of their own that counts, as YAML around it can be. */
  readonly isInner: boolean;
}

/** The text with its surroundings blank; the same text when it has none. */
export function withoutSurroundings(text: string): InnerText {
  const inner = insideOf(text, fences) ?? insideOf(text, hereDocuments);
  return { text: inner ?? insideOf(text, yamlBlocks) ?? text, isInner: inner !== null };
}

/** Keeps the inner texts that are a configuration, all of one program. */
function insideOf(text: string, find: (lines: readonly TextLine[]) => Inner[]): string | null {
  const found = find(linesOfText(text)).map((inner) => ({
    ...inner,
    kind: recogniseConfiguration(text.slice(inner.start, inner.end)).kind,
  }));
  const first = found.find(({ kind }) => kind !== null && (find !== yamlBlocks || inYaml.has(kind)));
  if (!first) return null;
  const kept = found.filter(({ kind }) => kind === first.kind);
  const plain = keepSpans(text, kept);
  return find === hereDocuments ? withoutEscapes(text, plain, kept) : withMarks(plain, kept);
}

/** Writes the names of several files into the blank lines before them. */
function withMarks(text: string, inners: readonly Inner[]): string {
  if (inners.length < 2) return text;
  let out = text;
  for (const { start, name } of inners) {
    if (name === null) continue;
    const lineStart = out.lastIndexOf('\n', start - 2) + 1;
    const mark = `${fileMark}${name}`;
    if (lineStart + mark.length >= start) continue;
    out = out.slice(0, lineStart) + mark + out.slice(lineStart + mark.length);
  }
  return out;
}

/** Between ``` and ```; in a chat the text can begin and end on the line of the marks. */
function fences(lines: readonly TextLine[]): Inner[] {
  const marks = lines.flatMap(({ text, start }) =>
    [...text.matchAll(/^\s*(?:```|~~~)(?!global|defaults)[\w.+-]*\s*$|```|~~~|\[\/?code\]/gi)].map(
      (match) => ({
        start: start + match.index,
        end: start + match.index + match[0].length,
      }),
    ),
  );
  const found: Inner[] = [];
  for (let at = 0; at < marks.length; at += 2) {
    const end = marks[at + 1]?.start ?? lines.at(-1)?.end ?? 0;
    if (marks[at].end < end) found.push({ start: marks[at].end, end, name: null });
  }
  return found;
}

const hereDocument = /<<-?\s*(['"]?)(\w+)\1/;

function hereDocuments(lines: readonly TextLine[]): Inner[] {
  const found: Inner[] = [];
  const lastOf = new Map(lines.map(({ text }, index) => [text.trim(), index] as const));
  for (let at = 0; at < lines.length; at += 1) {
    const word = hereDocument.exec(lines[at].text)?.[2];
    if (word === undefined || (lastOf.get(word) ?? 0) <= at) continue;
    const close = lines.findIndex((line, index) => index > at && line.text.trim() === word);
    if (close < 0) continue;
    found.push({ start: lines[at].end + 1, end: lines[close].start, name: null });
    at = close;
  }
  return found;
}

/** A shell removes the `\` before `$` from a here-document without quotes: a variable at a word's end moves left. */
function withoutEscapes(text: string, plain: string, inners: readonly Inner[]): string {
  let out = plain;
  for (const { start, end } of inners) {
    const head = text.slice(text.lastIndexOf('\n', start - 2) + 1, start);
    if (hereDocument.exec(head)?.[1] !== '') continue;
    const inside = out.slice(start, end).replace(/\\(\$\w+)(?=[\s;"'])/g, '$1 ');
    out = out.slice(0, start) + inside + out.slice(end);
  }
  return out;
}

const blockKey = /^(\s*)(?:-\s+)?["']?([\w./-]+)["']?:\s*[|>][-+\d]*\s*(?:#.*)?$/;

function yamlBlocks(lines: readonly TextLine[]): Inner[] {
  const found: Inner[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const key = blockKey.exec(lines[at].text);
    if (!key) continue;
    let last = at;
    for (let next = at + 1; next < lines.length; next += 1) {
      const isEmpty = lines[next].text.trim() === '';
      if (!isEmpty && indentOf(lines[next].text) <= key[1].length) break;
      if (!isEmpty) last = next;
    }
    if (last === at) continue;
    const name = key[2].includes('.') ? key[2] : null;
    found.push({ start: lines[at].end + 1, end: lines[last].end, name });
    at = last;
  }
  return found;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
