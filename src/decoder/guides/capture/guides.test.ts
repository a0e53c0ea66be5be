import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { captureHas, commandFor } from './capture-guide.ts';
import { captureGuides } from './guides.ts';

test('ids are unique, and there is a way for whatever somebody has', () => {
  expect(new Set(captureGuides.map(({ id }) => id)).size).toBe(captureGuides.length);
  for (const has of Object.keys(captureHas)) {
    expect(captureGuides.filter((guide) => guide.has === has).length, has).toBeGreaterThan(0);
  }
});

test.each(captureGuides.map((guide) => [guide.id, guide] as const))('%s is complete', (_id, guide) => {
  expect(guide.steps.some(({ command }) => command !== undefined)).toBe(true);
  for (const { text, command } of guide.steps) {
    expect(text).toMatch(/[.,)]$/);
    expect(command ?? 'x').toBe((command ?? 'x').trim());
  }
  // Where it is opened is said by the place that shows the guide: a terminal has no place to drop a file on.
  for (const { text } of guide.steps) expect(text).not.toMatch(/\bdrop\b|\bhere\b|\bpaste\b/i);
  const commands = guide.steps.map(({ command }) => command ?? '').join('\n');
  const made = typeof guide.gives === 'string' ? [] : guide.gives;
  // Chrome asks for the name of its file.
  if (guide.id !== 'chrome-net-export') for (const name of made) expect(commands).toContain(name);
  expect(commandFor(guide) ?? '').toBe(
    made.length > 0 ? `framescope ${made.join(' ')}` : guide.gives === 'printed text' ? 'framescope -' : '',
  );
  expect(guide.source).toMatch(/^https?:\/\//);
  for (const file of guide.files ?? []) {
    expect(existsSync(new URL(`../../../../public/${file}`, import.meta.url)), file).toBe(true);
  }
});
