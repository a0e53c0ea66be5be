// The programs whose configuration the configuration check judges, by the names that recognition gives their texts.

import type { ConfigurationKind } from '../configuration/report.ts';

/** The name of a recognised configuration, by its program. */
export const configurationNames: Readonly<Record<ConfigurationKind, string>> = {
  nginx: 'nginx configuration',
  apache: 'Apache configuration',
  haproxy: 'HAProxy configuration',
  caddy: 'Caddyfile',
  envoy: 'Envoy configuration',
  traefik: 'Traefik configuration',
  lighttpd: 'lighttpd configuration',
  vite: 'Vite configuration',
  webpack: 'webpack configuration',
  'node-proxy': 'Node program with a proxy',
  varnish: 'Varnish configuration',
  angular: 'Angular proxy configuration',
  stunnel: 'stunnel configuration',
  hitch: 'hitch configuration',
  nghttpx: 'nghttpx configuration',
  trafficserver: 'Apache Traffic Server configuration',
};

/** True for the name of a configuration that is judged; the others are only named. */
export function isJudged(name: string): boolean {
  return Object.values(configurationNames).includes(name);
}
