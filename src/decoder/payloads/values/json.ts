// JSON (RFC 8259) as a tree with the bytes of each value. Numbers keep every digit, duplicate names and the order stay.

import { hexOffset } from '../../model/words.ts';
import { quoted } from '../fields.ts';
import { maxDepth, type OpenNode, type PayloadTree } from '../tree.ts';

const quote = 0x22;
const backslash = 0x5c;
const words: readonly (readonly [string, string])[] = [
  ['true', 'true'],
  ['false', 'false'],
  ['null', 'null'],
];
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Reads one JSON value and what is inside it. */
class JsonReader {
  readonly tree: PayloadTree;
  at: number;
  readonly end: number;
  failed = false;

  constructor(tree: PayloadTree, start: number, end: number) {
    this.tree = tree;
    this.at = start;
    this.end = end;
  }

  #peek(): number {
    return this.at < this.end ? this.tree.bytes[this.at] : -1;
  }

  skipSpace(): void {
    for (; this.at < this.end; this.at++) {
      const byte = this.tree.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.tree.work++;
    }
  }

  fail(node: OpenNode | null, expected: string): void {
    if (this.failed) return;
    this.failed = true;
    const found =
      this.at >= this.end ? 'the end' : quoted(this.tree.text(this.at, Math.min(this.end, this.at + 12)));
    this.tree.addProblem(
      node,
      `Expected ${expected}, found ${found}, at ${hexOffset(this.at)}.`,
      this.at,
      this.end,
    );
  }

  value(parent: OpenNode | null, label: string, depth: number): OpenNode | null {
    this.skipSpace();
    if (this.tree.isFull) {
      this.tree.add(parent, label, '', this.at, this.end);
      this.failed = true;
      return null;
    }
    const byte = this.#peek();
    if (byte === 0x7b || byte === 0x5b) return this.#container(parent, label, depth);
    if (byte === quote) {
      const start = this.at;
      const text = this.#string(parent, 'a quotation mark at the end of the text');
      return text === null ? null : this.tree.add(parent, label, quoted(text), start, this.at);
    }
    return this.#scalar(parent, label);
  }

  #scalar(parent: OpenNode | null, label: string): OpenNode | null {
    const start = this.at;
    while (this.at < this.end && isScalarByte(this.tree.bytes[this.at])) this.at++;
    this.tree.work += this.at - start;
    const text = this.tree.text(start, this.at);
    const word = words.find(([name]) => name === text);
    if (word === undefined && !numberPattern.test(text) && this.at - start < 400) {
      this.at = start;
      this.fail(parent, 'a JSON value');
      return null;
    }
    return this.tree.add(parent, label, text, start, this.at);
  }

  /** The text of a string; `null` where it has no end. */
  #string(parent: OpenNode | null, expected: string): string | null {
    const { bytes } = this.tree;
    const start = this.at;
    let hasEscape = false;
    let at = start + 1;
    while (at < this.end && bytes[at] !== quote) {
      if (bytes[at] === backslash) {
        hasEscape = true;
        at++;
      }
      at++;
    }
    this.tree.work += at - start;
    if (at >= this.end) {
      this.at = this.end;
      this.fail(parent, expected);
      return null;
    }
    this.at = at + 1;
    const shown = this.tree.text(start + 1, at);
    return hasEscape ? unescaped(shown) : shown;
  }

  #container(parent: OpenNode | null, label: string, depth: number): OpenNode {
    const { tree } = this;
    const isObject = this.#peek() === 0x7b;
    const close = isObject ? 0x7d : 0x5d;
    const node = tree.add(parent, label, '', this.at, this.end);
    if (depth >= maxDepth) {
      tree.stopAtDepth();
      this.#skipContainer(node);
      return node;
    }
    this.at++;
    this.skipSpace();
    let members = 0;
    if (this.#peek() === close) this.at++;
    else {
      for (; !this.failed; members++) {
        this.#member(node, isObject, members, depth);
        if (this.failed) break;
        this.skipSpace();
        if (this.#peek() === close) {
          this.at++;
          members++;
          break;
        }
        if (this.#peek() !== 0x2c) {
          this.fail(node, `a comma or ${isObject ? '}' : ']'}`);
          break;
        }
        this.at++;
        tree.work++;
      }
    }
    node.end = this.at;
    node.value = sizeOf(isObject, members);
    return node;
  }

  #member(node: OpenNode, isObject: boolean, index: number, depth: number): void {
    this.skipSpace();
    if (!isObject) {
      this.value(node, String(index), depth + 1);
      return;
    }
    if (this.#peek() !== quote) {
      this.fail(node, 'a name in quotation marks');
      return;
    }
    const name = this.#string(node, 'a quotation mark at the end of the name');
    if (name === null) return;
    this.skipSpace();
    if (this.#peek() !== 0x3a) {
      this.fail(node, 'a colon after the name');
      return;
    }
    this.at++;
    this.value(node, name, depth + 1);
  }

  /** Passes a container without adding what is inside. */
  #skipContainer(node: OpenNode): void {
    const { bytes } = this.tree;
    const start = this.at;
    let open = 0;
    let isText = false;
    for (; this.at < this.end; this.at++) {
      const byte = bytes[this.at];
      if (isText) {
        if (byte === backslash) this.at++;
        else if (byte === quote) isText = false;
      } else if (byte === quote) isText = true;
      else if (byte === 0x7b || byte === 0x5b) open++;
      else if (byte === 0x7d || byte === 0x5d) {
        open--;
        if (open === 0) {
          this.at++;
          break;
        }
      }
    }
    this.at = Math.min(this.at, this.end);
    this.tree.work += this.at - start;
    node.end = this.at;
    node.value = '…';
  }
}

function isScalarByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x45 ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e
  );
}

function sizeOf(isObject: boolean, members: number): string {
  if (members === 0) return isObject ? '{}' : '[]';
  return isObject ? `{${members}}` : `[${members}]`;
}

/** A string with its escapes replaced; as it is where it was shortened or has a wrong escape. */
function unescaped(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

/**
 * Adds the JSON value of `[start, end)`. Returns its node, or `null` where there is none. What follows the value is a
 * problem.
 */
export function addJson(
  tree: PayloadTree,
  parent: OpenNode | null,
  label: string,
  start: number,
  end: number,
): OpenNode | null {
  const reader = new JsonReader(tree, start, end);
  const node = reader.value(parent, label, 0);
  reader.skipSpace();
  if (!reader.failed && reader.at < end) reader.fail(node, 'the end of the JSON value');
  return node;
}

/** Adds the JSON values of an array as children of `parent`, named by `names`, later ones by their index. */
export function addJsonArray(
  tree: PayloadTree,
  parent: OpenNode | null,
  { start, end, names }: { readonly start: number; readonly end: number; readonly names: readonly string[] },
): OpenNode | null {
  const node = addJson(tree, parent, 'array', start, end);
  for (const [i, child] of (node?.children ?? []).entries()) child.label = names[i] ?? child.label;
  return node;
}
