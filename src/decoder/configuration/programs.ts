// Every program whose configuration is read, one line each.

import { angular } from './angular/directives.ts';
import { apache } from './apache/directives.ts';
import { caddy } from './caddy/directives.ts';
import { envoy } from './envoy/directives.ts';
import { haproxy } from './haproxy/directives.ts';
import { hitch } from './hitch/directives.ts';
import { lighttpd } from './lighttpd/directives.ts';
import { nghttpx } from './nghttpx/directives.ts';
import { nginx } from './nginx/directives.ts';
import { nodeProxy } from './node-proxy/directives.ts';
import type { Program } from './program.ts';
import type { ConfigurationKind } from './report.ts';
import { stunnel } from './stunnel/directives.ts';
import { traefik } from './traefik/directives.ts';
import { trafficServer } from './trafficserver/directives.ts';
import { varnish } from './varnish/directives.ts';
import { vite } from './vite/directives.ts';
import { webpack } from './webpack/directives.ts';

/** Programs by the kind of their configuration. */
export const programs: Readonly<Record<ConfigurationKind, Program>> = {
  nginx,
  apache,
  haproxy,
  caddy,
  envoy,
  traefik,
  lighttpd,
  vite,
  webpack,
  'node-proxy': nodeProxy,
  varnish,
  angular,
  stunnel,
  hitch,
  nghttpx,
  trafficserver: trafficServer,
};
