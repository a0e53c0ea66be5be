// Runs a function that hears upgrades or requests, for one request: what it hands to which proxy, and when it closes
// the connection instead. A condition that the text does not decide is followed both ways.

import type { Node, Statement } from '@babel/types';
import { requestValue } from '../javascript/request-value.ts';
import { parametersOf, scopeOf } from '../javascript/scope.ts';
import { type Source, spanOf, wordsOf } from '../javascript/source.ts';
import {
  isTruthy,
  type Made,
  madeOf,
  objectOf,
  type Scope,
  textOfValue,
  unknownValue,
  type Value,
} from '../javascript/values.ts';
import type { Span } from '../model.ts';
import type { UrlRequest } from '../program.ts';
import { requestTarget } from '../websocket-request.ts';
import { httpProxyOf, middlewareOf } from './makers.ts';

/** What a handler does with an upgrade. */
export interface Action extends Span {
  /** `web`: it is passed on as a plain request. `own`: the program answers it itself. */
  readonly kind: 'ws' | 'upgrade' | 'web' | 'closes' | 'own';
  /** The proxy; null when the text does not make it, and for what is no proxy. */
  readonly proxy: Made | null;
  /** Options that are given with the call. */
  readonly options: Value | undefined;
  /** The URL of the request at that time; null when the text does not tell. */
  readonly url: string | null;
}

/** One way through a handler. */
export interface Way {
  readonly actions: readonly Action[];
  /** Conditions that the text does not decide. */
  readonly doubts: readonly string[];
  /** Statements that change headers of the request, as written. */
  readonly changes: readonly string[];
}

interface State extends Way {
  readonly isOver: boolean;
  /** The request, which a statement can have changed. */
  readonly request: Value;
}

const maxWays = 32;
const maxCalls = 8;

/** The ways of a handler through a request; without one every condition on it is open. */
export function waysOf(handler: Value, request: UrlRequest | undefined, source: Source): readonly Way[] {
  if (handler.kind !== 'function') return [];
  return new Run(source, handler).call(handler, asked(request, handler)).slice(0, maxWays);
}

/** The request as a handler gets it. */
function asked(request: UrlRequest | undefined, at: Span): Value {
  if (!request) return unknownValue('the request', at);
  return requestValue(requestTarget(request), `${request.host}:${request.port}`, at);
}

class Run {
  readonly #source: Source;
  readonly #name: string | null;
  #calls = 0;

  constructor(source: Source, handler: Value & { kind: 'function' }) {
    this.#source = source;
    const [first] = handler.node.params;
    this.#name = first?.type === 'Identifier' ? first.name : null;
  }

  call(handler: Value & { kind: 'function' }, request: Value): State[] {
    const { node, scope } = handler;
    const changed = new Set([...scope.changed].filter((name) => name !== this.#name));
    const outer = { changed, lookUp: scope.lookUp };
    const inner = parametersOf(node, outer, [request], this.#source);
    const start: State = { actions: [], doubts: [], changes: [], isOver: false, request };
    return node.body.type === 'BlockStatement'
      ? this.#block(node.body.body, inner, [start])
      : this.#expression(node.body, inner, start);
  }

  #block(statements: readonly Statement[], outer: Scope, states: State[]): State[] {
    const scope = scopeOf(statements, outer, this.#source, outer.changed);
    let now = states;
    for (const statement of statements) {
      now = now.flatMap((state) =>
        state.isOver ? [state] : this.#statement(statement, this.#seen(scope, state), state),
      );
      if (now.length > maxWays) now = now.slice(0, maxWays);
    }
    return now;
  }

  /** The scope in which the request is the one of this way. */
  #seen(scope: Scope, { request }: State): Scope {
    const name = this.#name;
    if (name === null) return scope;
    return { changed: scope.changed, lookUp: (one) => (one === name ? request : scope.lookUp(one)) };
  }

  #statement(node: Statement, scope: Scope, state: State): State[] {
    switch (node.type) {
      case 'ExpressionStatement':
        return this.#expression(node.expression, scope, state);
      case 'ReturnStatement': {
        const states = node.argument ? this.#expression(node.argument, scope, state) : [state];
        return states.map((one) => ({ ...one, isOver: true }));
      }
      case 'ThrowStatement':
        return [{ ...state, isOver: true }];
      case 'VariableDeclaration':
        return node.declarations.reduce<State[]>(
          (states, { init }) => (init ? states.flatMap((one) => this.#expression(init, scope, one)) : states),
          [state],
        );
      case 'BlockStatement':
        return this.#block(node.body, scope, [state]);
      case 'TryStatement':
        return this.#block(node.block.body, scope, [state]);
      case 'IfStatement':
        return this.#condition(node.test, [node.consequent, node.alternate ?? null], scope, state);
      case 'SwitchStatement':
        return this.#switch(node, scope, state);
      default:
        return this.#concerns(node)
          ? [{ ...state, doubts: [...state.doubts, wordsOf(node, this.#source)] }]
          : [state];
    }
  }

  #condition(test: Node, branches: readonly (Node | null)[], scope: Scope, state: State): State[] {
    const is = isTruthy(this.#source.evaluate(test, scope));
    const follow = (branch: Node | null, from: State): State[] => {
      if (branch === null) return [from];
      return /Statement$|Declaration$/.test(branch.type)
        ? this.#block([branch as Statement], scope, [from])
        : this.#expression(branch, scope, from);
    };
    const [yes, no] = branches;
    if (is !== null) return follow(is ? yes : no, state);
    if (!branches.some((branch) => branch !== null && this.#concerns(branch))) return [state];
    const doubting = { ...state, doubts: [...state.doubts, wordsOf(test, this.#source)] };
    return [...follow(yes, doubting), ...follow(no, doubting)];
  }

  /** True when something in it hands the upgrade on or ends the way. */
  #concerns(node: Node): boolean {
    const { start, end } = spanOf(node, this.#source);
    return /\.(?:ws|web|upgrade|destroy|end|handleUpgrade)\s*\(|\breturn\b|\bthrow\b|\w+\.url\s*=[^=]/.test(
      this.#source.text.slice(Math.max(0, start), end),
    );
  }

  #switch(node: Node & { type: 'SwitchStatement' }, scope: Scope, state: State): State[] {
    const value = this.#source.evaluate(node.discriminant, scope);
    const text = textOfValue(value);
    const labels = node.cases.map(({ test }) =>
      test ? textOfValue(this.#source.evaluate(test, scope)) : null,
    );
    const body = (index: number): Statement[] => {
      const after = node.cases.slice(index).flatMap(({ consequent }) => consequent);
      const end = after.findIndex(({ type }) => type === 'BreakStatement');
      return end < 0 ? after : after.slice(0, end);
    };
    const usual = node.cases.findIndex(({ test }) => !test);
    const run = (index: number, from: State): State[] =>
      index < 0 ? [from] : this.#block(body(index), scope, [from]);
    const isTold = text !== null && node.cases.every(({ test }, index) => !test || labels[index] !== null);
    if (isTold) {
      const found = labels.indexOf(text);
      return run(found >= 0 ? found : usual, state);
    }
    const doubting = { ...state, doubts: [...state.doubts, wordsOf(node.discriminant, this.#source)] };
    const all = node.cases.flatMap((_, index) => run(index, doubting));
    return usual < 0 ? [...all, doubting] : all;
  }

  #expression(node: Node, scope: Scope, state: State): State[] {
    switch (node.type) {
      case 'UnaryExpression':
        if (node.operator === 'delete') return [this.#changed(node, state)];
        return this.#expression(node.argument, scope, state);
      case 'AwaitExpression':
        return this.#expression(node.argument, scope, state);
      case 'ConditionalExpression':
        return this.#condition(node.test, [node.consequent, node.alternate], scope, state);
      case 'LogicalExpression':
        return node.operator === '&&'
          ? this.#condition(node.left, [node.right, null], scope, state)
          : this.#condition(node.left, [null, node.right], scope, state);
      case 'SequenceExpression':
        return node.expressions.reduce<State[]>(
          (states, one) => states.flatMap((from) => this.#expression(one, this.#seen(scope, from), from)),
          [state],
        );
      case 'AssignmentExpression':
        return [this.#assigned(node, scope, state)];
      case 'CallExpression':
      case 'OptionalCallExpression':
        return this.#called(node, scope, state);
      default:
        return [state];
    }
  }

  /** A statement that changes what the upgrade needs. */
  #changed(node: Node, state: State): State {
    const words = wordsOf(node, this.#source);
    const isNeeded = /\bheaders\b.*\b(?:upgrade|connection|sec-websocket)|\bheaders\s*=|\.method\s*=/i.test(
      words,
    );
    return isNeeded ? { ...state, changes: [...state.changes, words] } : state;
  }

  /** `req.url = …` */
  #assigned(node: Node & { type: 'AssignmentExpression' }, scope: Scope, state: State): State {
    const { left, right } = node;
    const isUrl =
      left.type === 'MemberExpression' &&
      left.object.type === 'Identifier' &&
      left.object.name === this.#name &&
      left.property.type === 'Identifier' &&
      left.property.name === 'url';
    if (!isUrl) return this.#changed(node, state);
    if (state.request.kind !== 'object') return state;
    const value: Value =
      node.operator === '=' ? this.#source.evaluate(right, scope) : unknownValue('url', state.request);
    const entries = [...state.request.entries, { key: 'url', value, start: value.start, end: value.end }];
    return { ...state, request: objectOf(entries, state.request, state.request.open) };
  }

  #called(
    node: Node & { type: 'CallExpression' | 'OptionalCallExpression' },
    scope: Scope,
    state: State,
  ): State[] {
    const target = this.#source.evaluate(node.callee, scope);
    if (target.kind === 'function') return this.#entered(target, node, scope, state);
    const made = madeOf(this.#source.evaluate(node, scope));
    if (made === null) return [state];
    const action = actionOf(made, state);
    if (action)
      return [{ ...state, actions: [...state.actions, { ...action, ...spanOf(node, this.#source) }] }];
    // What a function does that is given to a call, such as a check of a session, may happen.
    const given = made.given.filter((one): one is Value & { kind: 'function' } => one.kind === 'function');
    const concerned = given.filter((one) => this.#concerns(one.node) && !/^(?:on|once)$/.test(made.name));
    if (concerned.length === 0 || this.#calls >= maxCalls) return [state];
    this.#calls += 1;
    const doubting = { ...state, doubts: [...state.doubts, wordsOf(node.callee, this.#source)] };
    return concerned.flatMap((one) => this.#body(one, [], doubting));
  }

  #entered(target: Value & { kind: 'function' }, node: Node, scope: Scope, state: State): State[] {
    if (this.#calls >= maxCalls || !this.#concerns(target.node)) return [state];
    this.#calls += 1;
    const { arguments: given } = node as Node & { type: 'CallExpression' };
    const states = this.#body(
      target,
      given.map((one) => this.#source.evaluate(one, scope)),
      state,
    );
    this.#calls -= 1;
    return states;
  }

  #body({ node, scope }: Value & { kind: 'function' }, given: readonly Value[], state: State): State[] {
    const inner = parametersOf(node, scope, given, this.#source);
    const states =
      node.body.type === 'BlockStatement'
        ? this.#block(node.body.body, inner, [state])
        : this.#expression(node.body, inner, state);
    return states.map((one) => ({ ...one, isOver: state.isOver }));
  }
}

/** What a call does with the upgrade; null when it does nothing. */
function actionOf(made: Made, { request }: State): Omit<Action, 'start' | 'end'> | null {
  const { name, owner, given } = made;
  const url =
    request.kind === 'object' ? textOfValue(request.entries.find(({ key }) => key === 'url')?.value) : null;
  if (owner === null) return null;
  if (name === 'ws' && given.length >= 2)
    return { kind: 'ws', proxy: httpProxyOf(owner), options: given[3], url };
  if (name === 'web' && given.length >= 2)
    return { kind: 'web', proxy: httpProxyOf(owner), options: given[2], url };
  if (name === 'upgrade' && given.length >= 2)
    return { kind: 'upgrade', proxy: middlewareOf(owner), options: undefined, url };
  if (name === 'handleUpgrade') return { kind: 'own', proxy: null, options: undefined, url };
  if (/^(?:destroy|end|destroySoon)$/.test(name))
    return { kind: 'closes', proxy: null, options: undefined, url };
  return null;
}
