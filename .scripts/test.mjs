// npm test: types, lint, unit tests and laws, and Playwright: all specs in a real Chromium, the core proof in Firefox
// and WebKit too. The last line is `N passed, N failed`, and `, N skipped` where a program is missing.
// `npm test -- unit e2e` runs the named steps alone; `npm test -- quick` takes less than a minute: types, lint and the
// unit tests of the decoder's core, without programs and browsers.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { programsRequired, providePrograms } from './programs.mjs';
import { build, install, requireNode, tool } from './shared.mjs';

requireNode();
await install();

const reports = mkdtempSync(join(tmpdir(), 'framescope-test-'));
const chosen = process.argv.slice(2);

/** Counts of a JSON report; `null` when the tool did not get as far as writing one. */
function readReport(name, count) {
  try {
    return count(JSON.parse(readFileSync(join(reports, name), 'utf8')));
  } catch {
    return null;
  }
}

/** A step without tests of its own counts as one. */
async function compiler(path, args) {
  const status = await tool(path, args);
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** A test runner that fails without a failed test (nothing collected, a crash) counts one failure. */
function judged(status, counts) {
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 };
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed, skipped };
}

/** Says once which programs tests have to do without. */
let programsProvided;
function provideOnce() {
  programsProvided ??= providePrograms().then((missing) => {
    if (missing.length === 0) return;
    const names = missing.map((one) => `${one.name} (package ${one.package})`).join(', ');
    console.log(
      `Not installed, so the tests that run them ${programsRequired ? 'fail' : 'are skipped'}: ${names}`,
    );
  });
  return programsProvided;
}

/** Folders of the decoder whose tests need no program and little time. */
const core = ['bytes', 'websocket', 'model', 'permalink', 'frame-filter', 'payloads', 'tls'];

/** The unit tests, or those in these folders. */
async function unit(folders = []) {
  const file = join(reports, 'unit.json');
  const status = await tool('vitest/vitest.mjs', [
    'run',
    ...folders,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  // a file that cannot be loaded fails as a suite and has no tests to count
  return judged(
    status,
    readReport('unit.json', (report) => ({
      passed: report.numPassedTests,
      failed:
        report.numFailedTests +
        report.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0)
          .length,
      skipped: report.numPendingTests,
    })),
  );
}

/** Number of the tests that need a browser. */
async function browserTestCount() {
  let listed = '';
  const onOutput = (text) => {
    listed += text;
  };
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--list'];
  await tool('@playwright/test/cli.js', args, { quiet: true, onOutput });
  return Number(/Total: (\d+) tests?/.exec(listed)?.[1] ?? 1);
}

async function e2e() {
  const browser = await findChromium();
  if (browser === null) {
    console.error(
      'Expected a Chromium, found none. Install one, or name it with PLAYWRIGHT_CHROMIUM=/path/to/it.',
    );
    return programsRequired
      ? { passed: 0, failed: 1, skipped: 0 }
      : { passed: 0, failed: 0, skipped: await browserTestCount() };
  }
  console.log(`Browser: ${browser}`);
  await provideOnce();
  await build();
  const status = await tool(
    '@playwright/test/cli.js',
    ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
    {
      env: {
        ...process.env,
        PLAYWRIGHT_CHROMIUM: browser,
        PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'e2e.json'),
      },
    },
  );
  return judged(
    status,
    readReport('e2e.json', (report) => ({
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected + report.errors.length,
      skipped: report.stats.skipped,
    })),
  );
}

const steps = {
  types: async () => {
    const whole = await compiler('typescript/bin/tsc', ['-p', '.']);
    const decoder = await compiler('typescript/bin/tsc', ['-p', 'src/decoder']);
    return { passed: whole.passed + decoder.passed, failed: whole.failed + decoder.failed, skipped: 0 };
  },
  lint: () => compiler('@biomejs/biome/bin/biome', ['check', '.']),
  unit: async () => {
    await provideOnce();
    return unit();
  },
  e2e,
};
/** What `quick` runs beside types and lint. */
const quickSteps = {
  types: steps.types,
  lint: steps.lint,
  core: () => unit(core.map((name) => `src/decoder/${name}/`)),
};

function counted({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

const unknown = chosen.filter((name) => !(name in steps) && name !== 'quick');
if (unknown.length > 0) {
  console.error(
    `Expected steps out of ${Object.keys(steps).join(', ')} or quick, found ${unknown.join(', ')}.`,
  );
  process.exit(2);
}
const wanted = chosen.includes('quick')
  ? quickSteps
  : Object.fromEntries(
      Object.entries(steps).filter(([name]) => chosen.length === 0 || chosen.includes(name)),
    );

const lines = [];
let passed = 0;
let failed = 0;
let skipped = 0;
for (const [name, step] of Object.entries(wanted)) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const result = await step();
  passed += result.passed;
  failed += result.failed;
  skipped += result.skipped;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  lines.push(`${result.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(6)} ${counted(result)}, ${seconds} s`);
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${lines.join('\n')}`);
console.log(counted({ passed, failed, skipped }));
process.exitCode = failed === 0 ? 0 : 1;
