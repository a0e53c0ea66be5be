// Runs the subroutines of a text for one request. A condition that the text does not decide is asked for.

import type { Span } from '../model.ts';
import type { Names } from './names.ts';
import { minorTargets, type NearMiss, nearMissOf } from './near-miss.ts';
import { type KnownRequest, sentVariables } from './request.ts';
import type { Choice, Comparison, Expression, Return, Statement } from './tree.ts';
import {
  asFlag,
  asText,
  comparison,
  flagValue,
  isInAcl,
  matches,
  replaced,
  textValue,
  unknownValue,
  type Value,
} from './values.ts';

/** A condition that the text does not decide. */
export interface Question extends Span {
  /** The same for the same question. */
  readonly words: string;
}

/** What becomes of a request. */
export interface Outcome {
  readonly kind: 'tunnel' | 'fetch' | 'answer' | 'open';
  /** The return that decides; null when the end of vcl_recv does. */
  readonly from: Span | null;
  /** `pass`, `synth`. */
  readonly action: string;
  readonly status: number | null;
  readonly to: string | null;
  readonly backend: Value;
  /** Of the request to the backend, or of that which a pipe would send. */
  readonly sent: Sent;
  /** The line that would set another backend if the pipe did not stand before it. */
  readonly later: (Span & { readonly backend: string }) | null;
  readonly nearMisses: readonly NearMiss[];
}

/** A request as the backend gets it. */
export interface Sent {
  readonly url: Value;
  readonly method: Value;
  /** By lower-case name: those that a WebSocket needs. */
  readonly headers: ReadonlyMap<string, { readonly value: Value; readonly from: Span | null }>;
  /** The lines that take Upgrade or Connection out before vcl_pipe can copy them. */
  readonly unsets: readonly Span[];
}

/** A text that loops, or is too long to be followed. */
export class TooLong extends Error {}

/** A condition that is not to be asked for. */
class NotDecided extends Error {}

const maxSteps = 20_000;
const maxCalls = 32;
/** `max_restarts`. */
const maxRestarts = 4;

type Signal = Return | 'left' | null;

export class Machine {
  readonly nearMisses: NearMiss[] = [];
  readonly #names: Names;
  readonly #text: string;
  readonly #request: KnownRequest;
  readonly #decide: (question: Question) => boolean;
  #variables = new Map<string, Value>();
  readonly #places = new Map<string, Span>();
  #skipsPipe = false;
  #asks = true;
  #steps = 0;
  #calls = 0;

  constructor(names: Names, text: string, request: KnownRequest, decide: (question: Question) => boolean) {
    this.#names = names;
    this.#text = text;
    this.#request = request;
    this.#decide = decide;
  }

  run(): Outcome {
    this.#variables = sentVariables(this.#request);
    this.#variables.set(
      'req.backend_hint',
      this.#names.first === null ? unknownValue('the backend') : { kind: 'backend', name: this.#names.first },
    );
    for (let count = 0; count <= maxRestarts; count++) {
      this.#variables.set('req.restarts', { kind: 'number', number: count });
      const signal = this.#sub('vcl_recv');
      const end = this.#outcome(signal === 'left' ? null : signal);
      if (end !== null) return end;
    }
    return this.#end('answer', null, 'restart', 503);
  }

  #outcome(signal: Return | null): Outcome | null {
    if (signal === null) return this.#hypothesis(null, 'hash');
    switch (signal.action) {
      case 'restart':
        return null;
      case 'pipe':
        return this.#pipe(signal);
      case 'hash':
      case 'pass':
        return this.#hypothesis(signal, signal.action);
      case 'synth':
        return this.#synth(signal);
      case 'purge':
        return this.#end('answer', signal, 'purge', 200);
      case 'fail':
        return this.#end('answer', signal, 'fail', 503);
      default:
        return this.#end('open', signal, signal.action ?? '', null);
    }
  }

  #end(kind: Outcome['kind'], from: Span | null, action: string, status: number | null): Outcome {
    const own = from && { start: from.start, end: from.end };
    const backend = this.#variables.get('bereq.backend') ?? this.#variables.get('req.backend_hint')!;
    const { nearMisses } = this;
    const sent = this.#sent();
    return { kind, from: own, action, status, to: null, backend, sent, later: null, nearMisses };
  }

  #synth(signal: Return): Outcome {
    const [first] = signal.values;
    const status = first?.kind === 'number' ? Number(first.text) : null;
    this.#variables.set(
      'resp.status',
      status === null ? unknownValue('status') : { kind: 'number', number: status },
    );
    const [, reason] = signal.values;
    this.#variables.set('resp.reason', reason ? this.#value(reason) : textValue(''));
    this.#sub('vcl_synth');
    const last = this.#get('resp.status');
    const location = asText(this.#get('resp.http.location'));
    const isRedirect = last.kind === 'number' && last.number >= 301 && last.number <= 308 && location !== '';
    return {
      ...this.#end('answer', signal, 'synth', last.kind === 'number' ? last.number : status),
      to: isRedirect ? (location ?? 'another URL') : null,
    };
  }

  /** The request of a fetch has no upgrade; what a pipe would send is kept for the correction. */
  #hypothesis(from: Span | null, action: string): Outcome {
    const end = this.#end('fetch', from, action, null);
    const decide = (): boolean => true;
    const other = new Machine(this.#names, this.#text, this.#request, decide);
    other.#variables = new Map(this.#variables);
    return { ...end, sent: other.#pipe(null).sent };
  }

  #pipe(from: Span | null): Outcome {
    const hint = this.#get('req.backend_hint');
    this.#variables.set('bereq.backend', hint);
    this.#variables.set('bereq.url', this.#get('req.url'));
    this.#variables.set('bereq.method', this.#get('req.method'));
    for (const [name, value] of [...this.#variables]) {
      if (name.startsWith('req.http.')) this.#variables.set(`be${name}`, value);
    }
    // Varnish takes out what Connection names, and sends Connection: close.
    this.#variables.set('bereq.http.upgrade', textValue(null));
    this.#variables.set('bereq.http.connection', textValue('close'));
    const signal = this.#sub('vcl_pipe');
    if (signal === null || signal === 'left' || signal.action === 'pipe') {
      return { ...this.#end('tunnel', from, 'pipe', null), later: from && this.#laterBackend() };
    }
    return signal.action === 'synth' ? this.#synth(signal) : this.#end('answer', signal, 'fail', 503);
  }

  /** For a request whose backend nothing chose: what the lines after the pipe would choose. */
  #laterBackend(): Outcome['later'] {
    if (this.#skipsPipe || this.#places.has('req.backend_hint') || this.#places.has('bereq.backend'))
      return null;
    const other = new Machine(this.#names, this.#text, this.#request, () => false);
    other.#skipsPipe = true;
    const { backend } = other.run();
    const place = other.#places.get('req.backend_hint');
    return place && backend.kind === 'backend' ? { ...place, backend: backend.name } : null;
  }

  #sent(): Sent {
    const headers = ['upgrade', 'connection', ...keptHeaders].map((name) => {
      const key = `bereq.http.${name}`;
      const value = this.#variables.get(key) ?? this.#get(`req.http.${name}`);
      return [
        name,
        { value, from: this.#places.get(key) ?? this.#places.get(`req.http.${name}`) ?? null },
      ] as const;
    });
    const [url, method] = ['url', 'method'].map(
      (name) => this.#variables.get(`bereq.${name}`) ?? this.#get(`req.${name}`),
    );
    const unsets = ['req.http.upgrade', 'req.http.connection'].flatMap((name) => {
      const value = this.#get(name);
      return value.kind === 'text' && value.text === null ? (this.#places.get(name) ?? []) : [];
    });
    return { url, method, headers: new Map(headers), unsets };
  }

  #sub(name: string): Signal {
    for (const { body } of this.#names.subs.get(name) ?? []) {
      const signal = this.#body(body);
      if (signal !== null && signal !== 'left') return signal;
    }
    return null;
  }

  #body(body: readonly Statement[]): Signal {
    for (const statement of body) {
      const signal = this.#statement(statement);
      if (signal !== null) return signal;
    }
    return null;
  }

  #statement(statement: Statement): Signal {
    this.#steps++;
    if (this.#steps > maxSteps) throw new TooLong();
    switch (statement.kind) {
      case 'set':
        this.#set(statement);
        return null;
      case 'unset':
        this.#put(statement.target, textValue(null), statement);
        return null;
      case 'call':
        return this.#call(statement.name);
      case 'return':
        if (this.#skipsPipe && statement.action === 'pipe') return null;
        return statement.action === null ? 'left' : statement;
      case 'choice':
        return this.#choice(statement);
      case 'block':
        return this.#body(statement.body);
      case 'do':
        this.#do(statement.value);
        return null;
      case 'new':
        return null;
    }
  }

  #call(name: string): Signal {
    this.#calls++;
    if (this.#calls > maxCalls) throw new TooLong();
    const signal = this.#sub(name);
    this.#calls--;
    return signal === 'left' ? null : signal;
  }

  #choice({ branches }: Choice): Signal {
    const sets = branches.map(({ body }) => minorTargets(body));
    for (const [index, { condition, body }] of branches.entries()) {
      if (condition === null) return this.#body(body);
      if (sets.includes(null)) {
        if (this.#holds(condition)) return this.#body(body);
        continue;
      }
      const holds = this.#known(condition);
      if (holds === true) return this.#body(body);
      if (holds === false) continue;
      // Whichever branch is taken, it decides nothing but these values.
      for (const name of sets.slice(index).flatMap((own) => own ?? [])) {
        this.#variables.set(name.toLowerCase(), unknownValue(name));
      }
      return null;
    }
    return null;
  }

  /** Whether a condition holds; null when the text does not decide it. */
  #known(condition: Expression): boolean | null {
    this.#asks = false;
    try {
      return this.#holds(condition);
    } catch (error) {
      if (!(error instanceof NotDecided)) throw error;
      return null;
    } finally {
      this.#asks = true;
    }
  }

  #do(value: Expression): void {
    if (value.kind !== 'call' || value.name !== 'std.rollback') return;
    for (const [name, sent] of sentVariables(this.#request)) this.#variables.set(name, sent);
  }

  #set({ target, operator, value, start, end }: Statement & { kind: 'set' }): void {
    const own = this.#value(value);
    const before = this.#get(target);
    if (operator === '=') this.#put(target, own, { start, end });
    else if (operator === '+=' && before.kind === 'text') {
      const [first, second] = [asText(before), asText(own)];
      const sum = first === null || second === null ? unknownValue(target) : textValue(first + second);
      this.#put(target, sum, { start, end });
    } else this.#put(target, unknownValue(target), { start, end });
  }

  #put(target: string, value: Value, { start, end }: Span): void {
    const name = target.toLowerCase();
    const isText = /\.http\.|\.url$|\.method$/.test(name);
    const text = isText && value.kind !== 'text' ? asText(value) : null;
    this.#variables.set(name, text === null ? value : textValue(text));
    this.#places.set(name, { start, end });
  }

  #get(written: string): Value {
    const name = written.toLowerCase();
    const known = this.#variables.get(name);
    if (known) return known;
    if (/^(?:be)?req\.http\.|^resp\.http\./.test(name)) return textValue(null);
    return unknownValue(written);
  }

  #holds(condition: Expression): boolean {
    switch (condition.kind) {
      case 'all':
        return condition.parts.every((part) => this.#holds(part));
      case 'any':
        return condition.parts.some((part) => this.#holds(part));
      case 'not':
        return !this.#holds(condition.of);
      case 'comparison':
        return this.#compare(condition);
      default: {
        const value = this.#value(condition);
        return asFlag(value) ?? this.#ask(value.kind === 'unknown' ? value.name : '', condition);
      }
    }
  }

  #ask(words: string, { start, end }: Span): boolean {
    if (!this.#asks) throw new NotDecided();
    return this.#decide({ words: words || this.#written({ start, end }), start, end });
  }

  #written({ start, end }: Span): string {
    return this.#text.slice(start, end).replace(/\s+/g, ' ');
  }

  #compare(condition: Comparison): boolean {
    const { operator, left, right } = condition;
    const value = this.#value(left);
    const result = this.#result(condition, value);
    if (result === null) {
      const isNot = operator.startsWith('!');
      const plain = operator === '!=' ? '==' : operator.replace('!', '');
      const words = `${this.#written(left)} ${plain} ${this.#written(right)}`;
      return this.#ask(words, condition) !== isNot;
    }
    const miss = nearMissOf(condition, value, result);
    if (miss) this.nearMisses.push(miss);
    return result;
  }

  #result({ operator, left, right }: Comparison, value: Value): boolean | null {
    if (!operator.includes('~')) return comparison(operator, value, this.#value(right));
    const isNot = operator === '!~';
    const acl = right.kind === 'name' ? this.#names.acls.get(right.name) : undefined;
    const found =
      acl && value.kind === 'address'
        ? isInAcl(value.address, acl)
        : right.kind === 'text' && left.kind !== 'text'
          ? matches(value, right.text)
          : null;
    return found === null ? null : found !== isNot;
  }

  #value(expression: Expression): Value {
    switch (expression.kind) {
      case 'text':
        return textValue(expression.text);
      case 'number':
        return /^-?\d+$/.test(expression.text)
          ? { kind: 'number', number: Number(expression.text) }
          : unknownValue(expression.text);
      case 'name':
        return this.#name(expression.name);
      case 'sum':
        return this.#sum(expression.parts, expression);
      case 'call':
        return this.#resultOf(expression);
      default:
        return flagValue(this.#holds(expression));
    }
  }

  #name(name: string): Value {
    if (name === 'true' || name === 'false') return flagValue(name === 'true');
    if (this.#names.backends.has(name)) return { kind: 'backend', name };
    return this.#get(name);
  }

  #sum(parts: readonly Expression[], span: Span & { readonly isJoin: boolean }): Value {
    const texts = parts.map((part) => asText(this.#value(part)));
    const numbers = parts.every((part) => part.kind === 'number');
    if (!span.isJoin || numbers || texts.includes(null)) return unknownValue(this.#written(span));
    return textValue(texts.join(''));
  }

  #resultOf(call: Expression & { readonly kind: 'call' }): Value {
    const { name, values } = call;
    const unknown = unknownValue(this.#written(call));
    const [first, second, third] = values.map((value) => this.#value(value));
    const text = first && asText(first);
    switch (name) {
      case 'regsub':
      case 'regsuball': {
        const [pattern, by] = [second && asText(second), third && asText(third)];
        if (typeof text !== 'string' || typeof pattern !== 'string' || typeof by !== 'string') return unknown;
        const result = replaced(text, pattern, by, name === 'regsuball');
        return result === null ? unknown : textValue(result);
      }
      case 'std.tolower':
        return typeof text === 'string' ? textValue(text.toLowerCase()) : unknown;
      case 'std.toupper':
        return typeof text === 'string' ? textValue(text.toUpperCase()) : unknown;
      case 'std.querysort':
        return typeof text === 'string' ? textValue(querySorted(text)) : unknown;
      case 'std.healthy':
        return flagValue(true);
      case 'std.port': {
        const isOwn = values[0]?.kind === 'name' && /^(?:server|local)\.ip$/.test(values[0].name);
        const { port, tls } = this.#request;
        return isOwn && !tls ? { kind: 'number', number: port } : unknown;
      }
      default: {
        const object = /^(.+)\.backend$/.exec(name)?.[1];
        return object !== undefined && this.#names.objects.has(object)
          ? { kind: 'backend', name: object }
          : unknown;
      }
    }
  }
}

/** Headers besides Upgrade and Connection that a handshake has. */
const keptHeaders = [
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-protocol',
  'sec-websocket-extensions',
];

function querySorted(url: string): string {
  const at = url.indexOf('?');
  if (at < 0) return url;
  const parts = url.slice(at + 1).split('&');
  return `${url.slice(0, at)}?${parts
    .filter((part) => part !== '')
    .sort()
    .join('&')}`;
}
