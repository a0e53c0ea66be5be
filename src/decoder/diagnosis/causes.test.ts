// The laws of the causes: a folder and a page for each, and the verdicts of the ledger, exactly.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { currentLedger, readLedger } from '../../../bench/ledger.ts';
import { causes } from './causes/registry.ts';

const root = new URL('../../../', import.meta.url).pathname;

describe('the registry', () => {
  it('holds every folder once', () => {
    const folders = readdirSync(`${root}src/decoder/diagnosis/causes`).filter(
      (name) => name !== 'registry.ts',
    );
    expect(causes.map(({ id }) => id).sort()).toEqual(folders.sort());
    expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
  });

  it('has a page for each cause and a cause for each page', () => {
    const pages = readdirSync(`${root}docs/causes`).filter(
      (name) => name.endsWith('.md') && name !== 'README.md',
    );
    expect(pages.map((name) => name.replace('.md', '')).sort()).toEqual(causes.map(({ id }) => id).sort());
  });
});

describe('the ledger', () => {
  // A difference is either a fault of the change or an improvement; then `npm run exam -- --ledger` writes it down.
  it('holds every verdict on the captures of the lab and on generated faults', async () => {
    expect(await currentLedger()).toEqual(readLedger());
  }, 180_000);
});
