// What to say of a URL that no listener of a text takes.

import type { Site } from './model.ts';
import type { UrlRequest } from './program.ts';

/** Longer lists of ports are cut. */
const maxPorts = 4;

/** Names the port of the URL, and the ports that the text has. */
export function nothingListens(sites: readonly Site[], { host, port, tls, path }: UrlRequest): string {
  const said = 'Nothing in this text listens for this URL';
  const listeners = sites.flatMap((site) => site.listeners);
  const isPortOpen = listeners.some((one) => one.port === null || one.port === port);
  if (listeners.length === 0) return `${said}.`;
  if (isPortOpen) return `${said}: port ${port} is open, for other hosts or addresses than ${host}.`;
  const scheme = tls ? 'wss' : 'ws';
  const ports = [...new Map(listeners.map((one) => [one.port, one.tls]))];
  const words = ports.slice(0, maxPorts).map(([own, isTls]) => `${own} (${isTls ? 'TLS' : 'without TLS'})`);
  const more = ports.length > maxPorts ? [`${ports.length - maxPorts} more`] : [];
  const noun = ports.length === 1 ? 'port' : 'ports';
  const found = `${said}: ${scheme}:// goes to port ${port} here, and the text listens on ${noun} ${[...words, ...more].join(', ')}.`;
  const [[only, isTls]] = ports;
  if (ports.length > 1 || only === null || isTls || !tls) return found;
  const address = only === 80 ? host : `${host}:${only}`;
  return `${found} If TLS ends in front of it, check what comes from there: ws://${address}${path}.`;
}
