// RewriteRules inside <Directory>. Measured: httpd asks them when no ProxyPass took the request, after it has mapped
// the path to a file; a pattern is compared with the rest of the file's path, without a slash at its beginning. A rule
// with [P] proxies a WebSocket there as well, whether or not the file exists.

import type { Site } from '../model.ts';
import type { ApacheDirective } from './parse.ts';
import { ruleApplies } from './rewrite.ts';
import {
  type ApacheText,
  appliesIn,
  argument,
  expand,
  hostOf,
  type PlacedDirective,
  settingOf,
} from './sections.ts';

/** The rule that takes a path, and the file that httpd maps the path to. */
export interface DirectoryRule {
  readonly rule: PlacedDirective;
  readonly file: string;
  /** `refused`: Options forbid rules there. `unknown`: it depends on what is not in this text. */
  readonly outcome: 'takes' | 'refused' | 'unknown';
  /** The path that a rule makes for the whole host, as WordPress does with /index.php. */
  readonly made?: string;
}

const directorySection = /^directory(?:match)?$/;
/** Flags of a rule that ends what follows: it proxies, redirects or refuses. */
const endsThere = /(?:^|[[,\s])(?:p|proxy|r|redirect|f|forbidden|g|gone)(?=[\],=\s]|$)/i;

const sectionOf = ({ within }: PlacedDirective): ApacheDirective | undefined =>
  within.findLast(({ name }) => directorySection.test(name));

/** Whether a directive is a RewriteRule inside a <Directory>. */
export const isDirectoryRule = (placed: PlacedDirective): boolean =>
  placed.directive.name === 'rewriterule' && sectionOf(placed) !== undefined;

const withoutEnd = (path: string) => path.replace(/\/+$/, '');

/** The first rule inside a <Directory> that takes a path of a host, or could; `null` when none does. */
export function directoryRuleFor(source: ApacheText, site: Site, path: string): DirectoryRule | null {
  const rules = source.all.filter((one) => isDirectoryRule(one) && isOfSite(one, site));
  const [first] = rules;
  if (first === undefined) return null;
  const host = hostOf(first);
  const root = withoutEnd(expand(source, argument(settingOf(source, host, 'documentroot'))));
  const isMapped = source.all.some(
    (one) => /^(?:script)?alias(?:match)?$/.test(one.directive.name) && appliesIn(one, host),
  );
  const file = `${root}${path}`;
  const folders = rules.map((rule) => withoutEnd(expand(source, argument(sectionOf(rule)))));
  const isPattern = rules.some(
    (rule, at) => sectionOf(rule)?.name === 'directorymatch' || /[*?[\]~]/.test(folders[at]),
  );
  if (root === '' || isMapped || isPattern) return { rule: first, file, outcome: 'unknown' };
  const around = folders.filter((folder) => isInside(file, folder));
  // The rules of the innermost section replace those around it.
  const inner = around.reduce((one, other) => (other.length > one.length ? other : one), '');
  const isOn = argument(settingOf(source, host, 'rewriteengine')).toLowerCase() === 'on';
  for (const [at, rule] of rules.entries()) {
    if (around.length === 0 || folders[at] !== inner) continue;
    if (isOn && !followsLinks(source, rule, file)) return { rule, file, outcome: 'refused' };
    const applies = ruleApplies(source, rule, file.slice(inner.length + 1));
    if (applies === false) continue;
    const target = argument(rule.directive, 1);
    if (target === '-' && !endsThere.test(argument(rule.directive, 2))) continue;
    if (applies === true && endsThere.test(argument(rule.directive, 2)))
      return { rule, file, outcome: 'takes' };
    const isDecided = applies === true || !folders.some((folder, i) => i > at && folder === inner);
    const made = isDecided && /^\/[^$%]*$/.test(target) ? target : undefined;
    return { rule, file, outcome: 'unknown', made };
  }
  return null;
}

const isInside = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);

const linkOption = /^[+-]?(?:followsymlinks|symlinksifownermatch|all)$/i;

/**
 * Whether Options allow rules for a file. Measured: where they leave FollowSymLinks out, httpd answers 403 to every
 * path of a section with a rule. An inner section replaces what an outer one says, or adds to it with + and -.
 */
function followsLinks(source: ApacheText, rule: PlacedDirective, file: string): boolean {
  const placed = source.all
    .filter((one) => one.directive.name === 'options' && appliesIn(one, hostOf(rule)))
    .map((one) => ({ words: one.directive.args, folder: withoutEnd(argument(sectionOf(one))) }))
    .filter(({ folder }) => isInside(file, folder))
    .sort((a, b) => a.folder.length - b.folder.length);
  let follows = true;
  for (const { words } of placed) {
    const named = words.map(({ text }) => text).filter((word) => linkOption.test(word));
    const isAdded = words.every(({ text }) => /^[+-]/.test(text));
    if (!isAdded || named.length > 0) follows = named.length > 0 && !named[named.length - 1].startsWith('-');
  }
  return follows;
}

function isOfSite(placed: PlacedDirective, site: Site): boolean {
  const host = hostOf(placed);
  return host === null || host.start === site.span.start;
}
