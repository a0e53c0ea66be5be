// The recipes of docs/scan.md as they are printed: its queries run in DuckDB on lines of recorded captures, its YAML is
// parsed, its table has the columns of the lines.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { columns } from '../../src/cli/scan/formats.ts';
import type { ScanLine } from '../../src/cli/scan/line.ts';
import { pathNumber } from '../../src/cli/scan/paths.ts';
import { captures, linesOf, runScan } from './scan-kit.ts';

const page = readFileSync(new URL('../../docs/scan.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(/^```(\w+(?: \w+)?)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]);

let folder = '';
let lines: ScanLine[] = [];
let answers: Record<string, unknown>[][] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-queries-test-'));
  const path = join(folder, 'lines.jsonl');
  const inputs = ['healthy', 'upgrade-refused', 'server-masked-frame'].map((cause) => join(captures, cause));
  const { out } = await runScan(inputs);
  lines = linesOf(out);
  const [connection] = lines.filter(({ kind }) => kind === 'connection');
  // A crowded capture has such a line.
  const group: ScanLine = {
    ...connection,
    kind: 'group',
    count: 5000,
    connection: null,
    cause: 'healthy',
    verdict: 'sound',
  };
  lines.push(group);
  writeFileSync(path, `${out}${JSON.stringify(group)}\n`);
  const database = await (await DuckDBInstance.create(':memory:')).connect();
  answers = [];
  for (const sql of blocks('sql')) {
    const reader = await database.runAndReadAll(sql.replace("'lines.jsonl'", `'${path}'`));
    answers.push(reader.getRowObjectsJson() as Record<string, unknown>[]);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const connections = (test: (line: ScanLine) => boolean) =>
  lines.filter((line) => line.kind !== 'file' && test(line)).reduce((sum, { count }) => sum + count, 0);

describe('the queries for DuckDB', () => {
  it('are a view and five questions', () => expect(answers).toHaveLength(6));

  it('count connections by cause', () => {
    const counted = Object.fromEntries(answers[1].map(({ cause, connections: n }) => [cause, Number(n)]));
    expect(counted.healthy).toBe(connections(({ cause }) => cause === 'healthy'));
    expect(counted.healthy).toBeGreaterThan(5000);
    expect(counted['server-masked-frame']).toBe(connections(({ cause }) => cause === 'server-masked-frame'));
    expect(answers[1].reduce((sum, { share }) => sum + Number(share), 0)).toBeCloseTo(1, 1);
  });

  it('find the servers that break', () => {
    const broken = answers[2].reduce((sum, row) => sum + Number(row.broken), 0);
    expect(broken).toBe(connections(({ verdict }) => verdict === 'broken'));
    expect(broken).toBeGreaterThan(5);
  });

  it('show when it began', () => {
    const faulty = answers[3].reduce((sum, row) => sum + Number(row.faulty), 0);
    expect(faulty).toBe(connections(({ cause, started_at }) => cause !== 'healthy' && started_at !== null));
  });

  it('count refused upgrades', () => {
    const refused = answers[4].reduce((sum, row) => sum + Number(row.refused), 0);
    expect(refused).toBe(connections(({ status }) => status !== null && status !== 101));
    expect(answers[4].map(({ status }) => status)).toContain(403);
  });

  it('name the files without a connection', () => {
    const files = answers[5].reduce((sum, row) => sum + Number(row.files), 0);
    expect(files).toBe(lines.filter(({ kind }) => kind === 'file').length);
  });
});

/** What the tests read of the Job. */
interface JobRecipe {
  readonly spec: {
    readonly completions: number;
    readonly completionMode: string;
    readonly template: { readonly spec: { readonly containers: readonly { readonly command: string[] }[] } };
  };
}

/** The command from its source. */
const framescope = [
  process.execPath,
  '--import',
  'tsx',
  fileURLToPath(new URL('../../src/cli/framescope.ts', import.meta.url)),
];

describe('the other recipes', () => {
  it('give ClickHouse the columns of a line', () => {
    const [table] = blocks('sql clickhouse');
    const body = table.slice(table.indexOf('(') + 1, table.lastIndexOf(') ENGINE'));
    const names = body
      .replace(/\((?:[^()]|\([^()]*\))*\)/g, '')
      .split(',')
      .map((column) => column.trim().split(' ')[0]);
    expect([...names].sort()).toEqual([...columns].sort());
    const view = blocks('sql')[0];
    for (const name of columns) expect(view).toMatch(new RegExp(`\\b"?${name}"?: '`));
  });

  it('give Kubernetes a Job whose parts are all files', () => {
    const [yaml] = blocks('yaml');
    const { spec } = parse(yaml) as JobRecipe;
    expect(spec.completionMode).toBe('Indexed');
    const command = spec.template.spec.containers[0].command.at(-1) ?? '';
    expect(command).toContain(`--shard "$JOB_COMPLETION_INDEX/${spec.completions}"`);
    expect(command).not.toContain('\n');
  });

  it('give a pod of it a command that a shell runs, that succeeds with a fault, and that continues', () => {
    const [yaml] = blocks('yaml');
    const { spec } = parse(yaml) as JobRecipe;
    const [shell, ...words] = spec.template.spec.containers[0].command;
    const from = join(captures, 'server-masked-frame');
    const [name] = readdirSync(from).filter((one) => one.endsWith('.pcap'));
    const below = (path: string) => join(folder, path);
    for (const path of ['captures', 'results']) mkdirSync(below(path));
    copyFileSync(join(from, name), below(`captures/${name}`));
    const index = pathNumber(below(`captures/${name}`)) % spec.completions;
    // What the image has and this machine has not: the package, and the two volumes.
    const script = (words.at(-1) ?? '')
      .replace('npx --yes framescope', framescope.map((word) => `'${word}'`).join(' '))
      .replaceAll('/captures', below('captures'))
      .replaceAll('/results', below('results'));
    const run = () =>
      spawnSync(shell, [...words.slice(0, -1), script], {
        env: { ...process.env, JOB_COMPLETION_INDEX: String(index) },
        encoding: 'utf8',
      });
    const first = run();
    expect(first.status, first.stderr).toBe(0);
    const written = readFileSync(below(`results/lines-${index}.jsonl`), 'utf8');
    expect(linesOf(written).map(({ cause }) => cause)).toEqual(['server-masked-frame']);
    expect(run().status).toBe(0);
    expect(readFileSync(below(`results/lines-${index}.jsonl`), 'utf8')).toBe(written);
  }, 60_000);

  it('give Spark a command that takes names and gives lines as pipe does, without a shell', () => {
    const [code] = blocks('python');
    const [program, ...words] = /\.pipe\("([^"]+)"\)/.exec(code)?.[1].split(' ') ?? [];
    expect(program).toBe('framescope');
    const from = join(captures, 'healthy');
    const names = readdirSync(from)
      .filter((one) => one.endsWith('.pcap'))
      .slice(0, 3)
      .map((one) => join(from, one));
    // Each element of the partition in a line of its own, then the end of the input.
    const [node, ...own] = framescope;
    const { stdout } = spawnSync(node, [...own, ...words], {
      input: names.map((one) => `${one}\n`).join(''),
      encoding: 'utf8',
    });
    expect(new Set(linesOf(stdout).map(({ file }) => file))).toEqual(new Set(names));
    const rows = linesOf(stdout).map((line) => Object.keys(line).sort().join());
    expect(new Set(rows)).toEqual(new Set([[...columns].sort().join()]));
  }, 60_000);

  it('have every field of a line in the CSV', () => {
    expect([...columns].sort()).toEqual(Object.keys(lines[0]).sort());
  });
});
