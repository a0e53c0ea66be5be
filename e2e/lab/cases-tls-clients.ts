// Clients with other TLS stacks than OpenSSL's library reject the certificate of a server, each in its own way:
// BoringSSL (Chromium), NSS (Firefox), GnuTLS, Java, Go, and OpenSSL under curl and Python with TLS 1.3.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, launch } from 'puppeteer-core';
import { wssServer } from './kit.ts';
import { debian, type Lab, type LabCase, npm, pause, pip, program, type Truth } from './lab.ts';

const client: Truth = { sender: 'client', breakOffset: null };

/** A browser that trusts no certificate of the lab. */
async function strictBrowser(lab: Lab, name: 'chrome' | 'firefox'): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), `framescope-strict-${name}-`));
  const browser = await launch({
    browser: name,
    executablePath: name === 'chrome' ? '/usr/bin/chromium' : '/usr/bin/firefox',
    headless: true,
    acceptInsecureCerts: false,
    userDataDir: folder,
    args: name === 'chrome' ? ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] : [],
  });
  lab.defer(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return browser;
}

/** A page of the browser opens the WebSocket, and waits for the close event. */
async function fromPage(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto('about:blank');
  await page.evaluate(
    (address: string) =>
      new Promise<void>((resolve) => {
        new WebSocket(address).onclose = () => resolve();
      }),
    url,
  );
}

async function runFile(lab: Lab, command: readonly string[], name: string, text: string): Promise<void> {
  const file = join(lab.folder, name);
  writeFileSync(file, text);
  await lab.spawn(command[0], [...command.slice(1), file]).done;
}

const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

const go = ['env', 'GO111MODULE=off', 'GOPATH=/usr/share/gocode', 'go', 'run'];
const goClient = (port: number) => `package main
import ("fmt"; "github.com/gorilla/websocket")
func main() {
  _, _, err := websocket.DefaultDialer.Dial("wss://localhost:${port}/chat", nil)
  fmt.Println(err)
}
`;

const javaClient = (port: number) => `import java.net.URI; import java.net.http.*;
public class Dial { public static void main(String[] args) throws Exception {
  try {
    HttpClient.newHttpClient().newWebSocketBuilder()
      .buildAsync(URI.create("wss://localhost:${port}/chat"), new WebSocket.Listener() {}).join();
  } catch (Exception error) { System.out.println(error); }
} }
`;

const pythonClient = (port: number) => `import asyncio, websockets
async def main():
    try:
        async with websockets.connect("wss://localhost:${port}/chat"): pass
    except Exception as error: print(type(error).__name__, error)
asyncio.run(main())
`;

interface Rejection {
  readonly name: string;
  readonly by: string;
  readonly who: string;
  readonly maxVersion?: 'TLSv1.2';
  /** What must be ready before the recording begins. */
  prepare?(lab: Lab): Promise<(url: string) => Promise<void>>;
  readonly connect?: (lab: Lab, port: number) => Promise<unknown>;
}

const page = (name: 'chrome' | 'firefox') => async (lab: Lab) => {
  const browser = await strictBrowser(lab, name);
  return (url: string) => fromPage(browser, url);
};

const rejections: readonly Rejection[] = [
  { name: 'chromium', by: program('Chromium'), who: 'Chromium', prepare: page('chrome') },
  {
    name: 'chromium-tls12',
    by: program('Chromium'),
    who: 'Chromium',
    maxVersion: 'TLSv1.2',
    prepare: page('chrome'),
  },
  { name: 'firefox', by: debian('firefox-esr', 'Firefox'), who: 'Firefox', prepare: page('firefox') },
  {
    name: 'firefox-tls12',
    by: debian('firefox-esr', 'Firefox'),
    who: 'Firefox',
    maxVersion: 'TLSv1.2',
    prepare: page('firefox'),
  },
  {
    name: 'curl',
    by: debian('curl', 'curl'),
    who: 'curl',
    connect: (lab, port) =>
      lab.spawn('curl', [
        '-sS',
        '--http1.1',
        ...upgrade.flatMap((header) => ['-H', header]),
        `https://localhost:${port}/chat`,
      ]).done,
  },
  {
    name: 'gnutls',
    by: debian('gnutls-bin', 'GnuTLS'),
    who: 'gnutls-cli',
    connect: (lab, port) => lab.spawn('gnutls-cli', ['-p', `${port}`, 'localhost']).done,
  },
  {
    name: 'gnutls-tls12',
    by: debian('gnutls-bin', 'GnuTLS'),
    who: 'gnutls-cli',
    maxVersion: 'TLSv1.2',
    connect: (lab, port) => lab.spawn('gnutls-cli', ['-p', `${port}`, 'localhost']).done,
  },
  {
    name: 'java',
    by: program('Java'),
    who: 'The WebSocket of the Java HTTP client',
    connect: (lab, port) => runFile(lab, ['java'], 'Dial.java', javaClient(port)),
  },
  {
    name: 'java-tls12',
    by: program('Java'),
    who: 'The WebSocket of the Java HTTP client',
    maxVersion: 'TLSv1.2',
    connect: (lab, port) => runFile(lab, ['java'], 'Dial.java', javaClient(port)),
  },
  {
    name: 'gorilla',
    by: debian('golang-github-gorilla-websocket-dev', 'gorilla/websocket'),
    who: 'Go with gorilla/websocket',
    connect: (lab, port) => runFile(lab, go, 'dial.go', goClient(port)),
  },
  {
    name: 'gorilla-tls12',
    by: debian('golang-github-gorilla-websocket-dev', 'gorilla/websocket'),
    who: 'Go with gorilla/websocket',
    maxVersion: 'TLSv1.2',
    connect: (lab, port) => runFile(lab, go, 'dial.go', goClient(port)),
  },
  {
    name: 'websockets',
    by: pip('websockets'),
    who: 'Python websockets',
    connect: (lab, port) => runFile(lab, ['/usr/bin/python3'], 'dial.py', pythonClient(port)),
  },
];

export const cases: LabCase[] = rejections.map(({ name, by, who, maxVersion, prepare, connect }) => ({
  name: `${name}-unknown-ca${maxVersion === undefined ? '-tls13' : ''}`,
  cause: 'tls-certificate-rejected',
  software: [npm('ws'), by],
  story: `${who} connects to a server with a self-signed certificate over ${maxVersion === undefined ? 'TLS 1.3' : 'TLS 1.2'}, without keys.`,
  async run(lab) {
    const port = await lab.port();
    await wssServer(lab, port, { maxVersion });
    const open = await prepare?.(lab);
    await lab.record(port);
    await (open === undefined ? connect?.(lab, port) : open(`wss://localhost:${port}/chat`));
    await pause(300);
    return client;
  },
}));
