// nginx's names for the rules.

import type { Program } from '../program.ts';
import { adaptNginx } from './adapt.ts';
import { nginxEdits } from './edits.ts';
import { followRequest } from './follow.ts';
import { selectLocation } from './precedence.ts';
import { normalPath } from './request-path.ts';

/** nginx: the http and stream blocks of a whole file, or a part of one. */
export const nginx: Program = {
  names: {
    name: 'nginx',
    ids: {
      'http-version-default': 'http-version-missing',
      'http-1.0': 'http-version-wrong',
      'http-2': 'http-version-wrong',
      'upgrade-header-hidden': 'upgrade-header-missing',
      'connection-header-hidden': 'connection-header-missing',
      'answered-here': 'condition-ends-request',
      'answered-sometimes': 'condition-not-judged',
      'idle-limit-short': 'read-timeout-short',
      'proxy-header-sent': 'stream-proxy-protocol',
      'proxy-header-expected': 'listen-proxy-protocol',
      'response-header-changed': 'response-header-hidden',
      'response-negotiation-changed': 'response-header-hidden',
      authentication: 'auth-request',
    },
    fixes: {
      'http-version-default': 'nginx/http-version',
      'http-1.0': 'nginx/http-version',
      'http-2': 'nginx/http-version',
      'upgrade-header-missing': 'nginx/upgrade-headers',
      'upgrade-header-hidden': 'nginx/inherited-headers',
      'upgrade-header-wrong': 'nginx/upgrade-headers',
      'upgrade-variable-undefined': 'nginx/upgrade-headers',
      'connection-header-missing': 'nginx/upgrade-headers',
      'connection-header-hidden': 'nginx/inherited-headers',
      'connection-header-wrong': 'nginx/upgrade-headers',
      'connection-variable-undefined': 'nginx/upgrade-headers',
      'connection-header-twice': 'nginx/upgrade-headers',
      redirect: 'nginx/redirect',
      'idle-limit-short': 'nginx/read-timeout',
      'proxy-header-sent': 'nginx/proxy-protocol',
      'proxy-header-expected': 'nginx/proxy-protocol',
      'tls-to-plain-port': 'nginx/tls-to-backend',
      'plain-to-tls-port': 'nginx/tls-to-backend',
    },
  },
  read: (text, request) => {
    const adapted = adaptNginx(text, request);
    return {
      model: adapted.model,
      programEdits: (wanted) => nginxEdits(adapted, wanted),
      select: (site, { path }) => {
        const chain = adapted.serverChains.get(site);
        if (!chain) return selectLocation(site, { path });
        const asked = normalPath(path);
        const server = { chain, routes: adapted.routes, variables: adapted.source.variables };
        const found = followRequest(server, asked);
        // Without a path in proxy_pass the backend gets the path as the client wrote it.
        const isAsWritten = found.path === asked && found.route?.ending.kind === 'proxy';
        const isUnchanged = isAsWritten && found.route.ending.path.kind === 'unchanged';
        return isUnchanged ? { ...found, path } : found;
      },
    };
  },
};
