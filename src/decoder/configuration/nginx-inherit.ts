// Which directives of nginx are in force in a block: its own, or those of the nearest block outside that has any.

import { includeName, knownIncludes, type NginxChain, unknownIncludes } from './nginx.ts';
import type { NginxDirective } from './nginx-parse.ts';
import type { ConfigurationRoute } from './report.ts';

/** Directives of one name that are in force in the innermost block, and what could hide others. */
export interface InForce {
  directives: NginxDirective[];
  /** Block that they come from; null when nothing in sight sets it. */
  level: NginxDirective | null;
  /** Unknown includes that could set it too, or in its place. */
  doubts: NginxDirective[];
}

/** What is wrong with the headers of a place, for the fix to work from. */
export interface JudgedPlace {
  route: ConfigurationRoute;
  needs: { version: boolean; upgrade: boolean; connection: boolean; timeout: boolean };
  headers: InForce;
  version: InForce;
  timeout: InForce;
}

/** Directives of a name in force: those of the innermost block that has any. */
export function inForce(chain: NginxChain, name: string): InForce {
  const doubts: NginxDirective[] = [];
  for (const block of [...chain].reverse()) {
    const own = (block.children ?? []).filter((child) => child.name === name);
    const includes = unknownIncludes(block);
    const known = (block.children ?? []).filter(
      (child) => child.name === 'include' && includeName(child).known,
    );
    const viaKnown =
      name === 'proxy_set_header' && known.some((child) => knownIncludes[fileOf(child)]?.headers.length > 0);
    if (own.length > 0 || viaKnown) {
      // A simple directive may stand only once in a block, so an include beside it cannot set it again.
      const canAdd = name === 'proxy_set_header' || name === 'proxy_hide_header';
      return { directives: own, level: block, doubts: canAdd ? [...doubts, ...includes] : doubts };
    }
    doubts.push(...includes);
  }
  return { directives: [], level: null, doubts };
}

/** The last part of an include's path. */
export function fileOf(include: NginxDirective): string {
  const name = include.args[0]?.text ?? '';
  return name.slice(name.lastIndexOf('/') + 1);
}
