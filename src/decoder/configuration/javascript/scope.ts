// Names that a text declares, and the functions of the text: what a call of one gives.

import type { Node, Statement, VariableDeclarator } from '@babel/types';
import { nodesOf } from './parse.ts';
import { type Source, spanOf, wordsOf } from './source.ts';
import { type FunctionNode, oneOf, type Scope, unknownValue, type Value, valueAt } from './values.ts';

/** How a name gets its value. */
type Declared = (scope: Scope) => Value;

/** The scope of statements. `changed`: names whose value another statement changes. */
export function scopeOf(
  statements: readonly Node[],
  outer: Scope | null,
  source: Source,
  changed: ReadonlySet<string>,
): Scope {
  const declared = new Map<string, Declared>();
  for (const statement of statements) declare(statement, declared, source);
  return makeScope(declared, outer, changed);
}

function makeScope(
  declared: ReadonlyMap<string, Declared>,
  outer: Scope | null,
  changed: ReadonlySet<string>,
): Scope {
  const known = new Map<string, Value | null>();
  const scope: Scope = {
    changed,
    lookUp(name) {
      const own = declared.get(name);
      if (!own) return outer?.lookUp(name);
      const before = known.get(name);
      // A name that is made of itself.
      if (before === null) return undefined;
      if (before) return before;
      known.set(name, null);
      const value = own(scope);
      const kept = changed.has(name)
        ? unknownValue(`${name}, which other statements change`, value, [value])
        : value;
      known.set(name, kept);
      return kept;
    },
  };
  return scope;
}

function declare(statement: Node, declared: Map<string, Declared>, source: Source): void {
  switch (statement.type) {
    case 'VariableDeclaration':
      for (const declarator of statement.declarations) declareVariable(declarator, declared, source);
      return;
    case 'FunctionDeclaration':
      if (statement.id) declared.set(statement.id.name, (scope) => source.evaluate(statement, scope));
      return;
    case 'ExportNamedDeclaration':
      if (statement.declaration) declare(statement.declaration, declared, source);
      return;
    case 'ImportDeclaration':
      for (const { local } of statement.specifiers) {
        const words = `${local.name} of ${statement.source.value}`;
        declared.set(local.name, () => unknownValue(words, spanOf(local, source)));
      }
      return;
    default:
  }
}

function declareVariable(
  { id, init }: VariableDeclarator,
  declared: Map<string, Declared>,
  source: Source,
): void {
  const valueIn: Declared = (scope) =>
    init ? source.evaluate(init, scope) : { kind: 'absent', ...spanOf(id, source) };
  if (id.type === 'Identifier') declared.set(id.name, valueIn);
  else declarePattern(id, valueIn, declared, source);
}

/** Names of `{ a, b: c = 1 }`; a value that is not known has parts that are not. */
function declarePattern(id: Node, whole: Declared, declared: Map<string, Declared>, source: Source): void {
  if (id.type === 'AssignmentPattern') {
    declarePattern(id.left, whole, declared, source);
    return;
  }
  if (id.type === 'Identifier') {
    declared.set(id.name, whole);
    return;
  }
  if (id.type === 'ArrayPattern' && id.elements.every((one) => one?.type === 'Identifier')) {
    for (const [index, one] of id.elements.entries()) {
      if (!one) continue;
      declarePattern(one, partAt(whole, index, one, source), declared, source);
    }
    return;
  }
  if (id.type !== 'ObjectPattern') {
    for (const node of nodesOf(id)) {
      if (node.type !== 'Identifier') continue;
      declared.set(node.name, () => unknownValue(node.name, spanOf(node, source)));
    }
    return;
  }
  for (const property of id.properties) {
    if (property.type === 'RestElement')
      declarePattern(property.argument, unknownOf(property, source), declared, source);
    else if (property.computed || property.key.type !== 'Identifier') {
      declarePattern(property.value, unknownOf(property, source), declared, source);
    } else {
      const { name } = property.key;
      const fallback = property.value.type === 'AssignmentPattern' ? property.value.right : null;
      const part: Declared = (scope) => {
        const owner = whole(scope);
        const at = spanOf(property, source);
        if (owner.kind !== 'object') return unknownValue(`${ownerWords(owner)}${name}`, at);
        const found = valueAt(owner, name);
        if (found && found.kind !== 'absent') return found;
        if (owner.open.length > 0) return unknownValue(name, at);
        return fallback ? source.evaluate(fallback, scope) : { kind: 'absent', ...at };
      };
      declarePattern(property.value, part, declared, source);
    }
  }
}

/** An item of a list that is taken apart. */
function partAt(whole: Declared, index: number, node: Node, source: Source): Declared {
  return (scope) => {
    const owner = whole(scope);
    const at = spanOf(node, source);
    if (owner.kind !== 'list' || owner.open.length > 0) return unknownValue(wordsOf(node, source), at);
    return owner.items[index] ?? { kind: 'absent', ...at };
  };
}

function ownerWords(owner: Value): string {
  return owner.kind === 'unknown' ? `${owner.words}.` : '';
}

function unknownOf(node: Node, source: Source): Declared {
  return () => unknownValue(wordsOf(node, source), spanOf(node, source));
}

/** Names of a text that a statement gives another value, or whose inside it changes. */
export function changedNames(root: Node): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(root)) {
    if (node.type === 'AssignmentExpression') addRoot(node.left, names);
    else if (node.type === 'UpdateExpression') addRoot(node.argument, names);
    else if (node.type === 'UnaryExpression' && node.operator === 'delete') addRoot(node.argument, names);
    else if (node.type === 'CallExpression') {
      const {
        callee,
        arguments: [first],
      } = node;
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') continue;
      const { name } = callee.property;
      const isAssign = callee.object.type === 'Identifier' && callee.object.name === 'Object';
      if (isAssign && /^(?:assign|definePropert(?:y|ies))$/.test(name) && first) addRoot(first, names);
      if (/^(?:push|unshift|splice|pop|shift|set|sort|reverse)$/.test(name)) addRoot(callee.object, names);
    }
  }
  return names;
}

function addRoot(target: Node, names: Set<string>): void {
  let at = target;
  while (
    at.type === 'MemberExpression' ||
    at.type === 'TSNonNullExpression' ||
    at.type === 'TSAsExpression'
  ) {
    at = at.type === 'MemberExpression' ? at.object : at.expression;
  }
  if (at.type === 'Identifier') names.add(at.name);
  else if (at.type === 'ObjectPattern' || at.type === 'ArrayPattern') {
    for (const node of nodesOf(at)) if (node.type === 'Identifier') names.add(node.name);
  }
}

/** The scope of a function's parameters. Arguments that are absent are not known. */
export function parametersOf(
  node: FunctionNode,
  scope: Scope,
  given: readonly Value[],
  source: Source,
): Scope {
  const names = new Map<string, Declared>();
  for (const [index, parameter] of node.params.entries()) {
    const value = given[index];
    declarePattern(parameter, value ? () => value : unknownOf(parameter, source), names, source);
  }
  return makeScope(names, scope, scope.changed);
}

/** The scope of the names of a loop for one item. */
export function itemScope(pattern: Node, item: Value, outer: Scope, source: Source): Scope {
  const names = new Map<string, Declared>();
  declarePattern(pattern, () => item, names, source);
  return makeScope(names, outer, outer.changed);
}

/** What a call of a function of the text gives. */
export function resultOf(node: FunctionNode, scope: Scope, given: readonly Value[], source: Source): Value {
  if (node.generator) return unknownValue('a generator', spanOf(node, source));
  const inner = parametersOf(node, scope, given, source);
  const { body } = node;
  if (body.type !== 'BlockStatement') return source.evaluate(body, inner);
  const run = runStatements(body.body, inner, source);
  return run.kind === 'goes on' ? { kind: 'absent', ...spanOf(node, source) } : run.value;
}

/** What statements come to: a `return`, or the statement after them. */
type Run = { readonly kind: 'goes on' } | { readonly kind: 'returns'; readonly value: Value };

function runStatements(statements: readonly Statement[], outer: Scope, source: Source): Run {
  const scope = scopeOf(statements, outer, source, outer.changed);
  for (const [index, statement] of statements.entries()) {
    if (statement.type === 'ReturnStatement') return returned(statement.argument, statement, scope, source);
    if (statement.type === 'BlockStatement') {
      const run = runStatements(statement.body, scope, source);
      if (run.kind === 'returns') return run;
    } else if (statement.type === 'IfStatement') {
      const test = source.evaluate(statement.test, scope);
      const branches = [statement.consequent, statement.alternate].map(
        (branch): Run => (branch ? runStatements([branch], scope, source) : { kind: 'goes on' }),
      );
      const known = test.kind === 'unknown' ? null : branches[truth(test) ? 0 : 1];
      if (known?.kind === 'returns') return known;
      if (known || branches.every(({ kind }) => kind === 'goes on')) continue;
      const rest = runStatements(statements.slice(index + 1), scope, source);
      const values = branches.map((run) =>
        valueOfRun(run.kind === 'returns' ? run : rest, statement, source),
      );
      return {
        kind: 'returns',
        value: oneOf(wordsOf(statement.test, source), spanOf(statement, source), values),
      };
    } else if (hasReturn(statement)) {
      return { kind: 'returns', value: unknownValue(wordsOf(statement, source), spanOf(statement, source)) };
    }
  }
  return { kind: 'goes on' };
}

function truth(value: Value): boolean {
  if (value.kind === 'boolean') return value.is;
  return value.kind === 'text'
    ? value.text !== ''
    : value.kind === 'number'
      ? value.number !== 0
      : value.kind !== 'absent';
}

function valueOfRun(run: Run, node: Node, source: Source): Value {
  return run.kind === 'returns' ? run.value : { kind: 'absent', ...spanOf(node, source) };
}

function returned(argument: Node | null | undefined, at: Node, scope: Scope, source: Source): Run {
  const value: Value = argument
    ? source.evaluate(argument, scope)
    : { kind: 'absent', ...spanOf(at, source) };
  return { kind: 'returns', value };
}

function hasReturn(statement: Node): boolean {
  const isFunction = ({ type }: Node): boolean => /Function|Method/.test(type);
  if (isFunction(statement)) return false;
  for (const node of nodesOf(statement, (one) => !isFunction(one)))
    if (node.type === 'ReturnStatement') return true;
  return false;
}
