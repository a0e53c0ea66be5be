// Chromium over its DevTools protocol and Firefox over WebDriver BiDi, both by puppeteer.

import { type Browser, type KeyInput, launch, type Page } from 'puppeteer-core';
import { findProgram } from '../fixes/harness/process.ts';
import { collectProblems, type Driver, type Engine, killGroup, type Settings, within } from './engine.ts';

const chromiumPath =
  process.env.PLAYWRIGHT_CHROMIUM || (findProgram('chromium') ?? findProgram('google-chrome'));
const firefoxPath = process.env.FIREFOX || (findProgram('firefox-esr') ?? findProgram('firefox'));

export const chromium: Engine = {
  name: 'Chromium',
  lacks: chromiumPath ? [] : ['chromium'],
  canForceColours: true,
  launch: async (address, settings) => {
    const browser = await launch({
      executablePath: chromiumPath ?? '',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    return driverOf(browser, address, settings, async (page) => {
      const session = await page.createCDPSession();
      await session.send('Emulation.setEmulatedMedia', {
        features: [
          { name: 'prefers-color-scheme', value: settings.isDark ? 'dark' : 'light' },
          { name: 'prefers-reduced-motion', value: settings.isMotionReduced ? 'reduce' : 'no-preference' },
          { name: 'forced-colors', value: settings.areColoursForced ? 'active' : 'none' },
        ],
      });
    });
  },
};

export const firefox: Engine = {
  name: 'Firefox',
  lacks: firefoxPath ? [] : ['firefox-esr'],
  canForceColours: true,
  launch: async (address, settings) => {
    const browser = await launch({
      browser: 'firefox',
      executablePath: firefoxPath ?? '',
      extraPrefsFirefox: {
        'ui.systemUsesDarkTheme': settings.isDark ? 1 : 0,
        'layout.css.prefers-color-scheme.content-override': settings.isDark ? 0 : 1,
        'ui.prefersReducedMotion': settings.isMotionReduced ? 1 : 0,
        'browser.display.document_color_use': settings.areColoursForced ? 2 : 1,
      },
    });
    return driverOf(browser, address, settings, async () => {});
  },
};

async function driverOf(
  browser: Browser,
  address: string,
  settings: Settings,
  prepare: (page: Page) => Promise<void>,
): Promise<Driver> {
  const child = browser.process();
  const end = () => killGroup(child);
  process.once('exit', end);
  const close = async () => {
    await within(browser.close(), 5000).catch(() => {});
    end();
    process.off('exit', end);
  };
  try {
    const page = await browser.newPage();
    await prepare(page);
    await page.evaluateOnNewDocument(collectProblems);
    return { ...pageDriver(page, settings), address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function pageDriver(page: Page, { pixelRatio }: Settings): Omit<Driver, 'address' | 'close'> {
  let reports: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') reports.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => reports.push(`uncaught: ${error}`));
  return {
    goto: async (url) => {
      await page.goto(url);
    },
    evaluate: (run, ...args) => page.evaluate(run as never, ...args) as never,
    press: async (keys) => {
      const held = keys.split('+').map((key) => (key === 'Space' ? ' ' : key)) as KeyInput[];
      const last = held.pop() as KeyInput;
      for (const key of held) await page.keyboard.down(key);
      await page.keyboard.press(last);
      for (const key of held.reverse()) await page.keyboard.up(key);
    },
    type: (text) => page.keyboard.type(text),
    clickAt: (x, y) => page.mouse.click(x, y),
    chooseFiles: async (selector, paths) => {
      const input = await page.$(selector);
      if (input === null) throw new Error(`Expected ${selector}, found none.`);
      await (input as import('puppeteer-core').ElementHandle<HTMLInputElement>).uploadFile(...paths);
    },
    resize: (width, height) => page.setViewport({ width, height, deviceScaleFactor: pixelRatio }),
    screenshot: async (path) => {
      await page.screenshot({ path: path as `${string}.png` });
    },
    takeReports: () => {
      const taken = reports;
      reports = [];
      return taken;
    },
  };
}
