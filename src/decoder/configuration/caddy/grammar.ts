// The grammar of a Caddyfile: the words that each option and directive takes, and what may stand in its braces. From
// Caddy's documentation, measured on 2.6.2 (`e2e/configurations/caddy-grammar.test.ts` asks the program).

import { isNetwork } from '../parse/network.ts';
import { isBrokenInGo } from './go-expression.ts';
import { blocksText, directivesText, globalText, matchersText } from './grammar-text.ts';

/** What a block may hold. */
export type BlockGrammar = 'directives' | 'matchers' | 'words' | ReadonlyMap<string, readonly LineGrammar[]>;

/** One way to write a line. */
export interface LineGrammar {
  readonly words: readonly WordGrammar[];
  /** Null when no braces follow. */
  readonly block: BlockGrammar | null;
  /** True when the braces must be there. */
  readonly needsBlock: boolean;
  /** The version from which on Caddy takes it; empty for those that 2.6 takes. */
  readonly since: string;
}

export interface WordGrammar {
  /** `time`, `int`; `a|b` for words of a list. */
  readonly kind: string;
  readonly least: 0 | 1;
  readonly isRepeated: boolean;
}

/** Directives of Caddy 2.6 and of later versions. */
const isDirective = (word: string): boolean => directiveGrammar.has(word);

const kinds: Readonly<Record<string, (word: string) => boolean>> = {
  word: () => true,
  plainWord: (word) => !word.startsWith('!'),
  directive: isDirective,
  encoding: (word) => /^(gzip|zstd)$/.test(word),
  level: (word) => /^(debug|info|warn|error|panic|fatal)$/i.test(word),
  mail: (word) => /^[^@\s]+@[^@\s]+$/.test(word) || word.includes('{'),
  name: (word) => word.startsWith('@'),
  pair: (word) => word.includes('='),
  path: (word) => word.startsWith('/'),
  placeholder: (word) => word.startsWith('{'),
  cipher: (word) => /^TLS_[A-Z0-9_]+$/.test(word),
  time: (word) => /^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h|d))+$|^[+-]?0$/.test(word),
  int: (word) => /^[+-]?\d+$/.test(word),
  size: (word) => /^\d[\d,]*(\.\d*)?\s*([kmgtpe]i?b?|b)?$/i.test(word),
  status: (word) => /^\d{3}$|^\dxx$/.test(word) || word.includes('{'),
  statusClass: (word) => /^-?\d+$|^\dxx$/.test(word),
  hash: (word) => /^[${]/.test(word) || isBase64(word),
  code: (word) => /^(3\d\d|401|permanent|temporary|html|\{.*\})$/.test(word),
  regex: (word) => !isBrokenInGo(word),
  // Go reads the length of a prefix and no mask.
  address: (word) => word === 'private_ranges' || (isNetwork(word) && !/\/.*\D/.test(word)),
  '!word': (word) => word.startsWith('!'),
};

/** Whole groups of four characters, `=` only at the end. */
function isBase64(word: string): boolean {
  return word.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(word);
}

/** What a kind is called in a sentence. */
export const kindNames: Readonly<Record<string, string>> = {
  time: 'a time such as 10s',
  int: 'a whole number',
  size: 'a size such as 10MB',
  status: 'a status',
  statusClass: 'a status',
  hash: 'the hash of a password',
  code: 'a status of a redirect',
  regex: 'an expression that compiles',
  address: 'an address or a network',
  directive: 'a directive',
  encoding: 'gzip or zstd',
  level: 'DEBUG, INFO, WARN or ERROR',
  mail: 'an address of mail',
  name: 'a named matcher',
  pair: 'name=value',
  path: 'a path that begins with "/"',
  placeholder: 'a placeholder such as {backend}',
  cipher: 'a cipher suite',
  plainWord: 'a field',
  '!word': '! and a field',
};

/** True when the word is of the kind. */
export function isOfKind(word: string, kind: string): boolean {
  return kind.split('|').some((one) => (Object.hasOwn(kinds, one) ? kinds[one](word) : one === word));
}

function wordGrammar(text: string): WordGrammar {
  const mark = /[?*+]$/.exec(text)?.[0] ?? '';
  return {
    kind: mark === '' ? text : text.slice(0, -1),
    least: mark === '?' || mark === '*' ? 0 : 1,
    isRepeated: mark === '*' || mark === '+',
  };
}

interface ReadLine {
  readonly indent: number;
  readonly name: string;
  readonly words: readonly WordGrammar[];
  readonly since: string;
  /** Null without a colon; empty when the lines below are the block. */
  readonly block: string | null;
  readonly needsBlock: boolean;
}

function readLine(line: string): ReadLine {
  const [head, mark = '', block = ''] = line.trimEnd().split(/ (::?)(?: |$)/);
  const parts = head.trim().split(/\s+/);
  const since = /^(\d+\.\d+|plugin)$/.test(parts[0]) ? parts[0] : '';
  const [name, ...words] = since === '' ? parts : parts.slice(1);
  return {
    indent: line.search(/\S/),
    name,
    words: words.map(wordGrammar),
    since,
    block: mark === '' ? null : block.trim(),
    needsBlock: mark === '::',
  };
}

function readBlock(lines: readonly ReadLine[]): Map<string, LineGrammar[]> {
  const block = new Map<string, LineGrammar[]>();
  for (const [index, line] of lines.entries()) {
    if (line.indent !== lines[0].indent) continue;
    const next = lines.findIndex((one, at) => at > index && one.indent <= line.indent);
    const below = lines.slice(index + 1, next < 0 ? lines.length : next);
    const { words, since, needsBlock } = line;
    const own: LineGrammar = { words, since, needsBlock, block: blockOf(line.block, below) };
    block.set(line.name, [...(block.get(line.name) ?? []), own]);
  }
  return block;
}

function blockOf(name: string | null, below: readonly ReadLine[]): BlockGrammar | null {
  if (name === null) return null;
  if (name === '') return below.length === 0 ? 'words' : readBlock(below);
  if (name === 'directives' || name === 'matchers' || name === 'words') return name;
  return namedBlock(name);
}

const readText = (text: string): Map<string, LineGrammar[]> =>
  readBlock(text.trim().split('\n').map(readLine));

const readBlocks = new Map<string, Map<string, LineGrammar[]>>();

/** The lines of a block that several lines open. */
export function namedBlock(name: string): BlockGrammar {
  const known = readBlocks.get(name);
  if (known) return known;
  // A response handler holds directives; blocks that are made of another hold its options too.
  if (name === 'response') return 'directives';
  const text = blocksText[name];
  const own = text === '' ? new Map<string, LineGrammar[]>() : readText(text);
  readBlocks.set(name, own);
  const base = { forward: 'proxy', fastcgi: 'proxy', siteLog: 'log', globalLog: 'log' }[name];
  if (base !== undefined) {
    for (const [option, rules] of namedBlock(base) as Map<string, LineGrammar[]>) {
      if (!own.has(option)) own.set(option, rules);
    }
  }
  return own;
}

/** Global options. */
export const globalGrammar = readText(globalText);
/** Directives of a site. */
export const directiveGrammar = readText(directivesText);
/** Matchers in the definition of a named one. */
export const matcherGrammar = readText(matchersText);
/** Options of `reverse_proxy`. */
export const proxyGrammar = namedBlock('proxy') as ReadonlyMap<string, readonly LineGrammar[]>;
