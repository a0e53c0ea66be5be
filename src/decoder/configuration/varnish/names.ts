// What a text declares, and which subroutine is called from where.

import type {
  AclDeclaration,
  BackendDeclaration,
  Declaration,
  Expression,
  Field,
  Statement,
  Subroutine,
  VclFile,
} from './tree.ts';
import { contexts } from './variables.ts';

/** A director or another object of a module: `new d = directors.round_robin();`. */
export interface ModuleObject {
  readonly name: string;
  /** `directors.round_robin`. */
  readonly maker: string;
  readonly span: { readonly start: number; readonly end: number };
  /** Names of the backends that it was given. */
  readonly members: readonly string[];
}

/** A text by its names. */
export interface Names {
  readonly file: VclFile;
  readonly backends: ReadonlyMap<string, BackendDeclaration>;
  readonly probes: ReadonlyMap<string, BackendDeclaration>;
  readonly acls: ReadonlyMap<string, AclDeclaration>;
  /** By name, in the order of the text: those of one `vcl_` name run one after another. */
  readonly subs: ReadonlyMap<string, readonly Subroutine[]>;
  readonly objects: ReadonlyMap<string, ModuleObject>;
  readonly modules: ReadonlySet<string>;
  readonly includes: readonly Declaration[];
  /** The backend of requests for which none is set. */
  readonly first: string | null;
}

export function namesOf(file: VclFile): Names {
  const backends = new Map<string, BackendDeclaration>();
  const probes = new Map<string, BackendDeclaration>();
  const acls = new Map<string, AclDeclaration>();
  const subs = new Map<string, Subroutine[]>();
  for (const one of file.declarations) {
    if (one.kind === 'backend') backends.set(one.name, backends.get(one.name) ?? one);
    else if (one.kind === 'probe') probes.set(one.name, one);
    else if (one.kind === 'acl') acls.set(one.name, one);
    else if (one.kind === 'sub') subs.set(one.name, [...(subs.get(one.name) ?? []), one]);
  }
  const of = (kind: string): Declaration[] => file.declarations.filter((one) => one.kind === kind);
  return {
    file,
    backends,
    probes,
    acls,
    subs,
    objects: objectsOf(subs.get('vcl_init') ?? []),
    modules: new Set(of('import').map(({ name }) => name)),
    includes: of('include'),
    first: backends.has('default') ? 'default' : ([...backends.keys()][0] ?? null),
  };
}

function objectsOf(inits: readonly Subroutine[]): Map<string, ModuleObject> {
  const objects = new Map<string, ModuleObject & { members: string[] }>();
  for (const statement of inits.flatMap(({ body }) => [...statementsOf(body)])) {
    if (statement.kind === 'new' && statement.value.kind === 'call') {
      const { start, end } = statement;
      const { name: maker } = statement.value;
      objects.set(statement.name, { name: statement.name, maker, span: { start, end }, members: [] });
    }
    if (statement.kind !== 'do' || statement.value.kind !== 'call') continue;
    const [, object, method] = /^(.+)\.(\w+)$/.exec(statement.value.name) ?? [];
    const [member] = statement.value.values;
    if (method !== 'add_backend') continue;
    objects.get(object)?.members.push(member?.kind === 'name' ? member.name : '');
  }
  return objects;
}

/** All statements of a body, those inside of branches too. */
export function* statementsOf(body: readonly Statement[]): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    if (statement.kind === 'block') yield* statementsOf(statement.body);
    if (statement.kind !== 'choice') continue;
    for (const branch of statement.branches) yield* statementsOf(branch.body);
  }
}

/** The expressions that a statement itself has, not those of the statements inside of it. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'set':
    case 'new':
    case 'do':
      return [statement.value];
    case 'return':
      return statement.values;
    case 'choice':
      return statement.branches.flatMap(({ condition }) => condition ?? []);
    default:
      return [];
  }
}

/** An expression and all that it consists of. */
export function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  switch (expression.kind) {
    case 'call':
      for (const one of expression.values) yield* partsOf(one);
      break;
    case 'not':
      yield* partsOf(expression.of);
      break;
    case 'all':
    case 'any':
    case 'sum':
      for (const one of expression.parts) yield* partsOf(one);
      break;
    case 'comparison':
      yield* partsOf(expression.left);
      yield* partsOf(expression.right);
      break;
    default:
  }
}

/** The letters of the subroutines of Varnish from which each subroutine is reached. */
export function contextsOf({ subs }: Names): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  const visit = (name: string, letter: string): void => {
    const own = found.get(name) ?? new Set<string>();
    if (own.has(letter)) return;
    found.set(name, own.add(letter));
    for (const { body } of subs.get(name) ?? []) {
      for (const statement of statementsOf(body))
        if (statement.kind === 'call') visit(statement.name, letter);
    }
  };
  for (const [name, letter] of Object.entries(contexts)) if (subs.has(name)) visit(name, letter);
  return new Map([...found].map(([name, letters]) => [name, [...letters].join('')]));
}

/** A field of a backend or probe, or undefined. */
export function fieldOf(fields: readonly Field[] | null, name: string): Field | undefined {
  return fields?.find((one) => one.name === name);
}

/** The characters of a field that is a string or a number. */
export function textOfField(field: Field | undefined): string | null {
  if (field === undefined || !('kind' in field.value)) return null;
  return field.value.kind === 'text' || field.value.kind === 'number' ? field.value.text : null;
}
