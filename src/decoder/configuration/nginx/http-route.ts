// The facts of a place with a `proxy_pass` (or another pass) in the http block, with inheritance as nginx
// does it.

import {
  type Backend,
  type BackendVersion,
  type EarlyAnswer,
  type EntryCondition,
  type ForwardedPath,
  type Gap,
  type HeaderChange,
  type HeaderValue,
  newRoute,
  type Quirk,
  type Route,
  type TimeLimit,
} from '../model.ts';
import { secondsOf } from '../parse/duration.ts';
import { templateValue } from '../paste/templates.ts';
import { answer, denied, isDenied, satisfiesAny } from './access.ts';
import {
  argument,
  childrenNamed,
  childrenOf,
  headerIncludes,
  type InForce,
  inForce,
  lastInForce,
  type NginxChain,
  type NginxText,
  rewriteBlocks,
  spanOf,
} from './blocks.ts';
import type { NginxDirective } from './parse.ts';
import { labelOf, pathOf } from './place.ts';
import { resolverFault } from './resolver.ts';
import { nginxCondition } from './variables.ts';

/** proxy_read_timeout when nothing sets it. */
const defaultReadSeconds = 60;

/** A place in the http block that passes requests on. */
export function httpRoute(source: NginxText, chain: NginxChain, pass: NginxDirective): Route {
  const target = argument(pass);
  const common = {
    label: labelOf(chain),
    span: spanOf(pass),
    path: pathOf(chain),
    entry: ownCondition(chain),
    isInternal: isAskedForAuthentication(source, chain),
    earlyAnswers: earlyAnswers(source, chain),
    authentication: authentication(source, chain),
    code: code(chain),
    proxyHeaders: childrenNamed(chain.find(({ name }) => name === 'server') ?? null, 'listen')
      .filter(({ args }) => args.some((word) => word.text === 'proxy_protocol'))
      .map((listen) => ({ span: spanOf(listen), direction: 'expected' as const, words: 'proxy_protocol' })),
  };
  if (pass.name !== 'proxy_pass') {
    return newRoute({ ...common, ending: { kind: 'other-protocol', target, words: pass.name } });
  }
  const headers = inForce(chain, 'proxy_set_header');
  const version = inForce(chain, 'proxy_http_version');
  return newRoute({
    ...common,
    ending: { kind: 'proxy', target, path: forwardedPath(source, chain, target) },
    upgrade: { kind: 'headers' },
    requestHeaders: [...headers.directives.map((one) => headerChange(source, one)), ...headersOff(chain)],
    hiddenRequestHeaders: hiddenHeaders(source, chain, headers),
    responseHeaders: hiddenResponseHeaders(chain),
    methods: methods(chain),
    versions: versions(source, pass, version),
    ...backendFacts(source, pass),
    hostReplaced: hostReplaced(headers, pass),
    limits: limits(chain, pass),
    buffering: childrenNamed(chain.at(-1) ?? null, 'proxy_buffering').map((one) => ({
      span: spanOf(one),
      effect: 'none' as const,
      words: one.name,
      edits: [],
    })),
    gaps: [...headerGaps(headers), ...versionGaps(version)],
    quirks: quirks(source, chain, pass),
  });
}

/** A pass inside an `if` is for the requests that meet it. */
function ownCondition(chain: NginxChain): EntryCondition[] {
  const block = chain.at(-1);
  if (block?.name !== 'if') return [];
  const words = block.args.map((word) => word.text).join(' ');
  const text = `Only the requests that meet if ${words} come here.`;
  return [{ span: spanOf(block), kind: 'narrow', isFault: false, text, edits: [] }];
}

/** An internal location that some auth_request names: only nginx itself asks it. */
function isAskedForAuthentication(source: NginxText, chain: NginxChain): boolean {
  const location = chain.findLast(({ name }) => name === 'location') ?? null;
  return childrenNamed(location, 'internal').length > 0 && source.authenticators.has(pathOf(chain).text);
}

function headerChange(source: NginxText, directive: NginxDirective): HeaderChange {
  const label = argument(directive);
  return {
    span: spanOf(directive),
    name: label.toLowerCase(),
    label,
    action: 'set',
    value: headerValue(source, label.toLowerCase(), argument(directive, 1)),
    applies: 'always',
    words: directive.name,
    edits: [],
  };
}

function headerValue(source: NginxText, name: string, text: string): HeaderValue {
  const isOwn = text.replace(/[{}]/g, '') === `$http_${name.replaceAll('-', '_')}`;
  if (isOwn && name.startsWith('sec-')) return { kind: 'client' };
  const value = source.variables.evaluate(text);
  if (value.known) return { kind: 'known', text: value.value };
  const isFault = source.isWhole && !source.variables.isDefined(value.variable.slice(1));
  return { kind: 'unknown', name: value.variable, isFault };
}

function headersOff(chain: NginxChain): HeaderChange[] {
  const off = lastInForce(chain, 'proxy_pass_request_headers');
  if (argument(off) !== 'off' || !off) return [];
  return [
    {
      span: spanOf(off),
      name: '*',
      label: 'all headers',
      action: 'remove',
      value: { kind: 'known', text: '' },
      applies: 'always',
      words: 'proxy_pass_request_headers off',
      edits: [],
    },
  ];
}

/** Headers of outer blocks, which the lines of an inner block replace all together. */
function hiddenHeaders(source: NginxText, chain: NginxChain, headers: InForce): HeaderChange[] {
  const outer = headers.level === null ? [] : chain.slice(0, chain.indexOf(headers.level));
  return outer.flatMap((block) =>
    childrenNamed(block, 'proxy_set_header').map((directive) => ({
      ...headerChange(source, directive),
      inheritedFrom: spanOf(block),
    })),
  );
}

/** proxy_hide_header takes these out of the 101. nginx makes Connection itself. */
function hiddenResponseHeaders(chain: NginxChain): HeaderChange[] {
  return inForce(chain, 'proxy_hide_header').directives.flatMap((directive): HeaderChange[] => {
    const label = argument(directive);
    const name = label.toLowerCase();
    if (name === 'connection') return [];
    return [
      {
        span: spanOf(directive),
        name,
        label,
        action: 'remove',
        value: { kind: 'known', text: '' },
        applies: 'always',
        words: directive.name,
        edits: [],
      },
    ];
  });
}

function methods(chain: NginxChain): Route['methods'] {
  const method = lastInForce(chain, 'proxy_method');
  if (!method) return [];
  return [{ span: spanOf(method), method: argument(method), applies: 'always', words: method.name }];
}

function versions(source: NginxText, pass: NginxDirective, version: InForce): BackendVersion[] {
  const directive = version.directives.at(-1);
  if (!directive && version.doubts.length > 0) return [];
  const text = directive ? argument(directive) : null;
  const elsewhere = source.isPart ? ' The http block, which could set it, is not in this text.' : '';
  return [
    {
      span: spanOf(directive ?? pass),
      version: versionOf(text),
      text,
      applies: 'always',
      words: 'proxy_http_version',
      remark: directive ? '' : `From 1.29.7 on nginx speaks HTTP/1.1.${elsewhere}`,
      edits: [{ kind: 'speak-http-1.1' }],
    },
  ];
}

function versionOf(text: string | null): BackendVersion['version'] {
  if (text === null || text === '1.0') return '1.0';
  if (text === '1.1') return '1.1';
  return text.startsWith('2') ? '2' : 'other';
}

function versionGaps(version: InForce): Gap[] {
  if (version.directives.length > 0) return [];
  return version.doubts.map((include) => ({
    span: spanOf(include),
    about: 'version-include',
    text: `${argument(include)} is not here; it may set proxy_http_version.`,
    cases: {
      passes: `${argument(include)} sets proxy_http_version 1.1`,
      fails: `${argument(include)} does not set proxy_http_version 1.1`,
    },
  }));
}

function headerGaps(headers: InForce): Gap[] {
  return headers.doubts.map((include) => ({
    span: spanOf(include),
    about: 'header-include',
    text: `${argument(include)} is not here; it may set Upgrade or Connection with proxy_set_header.`,
    cases: {
      passes: `${argument(include)} sets both headers, or leaves them as they are set here`,
      fails: `${argument(include)} sets one of them to another value, or does not set what is missing here`,
    },
  }));
}

function hostReplaced(headers: InForce, pass: NginxDirective): Route['hostReplaced'] {
  const setsHost = headers.directives.some((one) => argument(one).toLowerCase() === 'host');
  if (headers.level === null || setsHost || headerIncludes(headers.level).length > 0) return null;
  return { span: spanOf(headers.directives[0] ?? pass) };
}

function limits(chain: NginxChain, pass: NginxDirective): TimeLimit[] {
  const { directives, doubts } = inForce(chain, 'proxy_read_timeout');
  const directive = directives.at(-1);
  if (!directive && doubts.length > 0) return [];
  return [
    {
      span: spanOf(directive ?? pass),
      kind: 'idle',
      setting: 'proxy_read_timeout',
      text: directive ? argument(directive) : null,
      seconds: directive ? secondsOf(argument(directive)) : defaultReadSeconds,
      edits: [{ kind: 'raise-idle-limit' }],
    },
  ];
}

/** Scheme, host, port and path of a target without variables. */
const targetPattern = /^(https?):\/\/([^/$:]+|\[[^\]]*\])?(?::(\d+))?(\/.*)?$/;

function backendFacts(source: NginxText, pass: NginxDirective): Pick<Route, 'backends' | 'isSticky'> {
  const [, scheme = '', host = '', port] = targetPattern.exec(argument(pass)) ?? [];
  if (scheme === '') return { backends: [], isSticky: true };
  const tls = scheme === 'https';
  const upstream = source.upstreams.get(host) ?? null;
  const servers = childrenNamed(upstream, 'server').map((server): Backend => {
    const address = argument(server);
    const own = /:(\d+)$/.exec(address)?.[1];
    return { span: spanOf(server), address, port: own === undefined ? null : Number(own), tls };
  });
  const direct: Backend = { span: spanOf(pass), address: host, port: port ? Number(port) : null, tls };
  const isSticky = childrenOf(upstream).some(({ name }) => /^(ip_hash|hash|sticky)$/.test(name));
  return {
    backends: servers.length > 0 ? servers : [direct],
    isSticky: isSticky || servers.length < 2,
  };
}

/** A path in the target replaces the location's; without one the path stays as it is. */
function forwardedPath(source: NginxText, chain: NginxChain, target: string): ForwardedPath {
  const path = targetPattern.exec(target)?.[4];
  if (target.includes('$')) return madePath(source, target);
  if (path === undefined) return { kind: 'unchanged' };
  const match = pathOf(chain);
  return match.kind === 'prefix' || match.kind === 'final-prefix' || match.kind === 'exact'
    ? { kind: 'prefix-replaced', prefix: match.text, by: path }
    : { kind: 'unknown' };
}

/** A path that variables make replaces the whole one. */
function madePath({ request, variables }: NginxText, target: string): ForwardedPath {
  const value = request === null ? null : variables.evaluate(target);
  const made = value?.known ? targetPattern.exec(value.value) : null;
  if (!made) return { kind: 'unknown' };
  const path = made[4]?.replace(/\?.*$/, '');
  return path === undefined ? { kind: 'unchanged' } : { kind: 'made', path };
}

/** Faults of the target for which nginx refuses to start. */
function quirks(source: NginxText, chain: NginxChain, pass: NginxDirective): Quirk[] {
  const target = argument(pass);
  const match = targetPattern.exec(target);
  const refused = { severity: 'error', cause: 'upgrade-refused', edits: [] } as const;
  const plain = plainTlsPort(source, chain);
  if (plain) return [plain];
  const unresolved = resolverFault(source, chain, pass);
  if (unresolved) return [unresolved];
  if (!match) {
    const value = target.includes('$') ? source.variables.evaluate(target) : null;
    if (value?.known && /^https?:\/\/(?:[/:]|$)|^(?!https?:\/\/)/.test(value.value)) {
      const text = `The variables of proxy_pass make "${value.value}", which is no address: nginx answers 500.`;
      return [{ ...refused, id: 'target-without-host', span: spanOf(pass), text }];
    }
    if (target.includes('$') || target.startsWith('http://unix:') || templateValue.test(target)) return [];
    const text = `proxy_pass needs http:// or https://, found "${target}". It does not know ws:// and wss://.`;
    return [{ ...refused, id: 'target-scheme', span: spanOf(pass), text, fix: 'nginx/upgrade-headers' }];
  }
  // A path with variables replaces the whole path, which is allowed everywhere.
  const hasFixedPath = match[4] !== undefined && !match[4].includes('$');
  if (hasFixedPath && (pathOf(chain).kind === 'expression' || chain.at(-1)?.name === 'if')) {
    const text = `proxy_pass has a path (${match[4]}) inside an expression or an if: nginx refuses to start.`;
    return [{ ...refused, id: 'path-in-expression', span: spanOf(pass), text }];
  }
  const upstream = source.upstreams.get(match[2] ?? '');
  const servers = childrenNamed(upstream ?? null, 'server');
  if (servers.length > 0 && servers.every(({ args }) => args.some(({ text: word }) => word === 'down'))) {
    const text = 'Every server of this upstream is marked down: nginx answers 502.';
    return [{ ...refused, id: 'servers-down', span: spanOf(servers[0]), text }];
  }
  const isEmpty = !childrenOf(upstream ?? null).some(({ name }) => name === 'server' || name === 'include');
  if (!upstream || !isEmpty) return [];
  const text = 'This upstream has no server line; nginx refuses to start.';
  return [{ ...refused, id: 'upstream-empty', span: spanOf(upstream), text, cause: null }];
}

/** A server that has a certificate and listens on 443 without `ssl`: nginx speaks plain HTTP there. */
function plainTlsPort({ request }: NginxText, chain: NginxChain): Quirk | null {
  // A request over TLS is compared with its listener; one without meets no fault of TLS.
  if (request !== null) return null;
  const server = chain.findLast(({ name }) => name === 'server') ?? null;
  const listens = childrenNamed(server, 'listen');
  const isTls = listens.some(({ args }) => args.some((word) => /^(ssl|quic)$/.test(word.text)));
  const listen = listens.find((one) => /(^|:)443$/.test(argument(one)));
  if (!listen || isTls || lastInForce(chain, 'ssl') || !lastInForce(chain, 'ssl_certificate')) return null;
  return {
    id: 'listen-without-ssl',
    severity: 'error',
    span: spanOf(listen),
    text: 'Expected ssl on this listen line. Without it nginx speaks plain HTTP on port 443, and wss:// fails at the TLS handshake.',
    cause: 'tls-on-plaintext-port',
    edits: [{ kind: 'replace', span: { start: listen.end - 1, end: listen.end - 1 }, text: ' ssl' }],
  };
}

function authentication(source: NginxText, chain: NginxChain): Route['authentication'] {
  // With `satisfy any` an address can do instead of a password.
  const isEnough = !satisfiesAny(chain) || isDenied(source, chain) === true;
  if (satisfiesAny(chain) && isDenied(source, chain) === false) return [];
  return ['auth_request', 'auth_basic'].flatMap((name) => {
    const directive = lastInForce(chain, name);
    if (!directive || argument(directive) === 'off') return [];
    const refusesAnonymous = name === 'auth_basic' && isEnough;
    return [{ span: spanOf(directive), words: name, refusesAnonymous }];
  });
}

const runsCode = /^((rewrite|access|content)_by_lua\w*|js_content|perl)$/;

export function code(chain: NginxChain): Route['code'] {
  return chain
    .flatMap(childrenOf)
    .filter(({ name }) => runsCode.test(name))
    .map((directive) => ({ span: spanOf(directive), words: directive.name }));
}

/** What answers or moves a request before the pass: `return`, `if`, `rewrite`, `deny`, `limit_except`. */
function earlyAnswers(source: NginxText, chain: NginxChain): EarlyAnswer[] {
  const rewrites = rewriteBlocks(chain).flatMap((block) => {
    const canReturn = block.name === 'server' || block.name === 'location';
    return childrenOf(block).flatMap((child): EarlyAnswer[] => {
      if (child.name === 'if' && !chain.includes(child)) return ifAnswer(source, child);
      if (child.name === 'rewrite') return rewriteAnswer(child);
      if (child.name === 'return' && canReturn) return [{ ...answer(child, 'answer', 'always') }];
      return [];
    });
  });
  const methodLimits = chain.flatMap((block) => childrenNamed(block, 'limit_except')).flatMap(methodLimit);
  return [...rewrites, ...denied(source, chain), ...methodLimits, ...internalPlace(source, chain)];
}

/** What takes a request of a client away from its location: `internal` answers 404, `try_files` looks elsewhere. */
function internalPlace(source: NginxText, chain: NginxChain): EarlyAnswer[] {
  const location = chain.findLast(({ name }) => name === 'location') ?? null;
  return [
    ...childrenNamed(location, 'internal').map((one) =>
      isLedTo(source, pathOf(chain).text)
        ? { ...answer(one, 'answer', 'some'), condition: 'a direct request of a client' }
        : answer(one, 'answer', 'always'),
    ),
    ...childrenNamed(location, 'try_files').map((one) => answer(one, 'elsewhere', 'some')),
  ];
}

/** Directives by which nginx itself goes to another place. */
const leads = /^(rewrite|try_files|error_page|index|mirror|post_action)$/;

/** Whether a line of the text may lead to a place that clients cannot ask for: it names the place. */
function isLedTo({ root }: NginxText, path: string): boolean {
  const isLed = (block: NginxDirective): boolean =>
    childrenOf(block).some(
      (child) =>
        isLed(child) || (leads.test(child.name) && child.args.some(({ text }) => text.startsWith(path))),
    );
  return isLed(root);
}

function ifAnswer(source: NginxText, block: NginxDirective): EarlyAnswer[] {
  const ending = childrenOf(block).find(({ name }) => /^(return|rewrite|proxy_pass|deny)$/.test(name));
  const holds = nginxCondition(block, source.variables);
  if (!ending || holds === false) return [];
  const condition = `if ${block.args.map((word) => word.text).join(' ')}`;
  // Another pass is a route of its own; it does not end the request.
  if (ending.name === 'proxy_pass') return [{ ...answer(block, 'elsewhere', 'some'), condition }];
  const base = answer(block, 'answer', holds === true ? 'always' : 'some');
  return [{ ...base, words: ending.name, condition }];
}

function rewriteAnswer(rewrite: NginxDirective): EarlyAnswer[] {
  const flag = argument(rewrite, 2);
  if (!/^(last|redirect|permanent)$/.test(flag)) return [];
  return [{ ...answer(rewrite, 'elsewhere', 'unknown'), words: `rewrite … ${flag}` }];
}

/** The block is for every method that it does not name; GET includes HEAD. */
function methodLimit(block: NginxDirective): EarlyAnswer[] {
  if (block.args.some((word) => word.text.toUpperCase() === 'GET')) return [];
  const refusesAll = childrenNamed(block, 'deny').some((deny) => argument(deny) === 'all');
  const isSure = refusesAll && childrenNamed(block, 'allow').length === 0;
  return [answer(block, 'method', isSure ? 'always' : 'unknown')];
}
