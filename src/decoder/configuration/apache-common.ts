// What can break or cut a WebSocket at any place of an Apache configuration that proxies.

import { type ApacheScope, hostOf, type Placed } from './apache.ts';
import type { ApacheDirective } from './apache-parse.ts';
import { secondsOf } from './parse/duration.ts';
import { schemePortDoubt } from './ports.ts';
import type { ConfigurationFinding, Edit, FindingSeverity } from './report.ts';
import { comfortableIdleSeconds } from './rules/limits.ts';

/** Adds a finding at a directive. */
export type Add = (
  severity: FindingSeverity,
  id: string,
  at: ApacheDirective,
  text: string,
  cause?: string | null,
  fix?: string | null,
) => void;

/** Names modules that a file with LoadModule lines does not load. */
export function needModule(add: Add, scope: ApacheScope, at: ApacheDirective, modules: string[]): void {
  const missing = scope.modules.size > 0 ? modules.filter((name) => !scope.modules.has(name)) : [];
  for (const name of missing) {
    add('unknown', 'module-missing', at, `No LoadModule for ${name} in this text.`);
  }
}

/** What breaks a WebSocket wherever it stands: header changes, forced HTTP/1.0, a PROXY header, access rules. */
export function commonFindings(scope: ApacheScope, placed: Placed, add: Add, edits: Edit[]): void {
  const host = hostOf(placed);
  for (const other of scope.all) {
    const applies = hostOf(other) === null || hostOf(other) === host;
    const location = other.within.find((section) =>
      /^(location|locationmatch|directory|files)/.test(section.name),
    );
    if (!applies) {
      continue;
    }
    const { directive } = other;
    const words = directive.args.map((word) => word.text.toLowerCase());
    const action = words[0] === 'early' ? words.slice(1) : words;
    if (directive.name === 'requestheader' && /^(unset|set|edit|edit\*)$/.test(action[0] ?? '')) {
      const name = (action[1] ?? '').replace(/:$/, '');
      const needed = ['upgrade', 'sec-websocket-key', 'sec-websocket-version'].includes(name);
      const sound = name === 'upgrade' && action[0] === 'set' && action[2] === 'websocket';
      if (needed && !sound) {
        const limited = location !== undefined || words.length > (action[0] === 'unset' ? 2 : 3);
        add(
          limited ? 'unknown' : 'error',
          'request-header-changed',
          directive,
          `${directive.label} ${action[0]} changes ${directive.args[1]?.text}, which the upgrade needs.${limited ? ' Whether it counts here hangs on its section or condition.' : ''}`,
          'proxy-stripped-upgrade',
          'apache/header-unset',
        );
        if (!limited && !edits.some((edit) => edit.start === lineStart(scope, directive))) {
          edits.push({ start: lineStart(scope, directive), end: lineEnd(scope, directive), text: '' });
        }
      }
    }
    if (directive.name === 'setenv' && words[0] === 'force-proxy-request-1.0') {
      add(
        'error',
        'forced-http-1.0',
        directive,
        'force-proxy-request-1.0 sends the request as HTTP/1.0, which has no Upgrade.',
        'proxy-http-1.0',
        'apache/force-http-1.0',
      );
      if (!edits.some((edit) => edit.start === lineStart(scope, directive))) {
        edits.push({ start: lineStart(scope, directive), end: lineEnd(scope, directive), text: '' });
      }
    }
    if (
      /^(setenvif|setenvifnocase|setenvifexpr|browsermatch|browsermatchnocase)$/.test(directive.name) &&
      words.some((word) => word.startsWith('force-proxy-request-1.0'))
    ) {
      add(
        'unknown',
        'forced-http-1.0',
        directive,
        'When this holds the request is sent as HTTP/1.0, which has no Upgrade.',
        'proxy-http-1.0',
        'apache/force-http-1.0',
      );
    }
    if (directive.name === 'remoteipproxyprotocol' && words[0] === 'on') {
      add(
        'note',
        'proxy-protocol-expected',
        directive,
        'Every connection must begin with a PROXY header; one without is refused.',
        'proxy-protocol-header',
        'apache/proxy-protocol',
      );
    }
    if (
      directive.name === 'use' ||
      ((directive.name === 'include' || directive.name === 'includeoptional') &&
        hostOf(other) === host &&
        host !== null)
    ) {
      if (!/options-ssl-apache|letsencrypt/.test(words[0] ?? '')) {
        add(
          'unknown',
          'include',
          directive,
          `${directive.args[0]?.text} is not here; in this virtual host it can hold a ProxyPass, a RewriteRule or a RequestHeader that comes first.`,
        );
      }
    }
  }
}

function lineStart(scope: ApacheScope, directive: ApacheDirective): number {
  return scope.text.lastIndexOf('\n', directive.start - 1) + 1;
}

function lineEnd(scope: ApacheScope, directive: ApacheDirective): number {
  const end = scope.text.indexOf('\n', directive.end);
  return end < 0 ? scope.text.length : end + 1;
}

/** Names a scheme and a port that hardly fit. */
export function judgePort(url: string, at: ApacheDirective, add: Add): void {
  const match = /^(https?|wss?):\/\/[^/]*?:(\d+)(\/|$)/i.exec(url);
  const doubt = match ? schemePortDoubt(/^(https|wss)$/i.test(match[1]), Number(match[2])) : null;
  if (doubt) {
    const secure = /^(https|wss)$/i.test(match![1]);
    add(
      'unknown',
      secure ? 'tls-to-plain-port' : 'plain-to-tls-port',
      at,
      doubt,
      secure ? 'tls-on-plaintext-port' : 'plaintext-on-tls-port',
      'apache/tls-to-backend',
    );
  }
}

/** A TLS target needs SSLProxyEngine On. */
export function judgeTls(scope: ApacheScope, placed: Placed, url: string, add: Add): void {
  if (!/^(https|wss):/i.test(url)) {
    return;
  }
  const host = hostOf(placed);
  const engine = scope.all.some(
    (one) =>
      one.directive.name === 'sslproxyengine' &&
      one.directive.args[0]?.text.toLowerCase() === 'on' &&
      (hostOf(one) === host || hostOf(one) === null),
  );
  if (!engine) {
    add(
      'error',
      'ssl-proxy-engine',
      placed.directive,
      'Expected SSLProxyEngine On for a TLS target; without it httpd answers 500.',
      'upgrade-refused',
      'apache/tls-to-backend',
    );
  }
}

// Measured: a tunnel lives for the longer of the client side's Timeout and the backend side's timeout= or ProxyTimeout.
export function judgeTimeout(
  scope: ApacheScope,
  entry: { placed: Placed; directive: ApacheDirective; parameters: ReadonlyMap<string, string> },
  add: Add,
): void {
  const host = hostOf(entry.placed);
  const inHost = (name: string): ApacheDirective | undefined =>
    scope.all
      .filter((one) => one.directive.name === name && (hostOf(one) === host || hostOf(one) === null))
      .sort((a, b) => Number(hostOf(b) !== null) - Number(hostOf(a) !== null))[0]?.directive;
  const client = inHost('timeout');
  const backend = entry.parameters.get('timeout') ?? inHost('proxytimeout')?.args[0]?.text;
  const clientSeconds = client ? secondsOf(client.args[0]?.text ?? '') : 60;
  const backendSeconds = backend === undefined ? clientSeconds : secondsOf(backend);
  if (clientSeconds === null || backendSeconds === null) {
    return;
  }
  const seconds = Math.max(clientSeconds, backendSeconds);
  if (seconds < comfortableIdleSeconds) {
    add(
      'warning',
      'timeout-short',
      client ?? entry.directive,
      client === undefined && backend === undefined
        ? 'No timeout=, ProxyTimeout or Timeout in this text, so 60 s counts (Debian sets Timeout 300): a silent tunnel is closed then. Send pings more often, or set ProxyTimeout.'
        : `A tunnel that is silent for ${seconds} s (the longer of Timeout and ProxyTimeout) is closed. Send pings more often, or raise ProxyTimeout.`,
      'idle-timeout',
      'apache/timeout',
    );
  }
}

/** Makes the function that adds findings to a list. */
export function adder(scope: ApacheScope, findings: ConfigurationFinding[]): Add {
  return (severity, id, at, text, cause = null, fix = null) => {
    findings.push({ id, severity, text, place: scope.locate(at.start, at.headEnd), cause, fix });
  };
}
