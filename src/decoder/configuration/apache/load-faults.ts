// Why Apache httpd refuses to start with a text that parses, as far as its own list of directives tells.

import type { UnresolvedFact } from '../model.ts';
import { isBrokenExpression } from '../parse/expression.ts';
import { nearestName } from '../parse/near-names.ts';
import { argumentFault, macroFault } from './argument-faults.ts';
import { apacheDirectiveTable, apacheTableVersion } from './known-directives.ts';
import type { ApacheDirective } from './parse.ts';
import {
  type ApacheText,
  argument,
  hostOf,
  isConditional,
  type PlacedDirective,
  spanOf,
} from './sections.ts';

const tableRows = apacheDirectiveTable
  .trim()
  .split(/\s+/)
  .map((entry) => entry.split(':'));
const placeByName: ReadonlyMap<string, string> = new Map(tableRows.map(([name, place]) => [name, place]));
const wordsByName: ReadonlyMap<string, string> = new Map(
  tableRows.map(([name, , words = '']) => [name, words]),
);

/** Directives of other platforms, of modules by others, of the shell that starts httpd, and sections of conditions. */
const elsewhere =
  /^(sec\w+|wsgi\w*|php\w*|passenger\w*|perl\w*|jk\w*|oidc\w*|shib\w*|mellon\w*|auth_?(openidc|kerb|gssapi)\w*|gssapi\w*|krb\w*|qs_\w+|evasive\w*|dos\w+|fcgid\w*|fastcgi\w*|cband\w*|svn\w*|authz?svn\w*|pagespeed\w*|modpagespeed\w*|rpaf\w*|cloudflare\w*|geoip\w*|maxmind\w*|xsendfile\w*|wstunnel\w*|md\w+|suexec\w*|win32\w*|lua\w*|uwsgi\w*|macro|use|undefmacro|if\w*|else\w*|define|undefine|include\w*|error|warning|authldap\w*|ldap\w*|http2\w*|h2\w+|traceenable|cgi\w*|script\w*|dbd\w*|compilefilter|vhost\w*)$/;

/** Names that people invent; no module of httpd has them. */
const invented = /^proxy_?web_?sockets?$|^proxyupgrade$|^web_?sockets?$/;

/** Directives that stand in no virtual host. */
const mainServerOnly =
  /^(listen|listenbacklog|pidfile|user|group|startservers|serverlimit|threadsperchild|threadlimit|maxrequestworkers|maxclients|minsparethreads|maxsparethreads|maxconnectionsperchild|mutex|sslsessioncache|sslrandomseed|sslpassphrasedialog|sslstaplingcache|scoreboardfile|coredumpdirectory)$/;

/** Parameters of a worker or of a balancer (mod_proxy). */
const workerParameters =
  /^(acquire|connectiontimeout|connectionpool|disablereuse|enablereuse|flushpackets|flushwait|iobuffersize|keepalive|lbset|loadfactor|max|min|ping|receivebuffersize|redirect|responsefieldsize|retry|route|secret|smax|status|timeout|ttl|upgrade|mapping|failonstatus|failontimeout|forcerecovery|growth|lbmethod|maxattempts|nofailover|nonce|scolonpathdelim|stickysession|stickysessionsep|hcexpr|hcfails|hcinterval|hcmethod|hcpasses|hctemplate|hcuri|connectiontimeout|addressttl|drain|responsefieldsize|username|password)$/;

const ruleFlags =
  /^(b|backreferencing|bne|bctls|bnp|c|chain|co|cookie|dpi|discardpath|e|env|end|f|forbidden|g|gone|h|handler|l|last|n|next|nc|nocase|ne|noescape|ns|nosubreq|p|proxy|pt|passthrough|qsa|qsappend|qsd|qsdiscard|qsl|qslast|r|redirect|s|skip|t|type|unsafeallow3f|unsafeprefixstat|unc)$/;

/** Everything in a text for which httpd refuses to start, and what the list does not know. */
export function loadFaults(source: ApacheText): UnresolvedFact[] {
  return [
    ...source.all
      .filter(({ within }) => !within.some((section) => isSkipped(source, section)))
      .flatMap((placed) => [
        ...nameFaults(placed),
        ...placeFaults(placed),
        ...pathFaults(placed),
        ...valueFaults(placed.directive),
        ...reasonFaults(placed),
        ...providerDoubts(placed.directive),
      ]),
    ...source.uses.flatMap((use) => {
      const reason = macroFault(use, source.macros);
      return reason === null ? [] : [fault(use, reason)];
    }),
    ...certificateFaults(source),
    ...elseFaults(source),
    ...undefinedMacros(source),
    ...htaccessFaults(source),
  ];
}

/** <Else> and <ElseIf> follow <If> or <ElseIf> in the same section. */
function elseFaults(source: ApacheText): UnresolvedFact[] {
  return source.all.flatMap(({ directive, within }) => {
    if (directive.name !== 'else' && directive.name !== 'elseif') return [];
    // A section whose condition does not hold is not in the list.
    const siblings = within.at(-1)?.children ?? [];
    const hasIf =
      within.length === 0 ||
      siblings.some((one) => /^(if|elseif)$/.test(one.name) && one.start < directive.start);
    return hasIf ? [] : [fault(directive, `<${directive.label}> has no <If> before it in this section.`)];
  });
}

/** UndefMacro names a macro that was defined before. */
function undefinedMacros(source: ApacheText): UnresolvedFact[] {
  return source.all.flatMap(({ directive }) => {
    if (directive.name !== 'undefmacro') return [];
    const name = argument(directive).toLowerCase();
    const isDefined = source.all.some(
      ({ directive: one }) => one.name === 'macro' && argument(one).toLowerCase() === name,
    );
    return isDefined || name.includes('$')
      ? []
      : [fault(directive, `there is no macro ${argument(directive)}.`)];
  });
}

/** Directives that no .htaccess has. */
const serverDirectives =
  /^(virtualhost|listen|servername|serveralias|documentroot|directory|directorymatch|location|locationmatch|loadmodule|errorlog|customlog)$/;

/**
 * Measured: lines that httpd refuses in .htaccess, when the text shows that it is one: RewriteBase, or a path
 * without its first slash, stands outside of all sections.
 */
function htaccessFaults(source: ApacheText): UnresolvedFact[] {
  if (source.all.some(({ directive }) => serverDirectives.test(directive.name))) return [];
  const isHtaccess = source.all.some(
    ({ directive }) =>
      directive.name === 'rewritebase' ||
      (directive.name === 'rewriterule' && /^\^?[A-Za-z]/.test(argument(directive))),
  );
  if (!isHtaccess) return [];
  return source.all
    .map(({ directive }) => directive)
    .filter(({ name }) => /^proxy(pass|passmatch|passreverse|preservehost|requests|timeout)$/.test(name))
    .slice(0, 1)
    .map(
      (directive): UnresolvedFact => ({
        kind: 'syntax',
        name: directive.label,
        text: `${directive.label} is not allowed in .htaccess: httpd answers 500 to every request there. Put it into the <VirtualHost>, or use RewriteRule with [P].`,
        span: spanOf(directive),
      }),
    );
}

/** Inside of a condition that this text does not decide httpd may not read the lines at all. */
function isSkipped(source: ApacheText, section: ApacheDirective): boolean {
  return (
    section.name === 'macro' ||
    (section.name.startsWith('if') && section.name !== 'if' && isConditional(source, section))
  );
}

function fault(directive: ApacheDirective, reason: string): UnresolvedFact {
  const text = `Apache httpd will not start with this: ${reason}`;
  return { kind: 'syntax', name: directive.label, text, span: spanOf(directive) };
}

function nameFaults({ directive }: PlacedDirective): UnresolvedFact[] {
  const { name, label } = directive;
  if (
    placeByName.has(name) ||
    !/^\w+$/.test(name) ||
    /^(if\w*|else\w*|define|undefine|use|macro)$/.test(name)
  )
    return [];
  const near = elsewhere.test(name) ? null : nearestName(name, placeByName.keys());
  if (invented.test(name) || near !== null) {
    const hint = near === null ? '' : ` It resembles ${near}.`;
    return [fault(directive, `there is no directive ${label}.${hint}`)];
  }
  const text = `${label} is not a directive of Apache httpd ${apacheTableVersion} and its modules. Without a module that has it httpd does not start.`;
  return [{ kind: 'directive', name: label, text, span: spanOf(directive) }];
}

function placeFaults(placed: PlacedDirective): UnresolvedFact[] {
  const { directive, within } = placed;
  const { name, label } = directive;
  const isInHost = hostOf(placed) !== null;
  if (isInHost && (mainServerOnly.test(name) || name === 'virtualhost')) {
    return [fault(directive, `${label} is not allowed in <VirtualHost>.`)];
  }
  const isInFolder = within.some((section) =>
    /^(directory|location|files|if$|elseif|else$|proxy$|proxymatch)/.test(section.name),
  );
  if (!isInHost && /^(serveralias|serverpath)$/.test(name)) {
    return [fault(directive, `${label} belongs into <VirtualHost>.`)];
  }
  const place = placeByName.get(name);
  if (place === 'd' && !isInFolder && within.every((section) => !section.name.startsWith('limit'))) {
    return [fault(directive, `${label} belongs into <Directory> or <Location>.`)];
  }
  const isSection = directive.children !== null;
  if (
    place === 'o' &&
    within.some((section) => /^(directory|location|files)/.test(section.name)) &&
    !isSection
  ) {
    return [fault(directive, `${label} is not allowed in <${within.at(-1)?.label}>.`)];
  }
  return [];
}

/** Inside of <Location> the section gives the path of a ProxyPass; elsewhere the line itself must. */
function pathFaults({ directive, within }: PlacedDirective): UnresolvedFact[] {
  const { name, label, args } = directive;
  if (!/^proxypass(match|reverse)?$/.test(name)) return [];
  const section = within.find((one) => /^(directory|files|if$|elseif|else$)/.test(one.name));
  if (section) return [fault(directive, `${label} cannot stand inside of <${section.label}>.`)];
  // ProxyPassReverse takes no parameters: what follows its address makes the address a path.
  const takesParameters = name !== 'proxypassreverse';
  const words = args
    .map(({ text }) => text)
    .filter((text) => !takesParameters || !(/^\w+=/.test(text) || text === 'nocanon'));
  const isInLocation = within.some((section) => /^(location|proxy$|proxymatch$)/.test(section.name));
  const hasPath = words.length > 1 && !/^(interpolate|noquery)$/i.test(words[1]);
  if (isInLocation && hasPath)
    return [fault(directive, `${label} inside of <${within.at(-1)?.label}> takes no path of its own.`)];
  if (isInLocation || hasPath || words.length === 0) return [];
  return [fault(directive, `${label} outside of <Location> needs a path before the address.`)];
}

function reasonFaults(placed: PlacedDirective): UnresolvedFact[] {
  const reason = argumentFault(placed);
  return reason === null ? [] : [fault(placed.directive, reason)];
}

/** What Require can ask for, with the modules of httpd. */
const providers =
  /^(all|env|method|expr|user|group|valid-user|ip|host|forward-dns|local|ldap-[\w-]+|dbm-group|dbd-\w+|file-owner|file-group|not)$/i;

/** A word after Require that only another module knows. */
function providerDoubts(directive: ApacheDirective): UnresolvedFact[] {
  const [first, second] = directive.args.map(({ text }) => text);
  const kind = first?.toLowerCase() === 'not' ? second : first;
  if (directive.name !== 'require' || kind === undefined || /[${]/.test(kind)) return [];
  // Words that stand for others have a fault of their own.
  if (providers.test(kind) || argumentFault({ directive, within: [] }) !== null) return [];
  const text = `Require ${kind} is not one of httpd and its modules. Without a module that has it httpd does not start.`;
  return [{ kind: 'directive', name: `Require ${kind}`, text, span: spanOf(directive) }];
}

function valueFaults(directive: ApacheDirective): UnresolvedFact[] {
  const { name, label, args } = directive;
  const words = wordsFault(directive);
  if (words !== null) return [fault(directive, words)];
  if (name === 'rewriterule') return ruleFaults(directive);
  if (name === 'rewritecond' && isBroken(argument(directive, 1))) {
    return [fault(directive, `the expression ${argument(directive, 1)} does not compile.`)];
  }
  if (name === 'proxypass' || name === 'balancermember') {
    const unknown = args
      .slice(1)
      .map(({ text }) => /^(\w+)=/.exec(text)?.[1])
      .find((word) => word !== undefined && !workerParameters.test(word.toLowerCase()));
    if (unknown !== undefined) return [fault(directive, `${unknown} is not a parameter of ${label}.`)];
    const upgrade = args
      .map(({ text }) => /^timeout=(.*)$/i.exec(text)?.[1])
      .find((word) => word !== undefined);
    if (upgrade !== undefined && !/^[1-9]\d*/.test(upgrade))
      return [fault(directive, `timeout=${upgrade} is not a time.`)];
  }
  return [];
}

/** Why httpd refuses the number of words, or the value of a switch. */
function wordsFault({ name, label, args, children }: ApacheDirective): string | null {
  const counts = children === null ? (wordsByName.get(name) ?? '') : '';
  const found = args.length;
  if (counts === '' || args.some(({ text }) => /[$%]\{|\{\{/.test(text) && found > 1)) return null;
  const [{ text } = { text: '' }] = args;
  if (counts === 'f') {
    // httpd reads no further than the first word.
    if (text.includes('${') || /^(on|off)$/i.test(text)) return null;
    return `${label} is On or Off, found "${text}".`;
  }
  const isRight = counts.endsWith('+')
    ? found >= Number(counts.slice(0, -1))
    : [...counts].some((count) => Number(count) === found);
  if (isRight) return null;
  const expected = counts.endsWith('+') ? `at least ${counts.slice(0, -1)}` : [...counts].join(' or ');
  const quotes = found > 1 ? ' A value with blanks needs quotes.' : '';
  return `${label} takes ${expected} ${counts === '1' ? 'word' : 'words'}, found ${found}.${quotes}`;
}

function ruleFaults(directive: ApacheDirective): UnresolvedFact[] {
  const [pattern, target, flags] = [0, 1, 2].map((index) => argument(directive, index));
  if (directive.args.length < 2) return [fault(directive, 'RewriteRule takes a pattern and a target.')];
  if (isBroken(pattern.replace(/^!/, '')))
    return [fault(directive, `the expression ${pattern} does not compile.`)];
  if (flags === '' || target === '') return [];
  if (!/^\[.*\]$/.test(flags)) return [fault(directive, `the flags ${flags} are not in brackets.`)];
  const unknown = flags
    .slice(1, -1)
    .split(',')
    .map((flag) => flag.trim().split('=')[0])
    .find((flag) => flag !== '' && !ruleFlags.test(flag.toLowerCase()));
  return unknown === undefined ? [] : [fault(directive, `${unknown} is not a flag of RewriteRule.`)];
}

/** A comparison (`=x`, `-f`) is no expression. */
function isBroken(expression: string): boolean {
  return expression !== '' && !/^!?[=<>-]/.test(expression) && isBrokenExpression(expression);
}

function certificateFaults(source: ApacheText): UnresolvedFact[] {
  const named = (name: string) => source.all.filter(({ directive }) => directive.name === name);
  const certificates = [...named('sslcertificatefile'), ...named('mdomain'), ...named('mdcertificatefile')];
  const includes = [...named('include'), ...named('includeoptional'), ...named('use')];
  return named('sslengine').flatMap((engine) => {
    const host = hostOf(engine);
    const isThere = [...certificates, ...includes].some(
      (one) => hostOf(one) === null || hostOf(one) === host,
    );
    if (isThere || argument(engine.directive).toLowerCase() !== 'on') return [];
    return [fault(engine.directive, 'SSLEngine is on and no SSLCertificateFile stands in this host.')];
  });
}
