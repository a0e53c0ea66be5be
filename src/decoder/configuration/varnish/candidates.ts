// Requests that a text tells apart, for a report without a URL: paths and hosts that its conditions name.

import { readExpression } from '../parse/expression.ts';
import type { UrlRequest } from '../program.ts';
import { expressionsOf, type Names, partsOf, statementsOf } from './names.ts';

const maxPaths = 12;
const maxHosts = 5;
const neutralHost = 'www.example.com';

/** A request, and whether its path or host comes from the text. */
export interface Candidate {
  readonly request: UrlRequest;
  /** `/ws`; null for the path that stands for all others. */
  readonly path: string | null;
  readonly host: string | null;
}

export function candidatesOf(names: Names): Candidate[] {
  const paths = new Set<string>();
  const hosts = new Set<string>();
  for (const { body } of [...names.subs.values()].flat()) {
    for (const statement of statementsOf(body)) {
      for (const part of expressionsOf(statement).flatMap((one) => [...partsOf(one)])) {
        if (part.kind !== 'comparison' || part.left.kind !== 'name' || part.right.kind !== 'text') continue;
        const isMatch = part.operator.includes('~');
        const { text } = part.right;
        if (/^req\.url$/i.test(part.left.name)) addAll(paths, isMatch ? pathsOf(text) : [text]);
        if (/^req\.http\.host$/i.test(part.left.name)) addAll(hosts, isMatch ? hostsOf(text) : [text]);
      }
    }
  }
  const allPaths = [null, ...[...paths].filter((path) => path.startsWith('/') && path !== '/')].slice(
    0,
    maxPaths,
  );
  const allHosts = [null, ...hosts].slice(0, maxHosts);
  return allHosts.flatMap((host) => allPaths.map((path) => ({ path, host, request: requestOf(path, host) })));
}

function addAll(to: Set<string>, all: readonly string[]): void {
  for (const one of all) to.add(one);
}

function requestOf(path: string | null, host: string | null): UrlRequest {
  const [, name = neutralHost, port] = /^([^:]*)(?::(\d+))?$/.exec(host ?? neutralHost) ?? [];
  const [own, query = ''] = (path ?? '/').split('?');
  return { host: name, port: Number(port ?? 80), tls: false, path: own, query };
}

/** Paths that an expression begins with: `^/(ws|chat)`. */
function pathsOf(expression: string): string[] {
  const [, prefix = '', group] =
    /^(?:\(\?i\))?\^?(\/(?:[\w/-]|\\?\.(?![*+?]))*)(?:\(([\w/|.-]+)\))?/.exec(expression) ?? [];
  const ends = group === undefined ? [''] : group.split('|');
  return kept(
    expression,
    ends.map((end) => (prefix + end).replaceAll('\\', '')),
  );
}

function hostsOf(expression: string): string[] {
  const plain = expression.replace(/^\(\?i\)|[\^$]/g, '').replace(/\([^()]*\)\?/g, '');
  return /^[\w\\.-]+$/.test(plain) ? kept(expression, [plain.replaceAll('\\', '')]) : [];
}

function kept(expression: string, found: readonly string[]): string[] {
  const pattern = readExpression(expression, false);
  return found.filter((one) => one !== '' && pattern?.test(one));
}
