// Checks a Caddyfile for WebSockets. The rules were measured on Caddy 2.6 (see docs/fixes).
// Documentation: https://caddyserver.com/docs/caddyfile (directive order, matchers, reverse_proxy).
// Left out on purpose: Caddy's JSON; which of several path matchers a given path meets.

import { type MatcherResult, matcherHolds } from './caddy-matcher.ts';
import { type Add, judgeAnswerHeader, judgeHeader, judgeTransport } from './caddy-options.ts';
import { type CaddyDirective, parseCaddyfile } from './caddy-parse.ts';
import { secondsOf } from './parse/duration.ts';
import { lineEndAfter, locator } from './parse/text.ts';
import { schemePortDoubt } from './ports.ts';
import {
  type CheckedConfiguration,
  type ConfigurationFinding,
  type ConfigurationRoute,
  type Edit,
  type Unresolved,
  verdictOf,
} from './report.ts';
import { comfortableIdleSeconds } from './rules/limits.ts';

// Directives that answer and stand before reverse_proxy in Caddy's own order, whatever the order in the file.
const answersFirst = new Set(['redir', 'abort', 'error', 'respond', 'metrics']);
const handlers = new Set(['handle', 'handle_path', 'route', 'handle_errors']);
const asksFirst = new Set(['forward_auth', 'basic_auth', 'basicauth']);

/** Checks the text; never throws. */
export function checkCaddy(text: string): CheckedConfiguration {
  const locate = locator(text);
  const file = parseCaddyfile(text);
  const routes: ConfigurationRoute[] = [];
  const edits: Edit[] = [];
  const unresolved: Unresolved[] = file.errors.map((error) => ({
    kind: 'syntax',
    name: error.text,
    text: error.text,
    place: locate(error.start, error.end),
  }));
  const name = (directive: CaddyDirective): string => directive.words[0]?.text ?? '';
  const snippets = new Map(
    file.directives.flatMap((one): [string, CaddyDirective][] =>
      one.block && /^\(.+\)$/.test(name(one)) ? [[name(one).slice(1, -1), one]] : [],
    ),
  );

  const noteWords = (list: readonly CaddyDirective[]): void => {
    for (const directive of list) {
      for (const word of directive.words) {
        const variable = /\{\$[^}]*\}|\{env\.[^}]*\}/.exec(word.text)?.[0];
        if (variable) {
          unresolved.push({
            kind: 'variable',
            name: variable,
            text: `${variable} comes from the environment.`,
            place: locate(word.start, word.end),
          });
        }
      }
      if (name(directive) === 'import' && !snippets.has(directive.words[1]?.text ?? '')) {
        const wanted = directive.words[1]?.text ?? '';
        unresolved.push({
          kind: 'include',
          name: wanted,
          text: `${wanted} is not here. What it holds can change the result.`,
          place: locate(directive.start, directive.headEnd),
        });
      }
      noteWords(directive.block ?? []);
    }
  };
  noteWords(file.directives);

  /** The block with the snippets of its imports put in. */
  const expanded = (block: readonly CaddyDirective[], depth = 0): CaddyDirective[] =>
    block.flatMap((one) => {
      const snippet = name(one) === 'import' ? snippets.get(one.words[1]?.text ?? '') : undefined;
      return snippet && depth < 6 ? expanded(snippet.block ?? [], depth + 1) : [one];
    });

  const visit = (
    block: readonly CaddyDirective[],
    above: readonly CaddyDirective[][],
    where: string,
    inRoute: boolean,
  ): void => {
    const own = expanded(block);
    const blocks = [...above, own];
    for (const directive of own) {
      const kind = name(directive);
      if (kind === 'reverse_proxy' || kind === 'php_fastcgi') {
        routes.push(judge(directive, blocks, where, inRoute));
      } else if (kind === 'redir' && !directive.words[1]?.text.startsWith('@')) {
        routes.push(
          refusal(
            directive,
            where,
            'redirect',
            `A WebSocket to this place gets a redirect; browsers do not follow it. The client must use the final URL (wss://).`,
            `redirect to ${directive.words.at(-1)?.text}`,
          ),
        );
      } else if (kind === 'proxy') {
        routes.push(
          refusal(
            directive,
            where,
            'caddy-1',
            'proxy is a directive of Caddy 1. Caddy 2 has reverse_proxy, which passes WebSockets with no more words.',
            directive.words.at(-1)?.text ?? '',
          ),
        );
      } else if (handlers.has(kind) && directive.block) {
        const words = directive.words.map((word) => word.text).join(' ');
        visit(directive.block, blocks, `${where} › ${words}`, kind === 'route' || inRoute);
      }
    }
  };

  const refusal = (
    directive: CaddyDirective,
    where: string,
    id: string,
    words: string,
    target: string,
  ): ConfigurationRoute => {
    const findings: ConfigurationFinding[] = [
      {
        id,
        severity: 'error',
        text: words,
        place: locate(directive.start, directive.headEnd),
        cause: 'upgrade-refused',
        fix: id === 'redirect' ? 'caddy/redirect' : null,
      },
    ];
    return {
      where,
      target,
      place: locate(directive.start, directive.headEnd),
      findings,
      verdict: verdictOf(findings),
    };
  };

  const judge = (
    proxy: CaddyDirective,
    blocks: readonly CaddyDirective[][],
    where: string,
    inRoute: boolean,
  ): ConfigurationRoute => {
    const findings: ConfigurationFinding[] = [];
    const ownEdits: Edit[] = [];
    const add: Add = (severity, id, at, words, cause = null, fix = null) => {
      findings.push({ id, severity, text: words, place: locate(at.start, at.headEnd), cause, fix });
    };
    const remove = (directive: CaddyDirective): void => {
      const start = text.lastIndexOf('\n', directive.start - 1) + 1;
      ownEdits.push({ start, end: lineEndAfter(text, directive.end), text: '' });
    };
    const named = (matcher: string): CaddyDirective | undefined =>
      blocks.flat().find((one) => name(one) === matcher) ??
      file.directives.find((one) => name(one) === matcher);
    const report = (result: MatcherResult, at: CaddyDirective): void => {
      if (result.fault) {
        add(
          'error',
          'matcher-connection',
          result.fault.at,
          result.fault.text,
          'upgrade-refused',
          'caddy/matcher',
        );
        if (result.fault.edit) {
          ownEdits.push(result.fault.edit);
        }
      } else if (result.holds === false) {
        add(
          'error',
          'matcher-excludes',
          at,
          `${result.name} does not hold for a WebSocket.`,
          'upgrade-refused',
        );
      } else if (result.holds === null) {
        add('note', 'matcher', at, `Only requests that meet ${result.name} come here.`);
      }
    };
    const first = proxy.words[1]?.text ?? '';
    const hasMatcher = first.startsWith('@') || first.startsWith('/') || first === '*';
    if (first.startsWith('@')) {
      report(matcherHolds(first, named(first)), proxy);
    } else if (first.startsWith('/') && !first.includes('*')) {
      add(
        'note',
        'exact-path',
        proxy,
        `${first} matches this path alone; ${first}/ and what is below it go elsewhere (${first}* matches them).`,
      );
    }
    if (name(proxy) === 'php_fastcgi') {
      add('error', 'fastcgi', proxy, 'FastCGI carries no WebSocket.', 'upgrade-refused');
    }
    // Handlers round this one, and what stands before it.
    for (const [index, block] of blocks.entries()) {
      const innermost = index === blocks.length - 1;
      for (const other of block) {
        const kind = name(other);
        const argument = other.words[1]?.text ?? '';
        const limited = argument.startsWith('@') || argument.startsWith('/');
        if (
          answersFirst.has(kind) &&
          innermost &&
          (!inRoute || block.indexOf(other) < block.indexOf(proxy))
        ) {
          const result: MatcherResult = argument.startsWith('@')
            ? matcherHolds(argument, named(argument))
            : { holds: argument.startsWith('/') ? null : true, name: argument, fault: null };
          if (result.holds === true) {
            add(
              'error',
              'answered-first',
              other,
              `${kind} comes before reverse_proxy in Caddy's own order and answers every request. Put each into a handle block.`,
              'upgrade-refused',
              'caddy/order',
            );
          } else if (result.holds === null) {
            add('note', 'answered-first', other, `Requests that meet ${argument} are answered by ${kind}.`);
          }
        } else if (kind === 'request_header') {
          judgeHeader(other, limited ? 2 : 1, limited, add, remove);
        } else if (kind === 'header' || kind === 'intercept') {
          judgeAnswerHeader(other, limited ? 2 : 1, add);
        } else if (asksFirst.has(kind)) {
          add(
            'note',
            'auth',
            other,
            `${kind} asks for WebSockets too; a browser cannot add an Authorization header to one, only cookies go along.`,
          );
        } else if (kind === 'import') {
          add('unknown', 'import', other, `${argument} is not here; it may change or answer the request.`);
        } else if (
          (kind === 'handle' || kind === 'handle_path') &&
          innermost &&
          !inRoute &&
          !other.words[1] &&
          block.includes(proxy)
        ) {
          add(
            'error',
            'answered-first',
            other,
            'handle without a matcher comes before reverse_proxy and takes every request.',
            'upgrade-refused',
            'caddy/order',
          );
        } else if (kind === 'method') {
          judgeMethod(other, other.words.at(-1)?.text ?? '');
        }
      }
    }
    for (const option of expanded(proxy.block ?? [])) {
      judgeOption(option);
    }
    const upstreams = [
      ...proxy.words.slice(hasMatcher ? 2 : 1).map((word) => ({ at: proxy, url: word.text })),
      ...expanded(proxy.block ?? [])
        .filter((one) => name(one) === 'to')
        .flatMap((one) => one.words.slice(1).map((word) => ({ at: one, url: word.text }))),
    ];
    if (upstreams.length === 0 && !expanded(proxy.block ?? []).some((one) => name(one) === 'dynamic')) {
      add('error', 'no-upstream', proxy, 'reverse_proxy names no upstream.');
    }
    const secureTransport = (proxy.block ?? []).some(
      (one) => name(one) === 'transport' && (one.block ?? []).some((inner) => name(inner).startsWith('tls')),
    );
    for (const { at, url } of upstreams) {
      const match = /^(?:(\w+):\/\/)?[^/]*?(?::(\d+))?(?:\/.*)?$/.exec(url);
      const scheme = match?.[1]?.toLowerCase();
      if (scheme === 'h2c') {
        add(
          'error',
          'h2c',
          at,
          'h2c:// speaks HTTP/2 to the backend, and Caddy does not carry an upgrade over it.',
          'http2-preface',
          'caddy/h2c',
        );
      }
      const secure = scheme === 'https' || secureTransport;
      const doubt =
        scheme === 'h2c' || (!secure && match?.[2] === '443')
          ? null
          : schemePortDoubt(secure, match?.[2] ? Number(match[2]) : null);
      if (doubt) {
        add(
          'unknown',
          secure ? 'tls-to-plain-port' : 'plain-to-tls-port',
          at,
          doubt,
          secure ? 'tls-on-plaintext-port' : 'plaintext-on-tls-port',
          'caddy/tls-to-backend',
        );
      }
    }
    const route: ConfigurationRoute = {
      where: `${where} › ${name(proxy)}${hasMatcher ? ` ${first}` : ''}`,
      target: upstreams.map((one) => one.url).join(', ') || 'not given',
      place: locate(proxy.start, proxy.end),
      findings,
      verdict: verdictOf(findings),
    };
    if (route.verdict !== 'cannot judge') {
      edits.push(...ownEdits.filter((edit) => !edits.some((one) => one.start === edit.start)));
    }
    return route;

    function judgeMethod(at: CaddyDirective, method: string): void {
      if (method.toUpperCase() !== 'GET') {
        add(
          'error',
          'method-changed',
          at,
          `An upgrade must be a GET; this makes it ${method}.`,
          'upgrade-refused',
        );
      }
    }

    function judgeOption(option: CaddyDirective): void {
      const kind = name(option);
      if (kind === 'header_up') {
        judgeHeader(option, 1, false, add, remove);
      } else if (kind === 'method') {
        judgeMethod(option, option.words[1]?.text ?? '');
      } else if (kind === 'buffer_responses') {
        add(
          'error',
          'buffer-responses',
          option,
          'buffer_responses holds the 101 back: the client gets no answer.',
          'upgrade-refused',
          'caddy/buffer-responses',
        );
        remove(option);
      } else if (kind === 'response_buffers') {
        add(
          'unknown',
          'buffer-responses',
          option,
          'response_buffers holds answers back; whether the 101 gets through was not measured on this version.',
        );
      } else if (kind === 'flush_interval') {
        add('note', 'flush-no-effect', option, 'flush_interval has no effect on an upgraded connection.');
      } else if (kind === 'stream_timeout') {
        const seconds = secondsOf(option.words[1]?.text ?? '');
        add(
          'warning',
          'stream-timeout',
          option,
          `stream_timeout closes every WebSocket after ${option.words[1]?.text}, busy or not.`,
          seconds !== null && seconds < comfortableIdleSeconds ? 'idle-timeout' : 'abnormal-close',
          'caddy/stream-timeout',
        );
      } else if (kind === 'import') {
        add(
          'unknown',
          'import',
          option,
          `${option.words[1]?.text} is not here; it may hold header_up lines.`,
        );
      } else if (kind === 'transport') {
        judgeTransport(option, add, remove);
      } else if (kind === 'handle_response') {
        const limited = option.words.length > 1;
        add(
          limited ? 'unknown' : 'error',
          'handle-response',
          option,
          limited
            ? `Answers that meet ${option.words[1].text} are replaced here; whether a 101 does is not known.`
            : 'handle_response without a matcher replaces every answer, the 101 too.',
          'upgrade-refused',
        );
      } else if (kind === 'header_down') {
        judgeAnswerHeader(option, 1, add);
      }
    }
  };

  const sites = file.directives.filter(
    (one) =>
      one.block !== null &&
      one.words.length > 0 &&
      !/^\(.+\)$/.test(name(one)) &&
      !/^@/.test(name(one)) &&
      !isDirective(name(one)),
  );
  for (const site of sites) {
    visit(site.block ?? [], [], site.words.map((word) => word.text).join(' '), false);
  }
  // A file of one site may stand without braces: its first line is the address.
  if (sites.length === 0) {
    const rest = file.directives.filter((one) => one.words.length > 0 && !/^\(.+\)$/.test(name(one)));
    const address =
      rest[0] && !isDirective(name(rest[0])) && !name(rest[0]).startsWith('@') ? rest.shift() : undefined;
    visit(rest, [], address?.words.map((word) => word.text).join(' ') ?? 'this piece', false);
  }
  return { routes, unresolved, edits };
}

const directiveNames = new Set([
  'abort',
  'acme_server',
  'basic_auth',
  'basicauth',
  'bind',
  'encode',
  'error',
  'file_server',
  'forward_auth',
  'fs',
  'handle',
  'handle_errors',
  'handle_path',
  'header',
  'import',
  'intercept',
  'invoke',
  'log',
  'log_append',
  'log_skip',
  'map',
  'method',
  'metrics',
  'php_fastcgi',
  'proxy',
  'push',
  'redir',
  'request_body',
  'request_header',
  'respond',
  'reverse_proxy',
  'rewrite',
  'root',
  'route',
  'templates',
  'tls',
  'tracing',
  'try_files',
  'uri',
  'vars',
]);

function isDirective(word: string): boolean {
  return directiveNames.has(word);
}
