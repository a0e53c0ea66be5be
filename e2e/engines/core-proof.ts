// The core of the page, step by step, in a real engine. Every test ends with the question what the engine reported: an
// error of a script, a line in the console or something that the page's policy refused fails it.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { capturePath } from '../page-kit.ts';
import { type Engine, ordinarySettings } from './engine.ts';
import { Screen, testId } from './screen.ts';

const masked = capturePath('server-masked-frame/echoes-masked-close.pcap');
const maskedVerdict = 'The server masks its frames';
const tls = fileURLToPath(new URL('../fixtures/tls/', import.meta.url));

const verdict = testId('verdict');
const frame = (index: number) => `[data-frame="${index}"]`;
const bit = (index: number) => `[data-bit="${index}"]`;
const filter = '#frame-filter';
const shareLink = testId('share-link');

/** The tests of one engine. They share a browser, one after the other. */
export function coreProof(engine: Engine): void {
  test.describe(engine.name, () => {
    test.describe.configure({ mode: 'default' });
    test.skip(
      engine.lacks.length > 0 && process.env.FRAMESCOPE_REQUIRE_PROGRAMS !== '1',
      `not installed: ${engine.lacks.join(', ')}`,
    );
    test.describe('as usual', () => {
      const screen = useScreen(engine);
      openingTests(screen);
      workingTests(screen);
      keyboardTests(screen);
      appearanceTests(screen);
    });
    changedTests(engine);
  });
}

/** A browser for the tests of a group, and their screen. */
function useScreen(engine: Engine, settings = ordinarySettings): () => Screen {
  let screen: Screen | undefined;
  const get = () => {
    if (screen === undefined) throw new Error(`${engine.name} did not start.`);
    return screen;
  };
  test.beforeAll(async ({ baseURL }) => {
    if (engine.lacks.length > 0) throw new Error(`Expected ${engine.lacks.join(', ')}, found none.`);
    screen = new Screen(await engine.launch(baseURL ?? '', settings));
  });
  test.beforeEach(async () => {
    await get().driver.resize(1440, 900);
  });
  test.afterEach(async () => {
    const info = test.info();
    if (info.status !== 'passed') {
      const path = info.outputPath(`${engine.name}.png`);
      await get().driver.screenshot(path);
      await info.attach('screenshot', { path, contentType: 'image/png' });
    }
    expect(await get().takeProblems(), 'what the engine reported').toEqual([]);
  });
  test.afterAll(async () => {
    await screen?.driver.close();
  });
  return get;
}

function openingTests(screen: () => Screen): void {
  test('a capture is opened by the file input: frames and verdict appear', async () => {
    await screen().openFile(masked);
    await screen().sees(verdict, maskedVerdict);
    await screen().hasAttribute(testId('format'), 'data-format', 'pcap');
    await screen().sees(frame(13), /close/i);
    await screen().sees('[data-cause="server-masked-frame"]');
  });

  test('a file is dropped', async () => {
    await screen().open();
    await screen().sees(testId('paste'));
    await screen().drop(masked);
    await screen().settled();
    await screen().sees(verdict, maskedVerdict);
    await screen().sees(frame(13));
  });

  test('hex text that is typed is decoded', async () => {
    await screen().open();
    await screen().fill(testId('paste'), '81 05 48 65 6c 6c 6f');
    await screen().click('button', 'Decode');
    await screen().settled();
    await screen().hasCount('[data-frame]', 1);
    await screen().sees(frame(0), 'Hello');
  });

  test('hex text that is pasted from the clipboard opens at once', async () => {
    await screen().open();
    await screen().fill(testId('paste'), '81 05 48 65 6c 6c 6f');
    await screen().driver.press('Control+a');
    await screen().driver.press('Control+x');
    await screen().hasValue(testId('paste'), '');
    await screen().driver.press('Control+v');
    await screen().settled();
    await screen().sees(frame(0), 'Hello');
  });

  test('a sample opens with one click', async () => {
    await screen().open();
    await screen().click('[data-sample="healthy"]');
    await screen().settled();
    await screen().hasAttribute(verdict, 'data-level', 'sound');
  });

  test('a link with an error text opens its answer', async () => {
    await screen().open('#error=Invalid%20frame%20header');
    await screen().sees(verdict, 'This is an error text, not bytes');
    await screen().sees(testId('error-answer'), 'Chrome');
    await screen().sees('[data-explanation]', 'public cases');
  });

  test('a configuration is judged', async () => {
    await screen().open();
    await screen().fill(testId('paste'), 'server { location /ws/ { proxy_pass http://127.0.0.1:3000; } }');
    await screen().click('button', 'Decode');
    await screen().sees(verdict, 'This is a configuration');
    await screen().hasAttribute(testId('check-verdict'), 'data-level', 'broken');
  });

  test('a capture of TLS is decrypted by its key log', async () => {
    await screen().openFile(join(tls, 'nginx.pcap'));
    await screen().hasAttribute(verdict, 'data-level', 'unknown');
    await screen().drop(join(tls, 'nginx.keys.log'));
    await screen().hasAttribute(verdict, 'data-level', 'sound');
    await screen().sees(frame(0));
  });
}

function workingTests(screen: () => Screen): void {
  test('a bit is flipped and flipped back', async () => {
    await screen().open('#hex=810548656c6c6f&from=server');
    await screen().settled();
    await screen().hasAttribute(verdict, 'data-level', 'sound');
    await screen().click(bit(1));
    await screen().sees(bit(1), '1');
    await screen().hasAttribute(verdict, 'data-level', 'broken');
    await screen().sees(testId('edit-banner'));
    await screen().driver.press('Control+z');
    await screen().sees(bit(1), '0');
    await screen().hasAttribute(verdict, 'data-level', 'sound');
    await screen().click('button', 'Redo');
    await screen().hasAttribute(verdict, 'data-level', 'broken');
    await screen().click('button', 'Back to the original');
    await screen().hasAttribute(verdict, 'data-level', 'sound');
    await screen().hasCount(testId('edit-banner'), 0);
  });

  test('Share makes a link, and the link shows the same', async () => {
    await screen().openFile(masked);
    const parts = [verdict, testId('frame-heading'), testId('diagnosis')];
    await screen().sees(testId('frame-heading'), 'Frame 13');
    const before = await screen().texts(parts);
    await screen().click('button', 'Share');
    await screen().hasValue(shareLink, /#/);
    const [{ value: link }] = await screen().all(shareLink);
    await screen().open(link.slice(link.indexOf('#')));
    await screen().settled();
    await screen().sees(verdict, maskedVerdict);
    await expect.poll(() => screen().texts(parts), { message: 'what the link shows' }).toEqual(before);
  });

  test('the filter narrows the frame list', async () => {
    await screen().openFile(masked);
    await screen().fill(filter, 'opcode:close');
    await screen().sees(testId('filter-count'), '2 of 14');
    await screen().hasCount('[data-frame]', 2);
    await screen().sees(frame(13));
  });

  test('the report and the bytes of a frame are exported', async () => {
    await screen().openFile(masked);
    await screen().click(frame(13));
    await screen().click('button', 'Share');
    await screen().click('dialog [role="tab"]', 'Report');
    await screen().sees(testId('handover-content'), '|F|R|R|R|opcode |M| Payload len |');
    await screen().click('dialog [role="tab"]', 'Bytes');
    await screen().sees(testId('handover-content'), /^88 82 d9 44 cb 38 da ac\s*$/);
  });

  test('the report reaches the clipboard', async () => {
    await screen().openFile(masked);
    await screen().click('button', 'Copy report');
    await screen().seesNamed('button', 'Copied');
    await screen().fill(filter, '"');
    await screen().driver.press('Control+v');
    await screen().hasValue(filter, /Broken: The server masks its frames/);
  });

  test('a million frames are decoded, and the list reaches the last', async () => {
    await screen().open();
    await screen().sees(testId('paste'));
    // 349,525 frames of 3 bytes in each MiB
    await screen().driver.evaluate(() => {
      const block = Uint8Array.from({ length: 1_048_575 }, (_, at) => [0x82, 0x01, 0x00][at % 3]);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([block, block, block], 'long.bin'));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    });
    await screen().settled();
    await screen().hasAttribute(testId('frame-list'), 'aria-rowcount', '1048576');
    await screen().click(frame(0));
    await screen().driver.press('End');
    await screen().hasAttribute(frame(1_048_574), 'aria-selected', 'true');
  });
}

function keyboardTests(screen: () => Screen): void {
  test('arrows, Home and End go through the frames, Enter to the bits, Space flips one', async () => {
    // of a server: "a", ping, "b", RSV2 set
    await screen().open('#hex=8101618900810162a10163&from=server&frame=0');
    await screen().settled();
    await screen().click(frame(0));
    for (const [key, index] of [
      ['ArrowDown', 1],
      ['End', 3],
      ['Home', 0],
      ['n', 3],
    ] as const) {
      await screen().driver.press(key);
      await screen().hasAttribute(frame(index), 'aria-selected', 'true');
    }
    await screen().driver.press('Enter');
    await screen().hasFocus(bit(0));
    await screen().driver.press('ArrowRight');
    await screen().driver.press('ArrowRight');
    await screen().hasFocus(bit(2));
    await screen().driver.press('Space');
    await screen().sees(bit(2), '0');
    await screen().hasAttribute(verdict, 'data-level', 'sound');
  });

  test('Tab reaches the box and its button, and the focus can be seen', async () => {
    await screen().open();
    await screen().sees(testId('paste'));
    await screen().press('Tab', async () => (await screen().focused()).testId === 'paste', 8);
    expect((await screen().focused()).outline).not.toBe('none');
    await screen().driver.type('81 01 61');
    await screen().press('Tab', async () => (await screen().focused()).text === 'Decode', 3);
    expect((await screen().focused()).outline).not.toBe('none');
    await screen().driver.press('Enter');
    await screen().settled();
  });

  test('the palette runs a command, and Escape closes it', async () => {
    await screen().open('#hex=8101618900810162a10163&from=server');
    await screen().settled();
    await screen().driver.press('Control+k');
    await screen().hasFocus('dialog [role="combobox"]');
    await screen().driver.type('conversation mess');
    await screen().sees('dialog [role="option"]', 'The conversation as messages');
    await screen().driver.press('Enter');
    await screen().sees(testId('message-list'));
    await screen().driver.press('Control+k');
    await screen().hasFocus('dialog [role="combobox"]');
    await screen().driver.press('Escape');
    await screen().hasCount('dialog', 0);
  });

  test('a dialog and a menu close with Escape and give the focus back', async () => {
    await screen().open('#hex=810161&from=server');
    await screen().settled();
    await screen().click('button', 'Share');
    await screen().sees('dialog [role="tab"]');
    await screen().driver.press('Escape');
    await screen().hasCount('dialog', 0);
    expect((await screen().focused()).text).toBe('Share');
    await screen().click(testId('format'));
    await screen().sees('.menu');
    await screen().driver.press('Escape');
    await screen().hasCount('.menu', 0);
    expect((await screen().focused()).testId).toBe('format');
  });
}

/** The screens that are looked at in each size and setting. */
const screens = {
  'the empty screen': (screen) => screen.open(),
  'a broken capture': (screen) => screen.openFile(masked),
  'the answer to an error': async (screen) => {
    await screen.open('#error=Invalid%20frame%20header');
    await screen.sees(testId('error-answer'));
  },
  'a check': async (screen) => {
    await screen.open('#/check/configuration');
    await screen.sees('h1');
  },
} satisfies Record<string, (screen: Screen) => Promise<void>>;

async function expectNoSideScroll(screen: Screen, name: string): Promise<void> {
  expect(await screen.overflow(), `pixels beside the window, ${name}`).toMatchObject({ x: 0 });
}

function appearanceTests(screen: () => Screen): void {
  for (const [name, open] of Object.entries(screens)) {
    test(`${name} fits from 320 to 2560 pixels`, async () => {
      await open(screen());
      for (const width of [320, 390, 1440, 2560]) {
        await screen().driver.resize(width, 900);
        await expectNoSideScroll(screen(), `${width} pixels wide`);
        for (const { text } of await screen().all('[aria-label="Parts of the page"] [role="tab"]')) {
          await screen().click('[aria-label="Parts of the page"] [role="tab"]', text);
          await expectNoSideScroll(screen(), `${width} pixels wide, ${text}`);
        }
      }
    });
  }

  test('an open capture scrolls in its parts, never as a whole', async () => {
    await screen().openFile(masked);
    await screen().sees(testId('payload'));
    expect(await screen().overflow()).toEqual({ x: 0, y: 0 });
  });

  test('a menu is as high as what it holds', async () => {
    await screen().openFile(masked);
    await screen().click(testId('format'));
    await screen().sees('.menu');
    const unused = await screen().driver.evaluate(() => {
      const menu = [...document.querySelectorAll('.menu')].find((one) => one.matches(':popover-open'));
      const used = [...(menu?.children ?? [])].map((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return range.getBoundingClientRect().height;
      });
      return (menu?.getBoundingClientRect().height ?? 0) - used.reduce((sum, height) => sum + height, 0);
    });
    expect(unused, 'pixels of the menu that hold nothing').toBeLessThan(60);
  });

  test('the window may become narrow while a menu is open', async () => {
    for (const menu of [testId('format'), '.area-frame [popovertarget]']) {
      await screen().driver.resize(1440, 900);
      await screen().openFile(masked);
      await screen().click(menu);
      await screen().sees('.menu');
      await screen().driver.resize(390, 900);
      await screen().sees(verdict, maskedVerdict);
    }
  });

  test('a chosen theme is shown and kept', async () => {
    await screen().open();
    await screen().hasGround('light');
    await screen().click(testId('theme'));
    await screen().click(testId('theme'));
    await screen().hasGround('dark');
    await screen().open();
    await screen().hasGround('dark');
    await screen().click(testId('theme'));
    await screen().hasGround('light');
  });

  test('what the policy refuses and what the console says is noticed', async () => {
    await screen().open();
    const isReached = await screen().driver.evaluate(() => {
      console.error('a line of the console');
      const script = document.createElement('script');
      script.append('globalThis.hasRun = true');
      document.head.append(script);
      const fetched = fetch('http://127.0.0.1:9/').then(
        () => true,
        () => 'hasRun' in globalThis,
      );
      return fetched;
    });
    expect(isReached).toBe(false);
    const found = (await screen().takeProblems()).join('\n');
    expect(found).toContain('a line of the console');
    expect(found).toMatch(/policy: connect-src/);
    expect(found).toMatch(/policy: (script-src|require-trusted-types-for)/);
    // A browser may report a violation twice, to the page and in its log, and one of them later.
    while ((await reportedWithin(screen(), 500)).length > 0);
  });
}

/** What the engine reports in the next milliseconds. */
async function reportedWithin(screen: Screen, ms: number): Promise<string[]> {
  await sleep(ms);
  return screen.takeProblems();
}

function changedTests(engine: Engine): void {
  test.describe('dark, with reduced motion, at 200 %', () => {
    const screen = useScreen(engine, {
      ...ordinarySettings,
      isDark: true,
      isMotionReduced: true,
      pixelRatio: 2,
    });

    for (const [name, open] of Object.entries(screens)) {
      test(`${name} is dark, rests and fits`, async () => {
        await screen().driver.resize(720, 450);
        await open(screen());
        await screen().hasGround('dark');
        const media = await screen().driver.evaluate(() => [
          devicePixelRatio,
          matchMedia('(prefers-reduced-motion: reduce)').matches,
        ]);
        expect(media).toEqual([2, true]);
        await expectNoSideScroll(screen(), '720 pixels wide');
        const moving = () =>
          screen().driver.evaluate(
            () => document.getAnimations().filter((one) => one.playState === 'running').length,
          );
        await expect.poll(moving, { message: 'what moves' }).toBe(0);
      });
    }
  });

  test.describe('with forced colours', () => {
    test.skip(!engine.canForceColours, `${engine.name} has no forced colours here`);
    const screen = useScreen(engine, { ...ordinarySettings, areColoursForced: true });

    test('what is chosen, wrong or broken is marked without our colours', async () => {
      await screen().openFile(masked);
      await screen().sees(bit(8));
      const marks = await screen().driver.evaluate(() => {
        const outlineOf = (selector: string) => {
          const found = document.querySelector(selector);
          return found === null ? 'no such element' : getComputedStyle(found).outlineStyle;
        };
        const lane = document.querySelector('.lane');
        const ground = lane?.closest('[data-testid="verdict"]');
        const colourOf = (one: Element | null | undefined) => one && getComputedStyle(one).backgroundColor;
        return {
          isForced: matchMedia('(forced-colors: active)').matches,
          frame: outlineOf('[data-frame="13"]'),
          bit: outlineOf('[data-bit="8"]'),
          chip: outlineOf('[aria-pressed="true"]'),
          isLaneVisible: colourOf(lane) !== colourOf(ground),
        };
      });
      expect(marks).toEqual({
        isForced: true,
        frame: 'solid',
        bit: 'dashed',
        chip: 'solid',
        isLaneVisible: true,
      });
    });
  });
}
