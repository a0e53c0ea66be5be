// Directives of an Apache configuration with the sections around them: hosts, conditions, modules, defines.

import type { EntryCondition, Span } from '../model.ts';
import type { UrlRequest } from '../program.ts';
import { sectionHolds, type TextFacts } from './conditions.ts';
import { expandMacros } from './macros.ts';
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
  /** <Macro> sections, and the `Use` lines outside of them, as written. */
  readonly macros: readonly ApacheDirective[];
  readonly uses: readonly ApacheDirective[];
  /** Values of `Define`. */
  readonly defines: ReadonlyMap<string, string>;
  /** Modules named by LoadModule; empty when the text loads none. */
  readonly modules: ReadonlySet<string>;
  /** The request that conditions are evaluated for; null when they are to hold for every WebSocket. */
  readonly request: UrlRequest | null;
  readonly facts: TextFacts;
  /** Conditional sections that surely hold. */
  readonly holding: ReadonlySet<ApacheDirective>;
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
  const directives = expandMacros(file.directives);
  const written = placed(file.directives).all;
  const macros = written.map(({ directive }) => directive).filter(({ name }) => name === 'macro');
  const uses = written
    .filter(
      ({ directive, within }) => directive.name === 'use' && within.every(({ name }) => name !== 'macro'),
    )
    .map(({ directive }) => directive);
  const whole = placed(directives).all;
  const named = (expression: RegExp) =>
    whole.map(({ directive }) => directive).filter(({ name }) => expression.test(name));
  const facts: TextFacts = {
    request,
    environment: named(/^(setenvif(nocase|expr)?|browsermatch(nocase)?)$/),
    modules: new Set(named(/^loadmodule$/).map((one) => argument(one))),
    defines: new Map(named(/^define$/).map((one): [string, string] => [argument(one), argument(one, 1)])),
  };
  const filled = directives.map((one) => withDefines(one, facts.defines));
  return { text, errors: file.errors, macros, uses, facts, ...facts, ...placed(filled, facts) };
}

/** A directive with the values of `Define` in its words; httpd puts them in as it reads a line. */
function withDefines(directive: ApacheDirective, defines: ReadonlyMap<string, string>): ApacheDirective {
  if (defines.size === 0) return directive;
  const isFilled = directive.args.some(({ text }) => text.includes('${'));
  return {
    ...directive,
    args: isFilled
      ? directive.args.map((word) => ({ ...word, text: withValues(word.text, defines) }))
      : directive.args,
    children: directive.children?.map((child) => withDefines(child, defines)) ?? null,
  };
}

/** Every directive with its sections. With facts, sections that do not hold are left out with what is in them. */
function placed(
  directives: readonly ApacheDirective[],
  facts?: TextFacts,
): Pick<ApacheText, 'all' | 'holding'> {
  const all: PlacedDirective[] = [];
  const holding = new Set<ApacheDirective>();
  const visit = (list: readonly ApacheDirective[], within: readonly ApacheDirective[]): void => {
    let before: boolean | null = null;
    for (const directive of list) {
      const holds: boolean | null = facts ? sectionHolds(directive, facts, before) : null;
      if (directive.name === 'if' || (directive.name === 'elseif' && before === false)) before = holds;
      if (holds === false) continue;
      if (holds === true) holding.add(directive);
      all.push({ directive, within });
      visit(directive.children ?? [], [...within, directive]);
    }
  };
  visit(directives, []);
  return { all, holding };
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
export function expand({ defines }: ApacheText, text: string): string {
  return withValues(text, defines);
}

function withValues(text: string, defines: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => defines.get(name) ?? whole);
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

/** True when whether a section holds is not known from this text. */
export function isConditional(source: ApacheText, section: ApacheDirective): boolean {
  return conditionalSections.has(section.name) && !source.holding.has(section);
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

/**
 * The directives of a name. For a request, those of the main server stand in each virtual host too, before its own.
 * Measured: a virtual host has the ProxyPass lines and <Location> sections of the main server.
 */
export function withInherited(
  { all, request }: ApacheText,
  isNamed: (name: string) => boolean,
): PlacedDirective[] {
  const named = all.filter(({ directive }) => isNamed(directive.name));
  if (request === null) return named;
  const main = named.filter((one) => hostOf(one) === null);
  const hosts = all.filter(({ directive }) => directive.name === 'virtualhost');
  const inherited = hosts.flatMap(({ directive: host }) =>
    main.map(({ directive, within }) => ({ directive, within: [host, ...within] })),
  );
  return [...main, ...inherited, ...named.filter((one) => hostOf(one) !== null)];
}
