// Where in a JSON text a value is, and what it must be: `user.id`, `items[0].price>10`, `..error`, `op=login`.

/** One step of a path: a name, an index, every child, or a name at any depth. */
type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'every' }
  | { readonly kind: 'anywhere'; readonly name: string };

const operators = ['!=', '>=', '<=', '=', '>', '<', '~'] as const;
type Operator = (typeof operators)[number];

/** A path, and what one of its values must be. */
export interface JsonTest {
  readonly steps: readonly Step[];
  /** `null`: that there is a value is enough. `~` looks for a text inside it, whatever its case. */
  readonly operator: Operator | null;
  readonly wanted: string | number | boolean | null;
}

/** Values that one path is followed through: a text with more is not searched further. */
const maxValues = 100_000;
/** Characters before the first bracket of a text: `42` of Socket.IO, `a` of SockJS, a channel. */
const maxPrefix = 64;

function readWanted(text: string): JsonTest['wanted'] {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  return text.replace(/^"(.*)"$/s, '$1');
}

/** Reads what stands after `json:`, or says what is wrong with it. */
export function parseJsonTest(text: string): JsonTest | string {
  const [, path, operator = '', value = ''] = /^([^=<>~!]*)(!=|>=|<=|=|>|<|~)?(.*)$/s.exec(text) ?? [];
  const steps: Step[] = [];
  const body = (path ?? '').replace(/^\$(?=\.|\[|$)/, '');
  const parts = /\.\.([^.[\]\s]+)|\.?\*|\[\*\]|\[(\d+)\]|\.?([^.[\]\s]+)/gy;
  for (let at = 0; at < body.length; at = parts.lastIndex) {
    parts.lastIndex = at;
    const part = parts.exec(body);
    if (part === null) return `Expected a path such as json:user.id or json:items[0].id=5, found "${text}".`;
    const [whole, anywhere, index, name] = part;
    if (anywhere !== undefined) steps.push({ kind: 'anywhere', name: anywhere });
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else if (name !== undefined && whole !== '*') steps.push({ kind: 'name', name });
    else steps.push({ kind: 'every' });
  }
  const found = operators.find((one) => one === operator) ?? null;
  if (steps.length === 0) return `Expected a path after json:, such as json:user.id, found "${text}".`;
  if (found !== null && value === '') return `Expected a value after "${found}" in json:${text}.`;
  return { steps, operator: found, wanted: found === null ? null : readWanted(value) };
}

function childrenOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function named(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
  return [(value as Record<string, unknown>)[name]];
}

/** These values and all inside them, each object once: a path can lead to values that lie in one another. */
function* within(values: readonly unknown[]): Generator {
  const open = values.slice();
  const seen = new Set<unknown>();
  for (let at = 0; at < open.length && at < maxValues; at++) {
    const value = open[at];
    if (typeof value === 'object' && value !== null) {
      if (seen.has(value)) continue;
      seen.add(value);
      for (const child of childrenOf(value)) open.push(child);
    }
    yield value;
  }
}

/** Every value of this name in these values, at any depth. */
function anywhere(values: readonly unknown[], name: string): unknown[] {
  const found: unknown[] = [];
  for (const value of within(values)) found.push(...named(value, name));
  return found;
}

function follow(values: readonly unknown[], step: Step): unknown[] {
  switch (step.kind) {
    case 'name':
      return values.flatMap((value) => named(value, step.name));
    case 'index':
      return values.flatMap((value) =>
        Array.isArray(value) && step.index < value.length ? [value[step.index]] : [],
      );
    case 'every':
      return values.flatMap(childrenOf);
    case 'anywhere':
      return anywhere(values, step.name);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether a text, a number, `true`, `false` or `null` is as wanted. */
function compares(value: unknown, operator: Operator, wanted: JsonTest['wanted']): boolean {
  switch (operator) {
    case '=':
      return String(value) === String(wanted);
    case '!=':
      return String(value) !== String(wanted);
    case '~':
      return String(value).toLowerCase().includes(String(wanted).toLowerCase());
    default: {
      if (typeof value !== 'number' || typeof wanted !== 'number') return false;
      if (operator === '>') return value > wanted;
      if (operator === '<') return value < wanted;
      return operator === '>=' ? value >= wanted : value <= wanted;
    }
  }
}

/** Whether one of these values is as wanted. An object or an array equals nothing, and `~` looks at what is in it. */
function isAnyAsWanted(values: readonly unknown[], operator: Operator, wanted: JsonTest['wanted']): boolean {
  for (const value of operator === '~' ? within(values) : values)
    if (isObject(value) ? operator === '!=' : compares(value, operator, wanted)) return true;
  return false;
}

/** The object or array in a text, which a short prefix may precede; `undefined` when there is none. */
function jsonIn(text: string): unknown {
  const start = text.slice(0, maxPrefix + 1).search(/[[{]/);
  // A path leads into an object or an array. An attempt on anything else costs a hundred times more than this look.
  if (start < 0 || !/[\]}]\s*$/.test(text.slice(-maxPrefix))) return undefined;
  try {
    return JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
}

/** Whether a text is JSON with a value at this path that is as wanted. */
export function holdsJson(text: string, { steps, operator, wanted }: JsonTest): boolean {
  const value = jsonIn(text);
  if (value === undefined) return false;
  let values: unknown[] = [value];
  for (const step of steps) values = follow(values, step).slice(0, maxValues);
  return operator === null ? values.length > 0 : isAnyAsWanted(values, operator, wanted);
}
