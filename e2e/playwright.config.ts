import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineConfig, devices } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A port that is free now, the same one in every process of this run. */
function chosenPort(): string {
  const listen =
    "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})";
  process.env.FRAMESCOPE_E2E_PORT ??= execFileSync(process.execPath, ['-e', listen], {
    encoding: 'utf8',
  }).trim();
  return process.env.FRAMESCOPE_E2E_PORT;
}

const address = `http://127.0.0.1:${chosenPort()}/`;

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results',
  fullyParallel: true,
  workers: 2,
  // A browser that an outer driver controls can lose an event. `npm test` names each test that was repeated.
  retries: 1,
  // generous: a slow machine must not fail a promise that is kept
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    // what a page has kept must not answer for the build under test; offline.spec.ts allows it
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.PLAYWRIGHT_CHROMIUM || undefined,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  webServer: {
    // the server that users start
    command: `"${process.execPath}" .scripts/start.mjs`,
    env: { PORT: new URL(address).port },
    cwd: root,
    // it builds first when a source is newer than the built page
    timeout: 180_000,
    url: address,
    reuseExistingServer: false,
    stdout: 'ignore',
  },
});
