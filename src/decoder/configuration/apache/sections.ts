// Directives of an Apache configuration with the sections around them: hosts, conditions, modules, defines.

import type { EntryCondition, Span } from '../model.ts';
import type { UrlRequest } from '../program.ts';
import { type ApacheDirective, parseApache, sectionText } from './parse.ts';

/** A directive and the sections around it, outermost first. */
export interface PlacedDirective {
  readonly directive: ApacheDirective;
  readonly within: readonly ApacheDirective[];
}

/** A parsed text and what is known of all of it. */
export interface ApacheText {
  readonly text: string;
  /** Every directive and section of the file in order. */
  readonly all: readonly PlacedDirective[];
  readonly errors: readonly { text: string; start: number; end: number }[];
  /** Values of `Define`. */
  readonly defines: ReadonlyMap<string, string>;
  /** Modules named by LoadModule; empty when the text loads none. */
  readonly modules: ReadonlySet<string>;
  /** The request that conditions are evaluated for; null when they are to hold for every WebSocket. */
  readonly request: UrlRequest | null;
}

/** Sections that hold only when a condition does. */
const conditionalSections = new Set([
  'if',
  'elseif',
  'else',
  'ifdefine',
  'ifversion',
  'ifmodule',
  'ifdirective',
  'iffile',
  'ifsection',
]);

/** Parses a text and places every directive. */
export function readApache(text: string, request: UrlRequest | null): ApacheText {
  const file = parseApache(text);
  const all: PlacedDirective[] = [];
  const visit = (list: readonly ApacheDirective[], within: readonly ApacheDirective[]): void => {
    for (const directive of list) {
      all.push({ directive, within });
      visit(directive.children ?? [], [...within, directive]);
    }
  };
  visit(file.directives, []);
  const named = (name: string) => all.filter(({ directive }) => directive.name === name);
  const defines = named('define').map(({ directive }): [string, string] => [
    argument(directive),
    argument(directive, 1),
  ]);
  const modules = named('loadmodule').map(({ directive }) => argument(directive));
  return { text, all, errors: file.errors, defines: new Map(defines), modules: new Set(modules), request };
}

/** An argument as text; empty when there is none. */
export function argument(directive: ApacheDirective | undefined, index = 0): string {
  return directive?.args[index]?.text ?? '';
}

/** A directive; of a section only its first line. */
export function spanOf(directive: ApacheDirective): Span {
  return { start: directive.start, end: directive.headEnd };
}

/** Replaces `${NAME}` of a `Define`; a name that is not defined stays. */
export function expand(source: ApacheText, text: string): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => source.defines.get(name) ?? whole);
}

/** The <VirtualHost> that holds a directive, or null for the main server. */
export function hostOf(placed: PlacedDirective): ApacheDirective | null {
  return placed.within.find((section) => section.name === 'virtualhost') ?? null;
}

/** True when a directive applies in a host: it stands there, or in the main server. */
export function appliesIn(placed: PlacedDirective, host: ApacheDirective | null): boolean {
  return hostOf(placed) === null || hostOf(placed) === host;
}

/** The directive of a name that counts in a host: its own, else that of the main server. */
export function settingOf(
  source: ApacheText,
  host: ApacheDirective | null,
  name: string,
): ApacheDirective | undefined {
  const found = source.all.filter((one) => one.directive.name === name && appliesIn(one, host));
  return (found.find((one) => hostOf(one) === host) ?? found[0])?.directive;
}

const assumedModules =
  /^!?(mod_)?(proxy|proxy_http|proxy_wstunnel|proxy_balancer|rewrite|headers|ssl|alias|setenvif|env)(_module|\.c)?$/;

/** True when whether a section holds is not known from this text. */
export function isConditional(source: ApacheText, section: ApacheDirective): boolean {
  if (!conditionalSections.has(section.name)) return false;
  const module = argument(section).replace(/^mod_(\w+)\.c$/, '$1_module');
  if (section.name !== 'ifmodule') return true;
  // For a URL the modules that a WebSocket needs are taken to be there when the text has no LoadModule lines.
  const isAssumed = source.request !== null && source.modules.size === 0 && assumedModules.test(module);
  return !isAssumed && !source.modules.has(module);
}

/** Sections around a directive, inside its virtual host, whose condition is not known. */
export function conditionsOf(source: ApacheText, placed: PlacedDirective): EntryCondition[] {
  const host = placed.within.findIndex((section) => section.name === 'virtualhost');
  return placed.within
    .slice(host + 1)
    .filter((section) => isConditional(source, section))
    .map((section) => ({
      span: spanOf(section),
      kind: 'unknown',
      isFault: false,
      text: `This line counts only when ${sectionText(section)} holds.`,
      edits: [],
    }));
}

/** `<VirtualHost *:80> › <Location /ws> › ProxyPass`. */
export function labelOf(placed: PlacedDirective, last: string): string {
  const sections = placed.within.filter(({ name }) => /^(virtualhost|location|locationmatch)$/.test(name));
  return [...sections.map(sectionText), last].join(' › ');
}
