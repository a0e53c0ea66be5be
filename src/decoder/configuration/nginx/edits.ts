// The smallest edits that make a place of an nginx configuration pass.

import type { EditIntent } from '../model.ts';
import { indentAt, lineEndAfter, lineStartBefore } from '../parse/text.ts';
import type { WantedEdits } from '../program.ts';
import type { Edit } from '../report.ts';
import type { AdaptedNginx, NginxRoute } from './adapt.ts';
import { argument, headerIncludes, inForce, type NginxText } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

/** What a proxy_read_timeout is raised to. */
const raisedTimeout = '3600s';

const upgradeMap = [
  'map $http_upgrade $connection_upgrade {',
  '    default upgrade;',
  "    ''      close;",
  '}',
];

/** Text edits for the intents of all routes. */
export function nginxEdits(adapted: AdaptedNginx, wanted: readonly WantedEdits[]): Edit[] {
  const connection = connectionValue(adapted.source);
  const edits = wanted.flatMap(({ route, intents }) => {
    const place = adapted.routes.find((one) => one.route === route);
    return place ? new PlaceEdits(adapted.source, place, connection.text).make(intents) : [];
  });
  const needsMap = connection.isMapNew && edits.some(({ text }) => text.includes(connection.text));
  return [...(needsMap ? [mapEdit(adapted.source)] : []), ...edits];
}

/** What Connection is set to: a map of the text, a new map, or the plain word. */
function connectionValue({ text, root, variables, isWhole }: NginxText): { text: string; isMapNew: boolean } {
  const existing = variables.upgradeMaps[0];
  if (existing !== undefined) return { text: `$${existing}`, isMapNew: false };
  const plain = { text: '"upgrade"', isMapNew: false };
  if (variables.isDefined('connection_upgrade')) return plain;
  // Another file defines it; a second map of that name would keep nginx from starting.
  const isUsed = /\$\{?connection_upgrade\b/.test(text);
  if (isUsed && !isWhole) return { text: '$connection_upgrade', isMapNew: false };
  const canHoldMap = root.children?.some(({ name }) => name === 'http' || name === 'server');
  return canHoldMap ? { text: '$connection_upgrade', isMapNew: true } : plain;
}

function mapEdit({ text, root }: NginxText): Edit {
  const http = root.children?.find(({ name }) => name === 'http');
  const indent = http ? `${indentAt(text, http.start)}    ` : '';
  const map = upgradeMap.map((line) => `${indent}${line}\n`).join('');
  if (http) {
    const at = lineEndAfter(text, http.headEnd);
    const sameLine = text.slice(http.headEnd, at).trim() !== '';
    return sameLine
      ? { start: http.headEnd, end: http.headEnd, text: `\n${map}` }
      : { start: at, end: at, text: map };
  }
  const server = root.children?.find(({ name }) => name === 'server');
  const start = lineStartBefore(text, server?.start ?? 0);
  return { start, end: start, text: `${map}\n` };
}

/** Edits of one place: directives of its own block are changed, inherited ones are set again in it. */
class PlaceEdits {
  readonly #text: string;
  readonly #place: NginxRoute;
  readonly #connection: string;
  readonly #edits: Edit[] = [];
  /** Directives to add after the pass. */
  readonly #lines: string[] = [];

  constructor(source: NginxText, place: NginxRoute, connection: string) {
    this.#text = source.text;
    this.#place = place;
    this.#connection = connection;
  }

  make(intents: readonly EditIntent[]): Edit[] {
    const kinds = new Set(intents.map(({ kind }) => kind));
    const names = new Set(intents.flatMap((one) => (one.kind === 'send-header' ? [one.name] : [])));
    if (kinds.has('speak-http-1.1')) this.#setSimple('proxy_http_version', '1.1');
    if (names.size > 0) this.#setHeaders(names);
    if (kinds.has('raise-idle-limit')) this.#setSimple('proxy_read_timeout', raisedTimeout);
    if (this.#lines.length > 0) this.#edits.push(this.#insertAfterPass());
    return this.#edits;
  }

  #setSimple(name: string, value: string): void {
    const { chain } = this.#place;
    const { directives, level } = inForce(chain, name);
    const own = directives.at(-1);
    if (own && level === chain.at(-1)) this.#setArgument(own, 0, value);
    else this.#lines.push(`${name} ${value};`);
  }

  #setHeaders(names: ReadonlySet<'upgrade' | 'connection'>): void {
    const { chain } = this.#place;
    const headers = inForce(chain, 'proxy_set_header');
    const isOwn = headers.level === chain.at(-1);
    const isNamed = (one: NginxDirective): boolean =>
      [...names].some((name) => name === argument(one).toLowerCase());
    // Setting one header here would hide all inherited ones, so these are repeated.
    if (!isOwn) {
      const inherited = headers.directives.filter((one) => !isNamed(one));
      for (const { start, end } of [...inherited, ...headerIncludes(headers.level)]) {
        this.#lines.push(this.#text.slice(start, end));
      }
    }
    for (const name of ['upgrade', 'connection'] as const) {
      if (!names.has(name)) continue;
      const value = name === 'upgrade' ? '$http_upgrade' : this.#connection;
      const existing = headers.directives.filter((one) => argument(one).toLowerCase() === name);
      if (isOwn && existing.length > 0) {
        this.#setArgument(existing[0], 1, value);
        this.#edits.push(...existing.slice(1).map((second) => this.#removal(second)));
      } else {
        this.#lines.push(`proxy_set_header ${name === 'upgrade' ? 'Upgrade' : 'Connection'} ${value};`);
      }
    }
  }

  #setArgument(directive: NginxDirective, index: number, value: string): void {
    const word = directive.args[index];
    const end = directive.end - 1;
    this.#edits.push(
      word ? { start: word.start, end: word.end, text: value } : { start: end, end, text: ` ${value}` },
    );
  }

  #insertAfterPass(): Edit {
    const { start, end } = this.#place.pass;
    const isFirst = this.#text.slice(lineStartBefore(this.#text, start), start).trim() === '';
    const at = lineEndAfter(this.#text, end);
    const rest = this.#text.slice(end, at).trim();
    if (!isFirst || (rest !== '' && !rest.startsWith('#'))) {
      return { start: end, end, text: ` ${this.#lines.join(' ')}` };
    }
    const indent = indentAt(this.#text, start);
    return { start: at, end: at, text: this.#lines.map((line) => `${indent}${line}\n`).join('') };
  }

  /** The directive, with its line when nothing else stands on it. */
  #removal({ start, end }: NginxDirective): Edit {
    const lineStart = lineStartBefore(this.#text, start);
    const lineEnd = lineEndAfter(this.#text, end);
    const before = this.#text.slice(lineStart, start);
    const after = this.#text.slice(end, lineEnd);
    const isAlone = `${before}${after}`.trim() === '';
    return isAlone ? { start: lineStart, end: lineEnd, text: '' } : { start, end, text: '' };
  }
}
