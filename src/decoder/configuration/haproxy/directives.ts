// HAProxy's names for the rules.

import type { Program } from '../program.ts';
import { adaptHaproxy } from './adapt.ts';

/** HAProxy: a whole configuration or some of its sections. */
export const haproxy: Program = {
  names: {
    name: 'HAProxy',
    ids: {
      'condition-case': 'acl-case',
      'early-redirect': 'redirect',
      'answered-sometimes': 'answered-here',
      'http-2': 'h2-to-server',
      'proxy-header-sent': 'send-proxy',
      'proxy-header-expected': 'accept-proxy',
      'idle-limit-short': 'tunnel-timeout-short',
      'idle-limit-missing': 'tunnel-timeout-missing',
    },
    fixes: {
      'condition-case': 'haproxy/acl-case',
      'early-redirect': 'haproxy/redirect',
      'http-2': 'haproxy/proto-h2',
      'idle-limit-missing': 'haproxy/timeout-tunnel',
      'idle-limit-short': 'haproxy/timeout-tunnel',
      'plain-to-tls-port': 'haproxy/tls-to-server',
      'proxy-header-expected': 'haproxy/accept-proxy',
      'proxy-header-sent': 'haproxy/send-proxy',
      'request-header-added': 'haproxy/del-header',
      'request-header-changed': 'haproxy/del-header',
      'response-header-changed': 'haproxy/del-header',
      'tls-to-plain-port': 'haproxy/tls-to-server',
    },
  },
  read: (text, request) => ({ model: adaptHaproxy(text, request ?? null), programEdits: () => [] }),
};
