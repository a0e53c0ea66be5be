// BSON (bsonspec.org): a document with its length before it.

import { formatHex } from '../../bytes/hex.ts';
import { u32le } from '../../bytes/integers.ts';
import { hexOffset } from '../../model/words.ts';
import { FieldReader, hexOf, quoted } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import { maxDepth, type OpenNode, PayloadTree } from '../tree.ts';
import { bigInteger, floatText, timeText, valueSummary } from '../values/messagepack.ts';

/** Length, and the NUL at the end. */
const minDocument = 5;

class BsonReader extends FieldReader {
  /** Reads a document; its node says how many elements it has. */
  document(parent: OpenNode | null, label: string, isArray: boolean, depth = 0): OpenNode | null {
    const start = this.at;
    const length = this.plainNumber(parent, 'the length of a document', 4, true);
    if (length === null) return null;
    const end = start + length;
    if (length < minDocument || end > this.end) {
      this.#fail(parent, `Expected a document of ${length} bytes, found ${this.end - start}`, start);
      return null;
    }
    const node = this.tree.add(parent, label, '', start, end);
    if (depth >= maxDepth) {
      this.tree.stopAtDepth();
      this.at = end;
      return node;
    }
    let members = 0;
    while (!this.failed && !this.tree.isFull && this.at < end - 1) {
      this.#element(node, depth);
      members++;
    }
    if (!this.failed && !this.tree.isFull && (this.at !== end - 1 || this.tree.bytes[this.at] !== 0)) {
      this.#fail(node, 'Expected a NUL at the end of the document', this.at);
    }
    const [open, close] = isArray ? '[]' : '{}';
    node.value = members === 0 ? open + close : `${open}${members}${close}`;
    this.at = end;
    return node;
  }

  #fail(node: OpenNode | null, text: string, at: number): void {
    this.failed = true;
    this.tree.addProblem(node, `${text}, at ${hexOffset(at)}.`, at, this.end);
  }

  /** A text up to its NUL. */
  #name(node: OpenNode): string | null {
    const start = this.at;
    const nul = this.tree.bytes.subarray(start, this.end).indexOf(0);
    if (nul < 0) {
      this.#fail(node, 'Expected a NUL after a name, found the end', this.end);
      return null;
    }
    this.at = start + nul + 1;
    this.tree.work += nul + 1;
    return this.tree.text(start, start + nul);
  }

  #element(parent: OpenNode, depth: number): void {
    const start = this.take(parent, 'an element', 1);
    if (start === null) return;
    const type = this.tree.bytes[start];
    const name = this.#name(parent);
    if (name === null) return;
    const node = this.#value(parent, name, type, depth);
    if (node === null) this.failed = true;
    else node.start = start;
  }

  #value(parent: OpenNode, name: string, type: number, depth: number): OpenNode | null {
    switch (type) {
      case 0x01:
        return this.#fixed(parent, name, 8, (at) => floatText(this.tree.bytes, at, 8, true));
      case 0x02:
      case 0x0d:
      case 0x0e:
        return this.#string(parent, name);
      case 0x03:
      case 0x04:
        return this.document(parent, name, type === 0x04, depth + 1);
      case 0x05:
        return this.#binary(parent, name);
      case 0x07:
        return this.#fixed(
          parent,
          name,
          12,
          (at) => `ObjectId ${formatHex(this.tree.bytes.subarray(at, at + 12))}`,
        );
      case 0x08:
        return this.#fixed(parent, name, 1, (at) => (this.tree.bytes[at] === 1 ? 'true' : 'false'));
      case 0x09:
        return this.#fixed(parent, name, 8, (at) => timeText(this.#integer(at, 8) / 1000n));
      case 0x06:
      case 0x0a:
      case 0x7f:
      case 0xff:
        return this.tree.add(
          parent,
          name,
          type === 0x0a ? 'null' : type === 0x06 ? 'undefined' : 'key',
          this.at,
          this.at,
        );
      case 0x0b: {
        const at = this.at;
        const pattern = this.#name(parent);
        const options = pattern === null ? null : this.#name(parent);
        return options === null ? null : this.tree.add(parent, name, `/${pattern}/${options}`, at, this.at);
      }
      case 0x10:
        return this.#fixed(parent, name, 4, (at) => String(u32le(this.tree.bytes, at) | 0));
      case 0x11:
      case 0x12:
        return this.#fixed(parent, name, 8, (at) => String(BigInt.asIntN(64, this.#integer(at, 8))));
      case 0x13:
        return this.#fixed(
          parent,
          name,
          16,
          (at) => `decimal ${hexOf(this.tree.bytes.subarray(at, at + 16))}`,
        );
      default:
        this.#fail(parent, `Expected a type of BSON, found 0x${type.toString(16)}`, this.at);
        return null;
    }
  }

  #integer(at: number, size: number): bigint {
    return bigInteger(this.tree.bytes.slice(at, at + size).reverse(), 0, size, false);
  }

  #fixed(parent: OpenNode, name: string, size: number, text: (at: number) => string): OpenNode | null {
    const at = this.take(parent, name, size);
    return at === null ? null : this.tree.add(parent, name, text(at), at, this.at);
  }

  #string(parent: OpenNode, name: string): OpenNode | null {
    const length = this.plainNumber(parent, `the length of ${name}`, 4, true);
    const at = length === null || length < 1 ? null : this.take(parent, name, length);
    if (at === null || this.tree.bytes[this.at - 1] !== 0) {
      this.#fail(parent, `Expected a NUL at the end of ${quoted(name)}`, this.at);
      return null;
    }
    return this.tree.add(parent, name, quoted(this.tree.text(at, this.at - 1)), at, this.at);
  }

  #binary(parent: OpenNode, name: string): OpenNode | null {
    const length = this.plainNumber(parent, `the length of ${name}`, 4, true);
    const subtype = this.take(parent, 'the subtype', 1);
    return length === null || subtype === null ? null : this.bytes(parent, name, length);
  }
}

export const bsonFormat: PayloadFormat = {
  id: 'bson',
  name: 'BSON',
  layer: 'encoding',

  recognise({ bytes, facts }) {
    if (facts.kind === 'text' || bytes.length < minDocument) return 'no';
    if (u32le(bytes, 0) !== bytes.length || bytes[bytes.length - 1] !== 0) return 'no';
    const tree = new PayloadTree(bytes);
    const reader = new BsonReader(tree);
    const node = reader.document(null, 'document', false);
    if (reader.failed || node === null) return 'no';
    return node.children.length > 0 ? 'certain' : 'likely';
  },

  parse(tree) {
    const reader = new BsonReader(tree);
    const node = reader.document(null, 'document', false);
    return node === null ? 'no document' : valueSummary(node);
  },
};
