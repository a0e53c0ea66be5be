// All guides. A new one is a file in stacks/ and a line here; nothing depends on the order.

import type { CauseId } from '../model/cause-id.ts';
import type { StackId } from '../model/stack-id.ts';
import type { Fix, Guide } from './guide.ts';
import { aiohttpGuide } from './stacks/aiohttp.ts';
import { apacheGuide } from './stacks/apache.ts';
import { awsAlbGuide } from './stacks/aws-alb.ts';
import { awsApiGatewayGuide } from './stacks/aws-api-gateway.ts';
import { caddyGuide } from './stacks/caddy.ts';
import { captureGuide } from './stacks/capture.ts';
import { cloudflareGuide } from './stacks/cloudflare.ts';
import { dotnetGuide } from './stacks/dotnet.ts';
import { envoyGuide } from './stacks/envoy.ts';
import { esp32Guide } from './stacks/esp32.ts';
import { goGuide } from './stacks/go.ts';
import { haproxyGuide } from './stacks/haproxy.ts';
import { iisGuide } from './stacks/iis.ts';
import { javaGuide } from './stacks/java.ts';
import { lighttpdGuide } from './stacks/lighttpd.ts';
import { nextGuide } from './stacks/next.ts';
import { nginxGuide } from './stacks/nginx.ts';
import { nodeWsGuide } from './stacks/node-ws.ts';
import { phpGuide } from './stacks/php.ts';
import { pythonWebsocketsGuide } from './stacks/python-websockets.ts';
import { socketioGuide } from './stacks/socketio.ts';
import { traefikGuide } from './stacks/traefik.ts';
import { viteGuide } from './stacks/vite.ts';

/** Guide of each stack. */
export const guides: Readonly<Record<StackId, Guide>> = {
  nginx: nginxGuide,
  apache: apacheGuide,
  haproxy: haproxyGuide,
  caddy: caddyGuide,
  lighttpd: lighttpdGuide,
  traefik: traefikGuide,
  envoy: envoyGuide,
  iis: iisGuide,
  'aws-alb': awsAlbGuide,
  'aws-api-gateway': awsApiGatewayGuide,
  cloudflare: cloudflareGuide,
  'node-ws': nodeWsGuide,
  socketio: socketioGuide,
  vite: viteGuide,
  next: nextGuide,
  'python-websockets': pythonWebsocketsGuide,
  aiohttp: aiohttpGuide,
  go: goGuide,
  java: javaGuide,
  dotnet: dotnetGuide,
  php: phpGuide,
  esp32: esp32Guide,
  capture: captureGuide,
};

/** A fix by `<stack>/<id>`, as the configuration check names it; null when there is none. */
export function fixByReference(reference: string): { guide: Guide; fix: Fix } | null {
  const at = reference.indexOf('/');
  const stack = reference.slice(0, at);
  const guide = Object.values(guides).find((one) => one.stack === stack);
  const fix = guide?.fixes.find((one) => one.id === reference.slice(at + 1));
  return guide && fix ? { guide, fix } : null;
}

/** All fixes that speak of a cause, those that name it first before the others; stacks in `first` come first. */
export function fixesForCause(cause: CauseId, first: readonly StackId[] = []): { guide: Guide; fix: Fix }[] {
  const found = Object.values(guides).flatMap((guide) =>
    guide.fixes.flatMap((fix) => (fix.causes.includes(cause) ? [{ guide, fix }] : [])),
  );
  const rank = ({ guide, fix }: { guide: Guide; fix: Fix }): number => {
    const stack = first.indexOf(guide.stack);
    return (stack < 0 ? first.length : stack) * 100 + fix.causes.indexOf(cause);
  };
  return found.sort((a, b) => rank(a) - rank(b));
}
