// The documents that are made from the code are not stale, and real outputs have the shape of the schemas.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { documents, resultDeclarations, schemas } from '../../.scripts/documents.ts';
import { jsonSchema } from '../../.scripts/result-types.ts';
import { check } from '../../src/cli/check.ts';
import { inspect } from '../../src/cli/command.ts';
import { explain } from '../../src/cli/explain.ts';
import { handshake } from '../../src/cli/handshake/command.ts';
import type { CommandStreams } from '../../src/cli/streams.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

class Gather extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

type Run = (words: readonly string[], streams: CommandStreams) => Promise<number>;

async function outputOf(command: Run, words: readonly string[], text = ''): Promise<unknown> {
  const stdout = new Gather();
  const streams = { stdin: Readable.from([text]), stdout, stderr: new Gather(), env: {} };
  await command(['--json', ...words], streams);
  return JSON.parse(stdout.text);
}

/** A validator that allows no field that the schema does not name. */
function strictly(name: string): ValidateFunction {
  const schema = schemas.find((one) => one.name === name);
  if (schema === undefined) throw new Error(`Expected a schema of ${name}, found none.`);
  return new Ajv({ allErrors: false }).compile(jsonSchema(schema, resultDeclarations(), true));
}

function expectValid(validate: ValidateFunction, value: unknown, what: string): void {
  validate(value);
  expect(validate.errors ?? [], what).toEqual([]);
}

/** The first files of each folder. */
function firstFiles(folder: string, count: number): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [];
    const inner = join(root, folder, entry.name);
    const files = readdirSync(inner, { withFileTypes: true }).filter((one) => one.isFile());
    return files
      .filter(({ name }) => !/\.(?:ts|mjs|md|json)$/.test(name))
      .slice(0, count)
      .map(({ name }) => join(inner, name));
  });
}

it('no document is stale: npm run documents makes them', () => {
  for (const [path, text] of documents()) {
    expect(readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n'), path).toBe(text);
  }
});

describe('the schemas', () => {
  const inspected = strictly('inspect');

  it('are valid and have different ids', () => {
    expect(new Set(schemas.map(({ id }) => id)).size).toBe(schemas.length);
    for (const { name } of schemas) {
      const schema = JSON.parse(readFileSync(join(root, `docs/schema/${name}.schema.json`), 'utf8'));
      expect(new Ajv().validateSchema(schema)).toBe(true);
    }
  });

  it('refuse a field that they do not name, where they are strict', () => {
    expect(strictly('handshake')({ checks: [], more: 1 })).toBe(false);
    expect(strictly('handshake')({})).toBe(false);
  });

  it('describe what inspect writes of recorded captures', async () => {
    const files = firstFiles('e2e/captures', 2);
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      expectValid(inspected, await outputOf(inspect, ['--frames', '5', '--payloads', file]), file);
    }
  }, 120_000);

  it('describe what inspect writes of fixtures and of texts of every kind', async () => {
    const files = [...firstFiles('e2e/fixtures', 2), ...firstFiles('e2e/texts', 4)];
    expect(files.length).toBeGreaterThan(60);
    for (const file of files) {
      expectValid(inspected, await outputOf(inspect, ['--frames', '5', file]), file);
    }
  }, 120_000);

  it('describe what explain, check and handshake write', async () => {
    for (const text of ['RSV1 must be clear', 'connect ECONNREFUSED 127.0.0.1:1', 'close code 1006']) {
      expectValid(inspected, await outputOf(explain, [text]), text);
    }
    const configuration = 'server {\n listen 80;\n location /ws { proxy_pass http://a; }\n include x;\n}\n';
    for (const words of [['-'], ['-', '--url', 'ws://example.com/ws']]) {
      expectValid(strictly('check'), await outputOf(check, words, configuration), words.join(' '));
    }
    const pasted = 'GET /ws HTTP/1.1\r\nHost: a\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n';
    expectValid(strictly('handshake'), await outputOf(handshake, ['-'], pasted), 'handshake');
    const refused = await outputOf(handshake, ['ws://127.0.0.1:1/']);
    expectValid(inspected, refused, 'a refused connection');
  });
});
