// Asks Caddy itself about each line of the grammar: with the words that it takes, with one more or less, and with one
// of another kind.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  directiveGrammar,
  globalGrammar,
  type LineGrammar,
  matcherGrammar,
  namedBlock,
  proxyGrammar,
} from '../../src/decoder/configuration/caddy/grammar.ts';
import { lineGrammarFaults } from '../../src/decoder/configuration/caddy/grammar-faults.ts';
import { parseCaddyfile } from '../../src/decoder/configuration/caddy/parse.ts';
import { needProgram } from '../fixes/harness/process.ts';

type Lines = ReadonlyMap<string, readonly LineGrammar[]>;

const folder = mkdtempSync(path.join(tmpdir(), 'framescope-grammar-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A word of each kind; a list of words gives its first. */
const samples: Readonly<Record<string, string>> = {
  word: 'abc',
  plainWord: 'X',
  '!word': '!X',
  time: '5s',
  int: '5',
  size: '10MB',
  status: '404',
  code: '301',
  regex: '^/a',
  address: '10.0.0.0/8',
  directive: 'redir',
  encoding: 'gzip',
  level: 'INFO',
  mail: 'a@b.c',
  name: '@m',
  pair: 'a=b',
  path: '/x',
  placeholder: '{x}',
  cipher: 'TLS_AES_128_GCM_SHA256',
};

/** Lines that Caddy refuses for what they name (files, modules, hosts), or that need other lines beside them. */
const isNotAsked = (line: string): boolean =>
  /^(order redir before zz\?|storage |cert_issuer acme abc xyz|interval |output net|dial_timeout|soft_start|format |host abc abc|remote_ip forwarded forwarded|expression|not |lb_retry_match|tls_client_auth abc abc|tls_trusted_ca_certs|handle_response @m|replace_status @m|forward_auth|php_fastcgi|acme_server|bind|gzip|tracing|map |tls abc|tls internal xyz|zstd|on_demand_tls|tls$|message|browse$|body|close|error abc abc$|client_auth|alpn|load|insecure_secrets_log|protocols h1 h1|log$|basicauth|handle_errors|handle_path|import)/.test(
    line,
  );

const site = (lines: string): string => `http://a {\n${lines}\n}\n`;

const places: readonly (readonly [string, Lines, (line: string) => string])[] = [
  ['global options', globalGrammar, (line) => `{\n${line}\n}\n${site('respond x')}`],
  ['directives', directiveGrammar, site],
  ['reverse_proxy', proxyGrammar, (line) => site(`reverse_proxy localhost:3000 {\n${line}\n}`)],
  [
    'transport http',
    namedBlock('transport') as Lines,
    (line) => site(`reverse_proxy localhost:3000 {\ntransport http {\n${line}\n}\n}`),
  ],
  ['matchers', matcherGrammar, (line) => site(`@m {\n${line}\n}\nrespond @m x`)],
];

const sampleOf = (kind: string): string => {
  const [first = ''] = kind.split('|');
  return samples[first] ?? first;
};

/** Lines of one name: right ones, and ones that differ from them in one word. */
function linesOf(name: string, rule: LineGrammar): string[] {
  const all = rule.words.map(({ kind }) => sampleOf(kind));
  const least = rule.words.filter((one) => one.least === 1).map(({ kind }) => sampleOf(kind));
  const wrong = rule.words.flatMap(({ kind }, index) =>
    kind === 'word' ? [] : [all.map((word, at) => (at === index ? 'zz?' : word))],
  );
  return [all, least, [...all, 'xyz'], least.slice(0, -1), ...wrong].map((words) =>
    [name, ...words].join(' '),
  );
}

function isLoaded(text: string): boolean {
  const file = path.join(folder, 'Caddyfile');
  writeFileSync(file, text);
  const words = ['validate', '--config', file, '--adapter', 'caddyfile'];
  return (
    spawnSync(needProgram('caddy'), words, { cwd: folder, env: { ...process.env, HOME: folder } }).status ===
    0
  );
}

test.each(places)(
  'the grammar of %s says what Caddy says',
  (_, grammar, around) => {
    const wrong: string[] = [];
    for (const [name, rules] of grammar) {
      const own = rules.filter(({ since, needsBlock }) => since === '' && !needsBlock);
      for (const line of new Set(own.flatMap((rule) => linesOf(name, rule)))) {
        if (isNotAsked(line)) continue;
        const [directive] = parseCaddyfile(line).directives;
        const faults = lineGrammarFaults(directive, directive.words.slice(1), rules, name);
        if (isLoaded(around(line)) === faults.length > 0)
          wrong.push(`${line}: ${faults[0]?.reason ?? 'taken'}`);
      }
    }
    expect(wrong).toEqual([]);
  },
  300_000,
);
