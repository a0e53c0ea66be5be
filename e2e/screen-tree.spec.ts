// What a screen reader is told on the main screens: the tree of roles and names. A change that is meant is written down
// by `npx playwright test --config e2e/playwright.config.ts screen-tree --update-snapshots`.

import { expect, test } from '@playwright/test';
import { mainScreens } from './main-screens.ts';
import { frameRow } from './page-kit.ts';

test.use({ viewport: { width: 1440, height: 900 } });

for (const { id, title, open } of mainScreens) {
  test(title, async ({ page }, info) => {
    await open(page, info);
    if (id === 'broken-capture') await expect(frameRow(page, 13)).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('body')).toMatchAriaSnapshot({ name: `${id}.aria.yml` });
  });
}
