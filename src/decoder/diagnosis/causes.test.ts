// The laws of the causes: a page for each, and over the captures of the lab and a round of generated faults, how often the
// right one comes first. `npm run exam` prints the same at length.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generate, generatedCauses, toPcap } from '../../../e2e/lab/generate.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { createSession } from '../../worker/session.ts';
import { causes } from './causes/registry.ts';

interface Truth {
  readonly cause: string;
  readonly also?: readonly string[];
  readonly sender: 'client' | 'server' | null;
  readonly breakOffset: number | null;
}

const root = new URL('../../../', import.meta.url).pathname;
const captures = `${root}e2e/captures/`;
const context = { signal: { cancelled: false }, progress: () => {} };

async function connectionsOf(bytes: Uint8Array): Promise<readonly ConnectionView[]> {
  const input = {
    kind: 'bytes',
    bytes,
    name: 'capture',
    format: null,
    assumptions: { sender: null, deflate: null },
  } as const;
  return (await createSession().open(input, context)).connections;
}

function isRight(connections: readonly ConnectionView[], truth: Truth): boolean {
  const right = [truth.cause, ...(truth.also ?? [])];
  return connections.some(({ diagnosis }) => right.includes(diagnosis[0]?.cause ?? ''));
}

function breaksAt(connections: readonly ConnectionView[], truth: Truth): boolean {
  return connections.some(({ breaks }) =>
    breaks.some(({ sender, offset }) => sender === truth.sender && offset === truth.breakOffset),
  );
}

describe('the registry', () => {
  it('holds every file of the folder once', () => {
    const files = readdirSync(`${root}src/decoder/diagnosis/causes`).filter((name) => name !== 'registry.ts');
    expect(causes.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
    expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
  });

  it('has a page for each cause and a cause for each page', () => {
    const pages = readdirSync(`${root}docs/causes`).filter(
      (name) => name.endsWith('.md') && name !== 'README.md',
    );
    expect(pages.map((name) => name.replace('.md', '')).sort()).toEqual(causes.map(({ id }) => id).sort());
  });
});

describe('captures of the lab', () => {
  it('names the right cause first in 95 of 100, breaks in the right place in 99, and finds nothing in sound ones', async () => {
    const files = readdirSync(captures, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.pcap(ng)?$/.test(name) && existsSync(captures + name.replace(/\.pcap(ng)?$/, '.json')),
    );
    const wrong: string[] = [];
    const alarms: string[] = [];
    const misplaced: string[] = [];
    let broken = 0;
    let placed = 0;
    for (const file of files) {
      const truth: Truth = JSON.parse(readFileSync(captures + file.replace(/\.pcap(ng)?$/, '.json'), 'utf8'));
      const connections = await connectionsOf(new Uint8Array(readFileSync(captures + file)));
      if (truth.cause === 'healthy') {
        const found = connections.flatMap(({ findings }) =>
          findings.filter(({ severity }) => severity !== 'note'),
        );
        if (found.length > 0 || !isRight(connections, truth)) alarms.push(file);
        continue;
      }
      broken++;
      if (!isRight(connections, truth)) wrong.push(file);
      if (truth.sender === null || truth.breakOffset === null) continue;
      placed++;
      if (!breaksAt(connections, truth)) misplaced.push(file);
    }
    expect(alarms).toEqual([]);
    expect(broken).toBeGreaterThan(300);
    expect(wrong.length / broken, wrong.join(', ')).toBeLessThanOrEqual(0.05);
    expect(misplaced.length / placed, misplaced.join(', ')).toBeLessThanOrEqual(0.01);
  }, 60_000);
});

describe('generated faults', () => {
  it('names the right cause first in 9 of 10 and finds nothing in sound streams', async () => {
    const wrong: string[] = [];
    let broken = 0;
    for (const cause of new Set(generatedCauses)) {
      for (const seed of [101, 102]) {
        const made = generate(seed, cause);
        const connections = await connectionsOf(toPcap(made));
        if (cause === 'healthy') {
          expect(connections.map(({ diagnosis }) => diagnosis[0].cause)).toEqual(['healthy']);
          continue;
        }
        broken++;
        if (!isRight(connections, made.truth)) wrong.push(`${cause}#${seed}`);
      }
    }
    expect(wrong.length / broken, wrong.join(', ')).toBeLessThanOrEqual(0.1);
  }, 60_000);
});
