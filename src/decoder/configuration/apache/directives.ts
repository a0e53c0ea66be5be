// Apache httpd's names for the rules.

import type { Program } from '../program.ts';
import { adaptApache } from './adapt.ts';
import { followApache } from './follow.ts';
import { readApache } from './sections.ts';

/** Apache httpd: a whole configuration, a virtual host, or a few lines. */
export const apache: Program = {
  names: {
    name: 'Apache httpd',
    ids: {
      'taken-before': 'shadowed',
      'not-reached': 'caught-by-rewrite',
      'condition-list': 'connection-condition',
      'condition-unknown': 'conditional',
      'http-1.0': 'forced-http-1.0',
      'not-http-proxy': 'scheme-without-upgrade',
      'upgrade-switch-absent': 'upgrade-missing',
      'upgrade-switch-off': 'upgrade-none',
      'backend-missing': 'balancer-unknown',
      'idle-limit-short': 'timeout-short',
      'proxy-header-expected': 'proxy-protocol-expected',
    },
    fixes: {
      'taken-before': 'apache/order',
      'condition-case': 'apache/rewrite',
      'condition-list': 'apache/rewrite',
      'http-1.0': 'apache/force-http-1.0',
      'idle-limit-short': 'apache/timeout',
      'plain-to-tls-port': 'apache/tls-to-backend',
      'proxy-header-expected': 'apache/proxy-protocol',
      redirect: 'apache/redirect',
      'request-header-changed': 'apache/header-unset',
      'tls-to-plain-port': 'apache/tls-to-backend',
      'upgrade-switch-absent': 'apache/upgrade',
      'upgrade-switch-off': 'apache/upgrade',
    },
  },
  variableLines: /^\s*(?:ProxyPass|ProxyPassMatch|BalancerMember|RewriteRule)\b/i,
  read: (text, request) => {
    const source = readApache(text, request ?? null);
    return {
      model: adaptApache(source),
      ...(request ? { select: (site, asked) => followApache(source, site, asked) } : {}),
      programEdits: () => [],
    };
  },
};
