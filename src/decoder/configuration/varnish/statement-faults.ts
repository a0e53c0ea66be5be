// What Varnish refuses of a statement: variables, types, functions, returns. Seen on 7.1.1.

import type { Span, UnresolvedFact } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import { doubt, missing, refusal } from './faults.ts';
import { directorMakers, functionOf, methodOf, type Signature } from './functions.ts';
import { expressionsOf, type Names, partsOf } from './names.ts';
import type { Comparison, Expression, Return, Statement } from './tree.ts';
import { fits, typeOf, typeWords } from './types.ts';
import { actionsOf, contexts, variableOf } from './variables.ts';

/** Looks at the statements of one subroutine. */
export class StatementFaults {
  readonly #names: Names;
  readonly #sub: string;
  /** Of the subroutines of Varnish that it runs in. */
  readonly #letters: string;
  readonly #made = new Set<string>();

  constructor(names: Names, sub: string, letters: string) {
    this.#names = names;
    this.#sub = sub;
    this.#letters = letters;
  }

  of(statement: Statement): UnresolvedFact[] {
    const parts = expressionsOf(statement).flatMap((one) => [...partsOf(one)]);
    // Modules know words of their own: `by=URL`.
    const words = new Set(
      parts.flatMap((part) => (part.kind === 'call' && part.name.includes('.') ? part.values : [])),
    );
    const faults = parts.flatMap((part) => this.#part(part, words.has(part)));
    return [...faults, ...this.#own(statement)];
  }

  #own(statement: Statement): UnresolvedFact[] {
    switch (statement.kind) {
      case 'set':
      case 'unset':
        return this.#change(statement);
      case 'call':
        if (Object.hasOwn(contexts, statement.name)) {
          const text = `Whether ${this.#sub} may call ${statement.name} depends on its returns.`;
          return [doubt(statement.name, text, statement)];
        }
        if (this.#names.subs.has(statement.name)) return [];
        return [this.#missing(statement.name, `The subroutine ${statement.name}`, statement)];
      case 'return':
        return this.#return(statement);
      case 'choice':
        return statement.branches.flatMap(({ condition }) => (condition ? this.#condition(condition) : []));
      case 'new':
        return this.#new(statement);
      default:
        return [];
    }
  }

  #isAllowed(letters: string): boolean {
    return [...this.#letters].every((letter) => letters.includes(letter));
  }

  #missing(name: string, words: string, span: Span): UnresolvedFact {
    return missing(name, words, span, this.#names);
  }

  #change(statement: Statement & { readonly kind: 'set' | 'unset' }): UnresolvedFact[] {
    const { target, kind } = statement;
    const known = variableOf(target, this.#names.file.version);
    if (!known) return [this.#unknown(target, statement)];
    if (!this.#isAllowed(kind === 'set' ? known.sets : known.unsets)) {
      return [refusal(target, `${target} cannot be ${kind} in ${this.#sub}`, statement)];
    }
    if (kind === 'unset') return [];
    const { value } = statement as Statement & { readonly kind: 'set' };
    const found = typeOf(value, this.#names);
    if (fits(found, known.type) && !(known.type === 'flag' && found === 'duration')) return [];
    return [refusal(target, `${target} cannot have this value, which is ${typeWords[found]}`, statement)];
  }

  #return({ action, values, start, end }: Return): UnresolvedFact[] {
    if (action === null) return [];
    const span = { start, end };
    const isPossible = [...this.#letters].every((letter) => actionsOf(letter).includes(action));
    if (!isPossible) {
      if (action === 'miss' && this.#letters === 'I') {
        return [doubt('return (miss)', 'return (miss) is possible in vcl_hit up to Varnish 5 alone.', span)];
      }
      return [refusal(action, `return (${action}) is not possible in ${this.#sub}`, span)];
    }
    const [least, most] = returnValues[action] ?? [0, action === 'pass' && this.#letters === 'B' ? 1 : 0];
    if (values.length < least || values.length > most) {
      return [refusal(action, `return (${action}) has ${values.length} values here`, span)];
    }
    if (action !== 'synth' || fits(typeOf(values[0], this.#names), 'integer')) return [];
    return [refusal(action, 'The status of synth is a number without quotes', span)];
  }

  #condition(condition: Expression): UnresolvedFact[] {
    if (condition.kind === 'all' || condition.kind === 'any') {
      return condition.parts.flatMap((part) => this.#condition(part));
    }
    if (condition.kind === 'not') return this.#condition(condition.of);
    const type = typeOf(condition, this.#names);
    const isBackendName = condition.kind === 'name' && this.#names.backends.has(condition.name);
    if (fits(type, 'flag') || (type === 'backend' && !isBackendName)) return [];
    return [refusal('if', `Expected a condition, found ${typeWords[type]}`, condition)];
  }

  #new({ name, value, start, end }: Statement & { readonly kind: 'new' }): UnresolvedFact[] {
    const span = { start, end };
    if (!this.#isAllowed('N')) return [refusal(name, `new is not possible in ${this.#sub}`, span)];
    if (this.#made.has(name)) return [refusal(name, `${name} is made twice`, span)];
    this.#made.add(name);
    const maker = value.kind === 'call' ? value.name : '';
    const most = Object.hasOwn(directorMakers, maker) ? directorMakers[maker] : undefined;
    if (most === undefined || value.kind !== 'call' || value.values.length <= most) return [];
    return [refusal(maker, `${maker} takes fewer values`, span)];
  }

  #unknown(name: string, span: Span): UnresolvedFact {
    if (removed.test(name)) return refusal(name, `${name} is a variable of Varnish 3`, span);
    if (/^\w+\.http\.[\w-]+\./.test(name)) return refusal(name, `${name} is no name of a header`, span);
    return this.#missing(name, name, span);
  }

  #part(part: Expression, isModuleWord: boolean): UnresolvedFact[] {
    if (part.kind === 'comparison') return this.#comparison(part);
    if (part.kind === 'call') return this.#call(part);
    if (part.kind !== 'name') return [];
    const { name } = part;
    const { backends, acls, objects, subs, file } = this.#names;
    if (/^(?:true|false)$/.test(name) || backends.has(name) || acls.has(name)) return [];
    if (objects.has(name)) return [];
    if (subs.has(name)) return [refusal(name, `${name} is a subroutine and no value`, part)];
    const known = variableOf(name, file.version);
    if (known) {
      return this.#isAllowed(known.reads)
        ? []
        : [refusal(name, `${name} cannot be read in ${this.#sub}`, part)];
    }
    if (isModuleWord && /^[A-Z_\d]+$/.test(name)) return [];
    return [name.includes('.') ? this.#unknown(name, part) : this.#missing(name, name, part)];
  }

  #comparison(part: Comparison): UnresolvedFact[] {
    const { operator, left, right } = part;
    const type = typeOf(left, this.#names);
    if (operator.includes('~')) return this.#match(part);
    const other = typeOf(right, this.#names);
    if (type === 'nothing' || other === 'nothing' || type === 'acl' || other === 'acl') {
      return [refusal(operator, `Two values that cannot be compared stand around ${operator}`, part)];
    }
    if (type === 'other' || other === 'other') return [];
    const isOrdered = operator.includes('<') || operator.includes('>');
    if (type === other && !(isOrdered && /^(?:backend|flag|http|object)$/.test(type))) return [];
    // An address in a string can stand for an address.
    if (type === 'address' && right.kind === 'text') return [];
    return [refusal(operator, `Two values that cannot be compared stand around ${operator}`, part)];
  }

  #match({ operator, left, right, start, end }: Comparison): UnresolvedFact[] {
    const span = { start, end };
    const type = typeOf(left, this.#names);
    if (type === 'address') {
      const isAcl = right.kind === 'name';
      return isAcl ? [] : [refusal('acl', 'An address is matched with the name of an acl', span)];
    }
    if (right.kind !== 'text') return [refusal(operator, `Expected a string after ${operator}`, span)];
    if (!fits(type, 'text')) {
      return [refusal(operator, `Expected a string before ${operator}, found ${typeWords[type]}`, span)];
    }
    return expressionFaults(right);
  }

  #call(part: Expression & { readonly kind: 'call' }): UnresolvedFact[] {
    const { name } = part;
    const own = functionOf(name);
    const [, object = '', method = name] = /^(.+)\.(\w+)$/.exec(name) ?? [];
    if (own && (object === '' || this.#names.modules.has(object))) return this.#values(part, own);
    const made = this.#names.objects.get(object);
    if (made) {
      const known = methodOf(made.maker, method);
      if (known) return this.#values(part, known);
      return known === null ? [] : [refusal(name, `${object} has no ${method}`, part)];
    }
    if (!this.#names.modules.has(object)) {
      const words = object === '' ? `The function ${name}` : `The module or object ${object}`;
      return [this.#missing(object || name, words, part)];
    }
    const isKnown = object !== 'std' && (object !== 'directors' || Object.hasOwn(directorMakers, name));
    if (isKnown || name === 'directors.lookup') return [];
    return [doubt(name, `${name} is no function of Varnish 7.1.`, part)];
  }

  #values(
    { name, values, start, end }: Expression & { readonly kind: 'call' },
    known: Signature,
  ): UnresolvedFact[] {
    const span = { start, end };
    if (values.length < known.least || values.length > known.takes.length) {
      return [refusal(name, `${name} has ${values.length} values here`, span)];
    }
    if (known.at !== undefined && !this.#isAllowed(known.at)) {
      return [refusal(name, `${name} is not possible in ${this.#sub}`, span)];
    }
    const wrong = values.find((value, index) => !fits(typeOf(value, this.#names), known.takes[index]));
    if (wrong) {
      return [refusal(name, `${name} cannot take ${typeWords[typeOf(wrong, this.#names)]}`, wrong)];
    }
    return name.startsWith('regsub') ? expressionFaults(values[1]) : [];
  }
}

/** How many values an action takes at least and at most. */
const returnValues: Readonly<Record<string, readonly [number, number] | undefined>> = {
  synth: [1, 2],
  error: [0, 2],
  fail: [0, 1],
  vcl: [1, 1],
};

const removed =
  /^(?:req\.(?:backend|request|hash_always_hit)|obj\.response|resp\.response|beresp\.(?:cacheable|response)|bereq\.request)$/;

function expressionFaults(value: Expression): UnresolvedFact[] {
  if (value.kind !== 'text' || readExpression(value.text, false) !== null) return [];
  return [doubt(value.text, 'This expression cannot be read here.', value)];
}
