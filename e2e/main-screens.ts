// The main screens of the page: opened the same way for their trees and for their pictures.

import { expect, type Page, type TestInfo } from '@playwright/test';
import { manyConnections } from '../bench/many-connections.ts';
import { capturePath, openFile, pasteText, settled, verdict } from './page-kit.ts';

export interface MainScreen {
  readonly id: string;
  readonly title: string;
  open(page: Page, info: TestInfo): Promise<void>;
}

export const mainScreens: readonly MainScreen[] = [
  {
    id: 'start',
    title: 'the start screen',
    async open(page) {
      await page.goto('/');
      await expect(page.locator('[data-sample]')).toHaveCount(8);
    },
  },
  {
    id: 'broken-capture',
    title: 'a broken capture',
    async open(page) {
      await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
      await expect(page.getByTestId('fixes').first()).toBeAttached();
      await expect(page.getByTestId('payload').first()).toBeAttached();
    },
  },
  {
    id: 'sound-capture',
    title: 'a sound capture',
    async open(page) {
      await openFile(page, capturePath('healthy/aedes-mqtt.pcap'));
      await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
      await expect(page.getByTestId('payload').first()).toBeAttached();
    },
  },
  {
    id: 'error-answer',
    title: 'the answer to an error',
    async open(page) {
      await page.goto('/#error=Invalid%20frame%20header');
      await expect(page.getByTestId('error-answer').getByTestId('fixes')).toBeVisible();
    },
  },
  {
    id: 'configuration-check',
    title: 'the check of a configuration',
    async open(page) {
      await pasteText(
        page,
        'server {\n  listen 80;\n  location /ws/ {\n    proxy_pass http://127.0.0.1:3000;\n  }\n}\n',
      );
      await expect(page.getByTestId('check-verdict')).toHaveAttribute('data-level', 'broken');
    },
  },
  {
    id: 'many-connections',
    title: 'the overview of many connections',
    async open(page, info) {
      await openFile(page, manyConnections(2500, info.outputPath('captures')));
      await settled(page);
      await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
      await expect(page.getByTestId('fixes').first()).toBeAttached();
    },
  },
];
