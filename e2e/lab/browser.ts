// One headless Chromium for the whole run of the lab, started when a case first asks for it.
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--ignore-certificate-errors',
];

let started: Promise<{ browser: Browser; server: http.Server; folder: string }> | null = null;

async function start(): Promise<{ browser: Browser; server: http.Server; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-chromium-'));
  const server = http.createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>lab</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launch({ executablePath: '/usr/bin/chromium', args: flags, userDataDir: folder });
  return { browser, server, folder };
}

/** A new page whose origin is a plain HTTP server on 127.0.0.1. */
export async function openPage(): Promise<Page> {
  started ??= start();
  const { browser, server } = await started;
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return page;
}

/** Stops the browser if it was started. */
export async function closeBrowser(): Promise<void> {
  if (!started) return;
  const { browser, server, folder } = await started;
  await browser.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
