// Edits that make a text pipe WebSockets.

import type { EditIntent, Span } from '../model.ts';
import { indentAt, lineStartBefore } from '../parse/text.ts';
import type { Names } from './names.ts';

const condition = 'if (req.http.Upgrade ~ "(?i)websocket") {';
const step = '    ';

/** Pipes a WebSocket before the statement that ends the request, or at the end of vcl_recv. */
export function pipeEdits(text: string, names: Names, from: Span | null): EditIntent[] {
  if (from !== null) {
    const indent = indentAt(text, from.start);
    const added = `${condition}\n${indent}${step}return (pipe);\n${indent}}\n${indent}`;
    return [insertion(from.start, added)];
  }
  const last = names.subs.get('vcl_recv')?.at(-1);
  if (!last)
    return [newSub(text, `sub vcl_recv {\n${step}${condition}\n${step}${step}return (pipe);\n${step}}\n}\n`)];
  const lines = `${step}${condition}\n${step}${step}return (pipe);\n${step}}\n`;
  return [beforeClose(text, last.close, lines)];
}

/** Copies Upgrade and Connection in vcl_pipe. */
export function headerEdits(text: string, names: Names): EditIntent[] {
  const lines = [
    `${step}if (req.http.Upgrade) {`,
    `${step}${step}set bereq.http.Upgrade = req.http.Upgrade;`,
    `${step}${step}set bereq.http.Connection = req.http.Connection;`,
    `${step}}`,
  ].join('\n');
  const first = names.subs.get('vcl_pipe')?.[0];
  if (!first) return [newSub(text, `sub vcl_pipe {\n${lines}\n}\n`)];
  const open = text.indexOf('{', first.start) + 1;
  return [insertion(open, `\n${lines}${/^[ \t]*\r?\n/.test(text.slice(open)) ? '' : '\n'}`)];
}

/** Puts a statement under a condition, so that it leaves upgrades alone. */
export function onlyWithoutUpgrade(text: string, span: Span): EditIntent {
  const indent = indentAt(text, span.start);
  const statement = text.slice(span.start, span.end);
  const wrapped = `if (!req.http.Upgrade) {\n${indent}${step}${statement}\n${indent}}`;
  return { kind: 'replace', span: { start: span.start, end: span.end }, text: wrapped };
}

const insertion = (at: number, text: string): EditIntent => ({
  kind: 'replace',
  span: { start: at, end: at },
  text,
});

function beforeClose(text: string, close: number, lines: string): EditIntent {
  const start = lineStartBefore(text, close);
  return /^\s*$/.test(text.slice(start, close)) ? insertion(start, lines) : insertion(close, `\n${lines}`);
}

function newSub(text: string, sub: string): EditIntent {
  return insertion(text.length, `${text.endsWith('\n') ? '' : '\n'}\n${sub}`);
}
