// guacamole-lite without a guacd that listens: it sends `error` to guacamole-common-js.

import { openTunnel, serveGuacamole } from './guacamole.mjs';
import { pause } from './kit.mjs';

export const serve = () => serveGuacamole(false);

export async function talk(url) {
  const { tunnel } = await openTunnel(url);
  await pause(1500);
  tunnel.disconnect();
}
