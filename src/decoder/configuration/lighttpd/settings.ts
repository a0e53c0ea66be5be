// Which value each directive has for a request. Every condition is a context of its own; the contexts whose condition
// holds are laid over one another in the order in which the text opens them, and a later one replaces a whole value.

import type { Span } from '../model.ts';
import type {
  LighttpdAssignment,
  LighttpdBranch,
  LighttpdCondition,
  LighttpdFile,
  LighttpdInclude,
  LighttpdStatement,
  LighttpdValue,
} from './parse.ts';

/** A value whose names and sums are worked out. */
export type Plain = Span &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'number'; readonly number: number }
    | { readonly kind: 'list'; readonly entries: readonly PlainEntry[] }
    /** It comes from the environment, or from a file that is not here. */
    | { readonly kind: 'unknown'; readonly name: string }
  );

export interface PlainEntry {
  readonly key: string | null;
  readonly value: Plain;
}

/** A directive with its value, and the statement that gave it last. */
export interface Setting {
  readonly value: Plain;
  readonly from: LighttpdAssignment;
}

/** The statements under one condition, or those outside of every condition. */
export interface Context {
  readonly parent: Context | null;
  readonly condition: LighttpdCondition | null;
  /** The branches before it in a chain of `else`: none of them may hold. */
  readonly before: readonly Context[];
  readonly head: Span;
  readonly settings: Map<string, Setting>;
}

/** Something that keeps lighttpd from starting. */
export interface SettingsFault extends Span {
  readonly name: string;
  readonly text: string;
}

export interface Settings {
  /** The outermost one first. */
  readonly contexts: readonly Context[];
  readonly includes: readonly LighttpdInclude[];
  readonly faults: readonly SettingsFault[];
}

/** Works out the contexts of a file. */
export function settingsOf({ statements }: LighttpdFile): Settings {
  const reader = new SettingsReader();
  reader.read(statements, reader.outermost);
  return reader;
}

class SettingsReader implements Settings {
  readonly contexts: Context[] = [];
  readonly includes: LighttpdInclude[] = [];
  readonly faults: SettingsFault[] = [];
  readonly outermost = this.#add({ parent: null, condition: null, before: [], head: { start: 0, end: 0 } });

  read(statements: readonly LighttpdStatement[], context: Context): void {
    for (const statement of statements) {
      if (statement.kind === 'assignment') this.#assign(statement, context);
      else if (statement.kind === 'include') this.includes.push(statement);
      else if (statement.kind === 'global') this.read(statement.body, this.outermost);
      else this.#branches(statement.branches, context);
    }
  }

  #branches(branches: readonly LighttpdBranch[], parent: Context): void {
    const before: Context[] = [];
    for (const { condition, body, head } of branches) {
      const context = this.#contextFor(parent, condition, before, head);
      this.read(body, context);
      before.push(context);
    }
  }

  /** A condition that stands twice at one level is one context. */
  #contextFor(
    parent: Context,
    condition: LighttpdCondition | null,
    before: readonly Context[],
    head: Span,
  ): Context {
    const own = condition && conditionKey(condition);
    const known = this.contexts.find(
      (one) =>
        one.parent === parent &&
        one.condition !== null &&
        own !== null &&
        one.before.length === 0 &&
        before.length === 0 &&
        conditionKey(one.condition) === own,
    );
    return known ?? this.#add({ parent, condition, before: [...before], head });
  }

  #add(context: Omit<Context, 'settings'>): Context {
    const added = { ...context, settings: new Map() };
    this.contexts.push(added);
    return added;
  }

  #assign(from: LighttpdAssignment, context: Context): void {
    const name = fullName(from.name);
    const known = context.settings.get(name);
    if (from.operator === '=' && known) {
      this.#fault(from, name, `${name} is set twice in one block: lighttpd does not start with this text.`);
    }
    const value = this.#plain(from.value, context);
    const base = from.operator === '+=' ? (known ?? lookUp(name, context)) : undefined;
    context.settings.set(name, { value: base ? added(base.value, value) : value, from });
  }

  #plain(value: LighttpdValue, context: Context): Plain {
    const { start, end } = value;
    switch (value.kind) {
      case 'text':
      case 'number':
        return value;
      case 'list':
        return {
          kind: 'list',
          start,
          end,
          entries: value.entries.map(({ key, value: one }) => ({
            key: key && textOf(this.#plain(key, context)),
            value: this.#plain(one, context),
          })),
        };
      case 'sum':
        return { ...value.parts.map((part) => this.#plain(part, context)).reduce(added), start, end };
      case 'name':
        return { ...this.#named(value.name, value, context), start, end };
    }
  }

  #named(written: string, span: Span, context: Context): Plain {
    const name = fullName(written);
    const found = lookUp(name, context);
    if (found) return found.value;
    // Of a file that is included it may come too.
    if (!name.startsWith('env.') && this.includes.length === 0) {
      this.#fault(span, name, `${name} is not set before this line: lighttpd does not start with this text.`);
    }
    return { kind: 'unknown', name, start: span.start, end: span.end };
  }

  #fault({ start, end }: Span, name: string, text: string): void {
    this.faults.push({ name, text, start, end });
  }
}

/** A name without a point is a variable. */
const fullName = (name: string): string => (name.includes('.') ? name : `var.${name}`);

function lookUp(name: string, context: Context): Setting | undefined {
  for (let at: Context | null = context; at !== null; at = at.parent) {
    const found = at.settings.get(name);
    if (found) return found;
  }
  return undefined;
}

function added(first: Plain, second: Plain): Plain {
  const span = { start: second.start, end: second.end };
  if (first.kind === 'unknown') return { ...first, ...span };
  if (second.kind === 'unknown') return second;
  if (first.kind === 'list') {
    const entries = second.kind === 'list' ? second.entries : [{ key: null, value: second }];
    return { kind: 'list', entries: [...first.entries, ...entries], ...span };
  }
  if (first.kind === 'number' && second.kind === 'number') {
    return { kind: 'number', number: first.number + second.number, ...span };
  }
  return { kind: 'text', text: `${textOf(first)}${textOf(second)}`, ...span };
}

/** The characters of a text or a number; empty for others. */
export function textOf(value: Plain | undefined): string {
  if (value?.kind === 'text') return value.text;
  return value?.kind === 'number' ? String(value.number) : '';
}

/** Whole seconds, or null when the value is no number. */
export function numberOf(value: Plain | undefined): number | null {
  const text = textOf(value);
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** The entries of a list; none for others. */
export function entriesOf(value: Plain | undefined): readonly PlainEntry[] {
  return value?.kind === 'list' ? value.entries : [];
}

/** The value of a key of a list. */
export function entryOf(value: Plain | undefined, key: string): Plain | undefined {
  return entriesOf(value).findLast((entry) => entry.key === key)?.value;
}

/** What stands for true. */
export function isEnabled(value: Plain | undefined): boolean {
  if (value?.kind === 'number') return value.number !== 0;
  return /^(?:enable|enabled|true|1)$/i.test(textOf(value));
}

/** A condition in words that are the same for equal conditions. */
export function conditionKey({ field, operator, value }: LighttpdCondition): string {
  return `${field} ${operator} ${value.kind === 'text' ? value.text : `${value.start}`}`;
}

/** Whether the condition of a context holds for a request; null when the text does not tell. */
export type Holds = (condition: LighttpdCondition) => boolean | null;

/** What is in force for a request. */
export class SettingsInForce {
  readonly #contexts: readonly { readonly context: Context; readonly holds: boolean | null }[];

  /** `certain`: contexts that hold whatever their condition says. */
  constructor(settings: Settings, holds: Holds, certain: ReadonlySet<Context> = new Set()) {
    const known = new Map<Context, boolean | null>();
    for (const context of settings.contexts) {
      known.set(context, certain.has(context) ? true : holdsFor(context, known, holds));
    }
    this.#contexts = settings.contexts.map((context) => ({ context, holds: known.get(context) ?? null }));
  }

  /** The value of a directive in force. */
  get(name: string): Setting | undefined {
    return this.#contexts
      .findLast(({ context, holds }) => holds === true && context.settings.has(name))
      ?.context.settings.get(name);
  }

  /** The contexts that may replace this value, of which the text does not tell whether they hold. */
  open(name: string): Context[] {
    const last = this.#contexts.findLastIndex(
      ({ context, holds }) => holds === true && context.settings.has(name),
    );
    return this.#contexts
      .slice(last + 1)
      .filter(({ context, holds }) => holds === null && context.settings.has(name))
      .map(({ context }) => context);
  }
}

function holdsFor(
  { parent, condition, before }: Context,
  known: ReadonlyMap<Context, boolean | null>,
  holds: Holds,
): boolean | null {
  if (parent === null) return true;
  const parts = [
    known.get(parent) ?? null,
    ...before.map((one) => opposite(known.get(one) ?? null)),
    condition === null ? true : holds(condition),
  ];
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

const opposite = (holds: boolean | null): boolean | null => (holds === null ? null : !holds);
