// npm run lighthouse: builds, and prints what Lighthouse scores for the first screen of the app and for a static page.
// Ends with 1 where accessibility, best practices or SEO is below 100; performance depends on the machine.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { build, install, requireNode, root, run } from './shared.mjs';

requireNode();
await install();
await build();

const lighthouse = 'lighthouse@13.5.0';
const paths = ['', 'cause/server-masked-frame.html'];
/** Categories, and whether their score depends on the page alone. */
const categories = { performance: false, accessibility: true, 'best-practices': true, seo: true };

const browser = await findChromium();
if (browser === null) {
  console.error('Expected a Chromium, found none. Name one with PLAYWRIGHT_CHROMIUM=/path/to/it.');
  process.exit(2);
}

const { register } = await import('tsx/esm/api');
register();
const { listenOnThisMachine } = await import('../src/cli/serve/listen.ts');
const { address } = await listenOnThisMachine(join(root, 'dist'), 0);
const folder = mkdtempSync(join(tmpdir(), 'framescope-lighthouse-'));
const flags = ['--headless=new', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])].join(' ');

/** The report on one page. */
async function reportOn(path) {
  const file = join(folder, 'report.json');
  // Fetched when it is asked for: it is large, and depends on the newest version of another package, so that a lock of
  // it does not last.
  const status = await run(
    process.platform === 'win32' ? 'npx.cmd' : 'npx',
    [
      '--yes',
      lighthouse,
      address + path,
      '--quiet',
      '--preset=desktop',
      '--output=json',
      `--output-path=${file}`,
      `--only-categories=${Object.keys(categories).join(',')}`,
      `--chrome-flags=${flags}`,
    ],
    { env: { ...process.env, CHROME_PATH: browser } },
  );
  if (status !== 0) throw new Error(`Expected Lighthouse to succeed, it ended with status ${status}.`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

let isPerfect = true;
try {
  for (const path of paths) {
    const { categories: found, audits } = await reportOn(path);
    const scores = Object.keys(categories).map((id) => `${id} ${Math.round(found[id].score * 100)}`);
    console.log(`/${path}: ${scores.join(', ')}`);
    for (const [id, isOfPage] of Object.entries(categories)) {
      if (!isOfPage || found[id].score === 1) continue;
      isPerfect = false;
      for (const { id: audit, weight } of found[id].auditRefs) {
        const { score, title } = audits[audit];
        if (weight > 0 && score !== null && score < 1) console.log(`  ${id}: ${title}`);
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(isPerfect ? 0 : 1);
