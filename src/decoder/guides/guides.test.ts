import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { causeIds } from '../model/cause-id.ts';
import { fixByReference, fixesForCause, guides } from './registry.ts';

const all = Object.values(guides).flatMap((guide) => guide.fixes.map((fix) => ({ guide, fix })));

test('every file of stacks is registered', () => {
  const registry = readFileSync(new URL('./registry.ts', import.meta.url), 'utf8');
  const files = readdirSync(new URL('./stacks/', import.meta.url)).filter(
    (file) => !['nginx-tls.ts', 'node-handwritten.ts', 'node-refusals.ts'].includes(file),
  );
  for (const file of files) {
    expect(registry, file).toContain(`./stacks/${file}`);
  }
  expect(files.length).toBe(Object.keys(guides).length);
});

test('ids are unique, stacks fit their key', () => {
  for (const [key, guide] of Object.entries(guides)) {
    expect(guide.stack).toBe(key);
    expect(new Set(guide.fixes.map((fix) => fix.id)).size).toBe(guide.fixes.length);
  }
});

test.each(all.map(({ guide, fix }) => [`${guide.stack}/${fix.id}`, fix] as const))(
  '%s is complete',
  (_name, fix) => {
    expect(fix.causes.length).toBeGreaterThan(0);
    expect(fix.wrong.text.trim()).not.toBe('');
    expect(fix.right.text).not.toBe(fix.wrong.text);
    expect(fix.wrong.text.endsWith('\n')).toBe(true);
    expect(fix.right.text.endsWith('\n')).toBe(true);
    expect(fix.why).toMatch(/[.]"?$/);
    expect(fix.confirm).toMatch(/must|may/);
    expect(fix.source).toMatch(/^https?:\/\//);
  },
);

// Causes that somebody's program or set-up brings about; the others are the capture's or the network's.
const notProgramming = new Set([
  'healthy',
  'foreign-protocol',
  'http-request-on-websocket',
  'reserved-bits',
  'bytes-inserted',
  'bytes-corrupted',
  'capture-truncated',
  'capture-loss',
  'mid-stream-start',
  'paste-truncated',
  'encrypted',
]);

test.each(causeIds.filter((id) => !notProgramming.has(id)))('%s has a fix', (id) => {
  expect(fixesForCause(id).length).toBeGreaterThan(0);
});

test('fixes of a stack that is asked for come first', () => {
  expect(fixesForCause('idle-timeout', ['haproxy'])[0].guide.stack).toBe('haproxy');
});

test('every fix that the configuration check names exists', () => {
  const folder = new URL('../configuration/', import.meta.url);
  const named = new Set<string>();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    for (const match of readFileSync(new URL(file, folder), 'utf8').matchAll(
      /'((?:nginx|apache|haproxy|caddy|envoy|traefik|lighttpd)\/[\w.-]+)'/g,
    )) {
      named.add(match[1]);
    }
  }
  expect(named.size).toBeGreaterThan(25);
  for (const reference of named) {
    expect(fixByReference(reference), reference).not.toBeNull();
  }
});
