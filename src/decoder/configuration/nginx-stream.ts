// A server of nginx's stream block: bytes pass as they are, so little can go wrong.

import { type NginxChain, type NginxScope, whereOf } from './nginx.ts';
import { type InForce, inForce, type JudgedPlace } from './nginx-inherit.ts';
import type { NginxDirective } from './nginx-parse.ts';
import { secondsOf } from './parse/duration.ts';
import { schemePortDoubt } from './ports.ts';
import { type ConfigurationFinding, type ConfigurationRoute, verdictOf } from './report.ts';
import { comfortableIdleSeconds } from './rules/limits.ts';

/** Judges a server of the stream block: bytes pass as they are. */
export function judgeStreamServer(scope: NginxScope, chain: NginxChain, pass: NginxDirective): JudgedPlace {
  const findings: ConfigurationFinding[] = [];
  const timeout = inForce(chain, 'proxy_timeout');
  const proxyProtocol = inForce(chain, 'proxy_protocol').directives.at(-1);
  if (proxyProtocol?.args[0]?.text === 'on') {
    findings.push({
      id: 'stream-proxy-protocol',
      severity: 'unknown',
      text: 'nginx puts a PROXY header before the request. The server behind must be set to expect it, or it answers 400.',
      place: scope.locate(proxyProtocol.start, proxyProtocol.end),
      cause: 'proxy-protocol-header',
      fix: 'nginx/proxy-protocol',
    });
  }
  const secure = inForce(chain, 'proxy_ssl').directives.at(-1)?.args[0]?.text === 'on';
  const port = /:(\d+)$/.exec(pass.args[0]?.text ?? '')?.[1];
  const doubt = secure ? schemePortDoubt(true, port === undefined ? null : Number(port)) : null;
  if (doubt) {
    findings.push({
      id: 'tls-to-plain-port',
      severity: 'unknown',
      text: doubt,
      place: scope.locate(pass.start, pass.end),
      cause: 'tls-on-plaintext-port',
      fix: 'nginx/tls-to-backend',
    });
  }
  const limit = timeout.directives.at(-1);
  const seconds = limit ? secondsOf(limit.args[0]?.text ?? '') : 600;
  if (seconds !== null && seconds < comfortableIdleSeconds && limit) {
    findings.push({
      id: 'stream-timeout-short',
      severity: 'warning',
      text: `proxy_timeout is ${limit.args[0]?.text}: nginx closes a tunnel that is still that long.`,
      place: scope.locate(limit.start, limit.end),
      cause: 'idle-timeout',
      fix: 'nginx/read-timeout',
    });
  }
  const route: ConfigurationRoute = {
    where: `stream › ${whereOf(chain)}`,
    target: pass.args[0]?.text ?? '',
    place: scope.locate(pass.start, pass.end),
    findings,
    verdict: verdictOf(findings),
  };
  const none: InForce = { directives: [], level: null, doubts: [] };
  return {
    route,
    needs: { version: false, upgrade: false, connection: false, timeout: false },
    headers: none,
    version: none,
    timeout,
  };
}
