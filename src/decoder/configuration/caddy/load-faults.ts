// Why Caddy refuses to load a Caddyfile that parses: lines that its grammar does not have, lines in the wrong place,
// sites and matchers that are defined twice or not at all. From Caddy's documentation, measured on 2.6.

import type { Span, UnresolvedFact } from '../model.ts';
import { nearestName } from '../parse/near-names.ts';
import {
  definitionFaults,
  directiveFaults,
  laterArguments,
  proxyOptionFaults,
  repeatedMatchers,
  siteAddressFaults,
} from './argument-faults.ts';
import { globalPairFaults, plainSiteFaults, upstreamReason } from './combinations.ts';
import { directiveGrammar, globalGrammar, matcherGrammar, namedBlock, proxyGrammar } from './grammar.ts';
import { type ArgumentFault, blockGrammarFaults, lineGrammarFaults } from './grammar-faults.ts';
import { type CaddyDirective, nameOf } from './parse.ts';
import { type CaddyText, headOf, isSnippet, matcherWord } from './place.ts';

/** Directives of Caddy 1, and names that people invent. */
const refused = new Set(
  `proxy websocket websockets ws gzip fastcgi errors ext git internal limits markdown mime pprof status timeouts
  transparent upload jwt login ratelimit startup shutdown on basic_auth_user proxy_pass location`.split(
    /\s+/,
  ),
);

/** What a line outside of its block belongs to. */
const owners: readonly (readonly [string, { has: (name: string) => boolean }])[] = [
  ['reverse_proxy', proxyGrammar],
  ['transport http', namedBlock('transport') as ReadonlyMap<string, unknown>],
  ['the global options', globalGrammar],
  ['a named matcher', matcherGrammar],
];

/** Directives of `handle_response`. */
const responseDirectives = /^copy_response(_headers)?$/;

/** Everything in a text for which Caddy refuses to load it, and what it may not know. */
export function loadFaults(source: CaddyText, sites: readonly CaddyDirective[]): UnresolvedFact[] {
  const { directives } = source.file;
  const found: UnresolvedFact[] = [
    ...repeatedSites(sites.length === 0 ? [] : directives.filter(isServerBlock)),
    ...[...globalFaults(directives), ...outsideFaults(directives, sites)].map(asFact),
    ...[...sites.flatMap(siteAddressFaults), ...sites.flatMap(plainSiteFaults)].map(asFact),
  ];
  found.push(...laterArguments(directives).map(argumentDoubt));
  for (const site of sites) found.push(...blockFaults(source, site.block ?? [], [site.block ?? []]));
  return [...found, ...pieceFaults(source, sites)];
}

/** Faults of lines that stand in no site: of a part of one, of a site without braces, or beside a site. */
function pieceFaults(source: CaddyText, sites: readonly CaddyDirective[]): UnresolvedFact[] {
  const lines = source.file.directives.filter((one) => !isGlobal(one) && !isSnippet(one));
  if (sites.length === 0) {
    const [first] = lines;
    const own = first && isInsideOfSite(first) ? lines : lines.slice(1);
    return blockFaults(source, own, [own]);
  }
  return lines
    .filter((one) => one.block !== null && isInsideOfSite(one) && !nameOf(one).startsWith('@'))
    .filter(({ block }) =>
      blockFaults(source, block ?? [], [block ?? []]).some(({ kind }) => kind === 'syntax'),
    )
    .map((one) => fault(headOf(one), nameOf(one), outsideReason(nameOf(one))));
}

function outsideReason(name: string): string {
  return `"${name}" stands outside of any site, so that Caddy takes it for an address and what follows for directives.`;
}

/** A directive or a matcher, not the address of a site. */
export function isInsideOfSite(directive: CaddyDirective): boolean {
  const name = nameOf(directive);
  return name.startsWith('@') || directiveGrammar.has(name) || name === 'proxy' || name === 'import';
}

function argumentDoubt(snippet: CaddyDirective): UnresolvedFact {
  const text = 'Caddy before 2.7 does not replace {args[0]} of a snippet; there it is {args.0}.';
  const cases = { passes: 'Caddy is 2.7 or later', fails: 'Caddy is older' };
  return { ...doubt(headOf(snippet), '{args[0]}', text), cases };
}

function asFact({ at, reason, later }: ArgumentFault): UnresolvedFact {
  return later === undefined ? fault(headOf(at), nameOf(at), reason) : doubt(headOf(at), later, reason);
}

function fault(span: Span, name: string, reason: string): UnresolvedFact {
  return { kind: 'syntax', name, text: `Caddy does not load this: ${reason}`, span };
}

function doubt(span: Span, name: string, text: string): UnresolvedFact {
  return { kind: 'directive', name, text, span };
}

function repeatedSites(sites: readonly CaddyDirective[]): UnresolvedFact[] {
  const seen = new Set<string>();
  return sites.flatMap((site) =>
    site.words
      .map(({ text }) => text.replace(/,$/, '').replace(/\/$/, ''))
      .filter((address) => address !== '')
      .flatMap((address) => {
        if (seen.has(address)) return [fault(headOf(site), address, `the site ${address} stands twice.`)];
        seen.add(address);
        return [];
      }),
  );
}

/** A block that Caddy takes for a site, although it may have been meant for a directive. */
const isServerBlock = (one: CaddyDirective): boolean =>
  one.block !== null && one.words.length > 0 && !isSnippet(one) && !nameOf(one).startsWith('@');

const isGlobal = ({ words, block }: CaddyDirective): boolean => words.length === 0 && block !== null;

/** Faults of the options in the braces without a name, which must stand first. */
function globalFaults(directives: readonly CaddyDirective[]): ArgumentFault[] {
  const blocks = directives.filter((one) => !isSnippet(one));
  const late = blocks.slice(1).filter(isGlobal);
  const options = blocks.length > 0 && isGlobal(blocks[0]) ? (blocks[0].block ?? []) : [];
  const reason = 'the braces without an address are the global options, which stand first.';
  return [
    ...late.map((at) => ({ at, reason })),
    ...globalPairFaults(options),
    ...options.flatMap(globalOption),
  ];
}

function globalOption(at: CaddyDirective): ArgumentFault[] {
  const name = nameOf(at);
  if (name === 'import' || /[{}$]/.test(name)) return [];
  const rules = globalGrammar.get(name);
  if (rules) return lineGrammarFaults(at, at.words.slice(1), rules, name);
  if (directiveGrammar.has(name)) {
    const reason = `${name} belongs into a site. The braces without an address hold global options.`;
    return [{ at, reason }];
  }
  const near = nearestName(name, globalGrammar.keys());
  if (near !== null) return [{ at, reason: `there is no global option ${name}. It resembles ${near}.` }];
  return [{ at, reason: `${name} is no global option of Caddy 2.6, which does not load it.`, later: name }];
}

/**
 * Lines outside of the braces of a site. Caddy takes such a line for the addresses of a site without braces, and all
 * that follows for its directives.
 */
function outsideFaults(
  directives: readonly CaddyDirective[],
  sites: readonly CaddyDirective[],
): ArgumentFault[] {
  const last = sites.at(-1);
  if (last === undefined) return [];
  return directives.flatMap((at): ArgumentFault[] => {
    const name = nameOf(at);
    if (isGlobal(at) || isSnippet(at) || name === 'import' || name.includes('{$')) return [];
    if (name.startsWith('@') && at.block !== null) {
      return [{ at, reason: `the matcher ${name} stands outside of any site.` }];
    }
    if (at.block !== null || at.start > last.start) return [];
    if (at.words.some(({ text }) => text.endsWith('{'))) {
      return [{ at, reason: `a blank is missing before the "{" of ${at.words.at(-1)?.text}.` }];
    }
    return [{ at, reason: outsideReason(name) }];
  });
}

function blockFaults(
  source: CaddyText,
  block: readonly CaddyDirective[],
  outer: readonly (readonly CaddyDirective[])[],
  isResponse = false,
): UnresolvedFact[] {
  const own = source.expanded(block);
  const repeated = repeatedMatchers(own).map(asFact);
  const faults = own.flatMap((one): UnresolvedFact[] => {
    const name = nameOf(one);
    if (name.startsWith('@')) {
      return isResponse ? [] : definitionFaults(one).map(asFact);
    }
    if (one.words.length === 0) return [fault(headOf(one), '{', 'found "{" without a directive before it.')];
    if (name === 'import' || name.includes('{$') || name.includes('{args')) return [];
    if (isResponse && responseDirectives.test(name)) return [];
    const named = nameFaults(one);
    if (named.length > 0) return named;
    const found = [...lineFaults(one), ...matcherFaults(source, one, outer)];
    if (/^(handle|handle_path|route|handle_errors)$/.test(name) && one.block) {
      const inner = source.expanded(one.block);
      return [...found, ...blockFaults(source, one.block, [...outer, inner])];
    }
    return /^(reverse_proxy|forward_auth|php_fastcgi)$/.test(name)
      ? [...found, ...proxyFaults(source, one, outer)]
      : found;
  });
  return [...repeated, ...faults];
}

/** Faults of the words of one directive, the clearest first. */
function lineFaults(one: CaddyDirective): UnresolvedFact[] {
  const name = nameOf(one);
  const found = [...countFaults(one), ...directiveFaults(one).map(asFact)];
  if (found.length > 0) return found;
  // The path of handle_path is its value.
  const start = name === 'handle_path' || matcherWord(one) === '' ? 1 : 2;
  const rules = directiveGrammar.get(name) ?? [];
  return lineGrammarFaults(one, one.words.slice(start), rules, name).map(asFact);
}

function nameFaults(directive: CaddyDirective): UnresolvedFact[] {
  const name = nameOf(directive);
  const span = headOf(directive);
  const rules = directiveGrammar.get(name);
  if (rules?.some(({ since }) => since === '')) return [];
  if (rules) {
    const text = `${name} is a directive of later versions than Caddy 2.6, which does not load it.`;
    return [doubt(span, name, text)];
  }
  if (/[.:/*]|^localhost,?$/.test(name) && !name.startsWith('{')) {
    const reason = `${name} stands inside of another site, as if it were a directive. Is the "}" of that site missing?`;
    return [fault(span, name, reason)];
  }
  const near = nearestName(name, directiveGrammar.keys());
  if (refused.has(name) || near !== null) {
    const hint = near === null ? '' : ` It resembles ${near}.`;
    return [fault(span, name, `there is no directive ${name} in Caddy 2.${hint}`)];
  }
  const owner = owners.find(([, grammar]) => grammar.has(name));
  if (owner || responseDirectives.test(name)) {
    const place = owner ? owner[0] : 'handle_response';
    return [fault(span, name, `${name} belongs to ${place} and stands outside of it.`)];
  }
  const text = `${name} is not a directive of Caddy itself. Without a plugin that has it Caddy does not load this text.`;
  return [doubt(span, name, text)];
}

/** Directives that need a word after their matcher, and those of them that take a path for it from 2.8 on. */
const needsWord = /^(redir|respond|error|method|uri|root|rewrite|request_header)$/;
const takesPathLater = /^(root|rewrite)$/;

/** A first word that begins with a slash is a matcher, so that the word which the directive needs is missing. */
function countFaults(directive: CaddyDirective): UnresolvedFact[] {
  const name = nameOf(directive);
  const { words, block } = directive;
  const span = headOf(directive);
  const [, first, second] = words.map(({ text }) => text);
  if (/^(handle|route)$/.test(name) && words.length > 2) {
    return [fault(span, name, `${name} takes one matcher, found "${second}" after it.`)];
  }
  if (/^(handle|route)$/.test(name) && words.length === 2 && matcherWord(directive) === '') {
    return [fault(span, name, `${name} takes a matcher, found "${first}".`)];
  }
  if (!needsWord.test(name) || block !== null || words.length !== 2 || matcherWord(directive) === '')
    return [];
  if (!takesPathLater.test(name) || first === '*' || first?.startsWith('@')) {
    return [
      fault(
        span,
        name,
        `${first} is the matcher of ${name}, and what follows it is missing. Write ${name} * ${first}.`,
      ),
    ];
  }
  const text = `Caddy before 2.8 takes ${first} for the matcher of ${name}, and does not load this. Write ${name} * ${first}.`;
  const cases = { passes: 'Caddy is 2.8 or later', fails: 'Caddy is older' };
  return [{ ...doubt(span, name, text), cases }];
}

function matcherFaults(
  source: CaddyText,
  directive: CaddyDirective,
  outer: readonly (readonly CaddyDirective[])[],
): UnresolvedFact[] {
  const name = matcherWord(directive);
  if (!name.startsWith('@') || nameOf(directive) === 'handle_path') return [];
  const isDefined = outer.some((block) => source.expanded(block).some((one) => nameOf(one) === name));
  const isOutside = source.file.directives.some((one) => nameOf(one) === name);
  if (isDefined || isOutside || hasUnknownImport(source, outer)) return [];
  return [fault(headOf(directive), name, `the matcher ${name} is not defined.`)];
}

/** True when a file that is not here may define what is missing. */
function hasUnknownImport(source: CaddyText, outer: readonly (readonly CaddyDirective[])[]): boolean {
  return outer.some((block) => source.expanded(block).some((one) => source.unknownImport(one) !== null));
}

function proxyFaults(
  source: CaddyText,
  proxy: CaddyDirective,
  outer: readonly (readonly CaddyDirective[])[],
): UnresolvedFact[] {
  const options = source.expanded(proxy.block ?? []);
  const words = proxy.words.slice(matcherWord(proxy) === '' ? 1 : 2);
  const addresses = [
    ...words.map(({ text }) => text),
    ...options
      .filter((one) => nameOf(one) === 'to')
      .flatMap((one) => one.words.slice(1).map(({ text }) => text)),
  ];
  const isPlain = nameOf(proxy) === 'reverse_proxy';
  return [
    ...addresses.flatMap((address) => {
      const reason = address.includes('{$') || address.includes('{args') ? null : upstreamReason(address);
      return reason === null ? [] : [fault(headOf(proxy), address, reason)];
    }),
    ...proxyOptionFaults(addresses, proxy, options).map(asFact),
    // The lines of snippets; those that stand here belong to the line of the proxy.
    ...(isPlain
      ? blockGrammarFaults(
          options.filter((one) => !proxy.block?.includes(one)),
          proxyGrammar,
          'reverse_proxy',
        ).map(asFact)
      : []),
    ...options
      .filter((one) => nameOf(one) === 'handle_response' && one.block !== null)
      .flatMap(({ block }) => blockFaults(source, block ?? [], [...outer, block ?? []], true)),
  ];
}
