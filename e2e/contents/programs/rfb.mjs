// noVNC in Chromium, websockify and TigerVNC (Debian: websockify, tigervnc-standalone-server, tigervnc-tools; CHROMIUM
// names the browser): the screen is drawn, a key is pressed, the pointer moves.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { closeAll, freePort, listen, pause, start, temporaryFolder } from './kit.mjs';

const password = 'right';

export async function serve() {
  const { folder, close } = temporaryFolder();
  const file = join(folder, 'password');
  writeFileSync(file, execFileSync('tigervncpasswd', ['-f'], { input: `${password}\n` }));
  const [back, port] = [await freePort(), await freePort()];
  const screen = ['-geometry', '64x48', '-depth', '24', '-localhost', '-SecurityTypes', 'VncAuth'];
  const vnc = await start(back, 'Xtigervnc', [
    `:${back % 1000}`,
    '-rfbport',
    String(back),
    '-PasswordFile',
    file,
    ...screen,
  ]);
  const gateway = await start(port, 'websockify', [`127.0.0.1:${port}`, `127.0.0.1:${back}`]);
  return {
    address: `ws://127.0.0.1:${port}/`,
    close: () => closeAll(gateway, vnc, { close }),
  };
}

const types = { '.js': 'text/javascript', '.html': 'text/html' };

/** Serves noVNC, and a page that shows a screen with it. */
function pageServer(url, given) {
  const novnc = join(process.env.PROGRAMS ?? process.cwd(), 'node_modules/@novnc/novnc');
  const page = `<!doctype html><div id="screen"></div><script type="module">
    import RFB from '/core/rfb.js';
    const rfb = new RFB(document.getElementById('screen'), '${url}', {
      credentials: { password: '${given}' }, wsProtocols: ['binary'] });
    window.rfb = rfb;
    for (const name of ['connect', 'disconnect', 'securityfailure'])
      rfb.addEventListener(name, () => { document.title += name + ','; });
  </script>`;
  return createServer(({ url: path }, response) => {
    response.setHeader('content-type', types[extname(path)] ?? 'text/html');
    try {
      response.end(path === '/' ? page : readFileSync(join(novnc, path)));
    } catch {
      response.writeHead(404).end();
    }
  });
}

export async function show(url, given, act) {
  const { server, port } = await listen(pageServer(url, given));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await act(page);
  await browser.close();
  server.close();
}

export async function talk(url) {
  await show(url, password, async (page) => {
    await page.waitForFunction(() => document.title.startsWith('connect,'));
    await pause(500);
    await page.evaluate(() => {
      window.rfb.sendKey(0x61, 'KeyA');
      window.rfb.clipboardPasteFrom('hello');
    });
    await pause(300);
    await page.evaluate(() => window.rfb.disconnect());
    await page.waitForFunction(() => document.title.includes('disconnect,'));
  });
}
