// What the words of nginx's directives can be, found by asking nginx: each directive is written with many words, and
// `nginx -t` says which it takes.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { blockBits } from '../../src/decoder/configuration/nginx/known.ts';
import { nginxDirectiveTable } from '../../src/decoder/configuration/nginx/known-directives.ts';

/** Blocks in which a directive is tried, the innermost first. `@` stands for the lines. */
const surroundings: Readonly<Record<string, string>> = {
  location: 'events {}\nhttp { server { listen 127.0.0.1:8099; location /a {\n@\n} } }\n',
  server: 'events {}\nhttp { server { listen 127.0.0.1:8099;\n@\n} }\n',
  http: 'events {}\nhttp {\n@\n}\n',
  upstream: 'events {}\nhttp { upstream u { server 127.0.0.1:1;\n@\n} }\n',
  main: 'events {}\n@\n',
};

/** Words that tell kinds of values apart. */
const probes = ['on', 'off', 'abc', '0', '10', '-1', '10s', '10k', '10g', '1.5', '10x', '$host'] as const;

/** Kinds of words by what of the probes is taken. */
const kinds: readonly [string, RegExp][] = [
  ['time', /^(off )?0? ?10 10s( \$host)?$/],
  ['size', /^(off )?(0 )?10 10k( \$host)?$/],
  ['offset', /^(off )?(0 )?10 10k 10g( \$host)?$/],
  ['number', /^(off )?(0 )?10( \$host)?$/],
];

const folder = mkdtempSync(path.join(tmpdir(), 'framescope-nginx-'));

/** What nginx says against lines in a block; `null`: it loads them. */
export function refusalOf(block: string, lines: string): string | null {
  mkdirSync(path.join(folder, 'logs'), { recursive: true });
  const file = path.join(folder, 'nginx.conf');
  const text = surroundings[block].replace('@', () => lines);
  writeFileSync(file, `pid ${folder}/pid;\nerror_log stderr;\n${text}`);
  const { status, stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', file], { encoding: 'utf8' });
  return status === 0 ? null : (/\[emerg\] (.*)/.exec(stderr)?.[1] ?? stderr).replace(/ in \/.*/, '');
}

interface Entry {
  readonly name: string;
  readonly flags: number;
}

const takesOneWord = 0b10;
const entries: readonly Entry[] = nginxDirectiveTable
  .trim()
  .split(/\s+/)
  .map((entry) => entry.split(':'))
  .map(([name, flags]) => ({ name, flags: Number.parseInt(flags, 16) }));

/** The block where a directive is tried; `null`: none of those above. */
export function blockOf({ flags }: Entry): string | null {
  return Object.keys(surroundings).find((block) => (flags & blockBits[block]) !== 0) ?? null;
}

/** `name:kind`, with `$` after the kind where a variable is taken, and `-` where `off` is. */
export function valueKinds(): string[] {
  return entries.flatMap((entry) => {
    const block = blockOf(entry);
    // the codes of `return` and the word `auto` are read by their own rules
    if (
      block === null ||
      (entry.flags & takesOneWord) === 0 ||
      /^(return|worker_processes)$/.test(entry.name)
    )
      return [];
    const taken = probes.filter((probe) => refusalOf(block, `${entry.name} ${probe};`) === null);
    const kind = kinds.find(([, pattern]) => pattern.test(taken.join(' ')))?.[0];
    if (kind === undefined) return [];
    return [`${entry.name}:${kind}${taken.includes('$host') ? '$' : ''}${taken.includes('off') ? '-' : ''}`];
  });
}

/** Words of which each directive takes one row. */
const rows = [
  ...[
    '',
    ...probes,
    '/a',
    'all',
    'any',
    'http://127.0.0.1:1',
    '127.0.0.1',
    'a b',
    'a 10',
    '10 10k',
    'a b c',
    'max=10',
  ],
  ...[
    'zone=a:1m',
    '/a 10',
    'shared:a:1m',
    'TLSv1.2',
    'error',
    '16 8k',
    '/a =404',
    'GET',
    'HIGH',
    'prime256v1',
    'none',
  ],
  ...['auto', 'default', '1.1', 'X-A'],
];

/** Rows of these add to each other, except where one of them is `off`. */
const addsUp = /_redirect$|cookie_(domain|path|flags)$/;

/** Directives that nginx refuses when they stand twice in a block. */
export function onceOnly(): string[] {
  return entries.flatMap((entry) => {
    const block = blockOf(entry);
    if (block === null || addsUp.test(entry.name)) return [];
    const taken = rows.filter((row) => refusalOf(block, `${entry.name} ${row};`) === null);
    const [first, second = first] = [taken[0], taken.at(-1)];
    if (first === undefined) return [];
    // lines with other words may add to each other
    const pairs = [
      [first, first],
      [first, second],
      [second, first],
    ];
    const isOnce = pairs.every(([a, b]) =>
      /is duplicate/.test(refusalOf(block, `${entry.name} ${a};\n${entry.name} ${b};`) ?? ''),
    );
    return isOnce ? [entry.name] : [];
  });
}

process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
