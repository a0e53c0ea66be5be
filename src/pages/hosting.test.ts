// docs/hosting.md quotes what is made of the policy, and the programs that are installed load it.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { apacheSnippet, caddySnippet, headersFile, nginxSnippet } from './hosting.ts';

const page = readFileSync('docs/hosting.md', 'utf8');

/** A text as a block of Markdown. */
const block = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

it.each([
  ['_headers', headersFile()],
  ['nginx', nginxSnippet()],
  ['Caddy', caddySnippet()],
  ['Apache', apacheSnippet()],
])('docs/hosting.md has the headers for %s', (_name, text) => {
  expect(page).toContain(block(text));
});

it('the workflow builds with the address of its host', () => {
  const workflow = readFileSync('.github/workflows/pages.yml', 'utf8');
  expect(workflow).toMatch(/FRAMESCOPE_URL: \$\{\{ steps\.pages\.outputs\.base_url \}\}\//);
  expect(workflow).toMatch(/path: dist\b/);
});
