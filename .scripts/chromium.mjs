// Finds a Chromium for the tests, or fetches one.

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run, tool } from './shared.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (runnable(join(folder, name))) return join(folder, name);
  }
  return places.find(runnable) ?? null;
}

async function ofPlaywright() {
  const entry = pathToFileURL(join(root, 'node_modules', '@playwright', 'test', 'index.mjs'));
  const { chromium } = await import(entry.href);
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

/** Path of a Chromium, or `null`: PLAYWRIGHT_CHROMIUM, Playwright's own, one on PATH, one that can be installed. */
export async function findChromium() {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  if (named) return named;
  const found = (await ofPlaywright()) ?? onPath();
  if (found) return found;
  console.log('No Chromium found: fetching the one that Playwright names.');
  await tool('@playwright/test/cli.js', ['install', 'chromium'], { quiet: true });
  const fetched = await ofPlaywright();
  if (fetched) return fetched;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    console.log('That failed: installing the chromium package of this system.');
    await run('apt-get', ['update', '-qq'], { quiet: true });
    await run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
      {
        quiet: true,
      },
    );
  }
  return onPath();
}
