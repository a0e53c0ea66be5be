// Chromium or Firefox as client: <chrome|firefox>. See node.mjs for the protocol. Firefox keeps its console text from
// scripts: a connection that it ends itself counts as its only text.
import { createInterface } from 'node:readline';
import { launch } from 'puppeteer-core';

const name = process.argv[2];
const chrome = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
};
const firefox = {
  browser: 'firefox',
  executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
  args: ['--headless'],
};
const browser = await launch(name === 'chrome' ? chrome : firefox);
const page = await browser.newPage();
const texts = new Map();
page.on('console', (message) => {
  const found = /WebSocket connection to '([^']+)' failed: (.*)/s.exec(message.text());
  if (found) texts.set(found[1], found[2]);
});

let isReady;
createInterface(process.stdin)
  .on('line', async (line) => {
    const [i, url] = line.split(' ');
    isReady ??= page.goto(`http://127.0.0.1:${new URL(url).port}/page`);
    await isReady;
    const end = await page.evaluate(
      (address) =>
        new Promise((resolve) => {
          const socket = new WebSocket(address);
          socket.onclose = (event) => resolve({ code: event.code, clean: event.wasClean });
        }),
      url,
    );
    await new Promise((resolve) => setTimeout(resolve, 40));
    const silent =
      name === 'chrome'
        ? 'no message, close 1006'
        : `The connection to ${url} was interrupted while the page was loading.`;
    const text = end.clean ? null : (texts.get(url) ?? silent);
    console.log(JSON.stringify({ i: Number(i), text }));
  })
  .on('close', () => browser.close());
process.on('SIGTERM', () => browser.close().then(() => process.exit(0)));
