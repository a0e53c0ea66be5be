// WebKitGTK over WebDriver: WebKitWebDriver starts MiniBrowser on a virtual screen.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePort } from '../fixes/harness/process.ts';
import { type Driver, type Engine, killGroup, type Settings, until, within } from './engine.ts';
import { startProbe } from './probe.ts';

const miniBrowserPath = findMiniBrowser();

const programs = {
  WebKitWebDriver: findProgram('WebKitWebDriver'),
  MiniBrowser: miniBrowserPath,
  Xvfb: findProgram('Xvfb'),
};

export const webkit: Engine = {
  name: 'WebKit',
  lacks: Object.entries(programs).flatMap(([name, path]) => (path === null ? [name] : [])),
  // WebKitGTK does not have this setting
  canForceColours: false,
  launch: async (address, settings) => {
    const folder = mkdtempSync(join(tmpdir(), 'framescope-webkit-'));
    const children: ChildProcess[] = [];
    const kill = () => {
      for (const child of children) killGroup(child);
      rmSync(folder, { recursive: true, force: true });
    };
    process.once('exit', kill);
    const probe = await startProbe(address);
    const close = async () => {
      kill();
      process.off('exit', kill);
      await probe.close();
    };
    try {
      writeSettings(folder, settings);
      const session = await startSession(folder, settings, children);
      const closeAll = async () => {
        await within(session.send('DELETE', ''), 5000).catch(() => {});
        await close();
      };
      return { ...sessionDriver(session), address: probe.address, close: closeAll };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

/** Debian keeps it beside the library, in a folder that is named after the machine. */
function findMiniBrowser(): string | null {
  const folders = ['/usr/libexec', '/usr/lib64', '/usr/lib'];
  const machines = existsSync('/usr/lib')
    ? readdirSync('/usr/lib').filter((one) => one.endsWith('-linux-gnu'))
    : [];
  return (
    [...folders, ...machines.map((one) => join('/usr/lib', one))]
      .map((folder) => join(folder, 'webkit2gtk-4.1', 'MiniBrowser'))
      .find((path) => existsSync(path)) ?? null
  );
}

/** Settings of GTK: the toolbar of MiniBrowser shrinks to nothing, so that its window can be as narrow as a phone. */
function writeSettings(folder: string, settings: Settings): void {
  mkdirSync(join(folder, 'gtk-3.0'));
  const style =
    '* { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; -gtk-icon-transform: scale(0); }';
  writeFileSync(join(folder, 'gtk-3.0', 'gtk.css'), style);
  const animations = settings.isMotionReduced ? 0 : 1;
  writeFileSync(join(folder, 'gtk-3.0', 'settings.ini'), `[Settings]\ngtk-enable-animations=${animations}\n`);
}

interface Session {
  send<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

async function startSession(folder: string, settings: Settings, children: ChildProcess[]): Promise<Session> {
  const display = await startScreen(children);
  const port = await freePort();
  const child = spawn(programs.WebKitWebDriver ?? '', [`--port=${port}`, '--host=127.0.0.1'], {
    env: {
      ...process.env,
      DISPLAY: `:${display}`,
      GDK_BACKEND: 'x11',
      GDK_SCALE: String(settings.pixelRatio),
      XDG_CONFIG_HOME: folder,
      XDG_CACHE_HOME: folder,
      XDG_DATA_HOME: folder,
    },
    stdio: 'ignore',
    detached: true,
  });
  children.push(child);
  const send = sender(`http://127.0.0.1:${port}`);
  await until('an answer of WebKitWebDriver', () =>
    send('GET', '/status').then(
      () => true,
      () => false,
    ),
  );
  const { sessionId } = await send<{ sessionId: string }>('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        'webkitgtk:browserOptions': {
          binary: miniBrowserPath,
          args: ['--automation', ...(settings.isDark ? ['--dark-mode'] : [])],
        },
      },
    },
  });
  return { send: (method, path, body) => send(method, `/session/${sessionId}${path}`, body) };
}

/** Room for the widest window of a test, in pixels of the device. */
const screen = { width: 2960, height: 2000 };

/** Starts a virtual screen; resolves to its number. */
function startScreen(children: ChildProcess[]): Promise<string> {
  const child = spawn(
    programs.Xvfb ?? '',
    ['-displayfd', '1', '-screen', '0', `${screen.width}x${screen.height}x24`, '-nolisten', 'tcp'],
    { stdio: ['ignore', 'pipe', 'ignore'], detached: true },
  );
  children.push(child);
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (data) => resolve(String(data).trim()));
    child.once('exit', (status) =>
      reject(new Error(`Expected a virtual screen, Xvfb ended with ${status}.`)),
    );
  });
}

/** Sends commands of WebDriver, each with a limit of time. */
function sender(address: string) {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${address}${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    }).catch((error: unknown) => {
      throw new Error(
        `Expected an answer to ${method} ${path} ${JSON.stringify(body ?? '').slice(0, 200)}: ${error}`,
      );
    });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
}

/** The keys of WebDriver that are no characters. */
const keyValues: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Escape: '\uE00C',
  Space: ' ',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

/** The name under which WebDriver hands over an element. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

function sessionDriver({ send }: Session): Omit<Driver, 'address' | 'close'> {
  const keys = (actions: readonly unknown[]) =>
    send<void>('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  const execute = <T>(script: string, args: readonly unknown[]) =>
    send<T>('POST', '/execute/sync', { script, args });
  return {
    goto: (url) => send('POST', '/url', { url }),
    evaluate: async (run, ...args) =>
      (await execute(`return (${run}).apply(null, arguments)`, args)) as never,
    press: (combination) => {
      const pressed = combination.split('+').map((key) => keyValues[key] ?? key);
      return keys([
        ...pressed.map((value) => ({ type: 'keyDown', value })),
        ...pressed.reverse().map((value) => ({ type: 'keyUp', value })),
      ]);
    },
    type: (text) =>
      keys(
        [...text].flatMap((value) => [
          { type: 'keyDown', value },
          { type: 'keyUp', value },
        ]),
      ),
    clickAt: (x, y) =>
      send('POST', '/actions', {
        actions: [
          {
            type: 'pointer',
            id: 'mouse',
            parameters: { pointerType: 'mouse' },
            actions: [
              { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) },
              { type: 'pointerDown', button: 0 },
              { type: 'pointerUp', button: 0 },
            ],
          },
        ],
      }),
    chooseFiles: async (selector, paths) => {
      const found = await send<Record<string, string>>('POST', '/element', {
        using: 'css selector',
        value: selector,
      });
      await send('POST', `/element/${found[elementKey]}/value`, { text: paths.join('\n') });
    },
    resize: async (width, height) => {
      // what is left of the toolbar belongs to the window
      const bars = await execute<number>('return outerHeight - innerHeight', []);
      // over the middle of the virtual screen: the pointer rests there, and the window below it is the active one
      const x = Math.round((screen.width - width) / 2);
      const y = Math.round((screen.height - height - bars) / 2);
      await send('POST', '/window/rect', { x, y, width, height: height + bars });
      await until(`a viewport of ${width} × ${height} pixels`, async () => {
        const found = await execute<number[]>('return [innerWidth, innerHeight]', []);
        return found[0] === width && found[1] === height;
      });
    },
    screenshot: async (path) =>
      writeFileSync(path, Buffer.from(await send<string>('GET', '/screenshot'), 'base64')),
    // WebKitGTK keeps its console to itself: the probe in the page collects alone
    takeReports: () => [],
  };
}
