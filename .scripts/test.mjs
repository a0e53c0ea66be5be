// npm test, in less than ten minutes: types, lint, the unit tests and laws of `src`, and what the page cannot do
// without in a real Chromium. `npm test -- all` adds what takes long: the tests of `e2e` and `bench`, which run
// programs or read large collections, every spec in Chromium, and the core proof in Firefox and WebKit. `npm test --
// quick` takes about a minute: types, lint and the unit tests of the decoder's core. `npm test -- unit e2e` runs these
// steps of `all` alone. A test of `e2e` that fails is repeated once, and named. The last line is `N passed, N failed`,
// and `, N skipped` where a program is missing.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
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
  const { passed, failed, skipped, ...named } = counts ?? { passed: 0, failed: 0, skipped: 0 };
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed, skipped, ...named };
}

/** The first lines of an error without the colours of a terminal. */
function opening(message = '') {
  const plain = message.replace(/\u001b\[[0-9;]*m/g, '');
  return plain.split('\n').slice(0, 6).join('\n  ').slice(0, 800);
}

/** A file of tests relative to the project. */
const relative = (file) => file.name.slice(process.cwd().length + 1);

const isFailed = (test) => test.status === 'failed';

/**
 * Title and error of each test that failed in a file of vitest's report. A file that cannot be loaded, or whose
 * preparation fails, has no failed test.
 */
function fileFailures(file) {
  const failed = file.assertionResults.filter(isFailed);
  if (file.status === 'failed' && failed.length === 0)
    return [{ title: relative(file), error: opening(file.message) }];
  return failed.map((one) => ({
    title: `${relative(file)} > ${one.fullName}`,
    error: opening(one.failureMessages[0]),
  }));
}

const shown = ({ title, error }) => `${title}\n  ${error}`;

/** Title and first error of each test of a report of Playwright that ended so: `unexpected`, or `flaky`. */
function e2eErrors(suite, status) {
  const own = (suite.specs ?? [])
    .filter((spec) => spec.tests.some((one) => one.status === status))
    .map((spec) => {
      const errors = spec.tests.flatMap((one) => one.results.flatMap((result) => result.errors ?? []));
      return `${spec.file}:${spec.line} > ${spec.title}\n  ${opening(errors[0]?.message)}`;
    });
  return [...own, ...(suite.suites ?? []).flatMap((one) => e2eErrors(one, status))];
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

/** Tests in `src` that take minutes: thousands of texts, inputs of many megabytes. */
const long = [
  'src/decoder/recognise/no-verdict.test.ts',
  'src/decoder/importers/no-verdict.test.ts',
  'src/decoder/importers/long-runs.test.ts',
];
/** Specs of what the page cannot do without. */
const essentialSpecs = ['open', 'diagnosis', 'bits', 'keyboard', 'privacy', 'load', 'start'];

/** Runs vitest. Returns its status, and its report, `null` where it wrote none. */
async function vitest(args, name) {
  const status = await tool('vitest/vitest.mjs', [
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(reports, name)}`,
  ]);
  return { status, report: readReport(name, (report) => report) };
}

/** When more files of `e2e` fail, it is no accident, and nothing is repeated. */
const maxRepeated = 8;

/**
 * The results of a run. Files of `e2e` in which a test failed run once more with nothing beside them, because they
 * start real programs, which a busy machine delays: a test that passes then has passed. Other files are never repeated.
 */
async function withRepetition(results) {
  const failed = results.filter((file) => fileFailures(file).length > 0).map(relative);
  const files = failed.filter((path) => path.startsWith('e2e/'));
  if (files.length === 0 || files.length > maxRepeated) return results;
  console.log(`\nOnce more: ${files.join(', ')}`);
  const { report } = await vitest([...files, '--maxWorkers=1'], 'unit-again.json');
  const again = new Map(report?.testResults.map((file) => [file.name, file]));
  return results.map((file) => {
    const second = again.get(file.name);
    if (second === undefined || file.assertionResults.length === 0) return second ?? file;
    const tests = new Map(second.assertionResults.map((one) => [one.fullName, one]));
    const assertionResults = file.assertionResults.map((one) =>
      one.status === 'passed' ? one : (tests.get(one.fullName) ?? one),
    );
    const hasOwnFailure = !second.assertionResults.some(isFailed) && second.status === 'failed';
    const status = hasOwnFailure || assertionResults.some(isFailed) ? 'failed' : 'passed';
    return { ...file, status, assertionResults };
  });
}

/** The unit tests, or those in these folders, without some files. */
async function unit(folders = [], excluded = []) {
  const { status, report } = await vitest(
    [
      ...folders,
      ...excluded.map((path) => `--exclude=${path}`),
      // Programs that tests run need a core of their own; without them all cores are used.
      ...(folders.length > 0 ? [`--maxWorkers=${availableParallelism()}`] : []),
    ],
    'unit.json',
  );
  if (report === null) return judged(status, null);
  const results = await withRepetition(report.testResults);
  const first = report.testResults.flatMap(fileFailures);
  const failures = results.flatMap(fileFailures);
  const stay = new Set(failures.map(({ title }) => title));
  const tests = results.flatMap((file) => file.assertionResults);
  const passed = tests.filter((one) => one.status === 'passed').length;
  // an error outside of the tests ends the run with a status of its own and without a failed test
  return judged(first.length > 0 ? 0 : status, {
    passed,
    failed: failures.length,
    skipped: tests.filter((one) => one.status !== 'passed' && one.status !== 'failed').length,
    failures: failures.map(shown),
    repeated: first.filter(({ title }) => !stay.has(title)).map(shown),
  });
}

/** Number of the tests of these specs, or of all. They need a browser. */
async function browserTestCount(specs) {
  let listed = '';
  const onOutput = (text) => {
    listed += text;
  };
  const args = ['test', ...specs, '--config', 'e2e/playwright.config.ts', '--list'];
  await tool('@playwright/test/cli.js', args, { quiet: true, onOutput });
  return Number(/Total: (\d+) tests?/.exec(listed)?.[1] ?? 1);
}

/** The specs in a browser, or these alone. */
async function e2e(specs = []) {
  const browser = await findChromium();
  if (browser === null) {
    console.error(
      'Expected a Chromium, found none. Install one, or name it with PLAYWRIGHT_CHROMIUM=/path/to/it.',
    );
    return programsRequired
      ? { passed: 0, failed: 1, skipped: 0 }
      : { passed: 0, failed: 0, skipped: await browserTestCount(specs) };
  }
  console.log(`Browser: ${browser}`);
  if (specs.length === 0) await provideOnce();
  await build();
  const status = await tool(
    '@playwright/test/cli.js',
    ['test', ...specs, '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
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
      failures: e2eErrors(report, 'unexpected'),
      repeated: e2eErrors(report, 'flaky'),
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
  e2e: () => e2e(),
};
const standardSteps = {
  types: steps.types,
  lint: steps.lint,
  unit: () => unit(['src/'], long),
  e2e: () => e2e(essentialSpecs.map((name) => `e2e/${name}.spec.ts`)),
};
const quickSteps = {
  types: steps.types,
  lint: steps.lint,
  core: () => unit(core.map((name) => `src/decoder/${name}/`)),
};

function counted({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

const sets = { all: steps, quick: quickSteps };
const unknown = chosen.filter((name) => !(name in steps) && !(name in sets));
if (unknown.length > 0) {
  const known = [...Object.keys(steps), ...Object.keys(sets)].join(', ');
  console.error(`Expected some of ${known}, found ${unknown.join(', ')}.`);
  process.exit(2);
}

/** The steps that the arguments ask for. */
function wantedSteps() {
  if (chosen.length === 0) return standardSteps;
  const [set] = Object.keys(sets).filter((name) => chosen.includes(name));
  if (set !== undefined) return sets[set];
  return Object.fromEntries(Object.entries(steps).filter(([name]) => chosen.includes(name)));
}
const wanted = wantedSteps();

const lines = [];
const failures = [];
const repeated = [];
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
  failures.push(...(result.failures ?? []));
  repeated.push(...(result.repeated ?? []));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  lines.push(`${result.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(6)} ${counted(result)}, ${seconds} s`);
}
rmSync(reports, { recursive: true, force: true });
if (repeated.length > 0) console.log(`\n== failed once, passed when repeated\n${repeated.join('\n')}`);
if (failures.length > 0) console.log(`\n== failed\n${failures.join('\n')}`);
console.log(`\n${lines.join('\n')}`);
console.log(counted({ passed, failed, skipped }));
process.exitCode = failed === 0 ? 0 : 1;
