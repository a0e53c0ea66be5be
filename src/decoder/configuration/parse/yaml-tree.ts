// YAML with places, for the configurations of Envoy and Traefik. JSON is YAML too.

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLParseError,
} from 'yaml';
import type { Span, UnresolvedFact } from '../model.ts';
import { lineEndAfter } from './text.ts';

/** A key of a map with its value. */
export interface YamlEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

/** A map; `flow` is true for `{ a: b }`. */
export interface YamlMap extends Span {
  readonly kind: 'map';
  readonly entries: YamlEntry[];
  readonly flow: boolean;
}

/** A list; `flow` is true for `[a, b]`. */
export interface YamlList extends Span {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

export interface YamlScalar extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

/** A node with its place. Keys are kept as written. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

export interface YamlFile {
  readonly documents: readonly YamlNode[];
  readonly errors: readonly { readonly text: string; readonly start: number; readonly end: number }[];
}

/** Deeper than any configuration of Envoy (about 25); what is below is read as empty. */
const maxDepth = 40;

/** Values that aliases may add. Real files repeat a few hundred; nested aliases multiply without end. */
const maxAliasValues = 3_000;

/** A broken text has one error after another; the first ones are enough. */
const maxErrors = 20;

/**
 * Reads all documents of a text. Aliases are followed; a text whose aliases expand without end is refused.
 * Never throws.
 */
export function readYaml(text: string): YamlFile {
  if (isNestedTooDeeply(text)) return tooDeep;
  try {
    const parsed = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
    const list = Array.isArray(parsed) ? parsed : [];
    const errors = list.flatMap((document) => document.errors).slice(0, maxErrors);
    const documents = list.flatMap((document) => new TreeReader().read(document) ?? []);
    return { documents, errors: errors.map(errorOf) };
  } catch (error) {
    if (error instanceof RefusedAlias) return { documents: [], errors: [error.refusal] };
    if (error instanceof RangeError) return tooDeep;
    throw error;
  }
}

const tooDeep: YamlFile = {
  documents: [],
  errors: [{ text: 'This YAML is nested too deeply to be read.', start: 0, end: 0 }],
};

// The parser calls itself for each level, and takes seconds to recover when its stack ends. Brackets in
// quotes are counted too: no text has this many of them unbalanced.
const maxBrackets = 500;
const manyDashes = /^[ \t]*(?:[-?][ \t]+){500}/m;

function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [mark] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (mark === '[' || mark === '{' ? 1 : -1));
    if (depth > maxBrackets) return true;
  }
  return manyDashes.test(text);
}

function errorOf({ message, pos }: YAMLParseError): YamlFile['errors'][number] {
  return { text: message.split('\n')[0], start: pos[0], end: pos[1] };
}

/** The errors of a text, for the report. */
export function yamlErrors({ errors }: YamlFile): UnresolvedFact[] {
  return errors.map(({ text, start, end }) => ({ kind: 'syntax', name: text, text, span: { start, end } }));
}

class RefusedAlias extends Error {
  readonly refusal: YamlFile['errors'][number];

  constructor(text: string, { start, end }: Span) {
    super(text);
    this.refusal = { text, start, end };
  }
}

/** Makes the tree of one document. */
class TreeReader {
  /** The latest node with each anchor; an alias means the one before it in the text. */
  readonly #anchors = new Map<string, Node>();
  /** Aliases that are being followed. */
  readonly #open = new Set<Node>();
  #outerAlias: Span = { start: 0, end: 0 };
  #aliasValues = 0;

  read(document: Document): YamlNode | null {
    return document.contents ? this.#node(document.contents as Node, 0) : null;
  }

  #node(node: Node | null | undefined, depth: number): YamlNode {
    const [start, end] = node?.range ?? [0, 0];
    if (!node || depth > maxDepth) return { kind: 'scalar', start, end, value: null };
    if (this.#open.size > 0 && ++this.#aliasValues > maxAliasValues) {
      const limit = maxAliasValues.toLocaleString('en');
      throw new RefusedAlias(
        `The aliases (*name) of this YAML repeat more than ${limit} values. It is not read.`,
        this.#outerAlias,
      );
    }
    if (isAlias(node)) return this.#alias(node.source, { start, end }, depth);
    if ('anchor' in node && node.anchor) this.#anchors.set(node.anchor, node);
    if (isMap(node)) return this.#map(node.items as Pair[], { start, end }, node.flow === true, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#node(item as Node, depth + 1));
      return { kind: 'list', start, end, items, flow: node.flow === true };
    }
    return { kind: 'scalar', start, end, value: isScalar(node) ? plainValue(node.value) : null };
  }

  #alias(name: string, place: Span, depth: number): YamlNode {
    const target = this.#anchors.get(name);
    if (!target) return { kind: 'scalar', ...place, value: null };
    if (this.#open.has(target) || contains(target, place)) {
      throw new RefusedAlias(`The anchor &${name} contains itself. This YAML is not read.`, place);
    }
    if (this.#open.size === 0) this.#outerAlias = place;
    this.#open.add(target);
    const value = this.#node(target, depth + 1);
    this.#open.delete(target);
    return value;
  }

  #map(pairs: readonly Pair[], { start, end }: Span, flow: boolean, depth: number): YamlMap {
    const own: YamlEntry[] = [];
    const merged: YamlEntry[] = [];
    for (const pair of pairs) {
      const key = pair.key as Node | null;
      const [keyStart, keyEnd] = key?.range ?? [start, start];
      const name = isScalar(key) ? String(key.value) : '';
      const value = this.#node(pair.value as Node | null, depth + 1);
      if (name === '<<' && value.kind !== 'scalar') merged.push(...itemsOf(value).flatMap(entriesOf));
      else own.push({ key: name, keyStart, keyEnd, value });
    }
    // Keys of the map itself come before those that `<<` brings in.
    const names = new Set(own.map(({ key }) => key));
    return {
      kind: 'map',
      start,
      end,
      entries: [...own, ...merged.filter(({ key }) => !names.has(key))],
      flow,
    };
  }
}

/** An alias inside of the node that its anchor names. */
function contains(target: Node, { start }: Span): boolean {
  const [from, to] = target.range ?? [0, 0];
  return start >= from && start < to;
}

function plainValue(value: unknown): YamlScalar['value'] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}

/** The first line of a node: a short place for a large block. */
export function firstLineOf(text: string, { start, end }: Span): Span {
  return { start, end: Math.min(end, Math.max(start, lineEndAfter(text, start) - 1)) };
}

/** The value under a key or a path of keys, in any case; null when there is none. */
export function under(node: YamlNode | null, ...path: string[]): YamlNode | null {
  let at = node;
  for (const key of path) {
    const wanted = key.toLowerCase();
    at = entriesOf(at).find((entry) => entry.key.toLowerCase() === wanted)?.value ?? null;
  }
  return at;
}

/** Items of a list; a single value counts as a list of one, null as none. */
export function itemsOf(node: YamlNode | null): readonly YamlNode[] {
  if (node === null || (node.kind === 'scalar' && node.value === null)) return [];
  return node.kind === 'list' ? node.items : [node];
}

/** A scalar as text, or null. */
export function textOf(node: YamlNode | null): string | null {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : null;
}

/** Entries of a map, none for anything else. */
export function entriesOf(node: YamlNode | null): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** A node of a tree and the keys that lead to it. */
export interface YamlPlace {
  readonly node: YamlNode;
  readonly path: readonly string[];
}

/** Every node of a tree, the outer ones first. */
export function* walk(node: YamlNode, path: readonly string[] = []): Generator<YamlPlace> {
  yield { node, path };
  if (node.kind === 'map') {
    for (const entry of node.entries) yield* walk(entry.value, [...path, entry.key]);
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) yield* walk(item, [...path, String(index)]);
  }
}
