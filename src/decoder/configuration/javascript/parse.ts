// JavaScript and TypeScript as a tree. It is never run. A paste of some lines out of an object is read as such lines.

import { type ParserPlugin, parse } from '@babel/parser';
import type { File, Node } from '@babel/types';
import type { Span } from '../model.ts';
import { blank } from '../paste/same-length.ts';

/** A text as a tree. */
export interface JavaScript {
  /** Null when the text is no JavaScript. */
  readonly file: File | null;
  /** Where the text stops being JavaScript. */
  readonly fault: (Span & { readonly text: string }) | null;
  /** What the tree's offsets are ahead of the text's. */
  readonly shift: number;
  /** Marks of something that was left out of the paste: `...`. */
  readonly leftOut: readonly Span[];
}

/** Components in JSX, then casts such as `<string>x`: no text has both. */
const dialects: readonly ParserPlugin[][] = [
  ['typescript', 'jsx', 'decorators'],
  ['typescript', 'decorators'],
];

/** Longer texts are programs, not configurations. */
const maxCharacters = 400_000;

/** Reads a text. Never throws. */
export function parseJavaScript(text: string): JavaScript {
  if (text.length > maxCharacters) {
    return { ...refused(text, 'The text is too long for a configuration.', 0), leftOut: [] };
  }
  const whole = attempt(text);
  // `server: { … }` alone is a label and a block.
  const isLabel = whole.file?.program.body[0]?.type === 'LabeledStatement';
  if (whole.file && !isLabel) return { ...whole, leftOut: [] };
  const cut = withoutMarks(text);
  const repaired = cut.spans.length > 0 ? attempt(cut.text) : whole;
  if (repaired.file && !isLabel) return { ...repaired, leftOut: cut.spans };
  // A file of JSON, such as a table of proxies.
  const json = beginsObject.test(cut.text) ? attempt(`(${cut.text}\n)`) : null;
  if (json?.file) return { file: json.file, fault: null, shift: 1, leftOut: cut.spans };
  if (json && quotedKey.test(cut.text)) return { ...shifted(json), leftOut: cut.spans };
  // `server: { … }` and `'/ws': { … }` stand inside of an object.
  const inside = attempt(`({${cut.text}\n})`);
  if (inside.file && /^\s*(?:\/\/.*\s*)*['"]?[\w/^$.*-]+['"]?\s*:/.test(text)) {
    return { file: inside.file, fault: null, shift: 2, leftOut: cut.spans };
  }
  return { ...(cut.spans.length > 0 ? repaired : whole), leftOut: cut.spans };
}

/** An object after comments. */
const beginsObject = /^\s*(?:\/\/[^\n]*\n\s*|\/\*(?:[^*]|\*(?!\/))*\*\/\s*)*\{/;
const quotedKey = /^[^\n{]*\{\s*"[^"\n]*"\s*:/;

/** A fault after the bracket that the text has not. */
function shifted(found: Attempt): Attempt {
  const { fault } = found;
  return fault ? { ...found, fault: { ...fault, start: fault.start - 1, end: fault.end - 1 } } : found;
}

type Attempt = Omit<JavaScript, 'leftOut'>;

function attempt(text: string): Attempt {
  let first: Attempt | null = null;
  for (const plugins of dialects) {
    try {
      const file = parse(text, {
        sourceType: 'unambiguous',
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: true,
        allowUndeclaredExports: true,
        attachComment: false,
        plugins,
      });
      return { file, fault: null, shift: 0 };
    } catch (error) {
      first ??= faultOf(text, error);
    }
  }
  return first ?? refused(text, 'This is no JavaScript.', 0);
}

function faultOf(text: string, error: unknown): Attempt {
  // A text that is nested too deeply overflows the parser's stack.
  const { message = '', pos = 0 } = error as { message?: string; pos?: number };
  const words = message.replace(/\s*\(\d+:\d+\)\s*$/, '').replace(/\.$/, '');
  return refused(text, `This is no JavaScript: ${words.charAt(0).toLowerCase()}${words.slice(1)}.`, pos);
}

function refused(text: string, words: string, pos: number): Attempt {
  const start = Math.max(0, Math.min(pos, text.length - 1));
  return { file: null, fault: { text: words, start, end: Math.min(text.length, start + 1) }, shift: 0 };
}

/** The text with blanks in place of dots that stand for something that was left out. */
function withoutMarks(text: string): { text: string; spans: Span[] } {
  const spans: Span[] = [];
  const plain = text.replace(/(?:\.\.\.|…)(?![ \t]*[\w$([{'"`])(?:[ \t]*,)?/g, (mark, at: number) => {
    spans.push({ start: at, end: at + mark.length });
    return blank(mark);
  });
  return { text: plain, spans };
}

/** Every node of a tree below `node`, itself first. `enters`: false for a node whose inside is not wanted. */
export function* nodesOf(node: Node, enters: (node: Node) => boolean = () => true): Generator<Node> {
  const open: Node[] = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    yield at;
    if (at === node || enters(at)) open.push(...childrenOf(at).reverse());
  }
}

function childrenOf(node: Node): Node[] {
  const found: Node[] = [];
  for (const [name, value] of Object.entries(node) as [string, unknown][]) {
    if (name === 'loc' || name === 'extra' || name === 'errors') continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(one)) found.push(one);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}
