// YAML with places, for the configurations of Envoy and Traefik. JSON is YAML too.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';

/** A node with its place. Keys are kept as written. */
export type YamlNode =
  | {
      kind: 'map';
      start: number;
      end: number;
      entries: { key: string; keyStart: number; keyEnd: number; value: YamlNode }[];
      flow: boolean;
    }
  | { kind: 'list'; start: number; end: number; items: YamlNode[]; flow: boolean }
  | { kind: 'scalar'; start: number; end: number; value: string | number | boolean | null };

export interface YamlFile {
  documents: YamlNode[];
  errors: { text: string; start: number; end: number }[];
}

/** Reads all documents of a text. Aliases are followed; anchors that nest in themselves are cut at a depth of 40. */
export function readYaml(text: string): YamlFile {
  const lineCounter = new LineCounter();
  const errors: YamlFile['errors'] = [];
  const documents: YamlNode[] = [];
  const parsed = parseAllDocuments(text, { lineCounter, merge: true, logLevel: 'silent', uniqueKeys: false });
  for (const document of Array.isArray(parsed) ? parsed : []) {
    for (const error of document.errors) {
      errors.push({ text: error.message.split('\n')[0], start: error.pos[0], end: error.pos[1] });
    }
    const convert = (node: Node | null | undefined, depth: number): YamlNode => {
      const [start, end] = node?.range ?? [0, 0];
      if (!node || depth > 40) {
        return { kind: 'scalar', start, end, value: null };
      }
      if (isAlias(node)) {
        return convert(node.resolve(document), depth + 1);
      }
      if (isMap(node)) {
        const entries = node.items.map((pair) => {
          const key = pair.key as Node | null;
          const [keyStart, keyEnd] = key?.range ?? [start, start];
          return {
            key: isScalar(key) ? String(key.value) : '',
            keyStart,
            keyEnd,
            value: convert(pair.value as Node | null, depth + 1),
          };
        });
        return { kind: 'map', start, end, entries, flow: node.flow === true };
      }
      if (isSeq(node)) {
        return {
          kind: 'list',
          start,
          end,
          items: node.items.map((item) => convert(item as Node, depth + 1)),
          flow: node.flow === true,
        };
      }
      const value = isScalar(node) ? node.value : null;
      const plain =
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
          ? value
          : value === null || value === undefined
            ? null
            : String(value);
      return { kind: 'scalar', start, end, value: plain };
    };
    if (document.contents) {
      documents.push(convert(document.contents as Node, 0));
    }
  }
  return { documents, errors };
}

/** The value under a key or a path of keys, in any case; null when there is none. */
export function under(node: YamlNode | null, ...path: string[]): YamlNode | null {
  let at = node;
  for (const key of path) {
    at =
      at?.kind === 'map'
        ? (at.entries.find((entry) => entry.key.toLowerCase() === key.toLowerCase())?.value ?? null)
        : null;
  }
  return at;
}

/** Items of a list; a single value counts as a list of one, null as none. */
export function itemsOf(node: YamlNode | null): YamlNode[] {
  return node === null || (node.kind === 'scalar' && node.value === null)
    ? []
    : node.kind === 'list'
      ? node.items
      : [node];
}

/** A scalar as text, or null. */
export function textOf(node: YamlNode | null): string | null {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : null;
}

/** Entries of a map, none for anything else. */
export function entriesOf(
  node: YamlNode | null,
): { key: string; keyStart: number; keyEnd: number; value: YamlNode }[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** Every node of a tree with the keys that lead to it. */
export function* walk(
  node: YamlNode,
  path: readonly string[] = [],
): Generator<{ node: YamlNode; path: readonly string[] }> {
  yield { node, path };
  if (node.kind === 'map') {
    for (const entry of node.entries) {
      yield* walk(entry.value, [...path, entry.key]);
    }
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      yield* walk(item, [...path, String(index)]);
    }
  }
}
