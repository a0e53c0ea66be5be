// Facts that hold for every route of an Apache host: header changes, forced HTTP/1.0, a PROXY header,
// includes, times.

import type {
  BackendVersion,
  EarlyAnswer,
  EditIntent,
  Gap,
  HeaderChange,
  Quirk,
  Route,
  TimeLimit,
} from '../model.ts';
import { secondsOf } from '../parse/duration.ts';
import { lineStartBefore } from '../parse/text.ts';
import { negotiationHeaders } from '../websocket-request.ts';
import { isForPath, requestLogins, requestRefusals } from './access.ts';
import { expressionHolds, isSet } from './evaluate.ts';
import type { ApacheDirective } from './parse.ts';
import {
  type ApacheText,
  appliesIn,
  argument,
  expand,
  hostOf,
  isConditional,
  type PlacedDirective,
  settingOf,
  spanOf,
} from './sections.ts';

/** Timeout when nothing sets it. */
const defaultTimeoutSeconds = 60;

/** Headers that count. httpd makes Connection itself. */
const countedHeaders: readonly string[] = [
  'upgrade',
  'sec-websocket-key',
  'sec-websocket-version',
  ...negotiationHeaders,
];

/** Directives of mod_lua that run a function for a request. */
const runsCode = /^lua(hook\w+|quickhandler|maphandler|authzprovider|inputfilter|outputfilter)$/;

type HostFacts = Pick<
  Route,
  'requestHeaders' | 'versions' | 'proxyHeaders' | 'gaps' | 'authentication' | 'earlyAnswers' | 'code'
>;

/** What the directives of a host, and of the main server, do to each of its routes. */
export function hostFacts(source: ApacheText, placed: PlacedDirective): HostFacts {
  const host = hostOf(placed);
  const inHost = source.all.filter((other) => appliesIn(other, host));
  const target = placed.directive.args.find(({ text }) => /^\w+:\/\//.test(text))?.text ?? '';
  const asked = source.request && { path: source.request.path, target: expand(source, target) };
  return {
    earlyAnswers: asked
      ? requestRefusals(source, inHost, asked)
      : inHost.flatMap((other) => refusals(other, placed)),
    requestHeaders: inHost.flatMap((other) => headerChanges(source, other)),
    versions: inHost.flatMap(({ directive }) => forcedVersion(source, directive)),
    proxyHeaders: inHost
      .filter(({ directive }) => directive.name === 'remoteipproxyprotocol' && isOn(directive))
      .map(({ directive }) => ({ span: spanOf(directive), direction: 'expected', words: directive.label })),
    gaps: inHost.flatMap((other) => includeGap(other, host)),
    code: inHost
      .filter(({ directive }) => runsCode.test(directive.name))
      .map(({ directive }) => ({ span: spanOf(directive), words: directive.label })),
    authentication: asked
      ? requestLogins(source, inHost, asked)
      : inHost
          .filter(
            ({ directive }) =>
              directive.name === 'require' && /^(valid-user|user|group)$/i.test(argument(directive)),
          )
          .filter(({ within }) =>
            within.every((section) => section === host || placed.within.includes(section)),
          )
          .map(({ directive }) => ({
            span: spanOf(directive),
            words: `Require ${argument(directive)}`,
            refusesAnonymous: true,
          })),
  };
}

/**
 * Lines that can refuse a request: `Require`, `Deny`, a RewriteRule with [F]. Whether they refuse depends on the
 * client and on the order in which sections are merged, so they are never taken for sure.
 */
function refusals(other: PlacedDirective, placed: PlacedDirective): EarlyAnswer[] {
  const { directive, within } = other;
  const words = directive.args.map((word) => word.text.toLowerCase());
  const isAccess =
    (directive.name === 'require' && words.join(' ') !== 'all granted') || directive.name === 'deny';
  const isForbidden =
    directive.name === 'rewriterule' && /^\[.*\b(f|g|forbidden|gone|r=4\d\d)\b.*\]$/.test(words[2] ?? '');
  // A proxied path has no file, so sections for directories and files never apply to it.
  const isForFiles = within.some(({ name }) => /^(directory|files)/.test(name));
  if ((!isAccess && !isForbidden) || isForFiles || !canCover(within, placed)) return [];
  const text = `${directive.label} ${directive.args.map((word) => word.text).join(' ')}`;
  return [{ span: spanOf(directive), how: 'answer', applies: 'some', words: text, condition: null }];
}

/** False when a <Location> around a line has no path in common with a route. */
function canCover(within: readonly ApacheDirective[], placed: PlacedDirective): boolean {
  const location = placed.within.find(({ name }) => name === 'location');
  const path = argument(location ?? placed.directive);
  return within.every((section) => {
    const own = argument(section);
    if (section.name !== 'location' || !own.startsWith('/') || !path.startsWith('/')) return true;
    return own.startsWith(path) || path.startsWith(own);
  });
}

function isOn(directive: ApacheDirective | undefined): boolean {
  return argument(directive).toLowerCase() === 'on';
}

/** `RequestHeader [early] unset Upgrade`, with sections and conditions that leave open whether it counts. */
function headerChanges(source: ApacheText, { directive, within }: PlacedDirective): HeaderChange[] {
  if (directive.name !== 'requestheader') return [];
  if (source.request && !isForPath(within, source.request.path)) return [];
  const words = directive.args.map((word) => word.text).filter((word, at) => at > 0 || word !== 'early');
  const [verb = '', label = '', value = ''] = words;
  const action = actionOf(verb.toLowerCase());
  const name = label.replace(/:$/, '').toLowerCase();
  if (!action || !countedHeaders.includes(name)) return [];
  const limit = words[action === 'remove' ? 2 : 3];
  const holds = source.request ? limitHolds(source, limit) : limit === undefined;
  if (holds === false && source.request) return [];
  const inSection = within.some((section) => /^(location|locationmatch|directory|files)/.test(section.name));
  const isOpen = within.some((section) => isConditional(source, section));
  const isLimited = (inSection && source.request === null) || holds !== true || isOpen;
  return [
    {
      span: spanOf(directive),
      name,
      label,
      action,
      value: { kind: 'known', text: value },
      applies: isLimited ? 'unknown' : 'always',
      words: `${directive.label} ${verb}`,
      edits: isLimited ? [] : [{ kind: 'remove-lines', span: directive }],
    },
  ];
}

/** `env=NAME`, `env=!NAME` and `expr=…` at the end of a line. */
function limitHolds({ facts }: ApacheText, limit: string | undefined): boolean | null {
  if (limit === undefined) return true;
  const [, isNegated, name] = /^env=(!?)(.+)$/i.exec(limit) ?? [];
  if (name !== undefined) {
    const value = isSet(name, facts);
    return value === null ? null : value !== (isNegated === '!');
  }
  const expression = /^expr=(.*)$/is.exec(limit)?.[1];
  return expression === undefined ? null : expressionHolds(expression, facts);
}

function actionOf(verb: string): HeaderChange['action'] | null {
  if (verb === 'unset') return 'remove';
  if (verb === 'set') return 'set';
  return verb === 'edit' || verb === 'edit*' ? 'rewrite' : null;
}

const forced = 'force-proxy-request-1.0';

/** HTTP/1.0 to the backend, forced for all requests or for some. */
function forcedVersion({ request, facts }: ApacheText, directive: ApacheDirective): BackendVersion[] {
  const words = directive.args.map((word) => word.text.toLowerCase());
  const isForced = directive.name === 'setenv' && words[0] === forced;
  const isConditional =
    /^(setenvif|setenvifnocase|setenvifexpr|browsermatch|browsermatchnocase)$/.test(directive.name) &&
    words.some((word) => word.startsWith(forced));
  if (!isForced && !isConditional) return [];
  const isMet = isForced || (request !== null && isSet(forced, facts));
  if (isMet === false && request !== null) return [];
  return [
    {
      span: spanOf(directive),
      version: '1.0',
      text: forced,
      applies: isMet ? 'always' : 'unknown',
      words: `${directive.label} ${forced}`,
      remark: '',
      edits: isForced ? [{ kind: 'remove-lines', span: directive }] : [],
    },
  ];
}

/** Includes and macros in a virtual host; Certbot's own includes change nothing here. */
function includeGap({ directive, within }: PlacedDirective, host: ApacheDirective | null): Gap[] {
  const isInclude = directive.name === 'include' || directive.name === 'includeoptional';
  const inHost = host !== null && within.includes(host);
  if (directive.name !== 'use' && !(isInclude && inHost)) return [];
  const name = argument(directive);
  if (/options-ssl-apache|letsencrypt/i.test(name)) return [];
  const text = `${name} is not here; in this virtual host it can contain a ProxyPass, a RewriteRule or a RequestHeader that comes first.`;
  const cases = {
    passes: `${name} leaves this path and its headers alone`,
    fails: `${name} takes this path or changes what a WebSocket needs`,
  };
  return [{ span: spanOf(directive), about: 'include', text, cases }];
}

/** Modules that a file with LoadModule lines does not load. */
export function moduleGaps(source: ApacheText, at: ApacheDirective, modules: readonly string[]): Gap[] {
  const missing = source.modules.size > 0 ? modules.filter((name) => !source.modules.has(name)) : [];
  return missing.map((name) => ({
    span: spanOf(at),
    about: 'module',
    text: `No LoadModule for ${name} in this text.`,
  }));
}

/** A TLS target needs SSLProxyEngine On. */
export function tlsQuirks(source: ApacheText, placed: PlacedDirective, url: string): Quirk[] {
  if (!/^(https|wss):/i.test(url)) return [];
  const host = hostOf(placed);
  const isEngineOn = source.all.some(
    (one) => one.directive.name === 'sslproxyengine' && isOn(one.directive) && appliesIn(one, host),
  );
  if (isEngineOn) return verifyQuirks(source, placed, host);
  return [
    {
      span: spanOf(placed.directive),
      id: 'ssl-proxy-engine',
      severity: 'error',
      text: 'Expected SSLProxyEngine On for a TLS target; without it httpd answers 500.',
      cause: 'upgrade-refused',
      fix: 'apache/tls-to-backend',
      edits: engineEdits(source, placed, host),
    },
  ];
}

/** Measured: a certificate that must be verified, with nothing to verify it with, is refused: httpd answers 500. */
function verifyQuirks(source: ApacheText, placed: PlacedDirective, host: ApacheDirective | null): Quirk[] {
  const own = source.all.filter((one) => appliesIn(one, host)).map(({ directive }) => directive);
  const verify = own.findLast(({ name }) => name === 'sslproxyverify');
  const hasAuthority = own.some(({ name }) =>
    /^(sslproxycacertificate(file|path)|include|includeoptional|use)$/.test(name),
  );
  if (verify === undefined || argument(verify).toLowerCase() !== 'require' || hasAuthority) return [];
  return [
    {
      span: spanOf(placed.directive),
      id: 'ssl-proxy-verify',
      severity: 'error',
      text: 'SSLProxyVerify require has no SSLProxyCACertificateFile to verify the backend with: httpd answers 500.',
      cause: 'upgrade-refused',
      fix: 'apache/tls-to-backend',
      edits: [],
    },
  ];
}

/** SSLProxyEngine is allowed in a host and outside of all, so it goes to the beginning of the host. */
function engineEdits(
  { text }: ApacheText,
  { directive }: PlacedDirective,
  host: ApacheDirective | null,
): EditIntent[] {
  if (host === null) return [];
  const before = text.slice(lineStartBefore(text, directive.start), directive.start);
  const indent = /^[ \t]*$/.test(before) ? before : '    ';
  const headEnd = text.indexOf('>', host.start);
  if (headEnd < 0) return [];
  return [{ kind: 'insert-lines-after', offset: headEnd, lines: [`${indent}SSLProxyEngine on`] }];
}

/**
 * Measured: a tunnel lives for the longer of the client side's Timeout and the backend side's timeout= or
 * ProxyTimeout.
 */
export function timeLimits(
  source: ApacheText,
  placed: PlacedDirective,
  parameters: ReadonlyMap<string, string>,
): TimeLimit[] {
  const host = hostOf(placed);
  // Measured: without the fallback mod_proxy_wstunnel passes ws:// itself, and waits for ever.
  const fallback = settingOf(source, host, 'proxywebsocketfallbacktoproxyhttp');
  const isWstunnel = placed.directive.args.some(({ text }) => /^wss?:\/\//i.test(text));
  if (isWstunnel && fallback && argument(fallback).toLowerCase() === 'off') return [];
  const client = settingOf(source, host, 'timeout');
  const proxy = settingOf(source, host, 'proxytimeout');
  const backend = parameters.get('timeout') ?? (proxy && argument(proxy));
  const clientSeconds = client ? secondsOf(argument(client)) : defaultTimeoutSeconds;
  const backendSeconds = backend === undefined ? clientSeconds : secondsOf(backend);
  if (clientSeconds === null || backendSeconds === null) return [];
  const seconds = Math.max(clientSeconds, backendSeconds);
  const isDefault = client === undefined && backend === undefined;
  return [
    {
      span: spanOf(client ?? placed.directive),
      kind: 'idle',
      setting: 'ProxyTimeout (or Timeout, whichever is longer)',
      text: isDefault ? null : `${seconds} s`,
      seconds,
      remark: isDefault ? 'Debian sets Timeout 300.' : '',
      edits: [],
    },
  ];
}
