// The rules of remap.config: which URL a line takes, where it leads, and the filters that are in force for it.

import type { Span } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import { nearestName } from '../parse/near-names.ts';
import type { UrlRequest } from '../program.ts';
import type { RemapLine, TrafficServerFiles, Word } from './parse.ts';

/** What a line that takes requests does. */
export type RuleKind = 'map' | 'redirect' | 'redirect_temporary';

/** A URL as remap.config writes it. */
export interface RemapUrl extends Span {
  readonly text: string;
  /** Lower case; empty for a path alone. */
  readonly scheme: string;
  /** Lower case, unless it is an expression; empty for every host. */
  readonly host: string;
  readonly port: number | null;
  /** Without its first slash. */
  readonly path: string;
}

/** A filter: `@action`, with the addresses and methods that it is for. */
export interface Filter {
  readonly isAllowed: boolean;
  readonly addresses: readonly string[];
  /** Lower case. */
  readonly methods: readonly string[];
  /** True when it has conditions that are not read here. */
  readonly isOpen: boolean;
  readonly span: Span;
  readonly words: string;
}

/** A line that takes requests. */
export interface Rule extends Span {
  readonly line: RemapLine;
  readonly kind: RuleKind;
  readonly isExpression: boolean;
  /** It compares the port of the listener, and is tried before the others. */
  readonly hasReceivedPort: boolean;
  readonly from: RemapUrl;
  readonly to: RemapUrl;
  readonly parameters: readonly Word[];
  readonly filters: readonly Filter[];
}

const names: Readonly<Record<string, { kind: RuleKind; regex?: true; port?: true } | undefined>> = {
  map: { kind: 'map' },
  map_with_referer: { kind: 'map' },
  map_with_recv_port: { kind: 'map', port: true },
  redirect: { kind: 'redirect' },
  redirect_temporary: { kind: 'redirect_temporary' },
  regex_map: { kind: 'map', regex: true },
  regex_map_with_recv_port: { kind: 'map', regex: true, port: true },
  regex_redirect: { kind: 'redirect', regex: true },
  regex_redirect_temporary: { kind: 'redirect_temporary', regex: true },
};

/** True for the first word of a line that Traffic Server knows. */
export function isRemapName(name: string): boolean {
  return Object.hasOwn(names, name) || name === 'reverse_map' || name.startsWith('.');
}

/** The word that a first word was meant to be; null when that is not known. */
export function meantName(name: string): string | null {
  return /^ma?p+s?$/.test(name) ? 'map' : nearestName(name, [...Object.keys(names), 'reverse_map']);
}

/** `ws://host:port/path`, or a path alone; null for another text. */
export function remapUrl({ text, start, end }: Word): RemapUrl | null {
  if (text.startsWith('/')) {
    return { text, scheme: '', host: '', port: null, path: text.slice(1), start, end };
  }
  const match = /^([a-z]+):\/\/([^/]+?)(?::(\d{1,5}))?(?:\/([^;]*)(?:;.*)?)?$/i.exec(text);
  if (!match) return null;
  const [, scheme, host, port, path = ''] = match;
  return {
    text,
    scheme: scheme.toLowerCase(),
    host: host.toLowerCase(),
    port: port === undefined ? null : Number(port),
    path,
    start,
    end,
  };
}

/** The rules of a text, each with the filters that are in force at its line. */
export function rulesOf({ lines }: TrafficServerFiles): Rule[] {
  const defined = new Map<string, Filter[]>();
  const active = new Set<string>();
  const rules: Rule[] = [];
  for (const line of lines) {
    const [, first, second, ...rest] = line.words;
    if (line.name.startsWith('.')) {
      readDirective(line, defined, active);
      continue;
    }
    const name = isRemapName(line.name) ? line.name : (meantName(line.name) ?? '');
    const named = Object.hasOwn(names, name) ? names[name] : undefined;
    const from = first && remapUrl(first);
    const to = second && remapUrl(second);
    if (!named || !from || !to) continue;
    const filters = [...filterOf(rest), ...[...active].flatMap((name) => defined.get(name) ?? [])];
    rules.push({
      line,
      kind: named.kind,
      isExpression: named.regex === true,
      hasReceivedPort: named.port === true,
      from,
      to,
      parameters: rest.filter(({ text }) => text.startsWith('@')),
      filters,
      start: line.start,
      end: line.end,
    });
  }
  return rules;
}

function readDirective(
  { name, words }: RemapLine,
  defined: Map<string, Filter[]>,
  active: Set<string>,
): void {
  const [, label, ...rest] = words;
  if (!label) return;
  if (/^\.def(?:ine)?(?:filter|flt)$/.test(name)) defined.set(label.text, filterOf(rest));
  if (/^\.(?:activate|use)(?:filter|flt)$/.test(name)) active.add(label.text);
  if (/^\.(?:deactivate|unuse)(?:filter|flt)$/.test(name)) active.delete(label.text);
  if (/^\.(?:delete|del)(?:filter|flt)$/.test(name)) {
    defined.delete(label.text);
    active.delete(label.text);
  }
}

function filterOf(words: readonly Word[]): Filter[] {
  const of = (name: string): Word[] => words.filter(({ text }) => text.toLowerCase().startsWith(`@${name}=`));
  const action = of('action').at(-1);
  if (!action) return [];
  const afterSign = ({ text }: Word): string => text.slice(text.indexOf('=') + 1);
  const known = [...of('src_ip'), ...of('method'), action, ...of('plugin'), ...of('pparam')];
  const others = words.filter((word) => word.text.startsWith('@') && !known.includes(word));
  return [
    {
      isAllowed: afterSign(action).toLowerCase() === 'allow',
      addresses: of('src_ip').map(afterSign),
      methods: of('method').map((word) => afterSign(word).toLowerCase()),
      isOpen: others.length > 0 || !/^(?:allow|deny)$/i.test(afterSign(action)),
      span: { start: action.start, end: words.at(-1)?.end ?? action.end },
      words: words.map(({ text }) => text).join(' '),
    },
  ];
}

/** The scheme of a WebSocket for that of plain requests. */
export const webSocketScheme: Readonly<Record<string, string | undefined>> = { http: 'ws', https: 'wss' };

const defaultPorts: Readonly<Record<string, number | undefined>> = { ws: 80, http: 80, wss: 443, https: 443 };

export function portOf({ scheme, port }: RemapUrl): number | null {
  return port ?? defaultPorts[scheme] ?? null;
}

/** Whether a rule takes a request of its scheme; null when its expression is not readable here. */
export function takes({ from, isExpression }: Rule, { host, port, path }: UrlRequest): boolean | null {
  if (!trimmed(path).startsWith(from.path)) return false;
  if (from.host === '') return true;
  if (portOf(from) !== port) return false;
  if (!isExpression) return from.host === host;
  return readExpression(from.host, true)?.test(host) ?? null;
}

const trimmed = (path: string): string => path.replace(/^\/+/, '');

/** The path that the target is asked for: what follows the path of the rule is appended. */
export function targetPath({ from, to }: Rule, path: string): string {
  const rest = trimmed(path).slice(from.path.length);
  const isDouble = rest.startsWith('/') && (to.path.endsWith('/') || to.path === '');
  return `/${to.path}${isDouble ? rest.slice(1) : rest}`;
}
