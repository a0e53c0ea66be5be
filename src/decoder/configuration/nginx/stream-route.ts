// A server of nginx's stream block: bytes pass as they are.

import { newRoute, type ProxyHeader, type Route } from '../model.ts';
import { secondsOf } from '../parse/duration.ts';
import { denied } from './access.ts';
import { argument, lastInForce, type NginxChain, type NginxText, spanOf } from './blocks.ts';
import type { NginxDirective } from './parse.ts';
import { labelOf } from './place.ts';

/** proxy_timeout when nothing sets it. */
const defaultTimeoutSeconds = 600;

/** A place in the stream block that passes connections on. */
export function streamRoute(source: NginxText, chain: NginxChain, pass: NginxDirective): Route {
  const target = argument(pass);
  const port = /:(\d+)$/.exec(target)?.[1];
  const timeout = lastInForce(chain, 'proxy_timeout');
  return newRoute({
    label: labelOf(chain),
    span: spanOf(pass),
    ending: { kind: 'tunnel', target },
    earlyAnswers: denied(source, chain),
    proxyHeaders: proxyHeaders(chain),
    backends: [
      {
        span: spanOf(pass),
        address: target,
        port: port === undefined ? null : Number(port),
        tls: argument(lastInForce(chain, 'proxy_ssl')) === 'on',
      },
    ],
    limits: [
      {
        span: spanOf(timeout ?? pass),
        kind: 'idle',
        setting: 'proxy_timeout',
        text: timeout ? argument(timeout) : null,
        seconds: timeout ? secondsOf(argument(timeout)) : defaultTimeoutSeconds,
        edits: [],
      },
    ],
  });
}

function proxyHeaders(chain: NginxChain): ProxyHeader[] {
  const directive = lastInForce(chain, 'proxy_protocol');
  return directive && argument(directive) === 'on'
    ? [{ span: spanOf(directive), direction: 'sent', words: 'proxy_protocol on' }]
    : [];
}
