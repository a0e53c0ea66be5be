// Options of Caddy's reverse_proxy that change the request or the way to the backend.

import type { CaddyDirective } from './caddy-parse.ts';
import type { FindingSeverity } from './report.ts';

/** Adds a finding at a directive. */
export type Add = (
  severity: FindingSeverity,
  id: string,
  at: CaddyDirective,
  text: string,
  cause?: string | null,
  fix?: string | null,
) => void;

function nameOf(directive: CaddyDirective): string {
  return directive.words[0]?.text ?? '';
}

/** header_up or request_header: its field begins at word `at`; `limited` when a matcher stands before it. */
export function judgeHeader(
  option: CaddyDirective,
  at: number,
  limited: boolean,
  add: Add,
  remove: (directive: CaddyDirective) => void,
): void {
  const lines =
    option.block && option.words.length <= at
      ? option.block.map((one) => ({ one, words: one.words.map((word) => word.text) }))
      : [{ one: option, words: option.words.slice(at).map((word) => word.text) }];
  for (const { one, words } of lines) {
    const [field = '', value, replacement] = words;
    const removes = field.startsWith('-');
    const pattern = field.replace(/^[-+?>]/, '').toLowerCase();
    const touched = ['upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version'].filter(
      (header) =>
        removes && pattern.includes('*')
          ? new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(header)
          : header === pattern,
    );
    if (touched.length === 0 || field.startsWith('?')) {
      continue;
    }
    const sameValue =
      /^\{(http\.request\.header\.|header\.)/.test(value ?? '') ||
      (pattern === 'upgrade' && value?.toLowerCase() === 'websocket') ||
      (pattern === 'connection' && /(^|,\s*)upgrade(\s*,|$)/i.test(value ?? '')) ||
      (pattern === 'sec-websocket-version' && value === '13');
    if (!removes && sameValue && replacement === undefined) {
      add(
        'note',
        'header-not-needed',
        one,
        `Caddy 2 passes ${touched.join(', ')} on by itself; this line is not needed.`,
      );
      continue;
    }
    add(
      limited || replacement !== undefined || field.startsWith('+') ? 'unknown' : 'error',
      'request-header-changed',
      one,
      removes
        ? `${touched.join(', ')} is taken out of the request; the upgrade needs it.`
        : `${touched.join(', ')} is set to "${value ?? ''}". Caddy 2 passes it on by itself; the line must go.${/\{>/.test(value ?? '') ? ' {>Name} is a placeholder of Caddy 1.' : ''}`,
      'proxy-stripped-upgrade',
      'caddy/header-up',
    );
    if (!limited && !field.startsWith('+')) {
      remove(one);
    }
  }
}

/** A transport block of reverse_proxy. */
export function judgeTransport(
  option: CaddyDirective,
  add: Add,
  remove: (directive: CaddyDirective) => void,
): void {
  const kind = option.words[1]?.text;
  if (kind === 'fastcgi') {
    add('error', 'fastcgi', option, 'FastCGI carries no WebSocket.', 'upgrade-refused');
  } else if (kind !== 'http') {
    add('unknown', 'transport', option, `What the transport ${kind} does with an upgrade is not known here.`);
  }
  for (const inner of option.block ?? []) {
    if (nameOf(inner) === 'versions') {
      const versions = inner.words.slice(1).map((word) => word.text);
      if (versions.includes('h2c')) {
        add(
          'error',
          'h2c',
          inner,
          'HTTP/2 without TLS (h2c) is spoken to the backend; an upgrade exists only in HTTP/1.1.',
          'http2-preface',
          'caddy/h2c',
        );
        remove(inner);
      } else if (!versions.includes('1.1')) {
        add(
          'unknown',
          'versions',
          inner,
          `versions ${versions.join(' ')} leaves HTTP/1.1 out, which the upgrade needs.`,
        );
      }
    } else if (nameOf(inner) === 'proxy_protocol') {
      add(
        'unknown',
        'proxy-protocol',
        inner,
        'A PROXY header is put before the request; the backend must be set to expect it.',
        'proxy-protocol-header',
        'caddy/proxy-protocol',
      );
    }
  }
}

/** header, header_down or intercept: what is set stands in the 101 before the backend's own; removing has no effect. */
export function judgeAnswerHeader(option: CaddyDirective, at: number, add: Add): void {
  const lines =
    option.block && option.words.length <= at
      ? option.block.map((one) => ({ one, words: one.words }))
      : [{ one: option, words: option.words.slice(at) }];
  for (const { one, words } of lines) {
    const field = words[0]?.text ?? '';
    const name = field.replace(/^[+?>]/, '').toLowerCase();
    const value = words[1]?.text.toLowerCase() ?? '';
    const keeps =
      (name === 'connection' && value === 'upgrade') || (name === 'upgrade' && value === 'websocket');
    if (/^(connection|upgrade|sec-websocket-accept)$/.test(name) && !field.startsWith('?') && !keeps) {
      add(
        nameOf(option) === 'header' && at === 1 ? 'error' : 'unknown',
        'answer-header-changed',
        one,
        `${name} is set in the answer too; a client that reads it first fails the connection.`,
        'handshake-header-missing',
      );
    }
  }
}
