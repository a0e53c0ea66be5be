// Checks an Apache httpd configuration for WebSockets. The rules were measured on httpd 2.4 (see docs/fixes).
// Documentation: mod_proxy (`upgrade=`, worker sharing, ordering), mod_proxy_http (Protocol Upgrade), mod_rewrite.
// Left out on purpose: .htaccess files, <If> expressions, mod_macro: they are named, not judged.

import { type ApacheDirective, parseApache, sectionText } from './apache-parse.ts';
import { apacheProxyRoutes } from './apache-routes.ts';
import { type Locate, locator } from './parse/text.ts';
import type { CheckedConfiguration, ConfigurationRoute, Edit, Unresolved } from './report.ts';

/** A directive and the sections round it, outermost first. */
export interface Placed {
  directive: ApacheDirective;
  within: readonly ApacheDirective[];
}

export interface ApacheScope {
  text: string;
  locate: Locate;
  /** Every directive and section of the file in order. */
  all: readonly Placed[];
  /** Replaces `${NAME}` of a `Define`; a name that is not defined stays. */
  expand(text: string): string;
  /** Modules named by LoadModule; empty when the text loads none. */
  modules: ReadonlySet<string>;
}

/** The <VirtualHost> that holds a directive, or null for the main server. */
export function hostOf(placed: Placed): ApacheDirective | null {
  return placed.within.find((section) => section.name === 'virtualhost') ?? null;
}

const conditional = new Set([
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

/** Sections round a directive, inside its virtual host, whose condition is not known. */
export function conditionsOf(scope: ApacheScope, placed: Placed): ApacheDirective[] {
  const host = placed.within.findIndex((section) => section.name === 'virtualhost');
  return placed.within
    .slice(host + 1)
    .filter((section) => conditional.has(section.name) && !holds(scope, section));
}

function holds(scope: ApacheScope, section: ApacheDirective): boolean {
  if (section.name !== 'ifmodule') {
    return false;
  }
  const wanted = section.args[0]?.text ?? '';
  return scope.modules.has(wanted.replace(/^mod_(\w+)\.c$/, '$1_module'));
}

/** Checks the text; never throws. */
export function checkApache(text: string): CheckedConfiguration {
  const locate = locator(text);
  const file = parseApache(text);
  const all: Placed[] = [];
  const visit = (list: readonly ApacheDirective[], within: readonly ApacheDirective[]): void => {
    for (const directive of list) {
      all.push({ directive, within });
      visit(directive.children ?? [], [...within, directive]);
    }
  };
  visit(file.directives, []);
  const defines = new Map<string, string>();
  for (const { directive } of all) {
    if (directive.name === 'define' && directive.args.length >= 1) {
      defines.set(directive.args[0].text, directive.args[1]?.text ?? '');
    }
  }
  const expand = (value: string): string =>
    value.replace(/\$\{(\w+)\}/g, (whole, name: string) => defines.get(name) ?? whole);
  const modules = new Set(
    all.flatMap(({ directive }) => (directive.name === 'loadmodule' ? [directive.args[0]?.text ?? ''] : [])),
  );
  const scope: ApacheScope = { text, locate, all, expand, modules };
  const judged = apacheProxyRoutes(scope);
  const routes: ConfigurationRoute[] = [...judged.routes];
  const edits: Edit[] = judged.edits;
  const unresolved: Unresolved[] = file.errors.map((error) => ({
    kind: 'syntax',
    name: error.text,
    text: error.text,
    place: locate(error.start, error.end),
  }));
  unresolved.push(...unresolvedOf(scope));
  return { routes, unresolved, edits };
}

function unresolvedOf(scope: ApacheScope): Unresolved[] {
  const out: Unresolved[] = [];
  const seenVariables = new Set<string>();
  for (const placed of scope.all) {
    const { directive } = placed;
    const place = scope.locate(directive.start, directive.headEnd);
    const argument = directive.args[0]?.text ?? '';
    if (directive.name === 'include' || directive.name === 'includeoptional') {
      out.push({
        kind: 'include',
        name: argument,
        text: `${argument} is not here. What it holds can change the result.`,
        place,
      });
    } else if (directive.name === 'use') {
      out.push({ kind: 'block', name: argument, text: `The macro ${argument} is not expanded here.`, place });
    } else if (conditional.has(directive.name) && !holds(scope, directive) && directive.name !== 'else') {
      out.push({
        kind: 'condition',
        name: sectionText(directive),
        text: `${sectionText(directive)}: whether this holds is not known from this text; what is inside is read as if it does.`,
        place,
      });
    }
    for (const word of directive.args) {
      for (const match of scope.expand(word.text).matchAll(/\$\{(\w+)\}/g)) {
        if (!seenVariables.has(match[1])) {
          seenVariables.add(match[1]);
          out.push({
            kind: 'variable',
            name: `\${${match[1]}}`,
            text: `\${${match[1]}} is not defined in this text.`,
            place: scope.locate(word.start, word.end),
          });
        }
      }
    }
  }
  return out;
}
