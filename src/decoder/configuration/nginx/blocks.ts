// Blocks of an nginx configuration: what they hold, what they inherit, and what an include could hide.

import type { Span } from '../model.ts';
import type { Asker, UrlRequest } from '../program.ts';
import type { NginxDirective } from './parse.ts';
import type { NginxVariables } from './variables.ts';

/** Blocks from the outermost to the one that holds a directive. The first stands for the whole text. */
export type NginxChain = readonly NginxDirective[];

/** A parsed text and what is known of all of it. */
export interface NginxText {
  readonly text: string;
  /** Holds the top-level directives. */
  readonly root: NginxDirective;
  readonly variables: NginxVariables;
  /** The client of the request that is judged; null when none is. */
  readonly asker: Asker | null;
  /** The request that is judged; null when none is. */
  readonly request: UrlRequest | null;
  /** `upstream` name to its block. */
  readonly upstreams: ReadonlyMap<string, NginxDirective>;
  /** Paths that an auth_request of the text asks. */
  readonly authenticators: ReadonlySet<string>;
  /** True when the text has no http or stream block: what surrounds it is elsewhere. */
  readonly isPart: boolean;
  /** True when nothing outside this text can define a variable: a whole file without unknown includes. */
  readonly isWhole: boolean;
}

/** Directives of one name that are in force in the innermost block, and what could hide others. */
export interface InForce {
  readonly directives: readonly NginxDirective[];
  /** Block that they come from; null when no block in this text sets it. */
  readonly level: NginxDirective | null;
  /** Unknown includes that could set it too, or in its place. */
  readonly doubts: readonly NginxDirective[];
}

/** Includes whose content is standard; the headers that they set. */
const knownIncludes: Readonly<Record<string, readonly string[]>> = {
  proxy_params: ['Host', 'X-Real-IP', 'X-Forwarded-For', 'X-Forwarded-Proto'],
  'mime.types': [],
  fastcgi_params: [],
  'fastcgi.conf': [],
  uwsgi_params: [],
  scgi_params: [],
  'options-ssl-nginx.conf': [],
};

/** Directives that add to those of an include in the same block; any other may stand only once in a block. */
const repeatable = new Set(['proxy_set_header', 'proxy_hide_header']);

/** What a block holds; empty for a simple directive. */
export function childrenOf(block: NginxDirective | null): readonly NginxDirective[] {
  return block?.children ?? [];
}

/** The directives of a name in a block. */
export function childrenNamed(block: NginxDirective | null, name: string): NginxDirective[] {
  return childrenOf(block).filter((child) => child.name === name);
}

/** An argument as text; empty when there is none. */
export function argument(directive: NginxDirective | undefined, index = 0): string {
  return directive?.args[index]?.text ?? '';
}

/** A directive with its words; of a block only its first line. */
export function spanOf(directive: NginxDirective): Span {
  return { start: directive.start, end: directive.children ? directive.headEnd : directive.end };
}

/** The last part of an include's path. */
function fileOf(include: NginxDirective): string {
  const path = argument(include);
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True when the content of an include is known here. */
export function isKnownInclude(include: NginxDirective): boolean {
  return fileOf(include) in knownIncludes || /modules-enabled\//.test(argument(include));
}

/** Unknown includes that stand directly in a block. */
function unknownIncludes(block: NginxDirective): NginxDirective[] {
  return childrenNamed(block, 'include').filter((include) => !isKnownInclude(include));
}

/** Known includes of a block that set headers. */
export function headerIncludes(block: NginxDirective | null): NginxDirective[] {
  return childrenNamed(block, 'include').filter(
    (include) => (knownIncludes[fileOf(include)] ?? []).length > 0,
  );
}

/** True when an unknown include stands anywhere in a block. */
export function hasUnknownInclude(block: NginxDirective): boolean {
  return unknownIncludes(block).length > 0 || childrenOf(block).some(hasUnknownInclude);
}

/** Directives of a name in force: those of the innermost block that has any. */
export function inForce(chain: NginxChain, name: string): InForce {
  const doubts: NginxDirective[] = [];
  for (const block of [...chain].reverse()) {
    const directives = childrenNamed(block, name);
    const byInclude = name === 'proxy_set_header' && headerIncludes(block).length > 0;
    if (directives.length > 0 || byInclude) {
      if (repeatable.has(name)) doubts.push(...unknownIncludes(block));
      return { directives, level: block, doubts };
    }
    doubts.push(...unknownIncludes(block));
  }
  return { directives: [], level: null, doubts };
}

/** The directive of a name in force, or undefined. */
export function lastInForce(chain: NginxChain, name: string): NginxDirective | undefined {
  return inForce(chain, name).directives.at(-1);
}

/**
 * The blocks whose `if`, `return` and `rewrite` a request meets: the server and the innermost location, not
 * those between.
 */
export function rewriteBlocks(chain: NginxChain): NginxDirective[] {
  const innermost = chain.findLastIndex((block) => block.name === 'location');
  return chain.filter((block, index) => block.name !== 'location' || index === innermost);
}

/** What a listen line opens: `80`, `*:80` and `0.0.0.0:80` are one, `[::]:80` is another. */
export function socketOf(listen: NginxDirective): string {
  const plain = argument(listen).replace(/^(\*|0\.0\.0\.0)(:|$)/, '');
  const full = /^$|^[\w.]*[a-z.][\w.-]*$|\]$/i.test(plain) ? `${plain}:80` : plain;
  const isUdp = listen.args.some(({ text }) => text === 'udp' || text === 'quic');
  return `${full.replace(/^:/, '')}${isUdp ? ' udp' : ''}`;
}
