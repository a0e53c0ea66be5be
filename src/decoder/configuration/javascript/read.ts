// A configuration in JavaScript: what the file exports, and what of it the text does not tell.

import type { Node, Statement } from '@babel/types';
import type { Cases, Span, UnresolvedFact } from '../model.ts';
import { nameOf } from './calls.ts';
import { sourceOf } from './evaluate.ts';
import { parseJavaScript } from './parse.ts';
import { changedNames, resultOf, scopeOf } from './scope.ts';
import type { Source } from './source.ts';
import type { Scope, Value } from './values.ts';

/** A file that was read. */
export interface JavaScriptFile {
  readonly source: Source;
  readonly scope: Scope;
  readonly statements: readonly Statement[];
  /** What it exports; null when it exports nothing. */
  readonly exported: Value | null;
  /** Why it does not load, and what was left out of the paste. */
  readonly unresolved: readonly UnresolvedFact[];
}

/** Reads a file. Never throws. */
export function readJavaScriptFile(text: string): JavaScriptFile {
  const { file, fault, shift, leftOut } = parseJavaScript(text);
  const source = sourceOf(text, shift);
  const statements = file?.program.body ?? [];
  const scope = scopeOf(statements, null, source, file ? changedNames(file.program) : new Set());
  const node = exportedNode(statements);
  return {
    source,
    scope,
    statements,
    exported: node ? source.evaluate(node, scope) : null,
    unresolved: [
      ...(fault ? [syntaxFact(fault)] : []),
      ...leftOut.map((span) => openFact('…', 'What stands here in place of … is not in this text.', span)),
    ],
  };
}

function syntaxFact({ text, start, end }: Span & { readonly text: string }): UnresolvedFact {
  return { kind: 'syntax', name: 'JavaScript', text, span: { start, end } };
}

/** A part that the text does not contain and that can change the result. */
export function openFact(name: string, text: string, { start, end }: Span, cases?: Cases): UnresolvedFact {
  return { kind: 'block', name, text, span: { start, end }, ...(cases ? { cases } : {}) };
}

/** The configuration: `export default`, `module.exports`, an object alone, a call of `defineConfig` alone. */
function exportedNode(statements: readonly Statement[]): Node | null {
  let found: Node | null = null;
  for (const statement of statements) {
    if (statement.type === 'ExportDefaultDeclaration') return statement.declaration;
    if (statement.type === 'TSExportAssignment') return statement.expression;
    if (statement.type !== 'ExpressionStatement') continue;
    const { expression } = statement;
    if (
      expression.type === 'AssignmentExpression' &&
      /^(?:module\.)?exports(?:\.default)?$/.test(nameOf(expression.left) ?? '')
    ) {
      found = expression.right;
    }
    const isAlone = expression.type === 'ObjectExpression' || expression.type === 'ArrayExpression';
    const isHelper =
      expression.type === 'CallExpression' && /^define\w*Config$/.test(nameOf(expression.callee) ?? '');
    if (isAlone || isHelper) found ??= expression;
  }
  return found;
}

/** What a function of the text gives for these arguments; any other value as it is. */
export function called(value: Value, given: readonly Value[], source: Source): Value {
  return value.kind === 'function' ? resultOf(value.node, value.scope, given, source) : value;
}

/** A value, and what decides whether it is this one; `doubt` is null when nothing does. */
export interface Likely {
  readonly value: Value;
  readonly doubt: string | null;
}

/** The value, or the first that it can have of those that are something. */
export function likely(value: Value | undefined): Likely {
  if (value === undefined) return { value: { kind: 'absent', start: 0, end: 0 }, doubt: null };
  if (value.kind !== 'unknown') return { value, doubt: null };
  const { start, end } = value;
  const option = value.options.find(({ kind }) => kind !== 'absent');
  return { value: option ?? { kind: 'absent', start, end }, doubt: value.words };
}

/** Facts for words of what decides whether a value is the one that is used. */
export function doubts(words: readonly (string | null)[], { start, end }: Value): UnresolvedFact[] {
  return words.flatMap((one) => {
    if (one === null) return [];
    const cases = { passes: 'this is used as it stands here', fails: 'something else is' };
    const span = { start: Math.max(0, start), end };
    return [openFact(one, `Whether this is used depends on ${one}.`, span, cases)];
  });
}

/** Facts for the parts of an object or a list that the text does not contain. */
export function openParts(value: Value): UnresolvedFact[] {
  if (value.kind !== 'object' && value.kind !== 'list') return [];
  return value.open.map((span) => openFact('this part', 'What this part brings is not in this text.', span));
}
