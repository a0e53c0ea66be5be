// Whether a condition holds for a request of which some parts may not be known.

import { readExpression } from '../parse/expression.ts';
import { isInNetwork } from '../parse/network.ts';
import type { Asker } from '../program.ts';
import { userAgents } from '../websocket-request.ts';
import type { LighttpdCondition } from './parse.ts';

/** A WebSocket's request, as far as it is known. */
export interface KnownRequest {
  readonly host: string | null;
  readonly port: number | null;
  readonly tls: boolean | null;
  readonly path: string | null;
  readonly query: string | null;
  readonly asker?: Asker;
}

/** The values that a field can have; null when they are not known. */
type Values = readonly string[] | null;

/** True or false, or null when it depends on what is not known. */
export function conditionHolds(condition: LighttpdCondition, request: KnownRequest): boolean | null {
  const { field, operator, value } = condition;
  if (value.kind !== 'text') return null;
  if (/^SERVER\["socket"\]$/.test(field)) return operator === '==' ? listensOn(value.text, request) : null;
  if (/^HTTP\["remote-?ip"\]$/.test(field)) return comesFrom(operator, value.text, request);
  const values = valuesOf(field, value.text, request);
  if (values === null) return null;
  const results = new Set(values.map((one) => compare(operator, one, value.text, field)));
  return results.size === 1 ? [...results][0] : null;
}

function compare(operator: string, found: string, wanted: string, field: string): boolean | null {
  switch (operator) {
    case '==':
      return found === wanted;
    case '!=':
      return found !== wanted;
    case '=^':
      return found.startsWith(wanted);
    case '=$':
      return found.endsWith(wanted);
    default: {
      const expression = readExpression(wanted, /"host"/.test(field));
      if (expression === null) return null;
      return expression.test(found) === (operator === '=~');
    }
  }
}

/** Headers that every browser sends with a WebSocket. Firefox's Connection header has two words. */
const sentHeaders: Readonly<Record<string, readonly string[]>> = {
  upgrade: ['websocket'],
  connection: ['Upgrade', 'keep-alive, Upgrade'],
  'sec-websocket-version': ['13'],
};

function valuesOf(field: string, wanted: string, request: KnownRequest): Values {
  const [, scope, name = '', header] = /^(\w+)\["([^"]*)"\](?:\["([^"]*)"\])?$/.exec(field) ?? [];
  const sent = scope === 'REQUEST_HEADER' ? name : name === 'request-header' ? header : undefined;
  if (sent !== undefined) return headerValues(sent.toLowerCase(), request);
  if (scope !== 'HTTP') return null;
  switch (name) {
    case 'url':
      return request.path === null ? null : [request.path];
    case 'host':
      return hostValues(wanted, request);
    case 'scheme':
      return request.tls === null ? null : [request.tls ? 'https' : 'http'];
    case 'request-method':
    case 'requestmethod':
      return ['GET'];
    case 'query-string':
    case 'querystring':
      return request.query === null ? null : [request.query];
    default:
      return headerValues(name === 'useragent' ? 'user-agent' : name.toLowerCase(), request);
  }
}

function headerValues(name: string, { asker }: KnownRequest): Values {
  if (name === 'user-agent') return asker?.userAgents ?? userAgents;
  if (name === 'origin' && asker?.origin !== undefined) return [asker.origin ?? ''];
  return sentHeaders[name] ?? null;
}

/** A condition with a port is compared with the port of the request, too. */
function hostValues(wanted: string, { host, port, tls }: KnownRequest): Values {
  if (host === null) return null;
  const isDefault = port === (tls ? 443 : 80);
  if (/:\d+$/.test(wanted)) return port === null ? null : [`${host}:${port}`];
  return isDefault || port === null || !/[\\^$*+?()|[\]]/.test(wanted) ? [host] : [`${host}:${port}`];
}

function listensOn(socket: string, { host, port }: KnownRequest): boolean | null {
  const [, address = '', wanted] = /^(.*?):?(\d+)$/.exec(socket) ?? [];
  if (wanted === undefined || port === null) return null;
  if (Number(wanted) !== port) return false;
  if (address === '' || address === '0.0.0.0' || address === '[::]' || host === address) return true;
  return /^\d+(\.\d+){3}$/.test(host ?? '') ? false : null;
}

function comesFrom(operator: string, network: string, { asker }: KnownRequest): boolean | null {
  if (asker?.address === undefined || (operator !== '==' && operator !== '!=')) return null;
  const isInside = isInNetwork(asker.address, network);
  return isInside === null ? null : isInside === (operator === '==');
}
