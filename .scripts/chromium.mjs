// Finds a Chromium for the tests, or fetches one.

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPackages, mayInstall } from './programs.mjs';
import { root, tool } from './shared.mjs';

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

/** The font that layout tests are written for. */
const fonts = { folder: '/usr/share/fonts/truetype/dejavu', package: 'fonts-dejavu-core' };

/**
 * Path of a Chromium, or `null`: PLAYWRIGHT_CHROMIUM, Playwright's own, one on PATH, the package of this system, one
 * that Playwright fetches.
 */
export async function findChromium() {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  if (named) return named;
  const found = (await ofPlaywright()) ?? onPath();
  if (mayInstall()) {
    const packages = [...(found ? [] : ['chromium']), ...(existsSync(fonts.folder) ? [] : [fonts.package])];
    if (packages.length > 0) {
      console.log(`Installing for the browser tests: ${packages.join(' ')}`);
      await installPackages(packages);
    }
  }
  const installed = found ?? onPath();
  if (installed) return installed;
  console.log('No Chromium found: fetching the one that Playwright names.');
  await tool('@playwright/test/cli.js', ['install', 'chromium'], { quiet: true });
  return ofPlaywright();
}
