// noVNC with a password that TigerVNC refuses.
import { show } from './rfb.mjs';

export { serve } from './rfb.mjs';

export async function talk(url) {
  await show(url, 'wrong', (page) =>
    page.waitForFunction(
      () => document.title.includes('securityfailure') && document.title.includes('disconnect'),
    ),
  );
}
