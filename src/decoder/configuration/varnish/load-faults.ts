// What keeps Varnish from compiling a text, besides its syntax. Seen on 7.1.1.

import type { Cases, UnresolvedFact } from '../model.ts';
import { declarationFaults } from './declaration-faults.ts';
import { doubt, isPart, refusal } from './faults.ts';
import { contextsOf, expressionsOf, fieldOf, type Names, partsOf, statementsOf } from './names.ts';
import { StatementFaults } from './statement-faults.ts';
import { contexts } from './variables.ts';

/** Everything that Varnish refuses, or may. */
export function loadFaults(names: Names): UnresolvedFact[] {
  if (names.file.fault) return [];
  return [
    ...versionFaults(names),
    ...moduleFaults(names),
    ...declarationFaults(names),
    ...unusedFaults(names),
    ...subFaults(names),
  ];
}

/** A file that another one includes needs no version and no backend of its own. */
function versionFaults(names: Names): UnresolvedFact[] {
  const { file, first } = names;
  const span = file.declarations[0] ?? { start: 0, end: 0 };
  if (file.version === null) {
    const text = 'The text does not begin with vcl 4.1; and Varnish does not load such a file by itself.';
    const cases = { passes: 'a file with vcl 4.1; includes this text', fails: 'this is the whole file' };
    return [doubt('vcl 4.1', text, span, cases)];
  }
  if (!/^4\.[01]$/.test(file.version)) {
    return [refusal(`vcl ${file.version}`, `Expected vcl 4.0 or 4.1, found vcl ${file.version}`, span)];
  }
  return first !== null || isPart(names) ? [] : [refusal('backend', 'No backend is declared', span)];
}

/** Modules that come with Varnish. */
const ownModules: ReadonlySet<string> = new Set(
  'std directors blob cookie purge unix vtc proxy debug h2'.split(' '),
);

function moduleFaults({ file }: Names): UnresolvedFact[] {
  return file.declarations.flatMap((one) => {
    if (one.kind !== 'import' || ownModules.has(one.name)) return [];
    const text = `The module ${one.name} is no part of Varnish itself: without it Varnish does not load this text.`;
    const cases = { passes: `the module ${one.name} is installed`, fails: 'it is not' };
    return [doubt(one.name, text, one, cases)];
  });
}

/** Varnish refuses what is declared and never named. */
function unusedFaults(names: Names): UnresolvedFact[] {
  const used = new Set<string>();
  for (const sub of [...names.subs.values()].flat()) {
    for (const statement of statementsOf(sub.body)) {
      if (statement.kind === 'call') used.add(statement.name);
      for (const part of expressionsOf(statement).flatMap((one) => [...partsOf(one)])) {
        if (part.kind === 'name') used.add(part.name);
      }
    }
  }
  for (const { fields } of names.backends.values()) {
    const probe = fieldOf(fields, 'probe')?.value;
    if (probe && 'kind' in probe && probe.kind === 'name') used.add(probe.name);
  }
  return names.file.declarations.flatMap((one) => {
    if (one.kind === 'import' || one.kind === 'include') return [];
    const isKept = used.has(one.name) || one.name === 'default' || one.name === names.first;
    if (isKept || (one.kind === 'sub' && one.name.startsWith('vcl_'))) return [];
    const text = `The ${one.kind === 'sub' ? 'subroutine' : one.kind} ${one.name} is declared and never used`;
    if (!isPart(names)) return [refusal(one.name, text, one)];
    return [doubt(one.name, `${text} in this text.`, one, usedElsewhere)];
  });
}

const usedElsewhere: Cases = { passes: 'another file uses it', fails: 'none does' };

function subFaults(names: Names): UnresolvedFact[] {
  const reached = contextsOf(names);
  return [...names.subs].flatMap(([name, subs]) => {
    const head = { start: subs[0].start, end: subs[0].start + `sub ${name}`.length };
    if (name.startsWith('vcl_') && !Object.hasOwn(contexts, name)) {
      const isOld = /^vcl_(?:fetch|error)$/.test(name);
      return [
        refusal(name, `${name} is ${isOld ? 'a subroutine of Varnish 3' : 'no subroutine of Varnish'}`, head),
      ];
    }
    if (callsItself(names, name)) return [refusal(name, `The subroutine ${name} calls itself`, head)];
    const reader = new StatementFaults(names, name, reached.get(name) ?? '');
    return subs.flatMap(({ body }) => [...statementsOf(body)].flatMap((statement) => reader.of(statement)));
  });
}

function callsItself({ subs }: Names, name: string): boolean {
  const seen = new Set<string>();
  const open = [name];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { body } of subs.get(at) ?? []) {
      for (const statement of statementsOf(body)) {
        if (statement.kind !== 'call') continue;
        if (statement.name === name) return true;
        if (!seen.has(statement.name)) open.push(statement.name);
        seen.add(statement.name);
      }
    }
  }
  return false;
}
