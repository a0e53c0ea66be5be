// The recipes of docs/scan.md as they are printed: its queries run in DuckDB on lines of recorded captures, its YAML is
// parsed, its table has the columns of the lines.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { columns } from '../../src/cli/scan/formats.ts';
import type { ScanLine } from '../../src/cli/scan/line.ts';
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
    const { spec } = parse(yaml) as {
      spec: {
        completions: number;
        completionMode: string;
        template: { spec: { containers: { command: string[] }[] } };
      };
    };
    expect(spec.completionMode).toBe('Indexed');
    const command = spec.template.spec.containers[0].command.at(-1) ?? '';
    expect(command).toContain(`--shard "$JOB_COMPLETION_INDEX/${spec.completions}"`);
    expect(command).not.toContain('\n');
  });

  it('have every field of a line in the CSV', () => {
    expect([...columns].sort()).toEqual(Object.keys(lines[0]).sort());
  });
});
