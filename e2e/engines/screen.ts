// The page under test as the steps of the core proof see it: what is shown, and what a user does. The same in each
// engine.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from '@playwright/test';
import type { Driver } from './engine.ts';

export const testId = (id: string) => `[data-testid="${id}"]`;

/** What is known of the first visible element that a selector names. */
interface Shown {
  text: string;
  value: string;
  attributes: Record<string, string>;
  isFocused: boolean;
}

export class Screen {
  readonly driver: Driver;
  #problems: string[] = [];

  constructor(driver: Driver) {
    this.driver = driver;
  }

  /** Opens an address of the page as if it had been clicked in another program. */
  async open(fragment = ''): Promise<void> {
    await this.collect();
    await this.driver.goto('about:blank');
    await this.driver.goto(`${this.driver.address}${fragment}`);
  }

  /** Takes over what the open document reported. */
  async collect(): Promise<void> {
    const found = await this.driver.evaluate(() => {
      const { collectedProblems } = globalThis as { collectedProblems?: string[] };
      return collectedProblems?.splice(0) ?? [];
    });
    this.#problems.push(...found, ...this.driver.takeReports());
  }

  /** Everything that went wrong in the page since this was asked last. */
  async takeProblems(): Promise<string[]> {
    await this.collect();
    return this.#problems.splice(0);
  }

  /** The visible elements that the selector names; `name` is the text or label of the one that is meant. */
  all(selector: string, name?: string): Promise<Shown[]> {
    return this.driver.evaluate(
      (selector, name) =>
        [...document.querySelectorAll<HTMLElement>(selector)]
          .filter((one) => one.getClientRects().length > 0)
          .filter((one) => name === null || (one.ariaLabel ?? one.textContent.trim()) === name)
          .map((one) => ({
            text: one.textContent ?? '',
            value: 'value' in one ? String(one.value) : '',
            attributes: Object.fromEntries([...one.attributes].map((each) => [each.name, each.value])),
            isFocused: one === document.activeElement,
          })),
      selector,
      name ?? null,
    );
  }

  /** Waits until an element has this text. */
  async sees(selector: string, text: string | RegExp = ''): Promise<void> {
    const first = async () => (await this.all(selector))[0]?.text ?? '(no such element)';
    const wanted = expect.poll(first, { message: `text of ${selector}` });
    if (typeof text === 'string') await wanted.toContain(text);
    else await wanted.toMatch(text);
    await expect.poll(() => this.count(selector), { message: `number of ${selector}` }).toBeGreaterThan(0);
  }

  /** Waits until one of the elements has this name. */
  async seesNamed(selector: string, name: string): Promise<void> {
    const found = async () => (await this.all(selector, name)).length;
    await expect.poll(found, { message: `number of ${selector} named "${name}"` }).toBeGreaterThan(0);
  }

  async count(selector: string): Promise<number> {
    return (await this.all(selector)).length;
  }

  /** Waits until so many elements are visible. */
  async hasCount(selector: string, count: number): Promise<void> {
    await expect.poll(() => this.count(selector), { message: `number of ${selector}` }).toBe(count);
  }

  /** Waits until an attribute of an element has this value. */
  async hasAttribute(selector: string, name: string, value: string): Promise<void> {
    const read = async () => (await this.all(selector))[0]?.attributes[name];
    await expect.poll(read, { message: `${name} of ${selector}` }).toBe(value);
  }

  /** Waits until a field has this value. */
  async hasValue(selector: string, value: string | RegExp): Promise<void> {
    const wanted = expect.poll(async () => (await this.all(selector))[0]?.value, {
      message: `value of ${selector}`,
    });
    if (typeof value === 'string') await wanted.toBe(value);
    else await wanted.toMatch(value);
  }

  /** Waits until the focus is on an element. */
  async hasFocus(selector: string): Promise<void> {
    const read = async () => (await this.all(selector)).some((one) => one.isFocused);
    await expect.poll(read, { message: `focus on ${selector}` }).toBe(true);
  }

  /** Clicks the middle of an element, once nothing else covers it there. */
  async click(selector: string, name?: string): Promise<void> {
    const place = () =>
      this.driver.evaluate(
        (selector, name) => {
          const element = [...document.querySelectorAll<HTMLElement>(selector)]
            .filter((one) => one.getClientRects().length > 0)
            .find((one) => name === null || (one.ariaLabel ?? one.textContent.trim()) === name);
          if (element === undefined) return 'no such element';
          if (element.matches(':disabled')) return 'it is disabled';
          element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
          const { left, top, width, height } = element.getBoundingClientRect();
          const x = left + width / 2;
          const y = top + height / 2;
          const hit = document.elementFromPoint(x, y);
          if (hit === null || !element.contains(hit))
            return `it is covered by ${hit?.outerHTML.slice(0, 120)}`;
          return { x, y };
        },
        selector,
        name ?? null,
      );
    let found = '' as Awaited<ReturnType<typeof place>>;
    await expect
      .poll(
        async () => {
          const before = found;
          found = await place();
          if (typeof found === 'string' || typeof before === 'string') return found;
          return found.x === before.x && found.y === before.y ? 'ready' : 'it moves';
        },
        { message: `a click on ${selector}${name ? ` named "${name}"` : ''}`, intervals: [30, 50, 100, 200] },
      )
      .toBe('ready');
    if (typeof found !== 'string') await this.driver.clickAt(found.x, found.y);
  }

  /** Empties a field and types into it. */
  async fill(selector: string, text: string): Promise<void> {
    await this.click(selector);
    await this.hasFocus(selector);
    await this.driver.press('Control+a');
    await this.driver.press('Backspace');
    await this.driver.type(text);
    await this.hasValue(selector, text);
  }

  /** Presses a key again and again until something holds, at most so many times. */
  async press(key: string, isReached: () => Promise<boolean>, most: number): Promise<void> {
    for (let pressed = 0; pressed < most; pressed++) {
      await this.driver.press(key);
      if (await isReached()) return;
    }
    throw new Error(
      `Expected ${key} to get there within ${most} times, the focus is on ${(await this.focused()).text}.`,
    );
  }

  /** The element that has the focus. */
  focused(): Promise<{ testId: string; text: string; outline: string }> {
    return this.driver.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      return {
        testId: element.dataset.testid ?? '',
        text: element.textContent.trim(),
        outline: getComputedStyle(element).outlineStyle,
      };
    });
  }

  /** The text of the first visible element of each selector. */
  async texts(selectors: readonly string[]): Promise<(string | undefined)[]> {
    const found: (string | undefined)[] = [];
    for (const selector of selectors) found.push((await this.all(selector))[0]?.text);
    return found;
  }

  /** By how many pixels the page is larger than its window. */
  overflow(): Promise<{ x: number; y: number }> {
    return this.driver.evaluate(() => {
      const root = document.documentElement;
      return { x: root.scrollWidth - root.clientWidth, y: root.scrollHeight - root.clientHeight };
    });
  }

  /** Waits until the page has light text on a dark ground, or dark text on a light one. */
  async hasGround(wanted: 'light' | 'dark'): Promise<void> {
    const read = () =>
      this.driver.evaluate(() => {
        const [text, ground] = ['color', 'background-color'].map((name) => {
          const colour = getComputedStyle(document.documentElement).getPropertyValue(name);
          const parts = (colour.match(/[\d.]+/g) ?? []).slice(0, 3);
          return parts.reduce((sum, one) => sum + Number(one), 0);
        });
        return text > ground ? 'dark' : 'light';
      });
    await expect.poll(read, { message: 'the ground of the page' }).toBe(wanted);
  }

  /** Drops a file on the page, as from a file manager: once the page accepts what is dragged over it. */
  async drop(path: string): Promise<void> {
    const content = readFileSync(path).toString('base64');
    const dropped = () =>
      this.driver.evaluate(
        (name, base64) => {
          const dataTransfer = new DataTransfer();
          const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          dataTransfer.items.add(new File([content], name));
          const isTaken = (type: string): boolean =>
            !document.body.dispatchEvent(
              new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }),
            );
          isTaken('dragenter');
          return isTaken('dragover') && isTaken('drop');
        },
        basename(path),
        content,
      );
    await expect.poll(dropped, { message: `the page takes ${basename(path)}` }).toBe(true);
  }

  /** Waits until the input is decoded to its end. */
  async settled(): Promise<void> {
    await this.sees(testId('verdict'));
    const isShareEnabled = () =>
      this.driver.evaluate(() =>
        [...document.querySelectorAll('button')].some(
          (one) => one.textContent.trim() === 'Share' && !one.disabled && one.getClientRects().length > 0,
        ),
      );
    await expect.poll(isShareEnabled, { message: 'Share is enabled' }).toBe(true);
    await this.hasCount(testId('progress'), 0);
  }

  /** Chooses files in the picker of the empty screen and waits for the decoded page. */
  async openFile(...paths: readonly string[]): Promise<void> {
    await this.open();
    await this.sees(testId('paste'));
    await this.driver.chooseFiles(testId('file-input'), paths);
    await this.settled();
  }
}
