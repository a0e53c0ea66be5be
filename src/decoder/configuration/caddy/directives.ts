// Caddy's names for the rules.

import type { Program } from '../program.ts';
import { adaptCaddy } from './adapt.ts';

/** Caddy 2: a whole Caddyfile, one site without braces, or a part of a site. */
export const caddy: Program = {
  names: {
    name: 'Caddy',
    ids: {
      'answered-here': 'answered-first',
      'answered-sometimes': 'answered-first',
      'early-redirect': 'answered-first',
      'condition-case': 'matcher-connection',
      'condition-list': 'matcher-connection',
      excluded: 'matcher-excludes',
      narrowed: 'matcher',
      'not-http-proxy': 'fastcgi',
      'http-2': 'h2c',
      'proxy-header-sent': 'proxy-protocol',
      'response-header-changed': 'answer-header-changed',
      'buffering-holds': 'buffer-responses',
      'buffering-unknown': 'buffer-responses',
      'buffering-no-effect': 'flush-no-effect',
      'lifetime-limit': 'stream-timeout',
      'idle-limit-short': 'read-timeout',
      authentication: 'auth',
      include: 'import',
    },
    fixes: {
      redirect: 'caddy/redirect',
      'answered-here': 'caddy/order',
      'taken-before': 'caddy/order',
      'condition-case': 'caddy/matcher',
      'condition-list': 'caddy/matcher',
      'request-header-changed': 'caddy/header-up',
      'http-2': 'caddy/h2c',
      'tls-to-plain-port': 'caddy/tls-to-backend',
      'plain-to-tls-port': 'caddy/tls-to-backend',
      'proxy-header-sent': 'caddy/proxy-protocol',
      'buffering-holds': 'caddy/buffer-responses',
      'lifetime-limit': 'caddy/stream-timeout',
    },
  },
  // The intents of Caddy's findings are the same for every program.
  hasStrictHosts: true,
  read: (text, request) => ({ ...adaptCaddy(text, request ?? null), programEdits: () => [] }),
};
