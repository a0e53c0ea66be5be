import { type NginxChain, type NginxScope, unknownIncludes, whereOf } from './nginx.ts';
import { fileOf, inForce, type JudgedPlace } from './nginx-inherit.ts';
import type { NginxDirective } from './nginx-parse.ts';
import { nginxCondition } from './nginx-values.ts';
import { secondsOf } from './parse/duration.ts';
import { schemePortDoubt } from './ports.ts';
import {
  type ConfigurationFinding,
  type ConfigurationRoute,
  type FindingSeverity,
  verdictOf,
} from './report.ts';
import { comfortableIdleSeconds } from './rules/limits.ts';
import { hasToken } from './websocket-request.ts';

/** Judges a location (or an `if` in it) with a proxy_pass or another pass. */
export function judgeHttpLocation(scope: NginxScope, chain: NginxChain, pass: NginxDirective): JudgedPlace {
  const findings: ConfigurationFinding[] = [];
  const add = (
    severity: FindingSeverity,
    id: string,
    at: NginxDirective,
    text: string,
    cause: string | null = null,
    fix: string | null = null,
  ): void => {
    findings.push({
      id,
      severity,
      text,
      place: scope.locate(at.start, at.children ? at.headEnd : at.end),
      cause,
      fix,
    });
  };
  const target = pass.args[0]?.text ?? '';
  const headers = inForce(chain, 'proxy_set_header');
  const version = inForce(chain, 'proxy_http_version');
  const timeout = inForce(chain, 'proxy_read_timeout');
  const needs = { version: false, upgrade: false, connection: false, timeout: false };

  if (pass.name !== 'proxy_pass') {
    add(
      'error',
      'not-http-proxy',
      pass,
      `${pass.name} does not carry a WebSocket: nginx upgrades only through proxy_pass.`,
      'upgrade-refused',
    );
  } else {
    judgeVersion();
    judgeHeaders();
    judgeResponse();
    judgeTarget();
    judgeTimeout();
  }
  judgeAccess();
  const route: ConfigurationRoute = {
    where: whereOf(chain),
    target,
    place: scope.locate(pass.start, pass.end),
    findings,
    verdict: verdictOf(findings),
  };
  return { route, needs, headers, version, timeout };

  function doubtAbout(what: string, doubts: NginxDirective[], id: string): boolean {
    for (const include of doubts) {
      add('unknown', id, include, `${include.args[0]?.text} is not here; it may set ${what}.`);
    }
    return doubts.length > 0;
  }

  function judgeVersion(): void {
    const directive = version.directives.at(-1);
    const value = directive?.args[0]?.text;
    if (value === '1.1') {
      return;
    }
    if (directive === undefined) {
      if (!doubtAbout('proxy_http_version', version.doubts, 'version-in-include')) {
        needs.version = true;
        add(
          'error',
          'http-version-missing',
          pass,
          `No proxy_http_version 1.1 is in force here${outside()}. nginx before 1.29.7 sends HTTP/1.0, which has no Upgrade.`,
          'proxy-http-1.0',
          'nginx/http-version',
        );
      }
      return;
    }
    needs.version = true;
    add(
      'error',
      'http-version-wrong',
      directive,
      value?.startsWith('2')
        ? 'nginx speaks HTTP/2 to the backend here; an Upgrade exists only in HTTP/1.1.'
        : `Expected proxy_http_version 1.1, found ${value}.`,
      'proxy-http-1.0',
      'nginx/http-version',
    );
  }

  function outside(): string {
    return scope.isPiece ? ' (the http block is not in this text)' : '';
  }

  function headerValues(name: string): { directive: NginxDirective; text: string }[] {
    return headers.directives
      .filter((directive) => directive.args[0]?.text.toLowerCase() === name)
      .map((directive) => ({ directive, text: directive.args[1]?.text ?? '' }));
  }

  function judgeHeaders(): void {
    const needDoubt = judgeHopHeader('upgrade', 'websocket');
    const connectionDoubt = judgeHopHeader('connection', 'upgrade');
    if (!needDoubt && !connectionDoubt) {
      // Both are set well here; an include in the same block could still send a second value.
      const beside = headers.level ? unknownIncludes(headers.level) : [];
      if (!needs.upgrade && !needs.connection) {
        doubtAbout('proxy_set_header again', beside, 'headers-in-include');
      }
    }
    for (const name of [
      'sec-websocket-key',
      'sec-websocket-version',
      'sec-websocket-protocol',
      'sec-websocket-extensions',
    ]) {
      for (const { directive, text } of headerValues(name)) {
        const value = scope.variables.evaluate(text);
        const needed = name.endsWith('key') || name.endsWith('version');
        const keeps = text.replace(/[{}]/g, '') === `$http_${name.replaceAll('-', '_')}`;
        if (keeps) {
          continue;
        }
        add(
          needed ? 'error' : 'warning',
          `${name}-changed`,
          directive,
          `${directive.args[0].text} is ${value.known && value.value === '' ? 'removed' : 'changed'} on the way to the backend.`,
          needed ? 'handshake-header-missing' : 'handshake-negotiation',
        );
      }
    }
    const off = inForce(chain, 'proxy_pass_request_headers').directives.at(-1);
    if (off?.args[0]?.text === 'off') {
      add(
        'error',
        'request-headers-off',
        off,
        'proxy_pass_request_headers off drops the client headers, Sec-WebSocket-Key with them.',
        'handshake-header-missing',
      );
    }
    const method = inForce(chain, 'proxy_method').directives.at(-1);
    if (method && method.args[0]?.text.toUpperCase() !== 'GET') {
      add(
        'error',
        'method-changed',
        method,
        `An upgrade must be a GET; proxy_method makes it ${method.args[0]?.text}.`,
        'upgrade-refused',
      );
    }
    if (headers.level !== null && headerValues('host').length === 0 && !headersFromKnownInclude()) {
      add(
        'note',
        'host-not-passed',
        headers.directives[0] ?? pass,
        'Host is not passed on: the backend sees the name of the upstream. A server that compares Origin with Host answers 403.',
      );
    }
  }

  function headersFromKnownInclude(): boolean {
    return (headers.level?.children ?? []).some(
      (child) => child.name === 'include' && fileOf(child) === 'proxy_params',
    );
  }

  // True when an include leaves it open.
  function judgeHopHeader(name: 'upgrade' | 'connection', wanted: string): boolean {
    const label = name === 'upgrade' ? 'Upgrade' : 'Connection';
    const set = headerValues(name);
    if (set.length === 0) {
      if (doubtAbout(`proxy_set_header ${label}`, headers.doubts, 'headers-in-include')) {
        return true;
      }
      needs[name] = true;
      const outer = headers.level === null ? null : outerHeader(name);
      add(
        'error',
        `${name}-header-missing`,
        pass,
        outer
          ? `${label} is set in ${nameOf(outer)}, but ${nameOf(headers.level)} has proxy_set_header lines of its own, and these replace all inherited ones.`
          : `No proxy_set_header ${label} is in force here${outside()}. ${name === 'upgrade' ? 'nginx does not pass Upgrade on by itself.' : 'nginx sends Connection: close (no Connection from 1.29.7 on).'}`,
        'proxy-stripped-upgrade',
        outer ? 'nginx/inherited-headers' : 'nginx/upgrade-headers',
      );
      return false;
    }
    const values = set.map((one) => ({ ...one, value: scope.variables.evaluate(one.text) }));
    const unknown = values.find((one) => !one.value.known);
    if (unknown && !unknown.value.known) {
      const variable = unknown.value.variable.slice(1);
      if (scope.isWhole && !scope.variables.isDefined(variable)) {
        needs[name] = true;
        add(
          'error',
          `${name}-variable-undefined`,
          unknown.directive,
          `${label} is set to $${variable}, and no map or set in this text defines it: nginx refuses to start.`,
          'proxy-stripped-upgrade',
          'nginx/upgrade-headers',
        );
        return false;
      }
      add(
        'unknown',
        `${name}-header-variable`,
        unknown.directive,
        `${label} is set to ${unknown.value.variable}, whose value for a WebSocket is not in this text.`,
      );
      return true;
    }
    const sent = values.flatMap((one) =>
      one.value.known && one.value.value !== '' ? [one.value.value] : [],
    );
    const good = sent.some((value) => hasToken(value, wanted));
    const last = values.at(-1)!;
    if (!good) {
      needs[name] = true;
      add(
        'error',
        `${name}-header-wrong`,
        last.directive,
        sent.length === 0
          ? `${label} is set to nothing, so it is not sent. ${name === 'connection' ? 'That is right for keep-alive to the backend and wrong for a WebSocket.' : ''}`.trim()
          : `Expected ${label}: ${wanted} for a WebSocket, found "${sent.join(', ')}".`,
        'proxy-stripped-upgrade',
        'nginx/upgrade-headers',
      );
    } else if (name === 'connection' && !sent.every((value) => hasToken(value, wanted))) {
      judgeConnectionTwice(sent, last.directive);
    }
    return false;
  }

  // A backend may read the first value, the last, or both.
  function judgeConnectionTwice(sent: string[], directive: NginxDirective): void {
    const firstIsGood = hasToken(sent[0], 'upgrade');
    needs.connection = !firstIsGood;
    add(
      firstIsGood ? 'unknown' : 'error',
      'connection-header-twice',
      directive,
      `Connection is sent ${sent.length} times (${sent.join('; ')}). A backend that reads the ${firstIsGood ? 'last' : 'first'} one sees no upgrade.`,
      'proxy-stripped-upgrade',
      'nginx/upgrade-headers',
    );
  }

  function outerHeader(name: string): NginxDirective | null {
    const index = headers.level ? chain.indexOf(headers.level) : -1;
    return (
      chain
        .slice(0, Math.max(0, index))
        .reverse()
        .find((block) =>
          (block.children ?? []).some(
            (child) => child.name === 'proxy_set_header' && child.args[0]?.text.toLowerCase() === name,
          ),
        ) ?? null
    );
  }

  function nameOf(block: NginxDirective | null): string {
    return block === null || block.name === ''
      ? 'the top of the text'
      : `the ${block.name} block in line ${scope.locate(block.start, block.start).line}`;
  }

  function judgeResponse(): void {
    for (const directive of inForce(chain, 'proxy_hide_header').directives) {
      const name = directive.args[0]?.text.toLowerCase();
      if (name === 'sec-websocket-accept' || name === 'upgrade') {
        add(
          'error',
          'response-header-hidden',
          directive,
          `${directive.args[0].text} is taken out of the 101; the client then fails the connection.`,
          'handshake-header-missing',
        );
      } else if (name === 'sec-websocket-protocol' || name === 'sec-websocket-extensions') {
        add(
          'error',
          'response-header-hidden',
          directive,
          `${directive.args[0].text} is taken out of the 101 while the backend goes on as agreed: the two ends disagree.`,
          'handshake-negotiation',
        );
      }
    }
    const buffering = (chain.at(-1)?.children ?? []).find((child) => child.name === 'proxy_buffering');
    if (buffering) {
      add(
        'note',
        'buffering-no-effect',
        buffering,
        'proxy_buffering has no effect on an upgraded connection: nginx does not buffer the tunnel.',
      );
    }
  }

  function judgeTarget(): void {
    const match = /^(https?):\/\/([^/$:]+|\[[^\]]*\])?(?::(\d+))?(\/.*)?$/.exec(target);
    if (!match) {
      if (!target.includes('$') && !target.startsWith('http://unix:')) {
        add(
          'error',
          'target-scheme',
          pass,
          `proxy_pass wants http:// or https://, found "${target}". ws:// and wss:// are not known to it.`,
          'upgrade-refused',
          'nginx/upgrade-headers',
        );
      }
      return;
    }
    const secure = match[1] === 'https';
    const upstream = scope.upstreams.get(match[2] ?? '');
    const servers = (upstream?.children ?? []).filter((child) => child.name === 'server');
    const ports =
      servers.length > 0
        ? servers.map((server) => /:(\d+)$/.exec(server.args[0]?.text ?? '')?.[1] ?? null)
        : [match[3] ?? null];
    for (const [index, port] of ports.entries()) {
      const doubt = schemePortDoubt(secure, port === null ? null : Number(port));
      if (doubt) {
        add(
          'unknown',
          secure ? 'tls-to-plain-port' : 'plain-to-tls-port',
          servers[index] ?? pass,
          doubt,
          secure ? 'tls-on-plaintext-port' : 'plaintext-on-tls-port',
          'nginx/tls-to-backend',
        );
      }
    }
    if (
      upstream &&
      servers.length === 0 &&
      !(upstream.children ?? []).some((child) => child.name === 'include')
    ) {
      add('error', 'upstream-empty', upstream, 'This upstream has no server line; nginx refuses to start.');
    }
    const sticky = (upstream?.children ?? []).some((child) => /^(ip_hash|hash|sticky)$/.test(child.name));
    if (servers.length > 1 && !sticky && /socket\.io/.test(whereOf(chain))) {
      add(
        'warning',
        'not-sticky',
        upstream!,
        'Socket.IO begins with several HTTP requests of one session; with more than one server they must reach the same one (ip_hash or hash).',
        'upgrade-refused',
      );
    }
  }

  function judgeTimeout(): void {
    const directive = timeout.directives.at(-1);
    const seconds = directive ? secondsOf(directive.args[0]?.text ?? '') : 60;
    if (directive === undefined && timeout.doubts.length > 0) {
      return;
    }
    if (seconds !== null && seconds < comfortableIdleSeconds) {
      needs.timeout = true;
      add(
        'warning',
        'read-timeout-short',
        directive ?? pass,
        `${directive ? `proxy_read_timeout is ${directive.args[0]?.text}` : 'proxy_read_timeout is not set, so it is 60 s'}: nginx cuts the WebSocket when the backend is silent that long. Send pings more often, or raise it.`,
        'idle-timeout',
        'nginx/read-timeout',
      );
    }
  }

  function judgeAccess(): void {
    for (const block of chain) {
      for (const child of block.children ?? []) {
        if (child.name === 'if') {
          judgeIf(child);
        } else if (child.name === 'deny' && child.args[0]?.text === 'all' && block !== chain[0]) {
          const allows = (block.children ?? []).some((one) => one.name === 'allow' || one.name === 'satisfy');
          add(
            allows ? 'note' : 'error',
            'denied',
            child,
            allows
              ? 'Only the addresses of the allow lines get through; others get 403.'
              : 'deny all answers 403 to everybody.',
            'upgrade-refused',
          );
        } else if (child.name === 'limit_except') {
          judgeLimitExcept(child);
        } else if (child.name === 'auth_request' && child.args[0]?.text !== 'off') {
          add(
            'note',
            'auth-request',
            child,
            'A WebSocket is asked for here too; a browser cannot add an Authorization header to it, only cookies go along.',
          );
        } else if (
          /_by_lua|^js_content$|^perl$/.test(child.name) &&
          /access|rewrite|content|js_content|perl/.test(child.name)
        ) {
          add(
            'unknown',
            'code',
            child,
            `${child.name} runs code that can answer or change the request; it is not read here.`,
          );
        } else if (
          child.name === 'rewrite' &&
          /^(last|redirect|permanent)$/.test(child.args[2]?.text ?? '')
        ) {
          add(
            'unknown',
            'rewrite',
            child,
            `This rewrite sends matching requests elsewhere (${child.args[2].text}).`,
          );
        }
      }
    }
    for (const server of chain.filter((block) => block.name === 'server')) {
      for (const listen of (server.children ?? []).filter((child) => child.name === 'listen')) {
        if (listen.args.some((word) => word.text === 'proxy_protocol')) {
          add(
            'note',
            'listen-proxy-protocol',
            listen,
            'Every connection to this port must begin with a PROXY header. A client that connects directly is refused.',
            'proxy-protocol-header',
            'nginx/proxy-protocol',
          );
        }
      }
    }
  }

  // The block is for the methods that are not listed; GET stands for HEAD too.
  function judgeLimitExcept(block: NginxDirective): void {
    if (block.args.some((word) => word.text.toUpperCase() === 'GET')) {
      return;
    }
    const inside = block.children ?? [];
    const denies = inside.some((child) => child.name === 'deny' && child.args[0]?.text === 'all');
    const allows = inside.some((child) => child.name === 'allow');
    add(
      denies && !allows ? 'error' : 'unknown',
      'method-limited',
      block,
      'An upgrade is a GET, and this block is for every method but those it names.',
      'upgrade-refused',
    );
  }

  function judgeIf(block: NginxDirective): void {
    const ends = (block.children ?? []).find((child) =>
      /^(return|rewrite|proxy_pass|deny)$/.test(child.name),
    );
    if (!ends || chain.includes(block)) {
      return;
    }
    const holds = nginxCondition(block, scope.variables);
    if (holds === true) {
      add(
        'error',
        'condition-ends-request',
        block,
        `This condition holds for a WebSocket, and ${ends.name} ends the request here.`,
        'upgrade-refused',
      );
    } else if (holds === null) {
      add(
        'note',
        'condition-not-judged',
        block,
        `When this condition holds, ${ends.name} takes the request elsewhere; whether it holds is not known here.`,
      );
    }
  }
}
