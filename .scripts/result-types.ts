// Reads the interfaces and simple types of src/library, and makes a JSON Schema and tables for people from them.

/** A type as the files of results write it. */
export type TypeNode =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly item: TypeNode }
  | { readonly kind: 'record'; readonly value: TypeNode }
  | { readonly kind: 'union'; readonly members: readonly TypeNode[] };

/** A field of an interface. */
export interface FieldNode {
  readonly name: string;
  readonly isOptional: boolean;
  readonly doc: string;
  readonly type: TypeNode;
}

/** An interface (`fields`) or an alias (`type`). */
export interface Declaration {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly FieldNode[] | null;
  readonly type: TypeNode | null;
}

interface Token {
  readonly text: string;
  /** The docstring before it. */
  readonly doc: string;
}

function tokensOf(source: string): Token[] {
  const pattern = /\/\*\*([\s\S]*?)\*\/|\/\/[^\n]*|'(?:[^'\\]|\\.)*'|[A-Za-z_]\w*|\d+|[{}()[\]<>|;:,?=*.]/g;
  const tokens: Token[] = [];
  let doc = '';
  for (const [text, comment] of source.matchAll(pattern)) {
    if (comment !== undefined) doc = comment.replace(/\s*\n?\s*\* ?/g, ' ').trim();
    else if (!text.startsWith('//')) {
      tokens.push({ text, doc });
      doc = '';
    }
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  take(expected?: string): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined || (expected !== undefined && token.text !== expected)) {
      throw new Error(`Expected ${expected ?? 'a word'}, found ${token?.text ?? 'the end'}.`);
    }
    return token;
  }

  accept(text: string): boolean {
    if (this.next?.text !== text) return false;
    this.#at++;
    return true;
  }

  type(): TypeNode {
    this.accept('|');
    const members = [this.primary()];
    while (this.accept('|')) members.push(this.primary());
    return members.length === 1 ? members[0] : { kind: 'union', members };
  }

  primary(): TypeNode {
    this.accept('readonly');
    const { text } = this.take();
    let node: TypeNode;
    if (text === '(') {
      node = this.type();
      this.take(')');
    } else if (text === 'Readonly') {
      for (const word of ['<', 'Record', '<', 'string', ',']) this.take(word);
      node = { kind: 'record', value: this.type() };
      this.take('>');
      this.take('>');
    } else if (text.startsWith("'")) node = { kind: 'literal', value: text.slice(1, -1) };
    else if (/^\d/.test(text)) node = { kind: 'literal', value: Number(text) };
    else node = { kind: 'name', name: text };
    while (this.accept('[')) {
      this.take(']');
      node = { kind: 'list', item: node };
    }
    return node;
  }

  fields(): FieldNode[] {
    const fields: FieldNode[] = [];
    this.take('{');
    while (!this.accept('}')) {
      const { doc } = this.take('readonly');
      const { text: name } = this.take();
      const isOptional = this.accept('?');
      this.take(':');
      fields.push({ name, isOptional, doc, type: this.type() });
      this.take(';');
    }
    return fields;
  }
}

/** The exported interfaces and aliases of a source, in order. Imports and re-exports are skipped. */
export function declarationsOf(source: string): Declaration[] {
  const reader = new Reader(tokensOf(source));
  const found: Declaration[] = [];
  while (reader.next !== undefined) {
    const { text, doc } = reader.take();
    if (text !== 'export') continue;
    if (reader.accept('interface')) {
      found.push({ name: reader.take().text, doc, fields: reader.fields(), type: null });
    } else if (reader.accept('type') && reader.next?.text !== '*') {
      const { text: name } = reader.take();
      reader.take('=');
      found.push({ name, doc, fields: null, type: reader.type() });
    }
  }
  return found;
}

type Schema = { readonly [key: string]: unknown };

/** What JSON Schema can say of an alias beyond its type. */
const aliasSchemas: Readonly<Record<string, Schema>> = {
  Count: { type: 'integer', minimum: 0 },
  FrameOffset: { type: 'integer' },
  Id: { type: 'string', pattern: '^[a-z][a-z0-9.-]*$' },
  Sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
};

const basic: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'null']);

function schemaOf(node: TypeNode): Schema {
  switch (node.kind) {
    case 'literal':
      return { enum: [node.value] };
    case 'name':
      return basic.has(node.name) ? { type: node.name } : { $ref: `#/definitions/${node.name}` };
    case 'list':
      return { type: 'array', items: schemaOf(node.item) };
    case 'record':
      return { type: 'object', additionalProperties: schemaOf(node.value) };
    case 'union':
      return unionSchema(node.members);
  }
}

function unionSchema(members: readonly TypeNode[]): Schema {
  const isNull = (one: TypeNode): boolean => one.kind === 'name' && one.name === 'null';
  if (members.every((one) => one.kind === 'literal' || isNull(one))) {
    return { enum: members.map((one) => (one.kind === 'literal' ? one.value : null)) };
  }
  const names = members.flatMap((one) => (one.kind === 'name' && basic.has(one.name) ? [one.name] : []));
  if (names.length === members.length) return { type: names };
  const literals = members.filter((one) => one.kind === 'literal');
  const others = members.filter((one) => one.kind !== 'literal').map(schemaOf);
  return { anyOf: literals.length === 0 ? others : [unionSchema(literals), ...others] };
}

/** The definitions of the declarations that `root` leads to. */
function definitionsFrom(root: string, all: ReadonlyMap<string, Declaration>, isStrict: boolean): Schema {
  const definitions: Record<string, Schema> = {};
  const visit = (name: string): void => {
    const declaration = all.get(name);
    if (declaration === undefined) throw new Error(`Expected a declaration of ${name}, found none.`);
    if (name in definitions) return;
    const { doc, fields, type } = declaration;
    if (fields === null) {
      definitions[name] = { description: doc, ...(aliasSchemas[name] ?? schemaOf(type as TypeNode)) };
    } else {
      definitions[name] = {
        description: doc,
        type: 'object',
        required: fields.filter((field) => !field.isOptional).map((field) => field.name),
        properties: Object.fromEntries(
          fields.map((field) => {
            const schema = schemaOf(field.type);
            // Words beside a $ref are ignored in draft 7.
            const described = '$ref' in schema && field.doc !== '' ? { allOf: [schema] } : schema;
            return [field.name, field.doc === '' ? schema : { description: field.doc, ...described }];
          }),
        ),
        ...(isStrict ? { additionalProperties: false } : {}),
      };
    }
    for (const [, reference] of JSON.stringify(definitions[name]).matchAll(/#\/definitions\/(\w+)/g)) {
      visit(reference);
    }
  };
  visit(root);
  return definitions;
}

/** The JSON Schema of one interface. `isStrict` allows no field that it does not name. */
export function jsonSchema(
  { root, id, title }: { readonly root: string; readonly id: string; readonly title: string },
  declarations: readonly Declaration[],
  isStrict = false,
): Schema {
  const all = new Map(declarations.map((one) => [one.name, one]));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: id,
    title,
    $ref: `#/definitions/${root}`,
    definitions: definitionsFrom(root, all, isStrict),
  };
}

/** A type as TypeScript writes it. */
function typeText(node: TypeNode): string {
  switch (node.kind) {
    case 'literal':
      return typeof node.value === 'string' ? `'${node.value}'` : String(node.value);
    case 'name':
      return node.name;
    case 'list':
      return node.item.kind === 'union' ? `(${typeText(node.item)})[]` : `${typeText(node.item)}[]`;
    case 'record':
      return `Record<string, ${typeText(node.value)}>`;
    case 'union':
      return node.members.map(typeText).join(' | ');
  }
}

/** The declarations as Markdown: a heading and a table each. */
export function typeTables(declarations: readonly Declaration[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  return declarations
    .map(({ name, doc, fields, type }) => {
      const head = `### \`${name}\`\n\n${doc}\n`;
      if (fields === null) return `${head}\n    ${typeText(type as TypeNode)}\n`;
      const rows = fields.map(
        (field) =>
          `| \`${field.name}${field.isOptional ? '?' : ''}\` | ${cell(`\`${typeText(field.type)}\``)} | ${cell(field.doc)} |`,
      );
      return `${head}\n| field | type | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
    })
    .join('\n');
}
